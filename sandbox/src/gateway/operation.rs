//! The operations of the API on PaymentIntents.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::access::KeyKind;
use super::api::{Asked, Endpoint, methods};
use super::dialect::Dialect;
use super::error::ApiError;
use super::intent::Intent;
use super::parameters::Params;
use super::settings::Codes;
use super::stripe::parameter;
use super::surroundings::Surroundings;
use super::wire::{Manner, Wire, intent_json};
use super::{CODES_HEADER, Gateway, WIRE_HEADER};
use crate::fault::FaultTarget;

const PATH: &str = "/v1/payment_intents";

pub(super) fn routes(dialect: Dialect) -> Router<Arc<Gateway>> {
    let retrieve = Endpoint::get(retrieve).taking(parameter::RETRIEVE).for_browsers();
    let retrieve = retrieve.struck_by(FaultTarget::Retrieve);
    let update = Endpoint::post(update).taking(parameter::UPDATE);
    let confirm = Endpoint::post(confirm).taking(parameter::CONFIRM).for_browsers();
    let confirm = confirm.struck_by(FaultTarget::Confirm);
    let capture = Endpoint::post(capture).taking(parameter::CAPTURE);
    let cancel = Endpoint::post(cancel).taking(parameter::CANCEL);
    let create = Endpoint::post(create).taking(parameter::CREATE);
    let on_all = |endpoint: Endpoint| endpoint.speaking(dialect);
    let on_one = |endpoint: Endpoint| on_all(endpoint).admitting(admit);
    let path = |path: &str| dialect.path(&format!("{PATH}{path}"));
    Router::new()
        .route(&path(""), methods([Endpoint::get(list), create].map(on_all)))
        .route(&path("/{id}"), methods([retrieve, update].map(on_one)))
        .route(&path("/{id}/confirm"), methods([on_one(confirm)]))
        .route(&path("/{id}/capture"), methods([on_one(capture)]))
        .route(&path("/{id}/cancel"), methods([on_one(cancel)]))
}

fn admit(gateway: &Gateway, asked: &Asked) -> Result<(), ApiError> {
    let intent = gateway.intents.find(asked.id())?;
    asked.must_know(&intent.lock().client_secret, "PaymentIntent")
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let manner = match asked.dialect {
        Dialect::WooshPay => requested_manner(gateway, &asked.headers)?,
        Dialect::Stripe => Manner { wire: Wire::Stripe, codes: Codes::InPlace },
    };
    gateway.create(&asked.params, manner)
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let around = gateway.surroundings();
    let page = gateway.intents.page(&asked.params, |_| true)?;
    Ok(page.to_json(PATH, |intent| {
        intent.settle_overdue(&around);
        intent_json(intent, intent.wire.shown_in(asked.dialect), KeyKind::Secret)
    }))
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    gateway.change(asked, |intent, around| {
        intent.settle_overdue(around);
        Ok(())
    })
}

fn update(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    gateway.change(asked, |intent, around| intent.update(&asked.params, around))
}

fn confirm(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    gateway.change(asked, |intent, around| intent.confirm(&asked.params, asked.caller, around))
}

fn capture(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    gateway.change(asked, |intent, around| {
        intent.settle_by_time(around);
        intent.capture(&asked.params)
    })
}

fn cancel(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    gateway.change(asked, |intent, around| {
        intent.settle_by_time(around);
        intent.cancel(&asked.params, around)
    })
}

impl Gateway {
    /// Creates an intent, and confirms it when the parameters say so. A declined one exists all the same.
    pub(crate) fn create(&self, params: &Params, manner: Manner) -> Result<Value, ApiError> {
        let around = self.surroundings_in(manner.wire.dialect());
        let mut intent = Intent::create(params, manner, &around)?;
        let result = match params.boolean("confirm")? {
            Some(true) => intent.confirm_as_created(params, &around),
            _ => Ok(()),
        };
        let answer = finish(result, &intent, intent.wire, KeyKind::Secret);
        if !matches!(&answer, Err(error) if error.status != StatusCode::PAYMENT_REQUIRED) {
            // Its news spread once it is there.
            let intent = self.intents.add(&intent.id.clone(), intent);
            drop(self.open(&intent));
        }
        answer
    }

    /// The same from JSON, without a connection.
    pub(crate) fn create_from_json(&self, params: Value, manner: Manner) -> Result<Value, ApiError> {
        self.create(&Params::from_json(params)?, manner)
    }

    /// An intent in its wire format, as the secret key sees it.
    pub(crate) fn show(&self, id: &str) -> Option<Value> {
        let intent = self.intent(id)?;
        let mut intent = self.open(&intent);
        intent.settle_overdue(&self.surroundings());
        Some(intent_json(&intent, intent.wire, KeyKind::Secret))
    }

    /// One operation on the intent of a request, under its lock.
    fn change(
        &self,
        asked: &Asked,
        operation: impl FnOnce(&mut Intent, &Surroundings<'_>) -> Result<(), ApiError>,
    ) -> Result<Value, ApiError> {
        let intent = self.intents.find(asked.id())?;
        let mut intent = self.open(&intent);
        let result = operation(&mut intent, &self.surroundings_in(asked.dialect));
        finish(result, &intent, intent.wire.shown_in(asked.dialect), asked.caller)
    }
}

/// The intent, or the error with the intent in it when it is about the intent.
fn finish(
    result: Result<(), ApiError>,
    intent: &Intent,
    wire: Wire,
    caller: KeyKind,
) -> Result<Value, ApiError> {
    result.map(|()| intent_json(intent, wire, caller)).map_err(|mut error| {
        if error.status == StatusCode::PAYMENT_REQUIRED
            || error.error.code == "payment_intent_unexpected_state"
        {
            error.intent = Some(Box::new(intent_json(intent, wire, caller)));
        }
        error
    })
}

/// The generation and manner that a request asks for what it creates, or else the settings'.
pub(super) fn requested_manner(gateway: &Gateway, headers: &HeaderMap) -> Result<Manner, ApiError> {
    let settings = gateway.settings();
    let named = |header| headers.get(header).map(|value| value.to_str().unwrap_or_default());
    let refused = |header, rule: &str| ApiError::parameter("parameter_invalid", header, rule);
    let wire = named(WIRE_HEADER).map(|name| {
        Wire::from_name(name)
            .ok_or_else(|| refused(WIRE_HEADER, "The header Tillkit-Sandbox-Wire must be old or new."))
    });
    let codes = named(CODES_HEADER).map(|name| {
        Codes::from_name(name).ok_or_else(|| {
            refused(CODES_HEADER, "The header Tillkit-Sandbox-Codes must be hosted or in_place.")
        })
    });
    Ok(Manner {
        wire: wire.transpose()?.unwrap_or(settings.wire).shown_in(Dialect::WooshPay),
        codes: codes.transpose()?.unwrap_or(settings.codes),
    })
}
