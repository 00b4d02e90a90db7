//! Device data collection: a page without content in a hidden frame, which reports what the bank wants to know
//! about the browser and then returns.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::gateway::{Gateway, Page};

const TITLE: &str = "Device check";

/// The fields of EMV 3-D Secure that a page can tell.
const FIELDS: &[&str] = &[
    "browserJavaEnabled",
    "browserJavascriptEnabled",
    "browserLanguage",
    "browserColorDepth",
    "browserScreenHeight",
    "browserScreenWidth",
    "browserTZ",
    "browserUserAgent",
];

/// What the page reports.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    data_id: String,
    token: String,
    browser: Map<String, Value>,
}

pub(super) fn page(data_id: &str, token: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" data-id=(data_id) data-token=(token) {
            head {
                meta charset="utf-8";
                title { (TITLE) }
                link rel="icon" href="data:,";
                script src="/v1/3ds/ddc.js" defer {}
            }
            body {}
        }
    }
}

/// The page of a fault: it never reports.
pub(super) fn silent_page() -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (TITLE) }
                link rel="icon" href="data:,";
            }
            body {}
        }
    }
}

pub(super) async fn report(State(gateway): State<Arc<Gateway>>, body: axum::body::Bytes) -> Response {
    let refused =
        |message: String| (StatusCode::BAD_REQUEST, Json(json!({ "error": message }))).into_response();
    let report: Report = match serde_json::from_slice(&body) {
        Ok(report) => report,
        Err(error) => return refused(error.to_string()),
    };
    if let Some(missing) = FIELDS.iter().find(|&&field| !report.browser.contains_key(field)) {
        return refused(format!("browser has no {missing}"));
    }
    match gateway.finish_device_data(&report.data_id, &report.token) {
        Page::Finished(address) => {
            gateway.let_webhook_go_first(&report.data_id).await;
            Json(json!({ "return_url": address })).into_response()
        }
        _ => Json(json!({ "return_url": null })).into_response(),
    }
}
