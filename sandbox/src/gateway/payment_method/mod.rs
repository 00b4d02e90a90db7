//! Payment methods that outlive a payment: cards, of which only what may be shown is kept, and how they behave.

mod routes;

use serde_json::{Map, Value, json};

pub(super) use self::routes::routes;

use super::access::KeyKind;
use super::card::{CardFace, PresentedCard};
use super::card_table::Behaviour;
use super::error::ApiError;
use super::parameters::Params;
use super::snowflake::created_ms;
use super::terms::merged;

/// A card without what would let anyone else pay with it.
#[derive(Clone, Debug)]
pub(crate) struct PaymentMethod {
    pub(crate) id: String,
    created_ms: u64,
    /// Whose it is; none until it is attached.
    pub(crate) customer: Option<String>,
    pub(crate) face: CardFace,
    pub(crate) behaviour: Behaviour,
    /// Whether it was authenticated for charges without its holder.
    pub(crate) is_set_up: bool,
    /// Whether its customer took it back: nothing can be paid with it any more.
    was_detached: bool,
    billing_details: Map<String, Value>,
    metadata: Option<Map<String, Value>>,
}

impl PaymentMethod {
    /// A card that was presented; none for what can't be saved: wallets, and cards that are wrong.
    pub(crate) fn of(card: &PresentedCard, billing_details: Map<String, Value>, now_ms: u64) -> Option<Self> {
        let (Some(face), Ok(behaviour)) = (&card.face, &card.verdict) else { return None };
        Some(Self {
            id: card.payment_method.clone(),
            created_ms: created_ms(now_ms),
            customer: None,
            face: face.clone(),
            behaviour: *behaviour,
            is_set_up: false,
            was_detached: false,
            billing_details,
            metadata: None,
        })
    }

    /// The same for a customer and a `usage`: `off_session` lets it be charged without its holder.
    pub(crate) fn kept_for(self, customer: Option<String>, usage: &str) -> Self {
        Self { customer, is_set_up: usage == "off_session", ..self }
    }

    /// Reads the body of a creation. A wrong card is a 402.
    fn create(params: &Params, id: String, now_ms: u64) -> Result<Self, ApiError> {
        if params.text("type")?.as_deref() != Some("card") {
            return Err(ApiError::parameter(
                "parameter_invalid",
                "type",
                "type must be card: the sandbox keeps cards only.",
            ));
        }
        let card = params.object("card")?.ok_or_else(|| {
            ApiError::missing("card", "Missing card: send number, exp_month, exp_year and cvc.")
        })?;
        let card = PresentedCard::read(&card, id, now_ms)?;
        if let Err(error) = card.verdict {
            return Err(ApiError::payment(error));
        }
        let billing_details = params.map("billing_details")?.unwrap_or_default();
        let mut method = Self::of(&card, billing_details, now_ms)
            .ok_or_else(|| ApiError::parameter("parameter_invalid", "card", "This card can't be kept."))?;
        method.metadata = params.map("metadata")?;
        Ok(method)
    }

    /// Changes what may be changed: whom to bill, the expiry date of a renewed card, and the metadata.
    fn update(&mut self, params: &Params) -> Result<(), ApiError> {
        let card = params.object_or_empty("card")?;
        let in_range = |name: &str, range: std::ops::RangeInclusive<i64>| {
            let number = card.integer(name)?.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
            match number {
                Some(number) if !range.contains(&number) => {
                    let path = card.path(name);
                    let rule = format!("{path} must be from {} to {}.", range.start(), range.end());
                    Err(ApiError::parameter("parameter_invalid", &path, rule))
                }
                number => Ok(number),
            }
        };
        let (month, year) = (in_range("exp_month", 1..=12)?, in_range("exp_year", 2_000..=2_100)?);
        let (billing_details, metadata) = (params.map("billing_details")?, params.map("metadata")?);
        self.face.exp_month = month.unwrap_or(self.face.exp_month);
        self.face.exp_year = year.unwrap_or(self.face.exp_year);
        if let Some(billing_details) = billing_details {
            self.billing_details = billing_details;
        }
        if params.has("metadata") {
            self.metadata = merged(self.metadata.take(), metadata);
        }
        Ok(())
    }

    /// Whether this customer, or nobody in particular, can pay with it.
    pub(crate) fn is_usable_by(&self, customer: Option<&str>) -> bool {
        !self.was_detached && (self.customer.is_none() || self.customer.as_deref() == customer)
    }

    /// 400 about the parameter at `path` unless this is a card of the customer's.
    pub(crate) fn must_belong_to(&self, customer: &str, path: &str) -> Result<(), ApiError> {
        if self.customer.as_deref() == Some(customer) {
            return Ok(());
        }
        Err(ApiError::parameter(
            "resource_missing",
            path,
            format!("{path} is not a card of {customer}: attach it to this customer first."),
        ))
    }

    /// As `caller` may see it: never the number or the security code, which are not kept.
    pub(crate) fn to_json(&self, caller: KeyKind) -> Value {
        let face = &self.face;
        let mut shown = json!({
            "id": self.id,
            "object": "payment_method",
            "created": self.created_ms,
            "livemode": false,
            "type": "card",
            "billing_details": self.billing_details,
            "card": {
                "brand": face.brand,
                "last4": face.last4,
                "exp_month": face.exp_month,
                "exp_year": face.exp_year,
                "funding": "unknown",
                "checks": { "address_line1_check": null, "address_zip_check": null, "cvc_check": "pass" },
            },
        });
        if let (Some(fields), KeyKind::Secret) = (shown.as_object_mut(), caller) {
            fields.insert("customer".to_owned(), self.customer.clone().into());
            fields.insert("metadata".to_owned(), self.metadata.clone().map_or(Value::Null, Value::Object));
        }
        shown
    }
}
