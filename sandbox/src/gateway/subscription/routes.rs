//! The API on subscriptions.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use serde_json::Value;

use super::{Beginning, FirstPayment, Subscription, SubscriptionStatus};
use crate::gateway::Gateway;
use crate::gateway::api::{Asked, Endpoint, methods};
use crate::gateway::checkout::LineItems;
use crate::gateway::error::ApiError;
use crate::gateway::event::EventKind;
use crate::gateway::operation::requested_manner;
use crate::gateway::parameters::Params;
use crate::gateway::terms::merged;

const PATH: &str = "/v1/subscriptions";
const DAY_MS: u64 = 24 * 3_600_000;
/// Two years.
const LONGEST_TRIAL_DAYS: u64 = 730;
const METHOD_PARAM: &str = "default_payment_method";

pub(super) fn routes() -> Router<Arc<Gateway>> {
    let on_one = [Endpoint::get(retrieve), Endpoint::post(update), Endpoint::delete(cancel)];
    Router::new()
        .route(PATH, methods([Endpoint::get(list), Endpoint::post(create)]))
        .route("/v1/subscriptions/{id}", methods(on_one))
        .route("/v1/subscriptions/{id}/cancel", methods([Endpoint::post(cancel)]))
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let (params, around) = (&asked.params, gateway.surroundings());
    let customer = params
        .text("customer")?
        .ok_or_else(|| params.missing("customer", "send whose card is to be charged, cus_…"))?;
    gateway.customers.named_by("customer", &customer)?;
    params.word("collection_method", &["charge_automatically"])?;
    let wire = requested_manner(gateway, &asked.headers)?.wire;
    let (lines, prices) = LineItems::read(params, "items", Some(true), wire, &gateway.checkout, &around)?;
    let recurring = lines.recurring().ok_or_else(|| params.missing("items", "send recurring prices"))?;
    let default_payment_method = payment_method(gateway, params, &customer)?;
    let first = match params.integer("trial_period_days")? {
        None | Some(0) => FirstPayment::Charge,
        Some(days) if days <= LONGEST_TRIAL_DAYS => {
            FirstPayment::Trial(around.now_ms.saturating_add(days.saturating_mul(DAY_MS)))
        }
        Some(_) => {
            return Err(params.invalid("trial_period_days", &format!("must be at most {LONGEST_TRIAL_DAYS}")));
        }
    };
    let metadata = params.map("metadata")?;
    let beginning = Beginning { customer, lines, recurring, default_payment_method, metadata, first };
    let begun = gateway.begin_subscription(beginning)?;
    for price in prices {
        price.keep(&gateway.checkout);
    }
    Ok(begun)
}

/// The card that the parameters name, which has to be the customer's.
fn payment_method(gateway: &Gateway, params: &Params, customer: &str) -> Result<Option<String>, ApiError> {
    let named = params.text(METHOD_PARAM)?;
    if let Some(id) = &named {
        gateway.payment_methods.named_by(METHOD_PARAM, id)?.lock().must_belong_to(customer, METHOD_PARAM)?;
    }
    Ok(named)
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let customer = asked.params.text("customer")?;
    let is_wanted =
        |subscription: &Subscription| customer.as_ref().is_none_or(|id| subscription.customer == *id);
    let page = gateway.subscriptions.page(&asked.params, is_wanted)?;
    Ok(page.to_json(PATH, |subscription| subscription.to_json()))
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let subscription = gateway.subscriptions.find(asked.id())?;
    let subscription = subscription.lock();
    Ok(subscription.to_json())
}

fn update(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let (params, subscription) = (&asked.params, gateway.subscriptions.find(asked.id())?);
    let mut subscription = subscription.lock();
    must_go_on(&subscription, "updated")?;
    let method = payment_method(gateway, params, &subscription.customer)?;
    let (ends, metadata) = (params.boolean("cancel_at_period_end")?, params.map("metadata")?);
    if params.has(METHOD_PARAM) {
        subscription.default_payment_method = method;
    }
    subscription.cancel_at_period_end = ends.unwrap_or(subscription.cancel_at_period_end);
    if params.has("metadata") {
        subscription.metadata = merged(subscription.metadata.take(), metadata);
    }
    let shown = subscription.to_json();
    gateway.emit(EventKind::SubscriptionUpdated, &shown);
    Ok(shown)
}

fn cancel(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let subscription = gateway.subscriptions.find(asked.id())?;
    let mut subscription = subscription.lock();
    must_go_on(&subscription, "canceled")?;
    gateway.end_subscription(&mut subscription, gateway.clock.now_ms());
    Ok(subscription.to_json())
}

fn must_go_on(subscription: &Subscription, what: &str) -> Result<(), ApiError> {
    if subscription.status != SubscriptionStatus::Canceled {
        return Ok(());
    }
    Err(ApiError::request(
        StatusCode::BAD_REQUEST,
        "subscription_unexpected_state",
        format!("This subscription can't be {what}: its status is canceled."),
    ))
}
