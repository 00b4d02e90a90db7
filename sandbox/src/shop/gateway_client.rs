//! The merchant's server speaking to the gateway, with the secret key.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::ShopError;
use super::catalogue::SHOP_NAME;
use super::form_body::form_body;
use super::orders::{Order, OrderRequest};
use super::people::Person;
use crate::config::SECRET_KEY;
use crate::gateway::{CODES_HEADER, Dialect, FAULTS_HEADER, WIRE_HEADER};
use crate::start_error::StartError;

const GATEWAY_TIMEOUT: Duration = Duration::from_secs(30);
/// What the shop is told of.
const EVENTS: &[&str] = &[
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.amount_capturable_updated",
    "payment_intent.canceled",
    "charge.refunded",
];

/// The gateway, as the merchant's server sees it.
#[derive(Debug)]
pub(super) struct GatewayClient {
    url: String,
    http: reqwest::Client,
}

impl GatewayClient {
    pub(super) fn new(url: String) -> Result<Self, StartError> {
        let http = reqwest::Client::builder()
            // The gateway is on this machine, whatever proxy its user has.
            .no_proxy()
            .timeout(GATEWAY_TIMEOUT)
            // Connections that the gateway may have closed meanwhile are not worth keeping here.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| StartError::client(&error))?;
        Ok(Self { url, http })
    }

    /// Asks for webhooks at `url`, and answers the secret that signs them.
    pub(super) async fn register_webhook(&self, url: &str) -> Result<String, ShopError> {
        let body = json!({ "url": url, "enabled_events": EVENTS, "description": "The shop's orders" });
        let endpoint = self.ask(self.post(Dialect::WooshPay, "/v1/webhook_endpoints", &body)).await?;
        Ok(text(&endpoint, "secret"))
    }

    /// A PaymentIntent for an order.
    pub(super) async fn open_intent(
        &self,
        order: &Order,
        request: &OrderRequest,
        customer: Option<&str>,
    ) -> Result<Value, ShopError> {
        let dialect = order.dialect()?;
        let types = Some(&request.payment_method_types).filter(|types| !types.is_empty());
        // What is null counts as not sent.
        let mut body = json!({
            "amount": order.amount,
            "currency": order.currency,
            "description": format!("{SHOP_NAME}, order {}", order.id),
            "payment_method_options": { "card": {
                "require_cvc_recollection": request.require_cvc.then_some(true),
            }},
            "payment_method_types": types,
            "customer": customer,
            "setup_future_usage": request.save_card.then_some("off_session"),
        });
        let own = match dialect {
            Dialect::WooshPay => json!({ "merchant_order_id": order.id }),
            Dialect::Stripe => json!({
                "metadata": { "order": order.id },
                "capture_method": request.capture.name(),
                "automatic_payment_methods": types.is_none().then(|| json!({ "enabled": true })),
            }),
        };
        if let (Some(fields), Value::Object(own)) = (body.as_object_mut(), own) {
            fields.extend(own);
        }
        if let Some(card) = body.pointer_mut("/payment_method_options/card").and_then(Value::as_object_mut) {
            let three_d_secure = request.three_d_secure.name_in(dialect);
            card.insert("request_three_d_secure".to_owned(), three_d_secure.into());
            if dialect == Dialect::WooshPay {
                card.insert("capture_method".to_owned(), request.capture.name().into());
            }
        }
        let call = self.post(dialect, "/v1/payment_intents", &body);
        let mut call = call.header("Idempotency-Key", &order.id);
        if let Some(wire) = request.wire {
            call = call.header(WIRE_HEADER, wire.name());
        }
        if let Some(codes) = request.codes {
            call = call.header(CODES_HEADER, codes.name());
        }
        self.ask(call).await
    }

    pub(super) async fn fetch_intent(&self, order: &Order) -> Result<Value, ShopError> {
        let path = format!("/v1/payment_intents/{}", order.intent);
        self.ask(self.http.get(self.address(order.dialect()?, &path))).await
    }

    /// Captures an authorisation: all of it, or an amount in minor units.
    pub(super) async fn capture(&self, order: &Order, amount: Option<u64>) -> Result<Value, ShopError> {
        let (path, body) =
            (format!("/v1/payment_intents/{}/capture", order.intent), json!({ "amount_to_capture": amount }));
        self.ask(self.post(order.dialect()?, &path, &body)).await
    }

    /// Gives money back: all that is left, or an amount in minor units.
    pub(super) async fn refund(&self, order: &Order, amount: Option<u64>) -> Result<Value, ShopError> {
        let body = json!({ "payment_intent": order.intent, "amount": amount });
        self.ask(self.post(order.dialect()?, "/v1/refunds", &body)).await
    }

    /// The id of a new customer.
    pub(super) async fn create_customer(&self, person: &Person) -> Result<String, ShopError> {
        let body = json!({ "name": person.name, "email": person.email });
        Ok(text(&self.ask(self.post(Dialect::WooshPay, "/v1/customers", &body)).await?, "id"))
    }

    /// A customer's saved cards, as the PaymentMethod objects of a dialect. Both know the same ones.
    pub(super) async fn saved_cards(
        &self,
        dialect: Dialect,
        customer: &str,
    ) -> Result<Vec<Value>, ShopError> {
        let url = self.address(dialect, &format!("/v1/payment_methods?type=card&customer={customer}"));
        let list = self.ask(self.http.get(url)).await?;
        Ok(list.get("data").and_then(Value::as_array).cloned().unwrap_or_default())
    }

    /// Takes a saved card from its customer.
    pub(super) async fn detach(&self, payment_method: &str) -> Result<Value, ShopError> {
        let path = format!("/v1/payment_methods/{payment_method}/detach");
        self.ask(self.post(Dialect::WooshPay, &path, &json!({}))).await
    }

    /// A session of the gateway's own page for an order, every month if `monthly`. The customer comes back to
    /// `return_url` once it is paid, and to `cancel_url` otherwise.
    pub(super) async fn open_session(
        &self,
        order: &Order,
        monthly: bool,
        customer: Option<&str>,
        (return_url, cancel_url): (&str, &str),
    ) -> Result<Value, ShopError> {
        let recurring = monthly.then(|| json!({ "interval": "month", "interval_count": 1 }));
        let lines: Vec<Value> = order
            .lines()
            .map(|(name, quantity, unit_amount)| {
                json!({ "quantity": quantity, "price_data": {
                    "currency": order.currency, "unit_amount": unit_amount, "recurring": recurring,
                    "product_data": { "name": name },
                }})
            })
            .collect();
        let body = json!({
            "mode": if monthly { "subscription" } else { "payment" },
            "line_items": lines,
            "customer": customer,
            "client_reference_id": order.id,
            "success_url": return_url,
            "cancel_url": cancel_url,
        });
        let call =
            self.post(order.dialect()?, "/v1/checkout/sessions", &body).header("Idempotency-Key", &order.id);
        self.ask(call).await
    }

    fn address(&self, dialect: Dialect, path: &str) -> String {
        format!("{}{}", self.url, dialect.path(path))
    }

    fn post(&self, dialect: Dialect, path: &str, body: &Value) -> reqwest::RequestBuilder {
        let call = self.http.post(self.address(dialect, path));
        match dialect {
            Dialect::WooshPay => call.json(body),
            Dialect::Stripe => {
                call.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form_body(body))
            }
        }
    }

    /// Asks the gateway. What it refuses is passed on; armed faults are not meant for the merchant's server.
    async fn ask(&self, call: reqwest::RequestBuilder) -> Result<Value, ShopError> {
        let unreachable = |error: &reqwest::Error| {
            ShopError::new(StatusCode::BAD_GATEWAY, None, format!("the gateway can't be asked: {error}"))
        };
        let answer = call
            .basic_auth(SECRET_KEY, Some(""))
            .header(FAULTS_HEADER, "off")
            .send()
            .await
            .map_err(|error| unreachable(&error))?;
        let status = answer.status();
        let body: Value = answer.json().await.map_err(|error| unreachable(&error))?;
        if status.is_success() {
            return Ok(body);
        }
        let text = |name: &str| body.pointer(&format!("/error/{name}")).and_then(Value::as_str);
        Err(ShopError::new(
            status,
            text("param"),
            text("message").unwrap_or("the gateway refused").to_owned(),
        ))
    }
}

fn text(object: &Value, name: &str) -> String {
    object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
