//! What becomes of an order's payment: webhooks tell it, and the merchant captures it or gives it back.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::orders::Order;
use super::payment_state::PaymentState;
use super::webhook::{SIGNATURE_HEADER, verify};
use super::{Shop, ShopError, WEBHOOK_PATIENCE};
use crate::clock::Clock;

/// Takes a webhook. What is not signed by the gateway is refused and changes nothing.
pub(super) async fn hear(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ShopError> {
    let refused = |message: String| ShopError::new(StatusCode::BAD_REQUEST, None, message);
    let signature = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let secret = shop.webhook_secret.get().map(String::as_str).ok_or_else(|| {
        ShopError::new(StatusCode::SERVICE_UNAVAILABLE, None, "the shop has no webhook secret yet")
    })?;
    verify(signature, &body, secret, Clock::machine_now_ms() / 1_000)
        .map_err(|error| refused(error.to_string()))?;
    let event: Value =
        serde_json::from_slice(&body).map_err(|error| refused(format!("the event is not JSON: {error}")))?;
    shop.orders.follow(&event);
    Ok(Json(json!({ "received": true })))
}

/// The body of a capture or a refund.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    /// Minor units; everything when there is none.
    amount: Option<u64>,
}

impl Part {
    fn read(body: &[u8]) -> Result<Self, ShopError> {
        if body.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_slice(body).map_err(|error| {
            let message = format!("the body must be {{\"amount\": <minor units>}} or empty: {error}");
            ShopError::new(StatusCode::BAD_REQUEST, Some("amount"), message)
        })
    }
}

/// Captures an order's authorisation: all of it, or `{"amount"}`.
pub(super) async fn capture(
    State(shop): State<Arc<Shop>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, ShopError> {
    let (order, part) = (shop.order(|order| order.id == id)?, Part::read(&body)?);
    shop.gateway.capture(&order, part.amount).await?;
    shop.report(|order| order.id == id).await
}

/// Gives an order's money back: all that is left, or `{"amount"}`.
pub(super) async fn refund(
    State(shop): State<Arc<Shop>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, ShopError> {
    let (order, part) = (shop.order(|order| order.id == id)?, Part::read(&body)?);
    let refund = shop.gateway.refund(&order, part.amount).await?;
    let amount = refund.get("amount").and_then(Value::as_u64).unwrap_or_default();
    shop.orders.note_refund(&id, order.refunded.saturating_add(amount));
    shop.report(|order| order.id == id).await
}

impl Shop {
    fn order(&self, wanted: impl Fn(&Order) -> bool) -> Result<Order, ShopError> {
        self.orders
            .find(wanted)
            .ok_or_else(|| ShopError::new(StatusCode::NOT_FOUND, None, "the shop has no such order"))
    }

    /// An order with the status that webhooks told. While one is outstanding, the gateway is asked as well, and its
    /// answer stands if the webhook does not come soon: webhooks can get lost.
    pub(super) async fn report(&self, wanted: impl Fn(&Order) -> bool) -> Result<Json<Value>, ShopError> {
        let mut order = self.order(&wanted)?;
        if order.tab.is_some() {
            return self.report_of_tab(&order).await;
        }
        let mut payment = order.payment.clone();
        if !payment.is_final() {
            let intent = self.gateway.fetch_intent(&order).await?;
            let asked = PaymentState::of(&intent, 0);
            if asked.is_told_by_webhook() && !payment.agrees_with(&asked) {
                self.wait_for_webhook(&wanted, &asked).await;
            }
            order = self.order(&wanted)?;
            payment = if order.payment.is_final() { order.payment.clone() } else { asked };
        }
        let is_told = payment.agrees_with(&order.payment);
        let mut report = order.to_json(&payment);
        if let Some(fields) = report.as_object_mut() {
            fields.insert("intentStatus".to_owned(), payment.intent_status.into());
            fields.insert("toldBy".to_owned(), if is_told { "webhook" } else { "gateway" }.into());
            if let Some(message) = payment.failure {
                fields.insert("message".to_owned(), message.into());
            }
        }
        Ok(Json(report))
    }

    /// The same of an order that is paid at PaymentOptions.
    async fn report_of_tab(&self, order: &Order) -> Result<Json<Value>, ShopError> {
        let order = self
            .refresh(&order.id)
            .await
            .map_err(|error| ShopError::new(error.status, None, error.error.message.clone()))?;
        let is_told = order.tab.as_ref().is_some_and(|tab| tab.is_told_by_webhook);
        let mut report = order.to_json(&order.payment);
        if let Some(fields) = report.as_object_mut() {
            fields.insert("intentStatus".to_owned(), order.payment.intent_status.as_str().into());
            fields.insert("toldBy".to_owned(), if is_told { "webhook" } else { "gateway" }.into());
            if let Some(message) = order.payment.failure {
                fields.insert("message".to_owned(), message.into());
            }
        }
        Ok(Json(report))
    }

    /// Waits a little until a webhook has told what the gateway answered.
    async fn wait_for_webhook(&self, wanted: impl Fn(&Order) -> bool, asked: &PaymentState) {
        let mut follows = self.orders.follows();
        let told = async {
            loop {
                follows.mark_unchanged();
                let order = self.orders.find(&wanted);
                if order.is_none_or(|order| order.payment.is_final() || order.payment.agrees_with(asked)) {
                    return;
                }
                if follows.changed().await.is_err() {
                    return;
                }
            }
        };
        // Whether it came in time shows in the order.
        let _ = timeout(WEBHOOK_PATIENCE, told).await;
    }
}
