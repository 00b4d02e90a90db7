//! The headers that whole origins have.

use axum::Router;
use axum::http::{HeaderValue, header};
use tower_http::set_header::SetResponseHeaderLayer;

/// Nothing inline, nothing from elsewhere. There is no `form-action` because browsers apply it to the redirect
/// after the answer as well, which goes to the merchant's return URL.
pub(crate) const PAGE_CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                                   img-src 'self' data:; base-uri 'none'";

/// Adds what every answer of the sandbox has: no guessing of types, no referrer, and `cache` unless the answer says
/// more.
pub(crate) fn secured(router: Router, cache: &'static str) -> Router {
    let header = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    router
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static(cache)))
}
