//! PaymentIntents and SetupIntents as every part of Tillkit sees it, whatever the gateway calls its fields.

use crate::Error;
use crate::action::{NextAction, Task};
use core::fmt;

/// A PaymentIntent, or a SetupIntent: one that takes no money and saves a card for later payments.
#[derive(Clone, PartialEq)]
pub struct Intent {
    /// `pi_…`, or `seti_…` for a SetupIntent; always text: its digits exceed what a JavaScript number holds.
    pub id: String,
    /// Where it stands.
    pub status: Status,
    /// Minor units; 0 for a SetupIntent.
    pub amount: i64,
    /// Lower-case ISO 4217 code; empty for a SetupIntent.
    pub currency: String,
    /// Given to whoever may confirm it.
    pub client_secret: Option<String>,
    /// Unix seconds.
    pub created_s: i64,
    /// Made with live keys.
    pub livemode: bool,
    /// The merchant's words for it.
    pub description: Option<String>,
    /// Authorise only, and capture later.
    pub manual_capture: bool,
    /// Why it was cancelled.
    pub cancellation_reason: Option<String>,
    /// The payment method's id.
    pub payment_method: Option<String>,
    /// What it can be paid with.
    pub payment_method_types: Vec<String>,
    /// Where the receipt goes.
    pub receipt_email: Option<String>,
    /// `on_session` or `off_session`: what is paid with is saved for later payments. (A SetupIntent calls it `usage`.)
    pub setup_future_usage: Option<String>,
    /// A saved card is charged only with its security code.
    pub requires_security_code: bool,
    /// What went wrong in the last attempt.
    pub last_payment_error: Option<Error>,
    /// What has to be done next.
    pub next_action: Option<NextAction>,
}

impl Intent {
    /// What a gateway says of a payment without saying which one it is.
    pub(crate) fn unnamed(status: Status) -> Self {
        Self {
            id: String::new(),
            status,
            amount: 0,
            currency: String::new(),
            client_secret: None,
            created_s: 0,
            livemode: false,
            description: None,
            manual_capture: false,
            cancellation_reason: None,
            payment_method: None,
            payment_method_types: Vec::new(),
            receipt_email: None,
            setup_future_usage: None,
            requires_security_code: false,
            last_payment_error: None,
            next_action: None,
        }
    }

    /// Whether it is a SetupIntent.
    #[must_use]
    pub fn is_setup(&self) -> bool {
        is_setup_id(&self.id)
    }

    /// Whether what is paid with, or set up, is kept for later payments.
    #[must_use]
    pub fn saves(&self) -> bool {
        self.is_setup() || self.setup_future_usage.is_some()
    }

    /// Until when the customer can pay by the instructions that the intent waits for, in Unix seconds; nothing
    /// when it waits for something else.
    #[must_use]
    pub fn shows_until(&self) -> Option<i64> {
        match &self.next_action.as_ref()?.task {
            Task::Show(instructions) if self.status == Status::RequiresAction => {
                Some(instructions.expires_at_s.unwrap_or(i64::MAX))
            }
            _ => None,
        }
    }

    /// Whether nothing more can or need be done by the customer: paid, authorised, or with the bank.
    #[must_use]
    pub fn is_settled_well(&self) -> bool {
        matches!(self.status, Status::Succeeded | Status::RequiresCapture | Status::Processing)
    }
}

/// The client secret is a secret.
impl fmt::Debug for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intent")
            .field("id", &self.id)
            .field("status", &self.status)
            .field("next_action", &self.next_action)
            .field("last_payment_error", &self.last_payment_error)
            .finish_non_exhaustive()
    }
}

/// Where an intent stands (gateway-facts 1.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Nothing to pay with yet, or the last attempt failed.
    RequiresPaymentMethod,
    /// There is something to pay with; confirm it.
    RequiresConfirmation,
    /// The customer has to do something.
    RequiresAction,
    /// The bank has it.
    Processing,
    /// Authorised; the merchant captures it.
    RequiresCapture,
    /// Paid.
    Succeeded,
    /// It cannot be paid any more.
    Canceled,
    /// A status of a later version of the API.
    Unknown(String),
}

impl Status {
    /// Reads a status. `cancelled` and `failed` are spellings that have been met in the wild.
    #[must_use]
    pub fn read(name: &str) -> Self {
        match name {
            "requires_payment_method" | "failed" => Self::RequiresPaymentMethod,
            "requires_confirmation" => Self::RequiresConfirmation,
            "requires_action" => Self::RequiresAction,
            "processing" => Self::Processing,
            "requires_capture" => Self::RequiresCapture,
            "succeeded" => Self::Succeeded,
            "canceled" | "cancelled" => Self::Canceled,
            other => Self::Unknown(other.to_owned()),
        }
    }

    /// Stripe's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresConfirmation => "requires_confirmation",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::RequiresCapture => "requires_capture",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
            Self::Unknown(name) => name,
        }
    }
}

/// Whether this is the id or the client secret of a SetupIntent.
#[must_use]
pub fn is_setup_id(id: &str) -> bool {
    id.starts_with("seti_")
}

/// The id inside a client secret, or `None` when it is not one.
///
/// ```
/// use tillkit_core::intent::id_of_secret;
///
/// assert_eq!(id_of_secret("pi_1583_secret_gXwu"), Some("pi_1583"));
/// assert_eq!(id_of_secret("pi_1583"), None);
/// ```
#[must_use]
pub fn id_of_secret(client_secret: &str) -> Option<&str> {
    let (id, secret) = client_secret.split_once("_secret_")?;
    let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric());
    let number = id.strip_prefix("pi_").or_else(|| id.strip_prefix("seti_"))?;
    (plain(number) && plain(secret)).then_some(id)
}
