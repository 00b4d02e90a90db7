//! What merchants see: Stripe's shapes.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// Billing details, in Stripe's shape.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct BillingDetails {
    /// The customer's name.
    pub name: Option<String>,
    /// The customer's mail address.
    pub email: Option<String>,
    /// The customer's telephone number.
    pub phone: Option<String>,
    /// The billing address.
    pub address: Option<Address>,
}

/// An address, in Stripe's shape.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct Address {
    /// City.
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// First line.
    pub line1: Option<String>,
    /// Second line.
    pub line2: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// State, province or region.
    pub state: Option<String>,
}

/// A PaymentIntent as merchants see it: Stripe's shape for every dialect, with lower-case currency, seconds
/// and null for unset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct PaymentIntentObject {
    /// `pi_…`
    pub id: String,
    /// Always `payment_intent`.
    pub object: String,
    /// Minor units.
    pub amount: f64,
    /// Lower-case ISO 4217 code.
    pub currency: String,
    /// Stripe's status names; an unknown one is carried as it came.
    pub status: String,
    /// The client secret.
    pub client_secret: Option<String>,
    /// Unix seconds.
    pub created: f64,
    /// `true` with live keys.
    pub livemode: bool,
    /// The merchant's words for it.
    pub description: Option<String>,
    /// `automatic` or `manual`.
    pub capture_method: String,
    /// `automatic` or `manual`.
    pub confirmation_method: String,
    /// Unix seconds.
    pub canceled_at: Option<f64>,
    /// Why it was cancelled.
    pub cancellation_reason: Option<String>,
    /// The payment method's id.
    pub payment_method: Option<String>,
    /// The methods that it can be paid with.
    pub payment_method_types: Vec<String>,
    /// Where to send the receipt.
    pub receipt_email: Option<String>,
    /// `on_session` or `off_session`.
    pub setup_future_usage: Option<String>,
    /// What went wrong in the last attempt.
    pub last_payment_error: Option<Box<ErrorObject>>,
    /// What has to be done next.
    pub next_action: Option<NextActionObject>,
}

/// A SetupIntent as merchants see it, in Stripe's shape.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct SetupIntentObject {
    /// `seti_…`
    pub id: String,
    /// Always `setup_intent`.
    pub object: String,
    /// Stripe's status names; an unknown one is carried as it came.
    pub status: String,
    /// The client secret.
    pub client_secret: Option<String>,
    /// Unix seconds.
    pub created: f64,
    /// `true` with live keys.
    pub livemode: bool,
    /// The merchant's words for it.
    pub description: Option<String>,
    /// Why it was cancelled.
    pub cancellation_reason: Option<String>,
    /// The id of the payment method that was saved.
    pub payment_method: Option<String>,
    /// The methods that it can save.
    pub payment_method_types: Vec<String>,
    /// `on_session` or `off_session`.
    pub usage: Option<String>,
    /// What went wrong in the last attempt.
    pub last_setup_error: Option<Box<ErrorObject>>,
    /// What has to be done next.
    pub next_action: Option<NextActionObject>,
}

/// A next action as merchants see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct NextActionObject {
    /// The gateway's name for it.
    #[serde(rename = "type")]
    pub kind: String,
}

/// An error as merchants see it: Stripe's members, and two of ours that say who must act and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct ErrorObject {
    /// `card_error`, `validation_error`, `invalid_request_error`, `api_error`, `api_connection_error`,
    /// `authentication_error`, `rate_limit_error` or `idempotency_error`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A stable name for what happened.
    pub code: String,
    /// The issuer's reason.
    pub decline_code: Option<String>,
    /// The option or field to change.
    pub param: Option<String>,
    /// A page about it.
    pub doc_url: Option<String>,
    /// For whoever must act.
    pub message: String,
    /// `shopper`, `merchant` or `provider`.
    pub who: String,
    /// `safe`, `after_change`, `check_intent_first` or `never`.
    pub retry: String,
    /// The intent as it was when it happened.
    pub payment_intent: Option<Box<PaymentIntentObject>>,
    /// The same of a SetupIntent; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub setup_intent: Option<Box<SetupIntentObject>>,
}
