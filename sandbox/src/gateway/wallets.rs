//! The stand-in for payment sheets, while the setting `wallets` is on: `wallets.json` beside the frame, a merchant
//! session for Apple Pay, and a script that the served `frame.html` loads ahead of its own.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::Gateway;
use super::error::ApiError;
use crate::page::file;

const SCRIPT: &str = "/_sandbox/wallets.js";
const MERCHANT_SESSION: &str = "/_sandbox/wallets/merchant-session";
/// Several times the page's size.
const LARGEST_PAGE_BYTES: usize = 64 * 1024;

pub(crate) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route(SCRIPT, get(|| async { file("text/javascript; charset=utf-8", include_str!("wallets.js")) }))
        .route(MERCHANT_SESSION, post(merchant_session))
}

/// What a provider's server asks Apple for.
async fn merchant_session(body: Bytes) -> Result<Json<Value>, ApiError> {
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = |name: &str| {
        asked.get(name).and_then(Value::as_str).ok_or_else(|| {
            ApiError::parameter("parameter_invalid", name, format!("{name} must be a text in the JSON body"))
        })
    };
    text("validationUrl")?;
    Ok(Json(json!({ "merchantSessionIdentifier": "sandbox", "domainName": text("domain")? })))
}

/// Puts the stand-in in the place of the two built files that are concerned.
pub(crate) async fn stand_in(
    State(gateway): State<Arc<Gateway>>,
    mut request: Request,
    next: Next,
) -> Response {
    let name = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    if !gateway.settings().wallets || !["wallets.json", "frame.html"].contains(&name.as_str()) {
        return next.run(request).await;
    }
    if name == "wallets.json" {
        let session = format!("{}{MERCHANT_SESSION}", gateway.gateway_url);
        let google = json!({ "gateway": "sandbox", "gatewayMerchantId": "sandbox", "environment": "TEST" });
        return Json(json!({
            "merchantName": "Sandbox shop",
            "countryCode": "GB",
            "applePay": { "merchantSessionUrl": session },
            "googlePay": google,
        }))
        .into_response();
    }
    // The page as it is, whole.
    for name in [header::ACCEPT_ENCODING, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::RANGE] {
        request.headers_mut().remove(name);
    }
    with_script(next.run(request).await).await
}

async fn with_script(response: Response) -> Response {
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let page = to_bytes(body, LARGEST_PAGE_BYTES).await.unwrap_or_default();
    let script = format!("<script src=\"{SCRIPT}\"></script></head>");
    let page = String::from_utf8_lossy(&page).replacen("</head>", &script, 1);
    for name in [header::CONTENT_LENGTH, header::ETAG, header::LAST_MODIFIED, header::ACCEPT_RANGES] {
        parts.headers.remove(name);
    }
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Response::from_parts(parts, Body::from(page))
}
