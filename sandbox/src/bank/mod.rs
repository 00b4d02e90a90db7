//! The bank's origin: the hidden page that collects device data, and the challenge.

mod challenge;
mod ddc;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use tower_http::set_header::SetResponseHeaderLayer;
use url::Url;

use crate::fault::FaultKind;
use crate::gateway::{Gateway, Page};

const PATH: &str = "/v1/3ds/index.html";

/// Nothing inline, nothing from elsewhere. There is no `form-action` because browsers apply it to the redirect
/// after the answer as well, which goes to the merchant's return URL.
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                   img-src 'self' data:; base-uri 'none'";

/// The parameters of a 3-D Secure page's URL.
#[derive(Debug, Deserialize)]
struct Opened {
    #[serde(rename = "dataId", default)]
    data_id: String,
    #[serde(default)]
    token: String,
}

/// The bank's origin.
pub(crate) fn router(gateway: &Arc<Gateway>) -> Router {
    Router::new()
        .route(PATH, get(open))
        .route("/v1/3ds/ddc", post(ddc::report))
        .route("/v1/3ds/challenge", post(challenge::answer))
        .route("/v1/3ds/ddc.js", get(|| file("text/javascript; charset=utf-8", include_str!("pages/ddc.js"))))
        .route("/v1/3ds/bank.css", get(|| file("text/css; charset=utf-8", include_str!("pages/bank.css"))))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .route(
            "/",
            get(|| async { "This is the bank of the Tillkit sandbox. Payments lead to its pages.\n" }),
        )
        .with_state(Arc::clone(gateway))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(CSP),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
}

async fn file(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

async fn open(State(gateway): State<Arc<Gateway>>, Query(opened): Query<Opened>) -> Response {
    let Opened { data_id, token } = opened;
    match gateway.page(&data_id, &token) {
        Page::DeviceData if gateway.faults.strike_page(FaultKind::DdcNeverReturns, &data_id) => {
            ddc::silent_page().into_response()
        }
        Page::DeviceData => ddc::page(&data_id, &token).into_response(),
        Page::Challenge(challenge) => challenge::page(&challenge, &data_id, &token).into_response(),
        Page::Finished(address) => leave(&address),
        Page::Void => page::void().into_response(),
    }
}

/// Sends the browser to the return URL. It was checked when it was given; this is the last door.
fn leave(address: &str) -> Response {
    match Url::parse(address) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Redirect::to(url.as_str()).into_response(),
        _ => page::void().into_response(),
    }
}
