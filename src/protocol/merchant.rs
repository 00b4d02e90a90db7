//! What merchants see: Stripe's shapes.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// Billing details, in Stripe's shape.
#[derive(Debug, Clone, PartialEq, Default)]
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
#[derive(Debug, Clone, PartialEq, Default)]
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
pub struct PaymentIntentObject<'a> {
    /// `pi_…`
    pub id: &'a str,
    /// Always `payment_intent`.
    pub object: &'a str,
    /// Minor units.
    pub amount: f64,
    /// Lower-case ISO 4217 code.
    pub currency: &'a str,
    /// Stripe's status names; an unknown one is carried as it came.
    pub status: &'a str,
    /// The client secret.
    pub client_secret: Option<&'a str>,
    /// Unix seconds.
    pub created: f64,
    /// `true` with live keys.
    pub livemode: bool,
    /// The merchant's words for it.
    pub description: Option<&'a str>,
    /// `automatic` or `manual`.
    pub capture_method: &'a str,
    /// `automatic` or `manual`.
    pub confirmation_method: &'a str,
    /// Unix seconds.
    pub canceled_at: Option<f64>,
    /// Why it was cancelled.
    pub cancellation_reason: Option<&'a str>,
    /// The payment method's id.
    pub payment_method: Option<&'a str>,
    /// The methods that it can be paid with.
    pub payment_method_types: &'a [String],
    /// Where to send the receipt.
    pub receipt_email: Option<&'a str>,
    /// `on_session` or `off_session`.
    pub setup_future_usage: Option<&'a str>,
    /// What went wrong in the last attempt.
    pub last_payment_error: Option<Box<ErrorObject<'a>>>,
    /// What has to be done next.
    pub next_action: Option<NextActionObject<'a>>,
}

/// A SetupIntent as merchants see it, in Stripe's shape.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct SetupIntentObject<'a> {
    /// `seti_…`
    pub id: &'a str,
    /// Always `setup_intent`.
    pub object: &'a str,
    /// Stripe's status names; an unknown one is carried as it came.
    pub status: &'a str,
    /// The client secret.
    pub client_secret: Option<&'a str>,
    /// Unix seconds.
    pub created: f64,
    /// `true` with live keys.
    pub livemode: bool,
    /// The merchant's words for it.
    pub description: Option<&'a str>,
    /// Why it was cancelled.
    pub cancellation_reason: Option<&'a str>,
    /// The id of the payment method that was saved.
    pub payment_method: Option<&'a str>,
    /// The methods that it can save.
    pub payment_method_types: &'a [String],
    /// `on_session` or `off_session`.
    pub usage: Option<&'a str>,
    /// What went wrong in the last attempt.
    pub last_setup_error: Option<Box<ErrorObject<'a>>>,
    /// What has to be done next.
    pub next_action: Option<NextActionObject<'a>>,
}

/// A next action as merchants see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct NextActionObject<'a> {
    /// The gateway's name for it.
    #[serde(rename = "type")]
    pub kind: &'a str,
}

/// An error as merchants see it: Stripe's members, and two of ours that say who must act and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct ErrorObject<'a> {
    /// `card_error`, `validation_error`, `invalid_request_error`, `api_error`, `api_connection_error`,
    /// `authentication_error`, `rate_limit_error` or `idempotency_error`.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// A stable name for what happened.
    pub code: &'a str,
    /// The issuer's reason.
    pub decline_code: Option<&'a str>,
    /// The option or field to change.
    pub param: Option<&'a str>,
    /// A page about it.
    pub doc_url: Option<&'a str>,
    /// For whoever must act.
    pub message: String,
    /// `shopper`, `merchant` or `provider`.
    pub who: &'a str,
    /// `safe`, `after_change`, `check_intent_first` or `never`.
    pub retry: &'a str,
    /// The intent as it was when it happened.
    pub payment_intent: Option<Box<PaymentIntentObject<'a>>>,
    /// The same of a SetupIntent; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub setup_intent: Option<Box<SetupIntentObject<'a>>>,
}
