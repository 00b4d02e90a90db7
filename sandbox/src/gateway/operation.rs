//! The operations of the API on PaymentIntents.

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use serde_json::Value;

use super::access::KeyKind;
use super::api::{Asked, Endpoint, methods};
use super::collection::Collection;
use super::dialect::Dialect;
use super::error::ApiError;
use super::intent::Intent;
use super::intent_endpoints::{self, Confirmable, admit, change, keep, path};
use super::parameters::Params;
use super::settings::Codes;
use super::stripe::parameter;
use super::surroundings::Surroundings;
use super::wire::{Manner, Wire, intent_json};
use super::{CODES_HEADER, Gateway, WIRE_HEADER};

pub(super) fn routes(dialect: Dialect) -> Router<Arc<Gateway>> {
    let create = Endpoint::post(create).taking(parameter::CREATE);
    let capture = Endpoint::post(capture).taking(parameter::CAPTURE).admitting(admit::<Intent>);
    let on_all = |endpoint: Endpoint| endpoint.speaking(dialect);
    intent_endpoints::routes::<Intent>(dialect)
        .route(&path::<Intent>(dialect, ""), methods([Endpoint::get(list), create].map(on_all)))
        .route(&path::<Intent>(dialect, "/{id}/capture"), methods([on_all(capture)]))
}

impl Confirmable for Intent {
    const NOUN: &'static str = "PaymentIntent";
    const PATH: &'static str = "/v1/payment_intents";
    const UNEXPECTED_STATE: &'static str = "payment_intent_unexpected_state";
    const UPDATE_PARAMETERS: &'static [&'static str] = parameter::UPDATE;
    const CONFIRM_PARAMETERS: &'static [&'static str] = parameter::CONFIRM;

    fn all(gateway: &Gateway) -> &Collection<Self> {
        &gateway.intents
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn client_secret(&self) -> &str {
        &self.client_secret
    }

    fn shown(&self, dialect: Dialect, caller: KeyKind) -> Value {
        intent_json(self, self.wire.shown_in(dialect), caller)
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

    fn cancel(&mut self, params: &Params, around: &Surroundings<'_>) -> Result<(), ApiError> {
        self.settle_by_time(around);
        Self::cancel(self, params, around)
    }
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
    Ok(page.to_json(Intent::PATH, |intent| {
        intent.settle_overdue(&around);
        intent.shown(asked.dialect, KeyKind::Secret)
    }))
}

fn capture(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    change(gateway, asked, |intent: &mut Intent, around| {
        intent.settle_by_time(around);
        intent.capture(&asked.params)
    })
}

impl Gateway {
    /// Creates an intent, and confirms it when the parameters say so.
    pub(crate) fn create(&self, params: &Params, manner: Manner) -> Result<Value, ApiError> {
        let around = self.surroundings_in(manner.wire.dialect());
        keep(self, Intent::create(params, manner, &around)?, params, &around)
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
