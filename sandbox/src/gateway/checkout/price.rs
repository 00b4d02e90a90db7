//! Prices (gateway-facts 5.3).

use std::sync::Arc;

use axum::Router;
use serde_json::{Map, Value, json};

use super::Checkout;
use super::product::Product;
use super::shown::shown;
use crate::gateway::Gateway;
use crate::gateway::api::{Asked, Endpoint, methods};
use crate::gateway::error::ApiError;
use crate::gateway::operation::requested_manner;
use crate::gateway::parameters::Params;
use crate::gateway::snowflake::created_ms;
use crate::gateway::surroundings::Surroundings;
use crate::gateway::terms::{currency, minor_units};
use crate::gateway::wire::Wire;

const PATH: &str = "/v1/prices";

const INTERVALS: &[&str] = &["day", "week", "month", "year"];
/// Three years, in each of [`INTERVALS`].
const MOST_INTERVALS: &[u64] = &[1_095, 156, 36, 3];

/// How often a price is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recurring {
    /// One of `day`, `week`, `month`, `year`.
    pub(crate) interval: String,
    pub(crate) interval_count: u64,
}

/// What one piece of a product costs.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    pub(super) id: String,
    created_ms: u64,
    wire: Wire,
    pub(super) active: bool,
    pub(super) currency: String,
    metadata: Option<Map<String, Value>>,
    nickname: Option<String>,
    pub(super) product: Product,
    /// None for a price that is paid once.
    pub(super) recurring: Option<Recurring>,
    /// Minor units of `currency`.
    pub(super) unit_amount: u64,
    lookup_key: Option<String>,
}

/// A price that was read and is not kept yet.
#[derive(Clone, Debug)]
pub(crate) struct NewPrice {
    pub(super) price: Price,
    product_is_new: bool,
}

impl NewPrice {
    /// Reads the parameters of a create request, or `price_data`. What they say of `billing_scheme` is not kept:
    /// the API answers `per_unit` whatever was sent.
    pub(super) fn read(
        params: &Params,
        wire: Wire,
        checkout: &Checkout,
        around: &Surroundings<'_>,
    ) -> Result<Self, ApiError> {
        let currency =
            currency(params)?.ok_or_else(|| params.missing("currency", "send three letters, such as USD"))?;
        let unit_amount = minor_units(params, "unit_amount", &currency)?.ok_or_else(|| {
            params.missing("unit_amount", "send what one piece costs, in minor units, such as 1250")
        })?;
        let recurring = Recurring::read(params)?;
        let id = around.ids.next("price", around.now_ms);
        let (product, product_is_new) = match (params.text("product")?, params.object("product_data")?) {
            (Some(_), Some(_)) => {
                return Err(params.invalid("product_data", "can't be sent together with product"));
            }
            (Some(id), None) => {
                let product = checkout.products.named_by(&params.path("product"), &id)?.lock().clone();
                (product, false)
            }
            (None, Some(data)) => (Product::read(&data, wire, around)?, true),
            (None, None) => {
                return Err(params
                    .missing("product", "send a product's id, or product_data with the name of a new one"));
            }
        };
        let price = Price {
            id,
            created_ms: created_ms(around.now_ms),
            wire,
            active: params.boolean("active")?.unwrap_or(true),
            currency,
            metadata: params.map("metadata")?,
            nickname: params.text("nickname")?,
            product,
            recurring,
            unit_amount,
            lookup_key: params.text("lookup_key")?,
        };
        Ok(Self { price, product_is_new })
    }

    /// Keeps the price, and its product if that is new.
    pub(crate) fn keep(self, checkout: &Checkout) -> Price {
        if self.product_is_new {
            checkout.products.add(&self.price.product.id, self.price.product.clone());
        }
        checkout.prices.add(&self.price.id, self.price.clone());
        self.price
    }
}

impl Recurring {
    fn read(params: &Params) -> Result<Option<Self>, ApiError> {
        let Some(recurring) = params.object("recurring")? else { return Ok(None) };
        let interval = recurring
            .word("interval", INTERVALS)?
            .ok_or_else(|| recurring.missing("interval", "send one of day, week, month, year"))?;
        let interval_count = recurring.integer("interval_count")?.unwrap_or(1);
        let most = INTERVALS.iter().zip(MOST_INTERVALS).find(|(name, _)| **name == interval);
        let most = most.map_or(1, |(_, most)| *most);
        if !(1..=most).contains(&interval_count) {
            return Err(recurring.invalid("interval_count", &format!("must be from 1 to {most}")));
        }
        Ok(Some(Self { interval, interval_count }))
    }

    fn to_json(&self) -> Value {
        json!({
            "interval": self.interval,
            "interval_count": self.interval_count,
            "usage_type": "licensed",
        })
    }
}

impl Price {
    pub(super) fn to_json(&self) -> Value {
        let mut price = shown(
            self.wire,
            [
                ("id", self.id.as_str().into()),
                ("object", "price".into()),
                ("created", self.created_ms.into()),
                ("active", self.active.into()),
                ("currency", self.currency.as_str().into()),
                ("metadata", self.metadata.clone().into()),
                ("nickname", self.nickname.clone().into()),
                ("product", self.product.to_json()),
                ("type", if self.recurring.is_some() { "recurring" } else { "one_time" }.into()),
                ("livemode", false.into()),
                ("unit_amount", self.unit_amount.into()),
                ("billing_scheme", "per_unit".into()),
                ("lookup_key", self.lookup_key.clone().into()),
            ],
        );
        // The documented prices that are paid once do not have it, not even as null.
        if let (Some(recurring), Some(fields)) = (&self.recurring, price.as_object_mut()) {
            fields.insert("recurring".to_owned(), recurring.to_json());
        }
        price
    }
}

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route(PATH, methods([Endpoint::get(list), Endpoint::post(create)]))
        .route("/v1/prices/{id}", methods([Endpoint::get(retrieve).admitting(admit)]))
}

fn admit(gateway: &Gateway, asked: &Asked) -> Result<(), ApiError> {
    gateway.checkout.prices.find(asked.id()).map(|_| ())
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let wire = requested_manner(gateway, &asked.headers)?.wire;
    let new = NewPrice::read(&asked.params, wire, &gateway.checkout, &gateway.surroundings())?;
    Ok(new.keep(&gateway.checkout).to_json())
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    Ok(gateway.checkout.prices.find(asked.id())?.lock().to_json())
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let product = asked.params.text("product")?;
    let page = gateway
        .checkout
        .prices
        .page(&asked.params, |price| product.as_ref().is_none_or(|product| price.product.id == *product))?;
    Ok(page.to_json(PATH, |price| price.to_json()))
}
