use super::body_writer::{BodyWriter, Encoding};
use super::json::Object;
use super::{
    Answer, Billing, Confirmation, MethodData, Request, Response, intent_api, payment_options, stripe,
    wooshpay,
};
use crate::Error;
use crate::action::Task;
use crate::intent::{Intent, id_of_secret};
use crate::money::ExponentTable;

/// A gateway's language.
///
/// ```
/// use tillkit_core::gateway::Dialect;
///
/// let dialect = Dialect::from_name("wooshpay").unwrap();
/// let request = dialect.retrieve("pk_test_x", "pi_1_secret_abc").unwrap();
/// assert_eq!(request.path, "/v1/payment_intents/pi_1?client_secret=pi_1_secret_abc");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// WooshPay's, in both documented generations.
    WooshPay,
    /// Stripe's.
    Stripe,
    /// PaymentOptions', by way of the merchant's own endpoint. Its client secrets are opaque tokens of orders.
    PaymentOptions,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 3] = [Self::WooshPay, Self::Stripe, Self::PaymentOptions];

    /// The name in options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WooshPay => "wooshpay",
            Self::Stripe => "stripe",
            Self::PaymentOptions => "payment_options",
        }
    }

    /// Reads the name in options.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// Whose count of minor units its amounts follow.
    #[must_use]
    pub fn exponents(self) -> ExponentTable {
        self.wire().exponents
    }

    /// Whether a card cannot be paid with unless its holder's name is known.
    #[must_use]
    pub fn requires_name(self) -> bool {
        self == Self::PaymentOptions
    }

    /// Asks for an intent.
    ///
    /// # Errors
    /// `client_secret_malformed`, `order_token_malformed`.
    pub fn retrieve(self, key: &str, client_secret: &str) -> Result<Request, Error> {
        match self {
            Self::PaymentOptions => payment_options::retrieve(client_secret),
            Self::WooshPay | Self::Stripe => intent_api::retrieve(key, client_secret),
        }
    }

    /// Confirms an intent. The same idempotency key with the same confirmation is the same attempt.
    ///
    /// # Errors
    /// `client_secret_malformed`, `order_token_malformed`, `payment_method_not_available`.
    pub fn confirm(
        self,
        key: &str,
        client_secret: &str,
        confirmation: &Confirmation<'_>,
        idempotency_key: &str,
    ) -> Result<Request, Error> {
        match self {
            Self::PaymentOptions => payment_options::confirm(client_secret, confirmation, idempotency_key),
            Self::WooshPay | Self::Stripe => {
                intent_api::confirm(self.wire(), key, client_secret, confirmation, idempotency_key)
            }
        }
    }

    /// Reads the answer to either request.
    #[must_use]
    pub fn read(self, response: &Response) -> Answer {
        match self {
            Self::PaymentOptions => payment_options::read(response),
            Self::WooshPay | Self::Stripe => intent_api::read(self.wire(), response),
        }
    }

    /// Whether an answer is about the intent that was asked for. Orders are asked for by their token alone, and so
    /// have no name that an answer could be held against.
    #[must_use]
    pub(crate) fn is_about(self, client_secret: &str, intent: &Intent) -> bool {
        self == Self::PaymentOptions || id_of_secret(client_secret) == Some(intent.id.as_str())
    }

    fn wire(self) -> &'static Wire {
        match self {
            Self::WooshPay => &wooshpay::WIRE,
            Self::Stripe => &stripe::WIRE,
            Self::PaymentOptions => &payment_options::WIRE,
        }
    }
}

/// What a gateway with the [API of intents](intent_api) does in a way of its own.
pub(super) struct Wire {
    /// How bodies are written.
    pub(super) encoding: Encoding,
    /// Whose count of minor units its amounts follow.
    pub(super) exponents: ExponentTable,
    /// The name on the card, a first and a last name have members of their own. Otherwise there is only
    /// `billing_details.name`.
    pub(super) own_names: bool,
    /// What is paid has ids of any kind, not `pi_…` and `seti_…` alone.
    pub(super) own_ids: bool,
    /// Writes what a method other than cards has in `billing_details`, beyond name, mail address, telephone number and
    /// address.
    pub(super) write_details: fn(&mut BodyWriter, &MethodData),
    /// Writes `payment_method_data.<type>` of a method other than cards.
    pub(super) write_data: fn(&mut BodyWriter, &MethodData, &Billing),
    /// Writes `payment_method_options.<type>` of a method other than cards.
    pub(super) write_options: fn(&mut BodyWriter, &MethodData),
    /// Reads next actions that only this gateway has, from their names and details.
    pub(super) read_task: fn(&str, &Object<'_>) -> Option<Task>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Card;
    use crate::flow::WindowSize;
    use crate::gateway::body_writer::CAPACITY_BYTES;
    use crate::gateway::{Browser, Payment};
    use crate::method::Device;
    use crate::page_url::PageUrl;
    use crate::secret::Secret;

    /// A buffer that grows leaves a copy of what was in it behind.
    #[test]
    fn no_body_outgrows_its_buffer() {
        let long = || "\u{10ffff}".repeat(2_000);
        let billing = Billing {
            name: long(),
            first_name: long(),
            last_name: long(),
            email: long(),
            phone: long(),
            city: long(),
            country: long(),
            line1: long(),
            line2: long(),
            postal_code: long(),
            state: long(),
        };
        let card = Payment::Card(Card {
            number: Secret::from(long()),
            exp_month: 12,
            exp_year: 2030,
            security_code: Secret::from(long()),
            name: Some(long()),
        });
        let browser = Browser {
            user_agent: long(),
            language: long(),
            color_depth: u32::MAX,
            screen_width: u32::MAX,
            screen_height: u32::MAX,
            time_zone: long(),
        };
        let method = Payment::Method(MethodData {
            kind: "sepa_debit".into(),
            leaves: false,
            options: ["iban", "bank", "dob", "tax_id"].map(|name| (name, Secret::from(long()))).to_vec(),
            mandate: true,
            device: Some(Device::Ios),
            user_agent: long(),
            token: Secret::from("\"".repeat(16 * 1024)),
        });
        let return_url = PageUrl::parse(&format!("https://a.example/{}", "/".repeat(2_000))).unwrap();
        let secret = format!("pi_1_secret_{}", "a".repeat(400));
        for dialect in Dialect::ALL {
            for payment in [&card, &method] {
                let confirmation = Confirmation {
                    payment,
                    billing: &billing,
                    shipping: Some(&billing),
                    return_url: &return_url,
                    error_on_requires_action: true,
                    browser: &browser,
                    window_size: WindowSize::FullScreen,
                };
                let Ok(request) = dialect.confirm("pk", &secret, &confirmation, "key") else {
                    // It takes cards alone.
                    assert_eq!((dialect, payment), (Dialect::PaymentOptions, &method));
                    continue;
                };
                let length = request.body.unwrap().text.expose().len();
                assert!((10_000..CAPACITY_BYTES).contains(&length), "{dialect:?}: {length} bytes");
            }
        }
    }
}
