//! The truth about one intent: how often it was tried and charged, and with what.

use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use super::error::ApiError;
use super::parameters::Params;

/// What happened to one PaymentIntent's money. Replayed answers never count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Confirms that were evaluated, declines included.
    pub attempts: u32,
    /// Successful authorisations and debits; never more than one.
    pub charges: u32,
    /// Money taken, in minor units: the amount, or the part of an authorisation that was captured.
    pub captured: u64,
    /// Money given back, in minor units; never more than was captured.
    pub refunded: u64,
}

/// What a confirm presented, without what only the card or its wallet knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirmed {
    /// `payment_method_data.type`.
    pub kind: String,
    /// `payment_method_options.<type>`, an object; in Stripe's dialect that of `payment_method_data.<type>`, except for
    /// cards.
    pub options: Value,
    /// `payment_method_data.billing_details`, an object.
    pub billing_details: Value,
    /// Whether `mandate_data.customer_acceptance` was there.
    pub mandate: bool,
}

impl Confirmed {
    pub(super) fn read(kind: &str, params: &Params, dialect: Dialect) -> Result<Self, ApiError> {
        let object = |map: Option<Map<String, Value>>| Value::Object(map.unwrap_or_default());
        let data = params.object_or_empty("payment_method_data")?;
        let options = match dialect {
            Dialect::Stripe if kind != "card" => data.map(kind)?,
            Dialect::WooshPay | Dialect::Stripe => {
                params.object_or_empty("payment_method_options")?.map(kind)?
            }
        };
        let mut options = options.unwrap_or_default();
        options.shift_remove("cvc");
        Ok(Self {
            kind: kind.to_owned(),
            options: Value::Object(options),
            billing_details: object(data.map("billing_details")?),
            mandate: params.object_or_empty("mandate_data")?.has("customer_acceptance"),
        })
    }

    pub(super) fn to_json(&self) -> Value {
        json!({
            "type": self.kind,
            "options": self.options,
            "billing_details": self.billing_details,
            "mandate": self.mandate,
        })
    }
}
