//! `/plain`: the smallest merchant page, under a content security policy of choice.

use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, html};
use serde::Deserialize;
use std::sync::Arc;

use super::Shop;

/// Which policy the page has.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    csp: Option<String>,
}

/// The policies by name, each with what it is for.
fn policy(name: &str, gateway: &str) -> Option<Option<String>> {
    Some(match name {
        // What frame mode needs and no more.
        "strict" => Some(format!(
            "default-src 'none'; script-src {gateway}; frame-src {gateway}; base-uri 'none'; form-action 'none'"
        )),
        // What inline mode needs.
        "inline" => Some(format!(
            "default-src 'none'; script-src {gateway} 'wasm-unsafe-eval'; connect-src {gateway}; img-src {gateway}; \
             frame-src {gateway}"
        )),
        // Inline mode refused: no wasm.
        "nowasm" => Some(format!(
            "default-src 'none'; script-src {gateway}; connect-src {gateway}; frame-src {gateway}"
        )),
        // Inline mode refused: no requests.
        "noconnect" => Some(format!("default-src 'none'; script-src {gateway} 'wasm-unsafe-eval'")),
        // Frame mode refused: no frames.
        "noframe" => Some(format!("default-src 'none'; script-src {gateway}")),
        "none" => None,
        _ => return None,
    })
}

pub(super) async fn page(State(shop): State<Arc<Shop>>, Query(wanted): Query<Wanted>) -> Response {
    let name = wanted.csp.as_deref().unwrap_or("strict");
    let Some(policy) = policy(name, &shop.gateway_url) else {
        let text = "csp must be one of strict, inline, nowasm, noconnect, noframe, none\n";
        return (StatusCode::BAD_REQUEST, text).into_response();
    };
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Plain merchant page" }
                script src=(shop.sdk_url()) {}
            }
            body {
                main { div #checkout {} }
            }
        }
    };
    let mut response = markup.into_response();
    if let Some(value) = policy.and_then(|policy| HeaderValue::from_str(&policy).ok()) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, value);
    }
    response
}
