//! Products (gateway-facts 5.2).

use std::sync::Arc;

use axum::Router;
use serde_json::{Map, Value};

use super::shown::shown;
use crate::gateway::Gateway;
use crate::gateway::api::{Asked, Endpoint, methods};
use crate::gateway::error::ApiError;
use crate::gateway::operation::requested_manner;
use crate::gateway::parameters::Params;
use crate::gateway::snowflake::created_ms;
use crate::gateway::surroundings::Surroundings;
use crate::gateway::wire::Wire;

const PATH: &str = "/v1/products";

/// Something that has prices.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub(super) id: String,
    created_ms: u64,
    wire: Wire,
    pub(super) active: bool,
    pub(super) name: String,
    pub(super) description: Option<String>,
    metadata: Option<Map<String, Value>>,
    url: Option<String>,
}

impl Product {
    /// A new product from the parameters of a create request, or from `product_data`.
    pub(super) fn read(params: &Params, wire: Wire, around: &Surroundings<'_>) -> Result<Self, ApiError> {
        let name = params
            .text("name")?
            .ok_or_else(|| params.missing("name", "send what customers know the product by"))?;
        Ok(Self {
            id: around.ids.next("prod", around.now_ms),
            created_ms: created_ms(around.now_ms),
            wire,
            active: params.boolean("active")?.unwrap_or(true),
            name,
            description: params.text("description")?,
            metadata: params.map("metadata")?,
            url: params.text("url")?,
        })
    }

    pub(super) fn to_json(&self) -> Value {
        shown(
            self.wire,
            [
                ("id", self.id.as_str().into()),
                ("object", "product".into()),
                ("created", self.created_ms.into()),
                ("active", self.active.into()),
                ("description", self.description.clone().into()),
                ("metadata", self.metadata.clone().into()),
                ("name", self.name.as_str().into()),
                ("livemode", false.into()),
                ("url", self.url.clone().into()),
                ("updated", self.created_ms.into()),
                ("images", Value::Null),
            ],
        )
    }
}

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route(PATH, methods([Endpoint::get(list), Endpoint::post(create)]))
        .route("/v1/products/{id}", methods([Endpoint::get(retrieve).admitting(admit)]))
}

fn admit(gateway: &Gateway, asked: &Asked) -> Result<(), ApiError> {
    gateway.checkout.products.find(asked.id()).map(|_| ())
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let wire = requested_manner(gateway, &asked.headers)?.wire;
    let product = Product::read(&asked.params, wire, &gateway.surroundings())?;
    let answer = product.to_json();
    gateway.checkout.products.add(&product.id.clone(), product);
    Ok(answer)
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    Ok(gateway.checkout.products.find(asked.id())?.lock().to_json())
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let active = asked.params.boolean("active")?;
    let page = gateway
        .checkout
        .products
        .page(&asked.params, |product| active.is_none_or(|active| product.active == active))?;
    Ok(page.to_json(PATH, |product| product.to_json()))
}
