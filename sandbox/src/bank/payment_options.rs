//! `/integration/3ds`: where a `redirect_url` of PaymentOptions leads, and from there to the bank's pages or back.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;

use super::leave;
use crate::gateway::Gateway;
use crate::gateway::payment_options::{Entrance, THREE_DS_PATH};
use crate::page::{Brand, frame, void};
use crate::shop::SHOP_NAME;

/// The parameters of the address; `_c` and `_a` say nothing that the token does not.
#[derive(Debug, Deserialize)]
struct Opened {
    #[serde(rename = "_token", default)]
    token: String,
}

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new().route(THREE_DS_PATH, get(open))
}

async fn open(State(gateway): State<Arc<Gateway>>, Query(opened): Query<Opened>) -> Response {
    match gateway.enter_payment(&opened.token) {
        Entrance::Step(address) => leave(&address),
        Entrance::Over { id, address } => {
            gateway.let_webhook_go_first(&id).await;
            leave(&address)
        }
        Entrance::Expired { decline_url } => expired(&decline_url).into_response(),
        Entrance::Void => void(Brand::BANK).into_response(),
    }
}

fn expired(decline_url: &str) -> Markup {
    frame(
        Brand::BANK,
        "This payment has expired",
        &html! {
            h1 data-testid="outcome" { "This payment has expired" }
            p role="status" { "It was not made in time, and can no longer be. Nothing was charged." }
            p { a.button data-testid="leave" href=(decline_url) { "Back to " (SHOP_NAME) } }
        },
    )
}
