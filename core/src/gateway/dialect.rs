use super::body_writer::BodyWriter;
use super::json::Object;
use super::{Answer, Billing, Confirmation, MethodData, Request, Response, intent_api, wooshpay};
use crate::Error;
use crate::action::Task;
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
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 1] = [Self::WooshPay];

    /// The name in options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WooshPay => "wooshpay",
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

    /// Asks for an intent.
    ///
    /// # Errors
    /// `client_secret_malformed`.
    pub fn retrieve(self, key: &str, client_secret: &str) -> Result<Request, Error> {
        intent_api::retrieve(key, client_secret)
    }

    /// Confirms an intent. The same idempotency key with the same confirmation is the same attempt.
    ///
    /// # Errors
    /// `client_secret_malformed`.
    pub fn confirm(
        self,
        key: &str,
        client_secret: &str,
        confirmation: &Confirmation<'_>,
        idempotency_key: &str,
    ) -> Result<Request, Error> {
        intent_api::confirm(self.wire(), key, client_secret, confirmation, idempotency_key)
    }

    /// Reads the answer to either request.
    #[must_use]
    pub fn read(self, response: &Response) -> Answer {
        intent_api::read(self.wire(), response)
    }

    fn wire(self) -> &'static Wire {
        match self {
            Self::WooshPay => &wooshpay::WIRE,
        }
    }
}

/// What a gateway with the [API of intents](intent_api) does in a way of its own.
pub(super) struct Wire {
    /// Whose count of minor units its amounts follow.
    pub(super) exponents: ExponentTable,
    /// A card's data has the name on the card in it.
    pub(super) card_has_name: bool,
    /// Writes first and last name into `billing_details`, which has the full name already if there is one.
    pub(super) write_names: fn(&mut BodyWriter, &Billing),
    /// Writes `payment_method_data.<type>` of a method other than cards.
    pub(super) write_data: fn(&mut BodyWriter, &MethodData),
    /// Writes `payment_method_options.<type>` of a method other than cards.
    pub(super) write_options: fn(&mut BodyWriter, &MethodData),
    /// Reads next actions that only this gateway has, from their names and details.
    pub(super) read_task: fn(&str, &Object<'_>) -> Option<Task>,
}
