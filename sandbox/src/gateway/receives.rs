//! `/v1/receives/<channel>/pay/<intent>`: where redirects lead first, on the API's own host.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::Gateway;

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new().route("/v1/receives/{channel}/pay/{intent}", get(receive))
}

#[derive(Debug, Deserialize)]
struct Opened {
    #[serde(default)]
    token: String,
}

/// Sends the browser to the page of the attempt, whose own business it is to say that the attempt is over.
async fn receive(
    State(gateway): State<Arc<Gateway>>,
    Path((_, id)): Path<(String, String)>,
    Query(Opened { token }): Query<Opened>,
) -> Response {
    let address = match gateway.method_view(&id, &token) {
        Some(view) => view.addresses.behind_receives(view.ending).to_owned(),
        None => gateway.void_page(),
    };
    (StatusCode::FOUND, [(header::LOCATION, address)]).into_response()
}
