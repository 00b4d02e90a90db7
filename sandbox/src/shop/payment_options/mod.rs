//! The merchant's own endpoint for paying at PaymentOptions: this folder is for merchants to copy.
//!
//! PaymentOptions takes payments from servers only, so the widget hands the card to the **merchant's server**, which
//! hands it on. That makes the server part of what the card industry audits (PCI DSS, SAQ D): where frames of a provider
//! take the card, it is not. What this endpoint owes its customers:
//!
//! - Card data is passed on and forgotten: it is in no store, no log, no error and no address.
//! - The browser decides nothing about money: amount, currency and reference are the order's, and the keys stay here.
//! - An order is paid when the gateway says so to this server. No page's word counts, nor a webhook's body: nothing signs
//!   it, so it is only a reason to ask.
//! - An order is not paid twice: one attempt at a time, and none while another can still be paid or its outcome is unknown.
//!
//! | request below `/payment-options` | answer |
//! |---|---|
//! | GET `/order` | the order, with its status |
//! | POST `/pay` | what the gateway answered, or the order if it is paid or being paid |
//! | POST `/webhook` | from the gateway |
//!
//! The first two carry the order's token as the user name of HTTP Basic authentication. Whoever has it can pay this order
//! and see whether it is paid, and nothing else.

mod address;
mod client;
mod outcome;
mod pay_request;
mod tab;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tower_http::cors::CorsLayer;

pub(super) use self::client::PaymentOptionsClient;
pub(super) use self::tab::Tab;

use self::outcome::Outcome;
use super::Shop;
use super::orders::Order;
use crate::gateway::{
    ApiError, Claim, Gateway, IDEMPOTENCY_HEADER, IdempotencyKeys, StoredAnswer, spoil_headers,
    strike_merchant,
};
use crate::server::Connection;
use crate::start_error::StartError;

/// Where the endpoint is on the shop's origin.
pub(super) const BASE_PATH: &str = "/payment-options";
/// Where the gateway tells how payments end.
pub(super) const WEBHOOK_PATH: &str = "/payment-options/webhook";

/// The endpoint. Faults that tests arm strike here as they do at the gateway.
pub(super) fn routes(shop: &Arc<Shop>, gateway: &Arc<Gateway>) -> Result<Router, StartError> {
    // The card form's frame asks, not the shop's page. In life the merchant hosts that frame; here the gateway does.
    let frame = HeaderValue::from_str(&shop.gateway_url).map_err(|_| StartError::url(&shop.gateway_url))?;
    let cors = CorsLayer::new()
        .allow_origin([frame])
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static(IDEMPOTENCY_HEADER),
        ])
        .expose_headers([header::RETRY_AFTER]);
    let for_the_widget = Router::new()
        .route(&format!("{BASE_PATH}/order"), get(show))
        .route(&format!("{BASE_PATH}/pay"), post(pay))
        .with_state(Arc::clone(shop))
        .layer(from_fn_with_state(Arc::clone(gateway), strike_merchant))
        .layer(cors)
        .layer(from_fn_with_state(Arc::clone(gateway), spoil_headers));
    let for_the_gateway = Router::new().route(WEBHOOK_PATH, post(hear)).with_state(Arc::clone(shop));
    Ok(for_the_widget.merge(for_the_gateway))
}

/// Reads an order.
async fn show(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Result<Json<Value>, ApiError> {
    let order = shop.order_of_token(&headers)?;
    if !order.was_tried() && shop.has_expired(&order) {
        return Err(expired());
    }
    // Whoever asks while an attempt is being sent is told of that attempt, and not of the one before.
    let turn = order.turn()?;
    let _turn = turn.lock().await;
    let order = shop.refresh(&order.id).await?;
    Ok(Json(order.to_payment_options_json()))
}

/// Pays an order with the card in the body.
async fn pay(
    State(shop): State<Arc<Shop>>,
    Extension(connection): Extension<Connection>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let order = shop.order_of_token(&headers)?;
    let key = IdempotencyKeys::<String>::of(&headers)?.ok_or_else(|| {
        ApiError::missing(
            IDEMPOTENCY_HEADER,
            "Missing Idempotency-Key: send a new one with each attempt, and the same one when the same request is \
             repeated.",
        )
    })?;
    // One attempt at a time for an order; the second one waits, and then finds what became of the first.
    let turn = order.turn()?;
    let claim = shop.payment_options_keys.claim(order.id.clone(), key, BASE_PATH, &body)?;
    let _turn = turn.lock().await;
    let order = shop.refresh(&order.id).await?;
    if order.is_settled() || order.is_unclear() {
        return Ok(Json(order.to_payment_options_json()).into_response());
    }
    let claimed = match claim {
        Claim::Answered(answer) if order.is_under_way() => return Ok(passed_on(answer)),
        // What this key began has failed since, as the order says.
        Claim::Answered(_) if order.has_failed() => {
            return Ok(Json(order.to_payment_options_json()).into_response());
        }
        Claim::Answered(answer) => return Ok(passed_on(answer)),
        // Whatever became of the bank's page, the attempt before can still be approved there, or in the bank's app. So
        // the customer goes back to it, and pays with another card after declining.
        Claim::New(_) if order.can_be_approved() => {
            return Ok(Json(order.to_payment_options_json()).into_response());
        }
        Claim::New(claimed) => claimed,
    };
    if shop.has_expired(&order) {
        return Err(expired());
    }
    let request =
        pay_request::for_gateway(&body, &order, connection.peer(), &shop.payment_options_webhook())?;
    shop.orders.begin_attempt(&order.id);
    // From here on the card may have been charged, whatever becomes of the answer: the status query will tell.
    let answer = shop.payment_options.start(&request).await?;
    let redirect_url = answer.get("redirect_url").and_then(Value::as_str);
    let has_begun = answer.get("success") == Some(&Value::Bool(true));
    shop.orders.note_attempt(&order.id, has_begun, redirect_url);
    let answer = StoredAnswer { status: StatusCode::OK, body: answer.to_string() };
    claimed.keep(answer.clone());
    Ok(passed_on(answer))
}

/// The gateway says that something happened. Nothing signs it, so its word is not taken: the gateway is asked.
async fn hear(State(shop): State<Arc<Shop>>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let told: Value = serde_json::from_slice(&body).unwrap_or_default();
    let reference = told.pointer("/merchant_details/merchant_txn_ref").and_then(Value::as_str);
    let order = reference.and_then(|reference| shop.orders.find(|order| order.id == reference));
    let order = order.filter(|order| order.tab.is_some());
    if let Some(order) = order {
        let order = shop.refresh(&order.id).await?;
        if order.is_settled() || order.has_failed() {
            shop.orders.note_webhook(&order.id);
        }
    }
    Ok(Json(json!({ "received": true })))
}

fn passed_on(answer: StoredAnswer) -> Response {
    (answer.status, [(header::CONTENT_TYPE, "application/json")], answer.body).into_response()
}

fn expired() -> ApiError {
    ApiError::request(
        StatusCode::GONE,
        "order_expired",
        "The time to pay this order is over: make a new order for the customer.",
    )
}

impl Shop {
    /// The order whose token a request carries as `Authorization: Basic <base64 of "<token>:">`.
    fn order_of_token(&self, headers: &HeaderMap) -> Result<Order, ApiError> {
        let credentials = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = credentials
            .and_then(|credentials| credentials.strip_prefix("Basic "))
            .and_then(|credentials| STANDARD.decode(credentials.trim()).ok())
            .and_then(|pair| String::from_utf8(pair).ok())
            .and_then(|pair| pair.strip_suffix(':').map(str::to_owned));
        let order = token.and_then(|token| {
            self.orders.find(|order| order.tab.as_ref().is_some_and(|tab| tab.has_token(&token)))
        });
        order.ok_or_else(|| {
            ApiError::request(
                StatusCode::NOT_FOUND,
                "resource_missing",
                "No order has this token: send the order's token as the user name of HTTP Basic authentication.",
            )
        })
    }

    fn has_expired(&self, order: &Order) -> bool {
        order.tab.as_ref().is_none_or(|tab| tab.has_expired(self.clock.now_ms()))
    }

    /// The order as the gateway knows it. It is asked whenever that can have changed, so a webhook that is late or lost
    /// is not missed.
    pub(super) async fn refresh(&self, id: &str) -> Result<Order, ApiError> {
        let unknown = || ApiError::no_such("order", "order", id);
        let order = self.orders.find(|order| order.id == id).ok_or_else(unknown)?;
        if order.is_settled() || !order.was_tried() {
            return Ok(order);
        }
        let outcome = match self.payment_options.status(&order.id).await? {
            Some(status) => Outcome::read(&status, &order),
            // It has begun all the same: the gateway said so.
            None if order.has_begun() => Outcome::Pending,
            // The attempt never reached the gateway.
            None => Outcome::Nothing,
        };
        self.orders.follow_outcome(&order, &outcome).ok_or_else(unknown)
    }

    /// Where the gateway is to post its webhooks.
    fn payment_options_webhook(&self) -> String {
        format!("{}{WEBHOOK_PATH}", self.url.get().map(String::as_str).unwrap_or_default())
    }
}
