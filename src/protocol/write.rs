//! Writing the engine's messages, member by member, as `read` reads the loader's: what serde makes of them takes twice the
//! code.

use super::{
    ActionEnd, ActionStart, CallResult, ClearAttempt, ErrorObject, FormChange, FromEngine, Navigate,
    NextActionObject, OpenSurface, PaymentIntentObject, RemoveSaved, Resize, SetupIntentObject, SurfaceName,
};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

/// What can be written as a JavaScript value.
trait Write {
    fn write(&self) -> JsValue;
}

impl Write for &str {
    fn write(&self) -> JsValue {
        JsValue::from_str(self)
    }
}

impl Write for String {
    fn write(&self) -> JsValue {
        self.as_str().write()
    }
}

impl Write for bool {
    fn write(&self) -> JsValue {
        JsValue::from_bool(*self)
    }
}

impl Write for u32 {
    fn write(&self) -> JsValue {
        f64::from(*self).write()
    }
}

impl Write for f64 {
    fn write(&self) -> JsValue {
        JsValue::from_f64(*self)
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self) -> JsValue {
        self.as_ref().map_or(JsValue::NULL, Write::write)
    }
}

impl<T: Write> Write for Box<T> {
    fn write(&self) -> JsValue {
        self.as_ref().write()
    }
}

impl Write for &[String] {
    fn write(&self) -> JsValue {
        let list = Array::new();
        for text in *self {
            list.push(&text.write());
        }
        list.into()
    }
}

/// Writes structs by the names that their members have in messages; those behind the bar only if they are there.
macro_rules! write_structs {
    ($($type:ident $(<$life:lifetime>)? { $($member:ident: $name:literal),* $(,)? $(| $rare:ident: $rare_name:literal)? })*) => {
        $(
            impl Write for $type $(<$life>)? {
                fn write(&self) -> JsValue {
                    let object = Object::new();
                    $(set(&object, $name, self.$member.write());)*
                    $(if self.$rare.is_some() {
                        set(&object, $rare_name, self.$rare.write());
                    })?
                    object.into()
                }
            }
        )*

        /// Each struct with its members' names.
        #[cfg(test)]
        pub(super) const NAMES: &[(&str, &[&str])] = &[$((stringify!($type), &[$($name,)* $($rare_name)?])),*];
    };
}

write_structs! {
    OpenSurface {
        surface: "surface",
        hidden: "hidden",
        url: "url",
        width: "width",
        height: "height",
        title: "title",
        close_label: "closeLabel",
    }
    SurfaceName { surface: "surface" }
    Navigate { url: "url", finished: "finished" }
    FormChange { empty: "empty", complete: "complete", method: "method", brand: "brand" }
    Resize { height: "height" }
    CallResult<'_> { id: "id", payment_intent: "paymentIntent", error: "error" | setup_intent: "setupIntent" }
    RemoveSaved { payment_method: "paymentMethod" }
    ClearAttempt { client_secret: "clientSecret" }
    ActionStart<'_> { kind: "kind" }
    ActionEnd<'_> { kind: "kind", outcome: "outcome" }
    PaymentIntentObject<'_> {
        id: "id",
        object: "object",
        amount: "amount",
        currency: "currency",
        status: "status",
        client_secret: "client_secret",
        created: "created",
        livemode: "livemode",
        description: "description",
        capture_method: "capture_method",
        confirmation_method: "confirmation_method",
        canceled_at: "canceled_at",
        cancellation_reason: "cancellation_reason",
        payment_method: "payment_method",
        payment_method_types: "payment_method_types",
        receipt_email: "receipt_email",
        setup_future_usage: "setup_future_usage",
        last_payment_error: "last_payment_error",
        next_action: "next_action",
    }
    SetupIntentObject<'_> {
        id: "id",
        object: "object",
        status: "status",
        client_secret: "client_secret",
        created: "created",
        livemode: "livemode",
        description: "description",
        cancellation_reason: "cancellation_reason",
        payment_method: "payment_method",
        payment_method_types: "payment_method_types",
        usage: "usage",
        last_setup_error: "last_setup_error",
        next_action: "next_action",
    }
    NextActionObject<'_> { kind: "type" }
    ErrorObject<'_> {
        kind: "type",
        code: "code",
        decline_code: "decline_code",
        param: "param",
        doc_url: "doc_url",
        message: "message",
        who: "who",
        retry: "retry",
        payment_intent: "payment_intent"
        | setup_intent: "setup_intent"
    }
}

impl FromEngine<'_> {
    /// The message as it is posted.
    pub(crate) fn write(&self) -> JsValue {
        let (name, content) = match self {
            Self::Ready => return "ready".write(),
            Self::Focus => return "focus".write(),
            Self::Blur => return "blur".write(),
            Self::Escape => return "escape".write(),
            Self::Submit => return "submit".write(),
            Self::Pong => return "pong".write(),
            Self::Crashed => return "crashed".write(),
            Self::LoadError(content) => ("loadError", content.write()),
            Self::Change(content) => ("change", content.write()),
            Self::SavedPaymentMethodRemove(content) => ("savedPaymentMethodRemove", content.write()),
            Self::Resize(content) => ("resize", content.write()),
            Self::Result(content) => ("result", content.write()),
            Self::OpenSurface(content) => ("openSurface", content.write()),
            Self::CloseSurface(content) => ("closeSurface", content.write()),
            Self::Navigate(content) => ("navigate", content.write()),
            Self::ClearAttempt(content) => ("clearAttempt", content.write()),
            Self::ActionStart(content) => ("actionStart", content.write()),
            Self::ActionEnd(content) => ("actionEnd", content.write()),
        };
        let message = Object::new();
        set(&message, name, content);
        message.into()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it would be dropped at each of the calls")]
fn set(object: &Object, name: &str, value: JsValue) {
    // Fails only for objects that take no members.
    let _ = Reflect::set(object, &JsValue::from_str(name), &value);
}
