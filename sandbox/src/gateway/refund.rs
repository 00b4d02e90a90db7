//! Refunds: money of a PaymentIntent that is given back, all at once or in parts.

use std::sync::Arc;

use axum::Router;
use serde_json::{Map, Value, json};

use super::Gateway;
use super::api::{Asked, Endpoint, methods};
use super::dialect::Dialect;
use super::error::ApiError;
use super::event::EventKind;
use super::intent::Intent;
use super::news::News;
use super::snowflake::created_ms;

const PATH: &str = "/v1/refunds";
const REASONS: &[&str] = &["duplicate", "fraudulent", "requested_by_customer"];

/// A refund. Here it always succeeds at once.
#[derive(Clone, Debug)]
pub(crate) struct Refund {
    id: String,
    created_ms: u64,
    amount: u64,
    currency: String,
    payment_intent: String,
    charge: Option<String>,
    reason: Option<String>,
    metadata: Option<Map<String, Value>>,
}

impl Refund {
    fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "object": "refund",
            "created": self.created_ms,
            "livemode": false,
            "amount": self.amount,
            "currency": self.currency,
            "payment_intent": self.payment_intent,
            "charge": self.charge,
            "reason": self.reason,
            "status": "succeeded",
            "metadata": self.metadata,
        })
    }
}

pub(super) fn routes(dialect: Dialect) -> Router<Arc<Gateway>> {
    let on_all = |endpoint: Endpoint| endpoint.speaking(dialect);
    Router::new()
        .route(&dialect.path(PATH), methods([Endpoint::get(list), Endpoint::post(create)].map(on_all)))
        .route(&dialect.path(&format!("{PATH}/{{id}}")), methods([on_all(Endpoint::get(retrieve))]))
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let params = &asked.params;
    let id = params.text("payment_intent")?.ok_or_else(|| {
        ApiError::missing(
            "payment_intent",
            "Missing payment_intent: the one whose money is to be given back, pi_….",
        )
    })?;
    let (reason, metadata) = (params.word("reason", REASONS)?, params.map("metadata")?);
    let intent = gateway.intents.named_by("payment_intent", &id)?;
    let around = gateway.surroundings_in(asked.dialect);
    let mut intent = gateway.open(&intent);
    intent.settle_by_time(&around);
    let refund = Refund {
        amount: intent.refund(params)?,
        id: around.id("re"),
        created_ms: created_ms(around.now_ms),
        currency: intent.currency.clone(),
        payment_intent: id,
        charge: intent.charge_id.clone(),
        reason,
        metadata,
    };
    let shown = refund.to_json();
    let charge = charge_json(&intent);
    intent.news.push(News::Event(EventKind::ChargeRefunded, charge));
    intent.news.push(News::Event(EventKind::ChargeRefundUpdated, shown.clone()));
    gateway.refunds.add(&refund.id.clone(), refund);
    Ok(shown)
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let intent = asked.params.text("payment_intent")?;
    let is_wanted = |refund: &Refund| intent.as_ref().is_none_or(|id| refund.payment_intent == *id);
    Ok(gateway.refunds.page(&asked.params, is_wanted)?.to_json(PATH, |refund| refund.to_json()))
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let refund = gateway.refunds.find(asked.id())?;
    let refund = refund.lock();
    Ok(refund.to_json())
}

/// The charge of an intent, as events show it.
fn charge_json(intent: &Intent) -> Value {
    let ledger = intent.ledger;
    json!({
        "id": intent.charge_id,
        "object": "charge",
        "livemode": false,
        "amount": intent.amount,
        "amount_captured": ledger.captured,
        "amount_refunded": ledger.refunded,
        "currency": intent.currency,
        "payment_intent": intent.id,
        "refunded": ledger.refunded == ledger.captured,
        "status": "succeeded",
    })
}
