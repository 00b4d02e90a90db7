//! `/pay/…`: the hosted checkout page, and what its script asks for. Whoever has the address of a session, which
//! holds the publishable key, sees what is to be paid.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tillkit_core::money::ExponentTable;
use tower_http::set_header::SetResponseHeaderLayer;

use super::line_item::LineItem;
use super::page_url::PageUrl;
use super::payment_link;
use super::price::Recurring;
use super::session::{Mode, Session, SessionStatus, Standing, is_publishable_key};
use crate::config::PUBLISHABLE_KEY;
use crate::gateway::Gateway;
use crate::gateway::access::KeyKind;
use crate::gateway::assets::{files, not_built};
use crate::gateway::error::ApiError;
use crate::gateway::parameters::Params;
use crate::shop::SHOP_NAME;

/// The page's files in the build.
const FOLDER: &str = "pay";
const PAGE: &str = "checkout.html";

/// The form is in a frame of the gateway's own; nobody may frame the page itself.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                   frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The pages. They are no part of the API, and no other origin's business.
pub(in crate::gateway) fn pages(gateway: &Arc<Gateway>, assets: &Path) -> Router {
    let folder: PathBuf = assets.join(FOLDER);
    let missing = {
        let folder = folder.clone();
        move |method: &Method, uri: &Uri| match *method {
            Method::GET | Method::HEAD => not_built(&folder, uri.path()),
            _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        }
    };
    let opened = move |state: State<Arc<Gateway>>, id: UrlPath<String>, query: Query<Opened>| {
        open(state, id, query, folder.clone())
    };
    let header = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .route("/pay/{id}", get(opened))
        .route("/pay/{id}/state", get(state))
        .with_state(Arc::clone(gateway))
        .nest_service("/pay/assets", files(&assets.join(FOLDER), missing))
        .layer(header(header::CONTENT_SECURITY_POLICY, CSP))
        .layer(header(HeaderName::from_static("x-frame-options"), "DENY"))
}

#[derive(Debug, Deserialize)]
struct Opened {
    #[serde(default)]
    key: String,
}

/// The page, the same for every session: its script shows what there is to show. A link opens a session first.
async fn open(
    State(gateway): State<Arc<Gateway>>,
    UrlPath(id): UrlPath<String>,
    Query(Opened { key }): Query<Opened>,
    folder: PathBuf,
) -> Response {
    let status = if id.starts_with(payment_link::PREFIX) {
        match check_key(&key).and_then(|()| gateway.follow_link(&id)) {
            // Each opening is a session of its own.
            Ok(address) => return Redirect::to(&address).into_response(),
            Err(error) => error.status,
        }
    } else {
        gateway.session_state(&id, &key).map_or_else(|error| error.status, |_| StatusCode::OK)
    };
    // Read anew each time, as developers build again while the sandbox runs.
    match tokio::fs::read_to_string(folder.join(PAGE)).await {
        Ok(text) => (status, Html(text)).into_response(),
        Err(_) => not_built(&folder, PAGE),
    }
}

async fn state(
    State(gateway): State<Arc<Gateway>>,
    UrlPath(id): UrlPath<String>,
    Query(Opened { key }): Query<Opened>,
) -> Result<Response, ApiError> {
    let state = gateway.session_state(&id, &key)?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(state)).into_response())
}

fn check_key(key: &str) -> Result<(), ApiError> {
    if is_publishable_key(key) {
        return Ok(());
    }
    let mut error = ApiError::request(
        StatusCode::FORBIDDEN,
        "api_key_invalid",
        "The key of this address is not the account's publishable key.",
    );
    error.error.param = Some("key".to_owned());
    Err(error)
}

impl Gateway {
    /// What the page shows of a session.
    fn session_state(&self, id: &str, key: &str) -> Result<Value, ApiError> {
        check_key(key)?;
        let session = self.session(id)?;
        let session = session.lock();
        let standing = self.standing(&session)?;
        let mut state = state_json(&session, &standing);
        // Whoever finds the address of a session that is over learns nothing about its customer.
        let pays = standing.status == SessionStatus::Open && session.mode != Mode::Setup;
        if let (Some(customer), true) = (&session.terms.customer, pays) {
            let cards = self.payment_methods_of(customer, &Params::default(), KeyKind::Publishable, "")?;
            let cards = cards.get("data").and_then(Value::as_array).into_iter().flatten();
            let shown: Vec<Value> =
                cards.map(|card| json!({ "id": card.get("id"), "card": card.get("card") })).collect();
            if let Some(state) = state.as_object_mut() {
                state.insert("savedPaymentMethods".to_owned(), shown.into());
            }
        }
        Ok(state)
    }
}

fn state_json(session: &Session, standing: &Standing) -> Value {
    let lines = session.lines.as_ref();
    let items: Vec<Value> = lines
        .map(|lines| lines.items.iter().map(|item| item_json(item, &lines.currency)).collect())
        .unwrap_or_default();
    let is_open = standing.status == SessionStatus::Open;
    let page = |url: &Option<PageUrl>| url.as_ref().and_then(|url| url.resolved(&session.id));
    json!({
        "id": session.id,
        "merchant": SHOP_NAME,
        "mode": session.mode.name(),
        "status": standing.status.name(),
        "paymentStatus": standing.payment_status,
        "intentStatus": standing.intent_status.name(),
        "total": lines.map(|lines| money(lines.total, &lines.currency)),
        "items": items,
        "authorisesOnly": standing.authorises_only,
        "billingAddressRequired": session.terms.billing_address_required,
        "customerEmail": session.terms.customer_email,
        "publishableKey": PUBLISHABLE_KEY,
        // Nothing of it is of use once the session is over.
        "clientSecret": is_open.then_some(session.client_secret.as_str()),
        "failure": standing.failure.as_ref().filter(|_| is_open),
        "successUrl": page(&session.success_url),
        "cancelUrl": page(&session.cancel_url),
    })
}

fn item_json(item: &LineItem, currency: &str) -> Value {
    json!({
        "name": item.price.product.name,
        "description": item.price.product.description,
        "quantity": item.quantity,
        "unitAmount": money(item.price.unit_amount, currency),
        "amount": money(item.amount(), currency),
        "recurring": item.price.recurring.as_ref().map(recurring),
    })
}

fn recurring(recurring: &Recurring) -> Value {
    json!({ "interval": recurring.interval, "intervalCount": recurring.interval_count })
}

/// An amount for `Intl`, which disagrees with gateways about the decimals of some currencies.
fn money(minor: u64, currency: &str) -> Value {
    let plan = ExponentTable::WooshPay.plan(i64::try_from(minor).unwrap_or(i64::MAX), currency);
    json!({ "decimal": plan.decimal, "currency": plan.currency, "fractionDigits": plan.fraction_digits })
}
