//! What a request presents to pay with: a card, a wallet's token for one, or another method.

use tillkit_core::method::{self, Ending};

use super::card::PresentedCard;
use super::dialect::Dialect;
use super::error::ApiError;
use super::parameters::Params;
use super::presented_method::{PresentedMethod, Row};
use super::stripe::{self, StripeMethod};
use super::surroundings::Surroundings;

/// What was presented, as far as it is kept.
#[derive(Clone, Debug)]
pub(crate) enum Presented {
    Card(PresentedCard),
    Method(PresentedMethod),
}

impl Presented {
    /// Its type string.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::Card(card) => card.kind,
            Self::Method(method) => &method.kind,
        }
    }

    /// Its id.
    pub(crate) fn payment_method(&self) -> &String {
        match self {
            Self::Card(card) => &card.payment_method,
            Self::Method(method) => &method.payment_method,
        }
    }
}

/// Reads `payment_method_data` and what belongs to it.
/// `customer` is whose saved cards may be named.
pub(super) fn presented(
    params: &Params,
    customer: Option<&str>,
    around: &Surroundings<'_>,
) -> Result<Option<Presented>, ApiError> {
    if let Some(id) = params.text("payment_method")? {
        return saved(params, &id, customer, around).map(Some);
    }
    let data = params.object_or_empty("payment_method_data")?;
    let kind_path = data.path("type");
    let may_lack_data = around.dialect == Dialect::WooshPay && !params.has("payment_method_data");
    let only = if may_lack_data { only_listed(params)? } else { None };
    let Some(kind) = data.text("type")?.or(only) else {
        if params.object("payment_method_data")?.is_none() {
            return Ok(None);
        }
        return Err(ApiError::missing(
            &kind_path,
            format!("Missing {kind_path}: send a type, such as \"card\"."),
        ));
    };
    let id = || around.id("pm");
    let made_up = around.settings.made_up_methods.get(&kind).copied();
    let row =
        method::find(&kind).filter(|_| around.dialect == Dialect::WooshPay || stripe::find(&kind).is_some());
    let row = match (row, made_up) {
        (Some(row), _) if row.ending == Ending::InPage => {
            let path = data.path("card");
            let card = data.object("card")?.ok_or_else(|| {
                ApiError::missing(&path, format!("Missing {path}: send number, exp_month, exp_year and cvc."))
            })?;
            return PresentedCard::read(&card, id(), around.now_ms).map(|card| Some(Presented::Card(card)));
        }
        (Some(row), _) if row.ending == Ending::Sheet => {
            return PresentedCard::of_token(row.kind, &data, id()).map(|card| Some(Presented::Card(card)));
        }
        (Some(row), _) => Row::Listed(row),
        (None, Some(made_up)) => Row::MadeUp(made_up),
        (None, None) if around.dialect == Dialect::Stripe => {
            let known = StripeMethod::names();
            return Err(data.invalid("type", &format!("must be one of {known}")));
        }
        (None, None) => {
            return Err(ApiError::parameter(
                "payment_method_not_available",
                &kind_path,
                format!("{kind_path} is none of the sandbox's payment methods."),
            ));
        }
    };
    PresentedMethod::read(kind, row, params, &data, (id(), around.dialect))
        .map(|method| Some(Presented::Method(method)))
}

/// A card that was saved, or created before its payment.
fn saved(
    params: &Params,
    id: &str,
    customer: Option<&str>,
    around: &Surroundings<'_>,
) -> Result<Presented, ApiError> {
    if params.has("payment_method_data") {
        return Err(ApiError::parameter(
            "parameter_invalid",
            "payment_method_data",
            "Send payment_method or payment_method_data, not both.",
        ));
    }
    let method = around.payment_methods.get(id).map(|method| method.lock().clone());
    // Another customer's card is as good as none.
    let method = method.filter(|method| method.is_usable_by(customer)).ok_or_else(|| {
        ApiError::parameter(
            "resource_missing",
            "payment_method",
            "payment_method must be a card that was created here and, once saved, belongs to the customer of this \
             request.",
        )
    })?;
    let cvc =
        params.object_or_empty("payment_method_options")?.object_or_empty("card")?.text_or_number("cvc")?;
    Ok(Presented::Card(PresentedCard::of_saved(&method, cvc.as_deref(), around.now_ms)))
}

/// The method of a request that confirms at once and lists a single one, which may go without data then
/// (gateway-facts 1.5).
fn only_listed(params: &Params) -> Result<Option<String>, ApiError> {
    if params.boolean("confirm")? != Some(true) {
        return Ok(None);
    }
    match params.texts("payment_method_types")?.as_deref() {
        Some([kind]) => Ok(Some(kind.clone()).filter(|kind| kind != "card")),
        _ => Ok(None),
    }
}
