//! The bank's origin: the hidden page that collects device data, the challenge, the pages of wallets, banks and
//! lenders, the customer's phone, and where PaymentOptions' redirects lead.

mod app;
mod bank_redirect;
mod challenge;
mod ddc;
mod method_page;
mod pay_later;
mod payment_options;
mod phone;
mod transfer;
mod wallet;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::fault::FaultKind;
use crate::gateway::{Gateway, Page};
use crate::page::{self, BANK_FILES, Brand, PAGE_CSP, file, secured};

const PATH: &str = "/v1/3ds/index.html";

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
    let pages = Router::new()
        .route(PATH, get(open))
        .route("/v1/3ds/ddc", post(ddc::report))
        .route("/v1/3ds/challenge", post(challenge::answer))
        .route(
            "/v1/3ds/ddc.js",
            get(|| async { file("text/javascript; charset=utf-8", include_str!("pages/ddc.js")) }),
        )
        .route(&format!("{BANK_FILES}/page.css"), get(page::style))
        .route(&format!("{BANK_FILES}/watch.js"), get(page::watch_script))
        .merge(method_page::routes())
        .merge(phone::routes())
        .merge(payment_options::routes())
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .route(
            "/",
            get(|| async { "This is the bank of the Tillkit sandbox. Payments lead to its pages.\n" }),
        )
        .with_state(Arc::clone(gateway))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(PAGE_CSP),
        ));
    secured(pages, "no-store")
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
        Page::Void => page::void(Brand::BANK).into_response(),
    }
}

fn leave(address: &str) -> Response {
    page::leave(address).unwrap_or_else(|| page::void(Brand::BANK).into_response())
}
