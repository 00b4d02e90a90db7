//! `/docs/`: the documentation's pages, as the build made them.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use tower_http::set_header::SetResponseHeaderLayer;

use super::page;
use crate::gateway::assets::{files, not_built};
use crate::start_error::StartError;

/// The pages. One of them has a form of the gateway's in it, which their policy allows; the pages' own policies are
/// narrower.
pub(super) fn router(assets: &Path, gateway: &str) -> Result<Router, StartError> {
    let csp = format!(
        "default-src 'none'; script-src 'self' {gateway}; style-src 'self'; img-src 'self'; connect-src 'self'; \
         frame-src {gateway}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let csp = HeaderValue::from_str(&csp).map_err(|_| StartError::url(gateway))?;
    let folder = assets.join("docs");
    let missing = {
        let folder = folder.clone();
        move |method: &Method, uri: &Uri| -> Response {
            match *method {
                Method::GET | Method::HEAD => not_built(&folder, uri.path()),
                _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
            }
        }
    };
    let files = files(&folder, missing);
    Ok(Router::new()
        .route("/docs", get(|| async { Redirect::permanent("/docs/") }))
        .route("/docs/", get(move || page(folder, "index.html")))
        .nest("/docs/", files)
        .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, csp)))
}
