//! The API on SetupIntents.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use serde_json::Value;

use super::SetupIntent;
use super::wire::setup_intent_json;
use crate::fault::FaultTarget;
use crate::gateway::Gateway;
use crate::gateway::access::KeyKind;
use crate::gateway::api::{Asked, Endpoint, methods};
use crate::gateway::dialect::Dialect;
use crate::gateway::error::ApiError;
use crate::gateway::parameters::Params;
use crate::gateway::stripe::parameter;
use crate::gateway::surroundings::Surroundings;

const PATH: &str = "/v1/setup_intents";

pub(crate) fn routes(dialect: Dialect) -> Router<Arc<Gateway>> {
    let retrieve = Endpoint::get(retrieve).taking(parameter::RETRIEVE).for_browsers();
    let retrieve = retrieve.struck_by(FaultTarget::Retrieve);
    let update = Endpoint::post(update).taking(parameter::SETUP);
    let confirm = Endpoint::post(confirm).taking(parameter::SETUP_CONFIRM).for_browsers();
    let confirm = confirm.struck_by(FaultTarget::Confirm);
    let cancel = Endpoint::post(cancel).taking(parameter::CANCEL);
    let create = Endpoint::post(create).taking(parameter::SETUP);
    let on_all = |endpoint: Endpoint| endpoint.speaking(dialect);
    let on_one = |endpoint: Endpoint| on_all(endpoint).admitting(admit);
    let path = |path: &str| dialect.path(&format!("{PATH}{path}"));
    Router::new()
        .route(&path(""), methods([Endpoint::get(list), create].map(on_all)))
        .route(&path("/{id}"), methods([retrieve, update].map(on_one)))
        .route(&path("/{id}/confirm"), methods([on_one(confirm)]))
        .route(&path("/{id}/cancel"), methods([on_one(cancel)]))
}

fn admit(gateway: &Gateway, asked: &Asked) -> Result<(), ApiError> {
    let intent = gateway.setup_intents.find(asked.id())?;
    asked.must_know(&intent.lock().client_secret, "SetupIntent")
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    gateway.create_setup_intent(&asked.params, asked.dialect)
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let customer = asked.params.text("customer")?;
    let is_wanted = |intent: &SetupIntent| customer.is_none() || intent.customer == customer;
    let page = gateway.setup_intents.page(&asked.params, is_wanted)?;
    Ok(page.to_json(PATH, |intent| setup_intent_json(intent, asked.dialect, KeyKind::Secret)))
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    change(gateway, asked, |intent, around| {
        intent.settle_overdue(around);
        Ok(())
    })
}

fn update(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    change(gateway, asked, |intent, around| intent.update(&asked.params, around))
}

fn confirm(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    change(gateway, asked, |intent, around| intent.confirm(&asked.params, asked.caller, around))
}

fn cancel(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    change(gateway, asked, |intent, _| intent.cancel(&asked.params))
}

fn change(
    gateway: &Gateway,
    asked: &Asked,
    operation: impl FnOnce(&mut SetupIntent, &Surroundings<'_>) -> Result<(), ApiError>,
) -> Result<Value, ApiError> {
    let intent = gateway.setup_intents.find(asked.id())?;
    let mut intent = gateway.open(&intent);
    let result = operation(&mut intent, &gateway.surroundings_in(asked.dialect));
    finish(result, &intent, asked.dialect, asked.caller)
}

/// The SetupIntent, or the error with it inside when it is about the SetupIntent.
fn finish(
    result: Result<(), ApiError>,
    intent: &SetupIntent,
    dialect: Dialect,
    caller: KeyKind,
) -> Result<Value, ApiError> {
    let shown = setup_intent_json(intent, dialect, caller);
    result.map(|()| shown.clone()).map_err(|mut error| {
        if error.status == StatusCode::PAYMENT_REQUIRED || error.error.code == "setup_intent_unexpected_state"
        {
            error.intent = Some(Box::new(shown));
        }
        error
    })
}

impl Gateway {
    /// Creates a SetupIntent, and confirms it when the parameters say so. A refused one exists all the same.
    pub(crate) fn create_setup_intent(&self, params: &Params, dialect: Dialect) -> Result<Value, ApiError> {
        let around = self.surroundings_in(dialect);
        let mut intent = SetupIntent::create(params, &around)?;
        let result = match params.boolean("confirm")? {
            Some(true) => intent.confirm_as_created(params, &around),
            _ => Ok(()),
        };
        let answer = finish(result, &intent, dialect, KeyKind::Secret);
        if !matches!(&answer, Err(error) if error.status != StatusCode::PAYMENT_REQUIRED) {
            let intent = self.setup_intents.add(&intent.id.clone(), intent);
            // Its news spread once it is there.
            drop(self.open(&intent));
        }
        answer
    }
}
