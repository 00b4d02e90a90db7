//! The shop's origin: the merchant's pages and the merchant's server, which alone has the secret key and speaks to
//! the gateway over HTTP, as a real one does. For PaymentOptions it has an endpoint of its own, see [`payment_options`].

mod catalogue;
mod docs;
mod form_body;
mod gateway_client;
mod order_book;
mod order_payment;
mod orders;
mod payment_options;
mod payment_state;
mod people;
mod plain;
mod provider;
mod webhook;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use rand::distr::{Alphanumeric, SampleString as _};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Mutex as AsyncMutex;
use tower_http::set_header::SetResponseHeaderLayer;

pub(crate) use self::catalogue::SHOP_NAME;

use self::catalogue::{DEFAULT_CURRENCY, PRODUCTS, currencies};
use self::gateway_client::GatewayClient;
use self::order_book::OrderBook;
use self::orders::{CheckoutChoice, Order, OrderError, OrderRequest};
use self::payment_options::{PaymentOptionsClient, Tab};
use self::people::{PEOPLE, Person};
use self::provider::Provider;
use crate::clock::Clock;
use crate::config::PUBLISHABLE_KEY;
use crate::gateway::assets::{files, not_built};
use crate::gateway::{Dialect, Gateway, IdempotencyKeys};
use crate::start_error::StartError;

const ORDER_NUMBER_LENGTH: usize = 12;
/// Where the gateway delivers its webhooks.
const WEBHOOK_PATH: &str = "/api/webhooks";
/// How long the shop waits for a webhook that is on its way before it tells what the gateway answered.
const WEBHOOK_PATIENCE: Duration = Duration::from_secs(2);

/// The merchant's server.
#[derive(Debug)]
pub(crate) struct Shop {
    gateway_url: String,
    bank_url: String,
    gateway: GatewayClient,
    payment_options: PaymentOptionsClient,
    /// Keys of attempts to pay at PaymentOptions, of each order.
    payment_options_keys: Arc<IdempotencyKeys<String>>,
    clock: Clock,
    orders: OrderBook,
    /// The customers that the gateway knows of the demo's people, by their ids here.
    customers: AsyncMutex<HashMap<&'static str, String>>,
    /// Of the webhook endpoint; none until it is registered.
    webhook_secret: OnceLock<String>,
    /// The shop's own origin, likewise.
    url: OnceLock<String>,
}

impl Shop {
    pub(crate) fn new(gateway_url: String, bank_url: String, clock: Clock) -> Result<Self, StartError> {
        Ok(Self {
            gateway: GatewayClient::new(gateway_url.clone())?,
            payment_options: PaymentOptionsClient::new(&gateway_url)?,
            payment_options_keys: Arc::default(),
            clock,
            gateway_url,
            bank_url,
            orders: OrderBook::default(),
            customers: AsyncMutex::default(),
            webhook_secret: OnceLock::new(),
            url: OnceLock::new(),
        })
    }

    /// Asks the gateway for webhooks. To be called once both can be reached.
    pub(crate) async fn register_webhook(&self, shop_url: &str) -> Result<(), StartError> {
        let registered = self.gateway.register_webhook(&format!("{shop_url}{WEBHOOK_PATH}")).await;
        let secret = registered.map_err(|error| StartError::webhook(&error.message))?;
        self.webhook_secret.get_or_init(|| secret);
        self.url.get_or_init(|| shop_url.to_owned());
        Ok(())
    }

    /// A session of the gateway's own page for an order.
    async fn open_session(
        &self,
        mut order: Order,
        request: &OrderRequest,
        customer: Option<&str>,
    ) -> Result<Json<Value>, ShopError> {
        let home = self.url.get().map(String::as_str).unwrap_or_default();
        let urls = (format!("{home}/done?order={}", order.id), format!("{home}/"));
        let monthly = request.checkout == CheckoutChoice::Monthly;
        let session = self.gateway.open_session(&order, monthly, customer, (&urls.0, &urls.1)).await?;
        let text = |name: &str| session.get(name).and_then(Value::as_str).unwrap_or_default();
        order.intent = text("payment_intent").to_owned();
        // The developer panel's sum is for intents alone: a session adds its lines up.
        order.amount = session.get("amount_total").and_then(Value::as_u64).unwrap_or(order.amount);
        let answer =
            json!({ "order": order.to_json(&order.payment), "sessionId": text("id"), "url": text("url") });
        self.orders.add(order);
        Ok(Json(answer))
    }

    /// What the SDK is to speak to: the API of a gateway, or this shop's own server in front of one.
    fn api_base(&self, provider: Provider) -> String {
        match provider.intents() {
            Some(dialect) => format!("{}{}", self.gateway_url, dialect.base_path()),
            None => {
                let home = self.url.get().map(String::as_str).unwrap_or_default();
                format!("{home}{}", payment_options::BASE_PATH)
            }
        }
    }

    /// What the SDK is told of a gateway.
    fn provider(&self, provider: Provider) -> Value {
        json!({ "dialect": provider.name(), "apiBase": self.api_base(provider) })
    }

    fn sdk_url(&self) -> String {
        format!("{}/v1/tillkit.js", self.gateway_url)
    }

    /// The gateway's customer for one of the demo's people.
    async fn customer(&self, person: &'static Person) -> Result<String, ShopError> {
        // Held while asking, so that two orders at once make one customer.
        let mut customers = self.customers.lock().await;
        if let Some(id) = customers.get(person.id) {
            return Ok(id.clone());
        }
        let id = self.gateway.create_customer(person).await?;
        customers.insert(person.id, id.clone());
        Ok(id)
    }
}

/// The shop's origin.
pub(crate) fn router(
    shop: &Arc<Shop>,
    faults_of: &Arc<Gateway>,
    assets: &Path,
) -> Result<Router, StartError> {
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
        .route("/api/orders/{id}/capture", post(order_payment::capture))
        .route("/api/orders/{id}/refund", post(order_payment::refund))
        .route("/api/people/{person}/cards/{card}/remove", post(remove_card))
        .route(WEBHOOK_PATH, post(order_payment::hear))
        .route("/api/config", get(config))
        .route("/plain", get(plain::page))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .with_state(Arc::clone(shop));
    let header = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Ok(pages
        .merge(docs::router(assets, gateway)?)
        .merge(server)
        .merge(payment_options::routes(shop, faults_of)?)
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
        "gateways": Provider::ALL.into_iter().map(|provider| shop.provider(provider)).collect::<Value>(),
        "sdk": shop.sdk_url(),
        "bank": shop.bank_url,
        "people": PEOPLE.iter().map(|person| person.to_json()).collect::<Value>(),
    }))
}

async fn place_order(State(shop): State<Arc<Shop>>, body: Bytes) -> Result<Json<Value>, ShopError> {
    let request: OrderRequest = serde_json::from_slice(&body).map_err(|error| {
        ShopError::new(StatusCode::BAD_REQUEST, None, format!("the order can't be read: {error}"))
    })?;
    let refused =
        |error: OrderError| ShopError::new(StatusCode::BAD_REQUEST, Some(error.field), error.message);
    let id = format!("ord_{}", Alphanumeric.sample_string(&mut rand::rng(), ORDER_NUMBER_LENGTH));
    let mut order = Order::price(&request, id).map_err(refused)?;
    let customer = match request.person().map_err(refused)? {
        Some(person) if order.gateway.intents().is_some() => Some(shop.customer(person).await?),
        _ => None,
    };
    if request.checkout != CheckoutChoice::Embedded {
        return shop.open_session(order, &request, customer.as_deref()).await;
    }
    let client_secret = if order.gateway == Provider::PaymentOptions {
        // Nothing is asked of that gateway before the customer pays: the order itself is what the SDK reads.
        order.intent = order.id.clone();
        order.tab.insert(Tab::new(shop.clock.now_ms())).token.clone()
    } else {
        let intent = shop.gateway.open_intent(&order, &request, customer.as_deref()).await?;
        let text = |name: &str| intent.get(name).and_then(Value::as_str).unwrap_or_default();
        order.intent = text("id").to_owned();
        text("client_secret").to_owned()
    };
    let mut answer = json!({
        "order": order.to_json(&order.payment),
        "clientSecret": client_secret,
        "publishableKey": PUBLISHABLE_KEY,
        "gateway": shop.gateway_url,
        "dialect": order.gateway.name(),
        "apiBase": shop.api_base(order.gateway),
        "sdk": shop.sdk_url(),
    });
    if let (Some(customer), Some(fields)) = (&customer, answer.as_object_mut()) {
        let saved = shop.gateway.saved_cards(order.dialect()?, customer).await?;
        fields.insert("savedPaymentMethods".to_owned(), saved.into());
    }
    shop.orders.add(order);
    Ok(Json(answer))
}

/// Takes a saved card away, if it is that person's.
async fn remove_card(
    State(shop): State<Arc<Shop>>,
    UrlPath((person, card)): UrlPath<(String, String)>,
) -> Result<Json<Value>, ShopError> {
    let unknown = || ShopError::new(StatusCode::NOT_FOUND, Some("card"), "nobody here has such a card");
    let customer = shop.customer(Person::find(&person).ok_or_else(unknown)?).await?;
    let cards = shop.gateway.saved_cards(Dialect::WooshPay, &customer).await?;
    if !cards.iter().any(|saved| saved.get("id").and_then(Value::as_str) == Some(&card)) {
        return Err(unknown());
    }
    shop.gateway.detach(&card).await?;
    Ok(Json(json!({ "removed": card })))
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
