//! Requests that are not followed. The documents show no such answer; this one has the members of the answer that they
//! do show, and a message.

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::config::PAYMENT_OPTIONS_KEY;
use crate::gateway::access::same;

/// The header that carries the key beside `Authorization`.
pub(crate) const KEY_HEADER: &str = "x-api-key";

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: message.into() }
    }

    pub(super) fn not_found(message: String) -> Self {
        Self { status: StatusCode::NOT_FOUND, message }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "success": false, "statusCode": self.status.as_u16(), "message": self.message });
        (self.status, Json(body)).into_response()
    }
}

/// Both headers have to carry the merchant's key. The manual wants the credentials of `Authorization: Basic` in base64;
/// its examples write them as they are.
pub(super) fn check_keys(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let refused = |name: &str, what: &str| {
        Err(Refusal {
            status: StatusCode::UNAUTHORIZED,
            message: format!(
                "{name} must carry {what}: call this API from a server, with the merchant's API key."
            ),
        })
    };
    let credentials = text(header::AUTHORIZATION.as_str()).strip_prefix("Basic ").unwrap_or_default().trim();
    let decoded = STANDARD.decode(credentials).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let user = decoded.as_deref().map(|pair| pair.strip_suffix(':').unwrap_or(pair));
    if !same(credentials, PAYMENT_OPTIONS_KEY) && !user.is_some_and(|user| same(user, PAYMENT_OPTIONS_KEY)) {
        return refused("Authorization", "Basic and the API key");
    }
    if !same(text(KEY_HEADER), PAYMENT_OPTIONS_KEY) {
        return refused(KEY_HEADER, "the API key");
    }
    Ok(())
}
