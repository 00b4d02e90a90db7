//! Reading the loader's messages, member by member. Deserialising them with serde would take ten times the
//! code, most of it for error messages that nobody could read here.

use super::{
    Address, BillingDetails, Call, ChallengeOptions, ConfirmCall, FormOptions, Init, Layout, Look,
    SavedMethod, SecretCall, SurfaceEvent, SurfaceReport, ToEngine, Truth,
};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Whether everything read so far was of the right kind. Noted rather than returned, which would clean up
/// half-read structs in as many places as there are members.
struct Sound(bool);

impl Sound {
    fn or_default<T: Default>(&mut self, read: Option<T>) -> T {
        self.0 &= read.is_some();
        read.unwrap_or_default()
    }
}

/// What can be read from a JavaScript value.
trait Read {
    fn read(value: &JsValue, sound: &mut Sound) -> Self;
}

impl Read for String {
    fn read(value: &JsValue, sound: &mut Sound) -> Self {
        sound.or_default(value.as_string())
    }
}

impl Read for bool {
    fn read(value: &JsValue, sound: &mut Sound) -> Self {
        sound.or_default(value.as_bool())
    }
}

impl Read for u32 {
    fn read(value: &JsValue, sound: &mut Sound) -> Self {
        let number = value.as_f64().unwrap_or(f64::NAN);
        // Saturates, and then differs.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = number as Self;
        sound.0 &= f64::from(whole) == number;
        whole
    }
}

impl Read for SurfaceEvent {
    fn read(value: &JsValue, sound: &mut Sound) -> Self {
        match value.as_string().as_deref() {
            Some("returned") => Self::Returned,
            Some("closed") => Self::Closed,
            event => {
                sound.0 &= event == Some("failed");
                Self::Failed
            }
        }
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: &JsValue, sound: &mut Sound) -> Self {
        let unset = value.is_undefined() || value.is_null();
        (!unset).then(|| T::read(value, sound))
    }
}

/// What is no text is left out.
impl Read for Vec<String> {
    fn read(value: &JsValue, _: &mut Sound) -> Self {
        let list = value.dyn_ref::<Array>().map(Array::iter);
        list.into_iter().flatten().filter_map(|text| text.as_string()).collect()
    }
}

/// What is no card, or has no id, is left out. Expiry comes as numbers from some servers and as text from others.
impl Read for Vec<SavedMethod> {
    fn read(value: &JsValue, _: &mut Sound) -> Self {
        let read_method = |method: JsValue| {
            let card = member(&method, "card");
            let text = |object, name| member(object, name).as_string();
            let number = |name| {
                let value = member(&card, name);
                // Saturates.
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                value.as_f64().map(|number| number as u32).or_else(|| value.as_string()?.parse().ok())
            };
            Some(SavedMethod {
                id: text(&method, "id")?,
                brand: text(&card, "brand").unwrap_or_default(),
                last4: text(&card, "last4")?,
                exp_month: number("exp_month")?,
                exp_year: number("exp_year")?,
            })
        };
        // A list as the gateway answers it has them in its `data`.
        let data = member(value, "data");
        let list = value.dyn_ref::<Array>().or_else(|| data.dyn_ref());
        list.map(Array::iter).into_iter().flatten().filter_map(read_method).collect()
    }
}

impl Read for Truth {
    fn read(value: &JsValue, _: &mut Sound) -> Self {
        Self(value.is_truthy())
    }
}

impl Read for Layout {
    fn read(value: &JsValue, _: &mut Sound) -> Self {
        let name = value.as_string().or_else(|| member(value, "type").as_string());
        // Saturates.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let visible_items = member(value, "visibleAccordionItemsCount").as_f64().map(|count| count as u32);
        Self {
            accordion: name.as_deref() == Some("accordion"),
            collapsed: member(value, "defaultCollapsed").is_truthy(),
            visible_items,
        }
    }
}

/// Reads structs by the names that their members have in messages.
macro_rules! read_structs {
    ($($type:ident { $($member:ident: $name:literal),* $(,)? })*) => {
        $(
            impl Read for $type {
                fn read(value: &JsValue, sound: &mut Sound) -> Self {
                    Self { $($member: Read::read(&member(value, $name), sound)),* }
                }
            }
        )*

        /// Each struct with its members' names.
        #[cfg(test)]
        pub(super) const NAMES: &[(&str, &[&str])] = &[$((stringify!($type), &[$($name),*])),*];
    };
}

read_structs! {
    Init {
        key: "key",
        client_secret: "clientSecret",
        dialect: "dialect",
        api_base: "apiBase",
        return_page: "returnPage",
        challenge: "challenge",
        locale: "locale",
        form: "form",
    }
    ChallengeOptions { display: "display", window_size: "windowSize", timeout_ms: "timeoutMs" }
    FormOptions {
        ask_name: "askName",
        ask_country: "askCountry",
        ask_postal_code: "askPostalCode",
        read_only: "readOnly",
        billing_details: "billingDetails",
        kind: "type",
        layout: "layout",
        payment_method_order: "paymentMethodOrder",
        saved_payment_methods: "savedPaymentMethods",
        saved_payment_method_remove: "savedPaymentMethodRemove",
    }
    Look { locale: "locale" }
    Call { id: "id" }
    SecretCall { id: "id", client_secret: "clientSecret", page_width: "pageWidth" }
    ConfirmCall {
        id: "id",
        return_url: "returnUrl",
        always_redirect: "alwaysRedirect",
        error_on_requires_action: "error_on_requires_action",
        billing_details: "billingDetails",
        shipping: "shipping",
        page_width: "pageWidth",
        check_first: "checkFirst",
    }
    SurfaceReport { surface: "surface", event: "event" }
    BillingDetails { name: "name", email: "email", phone: "phone", address: "address" }
    Address {
        city: "city",
        country: "country",
        line1: "line1",
        line2: "line2",
        postal_code: "postal_code",
        state: "state",
    }
}

impl ToEngine {
    /// Reads a message; `None` when it is not one of the protocol.
    pub(crate) fn read(message: &JsValue) -> Option<Self> {
        if let Some(name) = message.as_string() {
            return match name.as_str() {
                "navigationPrevented" => Some(Self::NavigationPrevented),
                "ping" => Some(Self::Ping),
                "focus" => Some(Self::Focus),
                "blur" => Some(Self::Blur),
                "clear" => Some(Self::Clear),
                "destroy" => Some(Self::Destroy),
                _ => None,
            };
        }
        let name = Object::keys(message.dyn_ref::<Object>()?).get(0).as_string()?;
        let (content, sound) = (&member(message, &name), &mut Sound(true));
        let message = match name.as_str() {
            "init" => Self::Init(Box::new(Read::read(content, sound))),
            "update" => Self::Update(Read::read(content, sound)),
            "look" => Self::Look(Read::read(content, sound)),
            "submit" => Self::Submit(Read::read(content, sound)),
            "confirm" => Self::Confirm(Read::read(content, sound)),
            "resume" => Self::Resume(Read::read(content, sound)),
            "handleNextAction" => Self::HandleNextAction(Read::read(content, sound)),
            "recover" => Self::Recover(Read::read(content, sound)),
            "retrieve" => Self::Retrieve(Read::read(content, sound)),
            "surface" => Self::Surface(Read::read(content, sound)),
            _ => return None,
        };
        sound.0.then_some(message)
    }
}

/// A member's value; undefined where there is none.
fn member(object: &JsValue, name: &str) -> JsValue {
    // Fails for what has no members.
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}
