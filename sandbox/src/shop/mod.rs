//! The shop's origin: the merchant's pages and the merchant's server, which alone has the secret key and speaks to
//! the gateway over HTTP, as a real one does.

mod catalogue;
mod orders;
mod plain;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use parking_lot::Mutex;
use rand::distr::{Alphanumeric, SampleString as _};
use serde::Deserialize;
use serde_json::{Value, json};
use tower_http::set_header::SetResponseHeaderLayer;

pub(crate) use self::catalogue::SHOP_NAME;

use self::catalogue::{DEFAULT_CURRENCY, PRODUCTS, currencies};
use self::orders::{Order, OrderRequest, order_status};
use crate::config::{PUBLISHABLE_KEY, SECRET_KEY};
use crate::gateway::assets::{files, not_built};
use crate::gateway::{CODES_HEADER, FAULTS_HEADER, WIRE_HEADER};
use crate::start_error::StartError;

const GATEWAY_TIMEOUT: Duration = Duration::from_secs(30);
const ORDER_NUMBER_LENGTH: usize = 12;

/// The merchant's server.
#[derive(Debug)]
pub(crate) struct Shop {
    gateway_url: String,
    bank_url: String,
    http: reqwest::Client,
    orders: Mutex<Vec<Order>>,
}

impl Shop {
    pub(crate) fn new(gateway_url: String, bank_url: String) -> Result<Self, StartError> {
        let http = reqwest::Client::builder()
            // The gateway is on this machine, whatever proxy its user has.
            .no_proxy()
            .timeout(GATEWAY_TIMEOUT)
            // Connections that the gateway may have closed meanwhile are not worth keeping here.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| StartError::client(&error))?;
        Ok(Self { gateway_url, bank_url, http, orders: Mutex::default() })
    }

    fn sdk_url(&self) -> String {
        format!("{}/v1/tillkit.js", self.gateway_url)
    }

    async fn open_intent(&self, order: &Order, request: &OrderRequest) -> Result<Value, ShopError> {
        let mut body = json!({
            "amount": order.amount,
            "currency": order.currency,
            "merchant_order_id": order.id,
            "description": format!("{SHOP_NAME}, order {}", order.id),
            "payment_method_options": { "card": {
                "request_three_d_secure": request.three_d_secure.name(),
                "capture_method": request.capture.name(),
            }},
        });
        if let (Some(fields), false) = (body.as_object_mut(), request.payment_method_types.is_empty()) {
            fields.insert("payment_method_types".to_owned(), json!(request.payment_method_types));
        }
        let mut call = self
            .http
            .post(format!("{}/v1/payment_intents", self.gateway_url))
            .header("Idempotency-Key", &order.id)
            .json(&body);
        if let Some(wire) = request.wire {
            call = call.header(WIRE_HEADER, wire.name());
        }
        if let Some(codes) = request.codes {
            call = call.header(CODES_HEADER, codes.name());
        }
        self.ask(call).await
    }

    async fn fetch_intent(&self, id: &str) -> Result<Value, ShopError> {
        self.ask(self.http.get(format!("{}/v1/payment_intents/{id}", self.gateway_url))).await
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

/// The shop's origin.
pub(crate) fn router(shop: &Arc<Shop>, assets: &Path) -> Result<Router, StartError> {
    let folder: PathBuf = assets.join("shop");
    let gateway = &shop.gateway_url;
    // Wasm, connections and the gateway's pictures are there for inline mode and for arming faults, which the
    // developer panel offers.
    let csp = format!(
        "default-src 'none'; script-src 'self' {gateway} 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' {gateway} data:; connect-src 'self' {gateway}; frame-src {gateway}; form-action 'self'; \
         base-uri 'none'"
    );
    let csp = HeaderValue::from_str(&csp).map_err(|_| StartError::url(gateway))?;
    let missing = {
        let folder = folder.clone();
        move |method: &Method, uri: &Uri| match *method {
            Method::GET | Method::HEAD => not_built(&folder, uri.path()),
            _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        }
    };
    let (home, done) = (folder.clone(), folder.clone());
    let pages = Router::new()
        .route("/", get(move || page(home, "index.html")))
        .route("/done", get(move || page(done, "done.html")))
        .fallback_service(files(&folder, missing))
        .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, csp));
    let server = Router::new()
        .route("/api/products", get(products))
        .route("/api/orders", get(find_order).post(place_order))
        .route("/api/orders/{id}", get(show_order))
        .route("/api/config", get(config))
        .route("/plain", get(plain::page))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .with_state(Arc::clone(shop));
    let header = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Ok(pages
        .merge(server)
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(header::CACHE_CONTROL, "no-cache")))
}

/// A page of the build, read anew each time, as developers build again while the sandbox runs.
async fn page(folder: PathBuf, name: &'static str) -> Response {
    match tokio::fs::read_to_string(folder.join(name)).await {
        Ok(text) => Html(text).into_response(),
        Err(_) => not_built(&folder, name),
    }
}

/// A request that the shop's server does not follow.
#[derive(Debug)]
struct ShopError {
    status: StatusCode,
    field: Option<String>,
    message: String,
}

impl ShopError {
    fn new(status: StatusCode, field: Option<&str>, message: impl Into<String>) -> Self {
        Self { status, field: field.map(str::to_owned), message: message.into() }
    }
}

impl IntoResponse for ShopError {
    fn into_response(self) -> Response {
        let body = json!({ "error": { "field": self.field, "message": self.message } });
        (self.status, Json(body)).into_response()
    }
}

#[derive(Debug, Deserialize)]
struct ProductsQuery {
    currency: Option<String>,
}

async fn products(Query(query): Query<ProductsQuery>) -> Result<Json<Value>, ShopError> {
    let currency = query.currency.as_deref().unwrap_or(DEFAULT_CURRENCY).to_ascii_uppercase();
    if !currencies().contains(&currency.as_str()) {
        let message = format!("the shop sells in {}", currencies().join(", "));
        return Err(ShopError::new(StatusCode::BAD_REQUEST, Some("currency"), message));
    }
    let products: Vec<Value> = PRODUCTS.iter().map(|product| product.to_json(&currency)).collect();
    Ok(Json(
        json!({ "shop": SHOP_NAME, "currency": currency, "currencies": currencies(), "products": products }),
    ))
}

async fn config(State(shop): State<Arc<Shop>>) -> Json<Value> {
    Json(json!({
        "publishableKey": PUBLISHABLE_KEY,
        "gateway": shop.gateway_url,
        "sdk": shop.sdk_url(),
        "bank": shop.bank_url,
    }))
}

async fn place_order(State(shop): State<Arc<Shop>>, body: Bytes) -> Result<Json<Value>, ShopError> {
    let request: OrderRequest = serde_json::from_slice(&body).map_err(|error| {
        ShopError::new(StatusCode::BAD_REQUEST, None, format!("the order can't be read: {error}"))
    })?;
    let id = format!("ord_{}", Alphanumeric.sample_string(&mut rand::rng(), ORDER_NUMBER_LENGTH));
    let mut order = Order::price(&request, id)
        .map_err(|error| ShopError::new(StatusCode::BAD_REQUEST, Some(error.field), error.message))?;
    let intent = shop.open_intent(&order, &request).await?;
    let text = |name: &str| intent.get(name).and_then(Value::as_str).unwrap_or_default();
    order.intent = text("id").to_owned();
    let answer = json!({
        "order": order.to_json(order_status(text("status"), false)),
        "clientSecret": text("client_secret"),
        "publishableKey": PUBLISHABLE_KEY,
        "gateway": shop.gateway_url,
        "sdk": shop.sdk_url(),
    });
    shop.orders.lock().push(order);
    Ok(Json(answer))
}

async fn show_order(
    State(shop): State<Arc<Shop>>,
    UrlPath(id): UrlPath<String>,
) -> Result<Json<Value>, ShopError> {
    shop.report(|order| order.id == id).await
}

#[derive(Debug, Deserialize)]
struct OrderQuery {
    payment_intent: Option<String>,
}

async fn find_order(
    State(shop): State<Arc<Shop>>,
    Query(query): Query<OrderQuery>,
) -> Result<Json<Value>, ShopError> {
    let intent = query.payment_intent.ok_or_else(|| {
        let message = "name the PaymentIntent, as in ?payment_intent=pi_…".to_owned();
        ShopError::new(StatusCode::BAD_REQUEST, Some("payment_intent"), message)
    })?;
    shop.report(|order| order.intent == intent).await
}

impl Shop {
    /// An order with the status that the gateway tells now.
    async fn report(&self, wanted: impl Fn(&Order) -> bool) -> Result<Json<Value>, ShopError> {
        let order = self.orders.lock().iter().find(|order| wanted(order)).cloned();
        let order = order.ok_or_else(|| {
            ShopError::new(StatusCode::NOT_FOUND, None, "the shop has no such order".to_owned())
        })?;
        let intent = self.fetch_intent(&order.intent).await?;
        let intent_status = intent.get("status").and_then(Value::as_str).unwrap_or_default();
        let failure = intent.pointer("/last_payment_error/message").cloned();
        let mut report = order.to_json(order_status(intent_status, failure.is_some()));
        if let Some(fields) = report.as_object_mut() {
            fields.insert("intentStatus".to_owned(), intent_status.into());
            if let Some(message) = failure {
                fields.insert("message".to_owned(), message);
            }
        }
        Ok(Json(report))
    }
}
