//! What engines say.

use super::{ErrorObject, PaymentIntentObject, SetupIntentObject};
use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// A surface to open.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OpenSurface {
    /// Its number.
    pub surface: u32,
    /// `true` for device data collection: nobody sees it. Otherwise a dialog.
    pub hidden: bool,
    /// The page to load in it: `https:` or loopback.
    pub url: String,
    /// Width in CSS pixels; 0 for the whole window.
    pub width: u32,
    /// Height in CSS pixels; 0 for the whole window.
    pub height: u32,
    /// The dialog's accessible name.
    pub title: String,
    /// The label of the dialog's close button.
    pub close_label: String,
}

/// The number of a surface.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SurfaceName {
    /// Its number.
    pub surface: u32,
}

/// Take the whole page to an address.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Navigate {
    /// `https:` or loopback.
    pub url: String,
    /// `true` when the payment is over and this is the merchant's `return_url`; `false` when the customer
    /// goes to the bank.
    pub finished: bool,
}

/// What the form holds, without any of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FormChange {
    /// Every field is empty.
    pub empty: bool,
    /// Every field is complete and valid.
    pub complete: bool,
    /// The chosen payment method's type.
    pub method: String,
    /// The card's brand as far as it is known, or `unknown`.
    pub brand: String,
}

/// The room that the form needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Resize {
    /// Height in CSS pixels.
    pub height: u32,
}

/// The answer to a call: an intent, an error, or neither.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CallResult<'a> {
    /// The call's number.
    pub id: u32,
    /// The intent, as the gateway says it is.
    pub payment_intent: Option<PaymentIntentObject<'a>>,
    /// The same of a SetupIntent; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub setup_intent: Option<SetupIntentObject<'a>>,
    /// Why it did not work.
    pub error: Option<ErrorObject<'a>>,
}

/// The customer wants a saved payment method removed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RemoveSaved {
    /// The payment method's id.
    pub payment_method: String,
}

/// An attempt that is over.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ClearAttempt {
    /// The intent's client secret.
    pub client_secret: String,
}

/// The customer is being asked for something.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ActionStart<'a> {
    /// `ddc`, `challenge` or `redirect`.
    pub kind: &'a str,
}

/// The customer is done, or gave up.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ActionEnd<'a> {
    /// `ddc`, `challenge` or `redirect`.
    pub kind: &'a str,
    /// `completed`, `timed_out`, `unavailable` or `canceled`.
    pub outcome: &'a str,
}
