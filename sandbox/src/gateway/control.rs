//! `/_sandbox`: the ledger, payments under way, faults, settings, the clock and the test cards.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tillkit_core::method::{CATALOG, Category};

use super::Gateway;
use super::card_table::{Authentication, TEST_CARDS, TestCard, ThreeDSecure};
use super::error::ApiError;
use super::method_attempt::Settlement;
use crate::fault::Fault;

/// A year: more is a mistake.
const LONGEST_ADVANCE_MS: u64 = 366 * 24 * 3_600_000;

pub(crate) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/_sandbox/ledger/{intent}", get(ledger))
        .route("/_sandbox/intents/{intent}/settle", post(settle))
        .route("/_sandbox/faults", get(faults).post(arm).delete(clear))
        .route("/_sandbox/settings", get(settings).post(change_settings))
        .route("/_sandbox/clock", post(advance))
        .route("/_sandbox/webhooks", get(deliveries).post(deliver_again))
        .route("/_sandbox/cards", get(cards))
        .route("/_sandbox/methods", get(methods))
}

fn refused(field: &str, message: impl Into<String>) -> ApiError {
    ApiError::parameter("parameter_invalid", field, message)
}

fn json_of(body: &Bytes) -> Result<Value, ApiError> {
    serde_json::from_slice(body).map_err(|error| refused("body", format!("The body is not JSON: {error}.")))
}

async fn ledger(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let ledger = gateway.ledger(&id).ok_or_else(|| gateway.intents.missing(&id))?;
    Ok(Json(json!({
        "attempts": ledger.attempts,
        "charges": ledger.charges,
        "captured": ledger.captured,
        "refunded": ledger.refunded,
        "confirmed": gateway.confirmed(&id).map(|confirmed| confirmed.to_json()),
    })))
}

async fn settle(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let request = json_of(&body)?;
    let outcome = request.get("outcome").and_then(Value::as_str).and_then(Settlement::from_name);
    let outcome = outcome.ok_or_else(|| {
        refused("outcome", format!("outcome must be one of {}", Settlement::NAMES.join(", ")))
    })?;
    gateway.settle(&id, outcome).map(Json)
}

async fn faults(State(gateway): State<Arc<Gateway>>) -> Json<Value> {
    Json(gateway.faults.to_json())
}

async fn arm(State(gateway): State<Arc<Gateway>>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let fault = Fault::from_json(&json_of(&body)?).map_err(|error| refused(&error.field, error.message))?;
    gateway.faults.arm(fault);
    Ok(Json(gateway.faults.to_json()))
}

async fn clear(State(gateway): State<Arc<Gateway>>) -> StatusCode {
    gateway.faults.clear();
    StatusCode::NO_CONTENT
}

async fn settings(State(gateway): State<Arc<Gateway>>) -> Json<Value> {
    Json(gateway.settings().to_json())
}

async fn change_settings(State(gateway): State<Arc<Gateway>>, body: Bytes) -> Result<Json<Value>, ApiError> {
    gateway.change_settings(&json_of(&body)?).map(Json)
}

async fn advance(State(gateway): State<Arc<Gateway>>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let request = json_of(&body)?;
    let ms = request.get("advance_ms").and_then(Value::as_u64).filter(|&ms| ms <= LONGEST_ADVANCE_MS);
    let ms = ms.ok_or_else(|| {
        refused("advance_ms", format!("advance_ms must be a whole number from 0 to {LONGEST_ADVANCE_MS}"))
    })?;
    gateway.clock.advance(ms);
    gateway.carry_on();
    Ok(Json(json!({ "now_ms": gateway.clock.now_ms() })))
}

async fn deliveries(State(gateway): State<Arc<Gateway>>) -> Json<Value> {
    Json(gateway.webhooks.deliveries_json())
}

/// Delivers an event once more, as a merchant may ask for.
async fn deliver_again(State(gateway): State<Arc<Gateway>>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let request = json_of(&body)?;
    let id = request.get("event").and_then(Value::as_str).unwrap_or_default();
    let event = Arc::clone(&gateway.events.named_by("event", id)?.lock());
    gateway.webhooks.file(&event, gateway.clock.now_ms());
    Ok(Json(gateway.webhooks.deliveries_json()))
}

async fn cards() -> Json<Value> {
    Json(TEST_CARDS.iter().map(card_json).collect())
}

/// The table of payment methods, for who chooses among them.
async fn methods() -> Json<Value> {
    let rows = CATALOG.iter().map(|row| {
        let currencies: Vec<_> = row.amounts.iter().map(|limits| limits.currency.to_ascii_uppercase()).collect();
        json!({ "type": row.kind, "name": row.name, "category": category(row.category), "currencies": currencies })
    });
    Json(rows.collect())
}

fn category(category: Category) -> &'static str {
    match category {
        Category::Card => "Cards",
        Category::Wallet => "Wallets",
        Category::BankRedirect => "Bank redirects",
        Category::PayLater => "Buy now, pay later",
        Category::BankDebit => "Bank debits",
        Category::BankTransfer => "Bank transfers",
        Category::Qr => "QR payments",
        Category::RealTime => "Real-time payments and vouchers",
    }
}

fn card_json(card: &TestCard) -> Value {
    let (when, authentication) = match card.behaviour.three_d_secure {
        ThreeDSecure::Unsupported => ("unsupported", None),
        ThreeDSecure::Optional(authentication) => ("optional", Some(authentication)),
        // Whoever enters a card is there, and has not saved it yet.
        ThreeDSecure::Required(authentication)
        | ThreeDSecure::UntilSetUp(authentication)
        | ThreeDSecure::OnSession(authentication) => ("required", Some(authentication)),
    };
    let authentication = authentication.map(|authentication| match authentication {
        Authentication::Frictionless => "frictionless",
        Authentication::Challenge => "challenge",
        Authentication::Fails => "fails",
    });
    json!({
        "number": card.number,
        "brand": card.brand,
        "three_d_secure": when,
        "authentication": authentication,
        "description": card.description,
    })
}
