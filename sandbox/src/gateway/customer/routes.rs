//! The API on customers.

use std::sync::Arc;

use axum::Router;
use serde_json::Value;

use super::Customer;
use crate::gateway::Gateway;
use crate::gateway::access::KeyKind;
use crate::gateway::api::{Asked, Endpoint, methods};
use crate::gateway::dialect::Dialect;
use crate::gateway::error::ApiError;
use crate::gateway::event::EventKind;
use crate::gateway::parameters::Params;

const PATH: &str = "/v1/customers";

pub(crate) fn routes(dialect: Dialect) -> Router<Arc<Gateway>> {
    let on_all = |endpoint: Endpoint| endpoint.speaking(dialect);
    let path = |path: &str| dialect.path(&format!("{PATH}{path}"));
    Router::new()
        .route(&path(""), methods([Endpoint::get(list), Endpoint::post(create)].map(on_all)))
        .route(&path("/{id}"), methods([Endpoint::get(retrieve), Endpoint::post(update)].map(on_all)))
        .route(&path("/{id}/payment_methods"), methods([on_all(Endpoint::get(payment_methods))]))
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    gateway.create_customer(&asked.params)
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let email = asked.params.text("email")?;
    let page =
        gateway.customers.page(&asked.params, |customer| email.is_none() || customer.email == email)?;
    Ok(page.to_json(PATH, |customer| customer.to_json()))
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let customer = gateway.customers.find(asked.id())?;
    let customer = customer.lock();
    Ok(customer.to_json())
}

fn update(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let customer = gateway.customers.find(asked.id())?;
    let shown = {
        let mut customer = customer.lock();
        customer.update(&asked.params, &gateway.payment_methods)?;
        customer.to_json()
    };
    gateway.emit(EventKind::CustomerUpdated, &shown);
    Ok(shown)
}

fn payment_methods(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    gateway.customers.find(asked.id())?;
    let url = format!("{PATH}/{}/payment_methods", asked.id());
    gateway.payment_methods_of(asked.id(), &asked.params, KeyKind::Secret, &url)
}

impl Gateway {
    /// Creates a customer, for a request or for a checkout session that has none.
    pub(crate) fn create_customer(&self, params: &Params) -> Result<Value, ApiError> {
        let now_ms = self.clock.now_ms();
        let customer = Customer::create(params, &self.payment_methods, self.ids.next("cus", now_ms), now_ms)?;
        let shown = customer.to_json();
        self.customers.add(&customer.id.clone(), customer);
        self.emit(EventKind::CustomerCreated, &shown);
        Ok(shown)
    }
}
