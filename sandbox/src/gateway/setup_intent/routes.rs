//! The API on SetupIntents.

use std::sync::Arc;

use axum::Router;
use serde_json::Value;

use super::SetupIntent;
use super::wire::setup_intent_json;
use crate::gateway::Gateway;
use crate::gateway::access::KeyKind;
use crate::gateway::api::{Asked, Endpoint, methods};
use crate::gateway::collection::Collection;
use crate::gateway::dialect::Dialect;
use crate::gateway::error::ApiError;
use crate::gateway::intent_endpoints::{self, Confirmable, keep, path};
use crate::gateway::parameters::Params;
use crate::gateway::stripe::parameter;
use crate::gateway::surroundings::Surroundings;

pub(crate) fn routes(dialect: Dialect) -> Router<Arc<Gateway>> {
    let create = Endpoint::post(create).taking(parameter::SETUP);
    let on_all = |endpoint: Endpoint| endpoint.speaking(dialect);
    intent_endpoints::routes::<SetupIntent>(dialect)
        .route(&path::<SetupIntent>(dialect, ""), methods([Endpoint::get(list), create].map(on_all)))
}

impl Confirmable for SetupIntent {
    const NOUN: &'static str = "SetupIntent";
    const PATH: &'static str = "/v1/setup_intents";
    const UNEXPECTED_STATE: &'static str = "setup_intent_unexpected_state";
    const UPDATE_PARAMETERS: &'static [&'static str] = parameter::SETUP;
    const CONFIRM_PARAMETERS: &'static [&'static str] = parameter::SETUP_CONFIRM;

    fn all(gateway: &Gateway) -> &Collection<Self> {
        &gateway.setup_intents
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn client_secret(&self) -> &str {
        &self.client_secret
    }

    fn shown(&self, dialect: Dialect, caller: KeyKind) -> Value {
        setup_intent_json(self, dialect, caller)
    }

    fn settle(&mut self, around: &Surroundings<'_>) {
        self.settle_overdue(around);
    }

    fn update(&mut self, params: &Params, around: &Surroundings<'_>) -> Result<(), ApiError> {
        Self::update(self, params, around)
    }

    fn confirm(
        &mut self,
        params: &Params,
        caller: KeyKind,
        around: &Surroundings<'_>,
    ) -> Result<(), ApiError> {
        Self::confirm(self, params, caller, around)
    }

    fn confirm_as_created(&mut self, params: &Params, around: &Surroundings<'_>) -> Result<(), ApiError> {
        Self::confirm_as_created(self, params, around)
    }

    fn cancel(&mut self, params: &Params, _: &Surroundings<'_>) -> Result<(), ApiError> {
        Self::cancel(self, params)
    }
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    gateway.create_setup_intent(&asked.params, asked.dialect)
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let customer = asked.params.text("customer")?;
    let is_wanted = |intent: &SetupIntent| customer.is_none() || intent.customer == customer;
    let page = gateway.setup_intents.page(&asked.params, is_wanted)?;
    Ok(page.to_json(SetupIntent::PATH, |intent| intent.shown(asked.dialect, KeyKind::Secret)))
}

impl Gateway {
    /// Creates a SetupIntent, and confirms it when the parameters say so.
    pub(crate) fn create_setup_intent(&self, params: &Params, dialect: Dialect) -> Result<Value, ApiError> {
        let around = self.surroundings_in(dialect);
        keep(self, SetupIntent::create(params, &around)?, params, &around)
    }
}
