//! The built files: loader, frames, engine. They are served as a provider should serve them: under `/v1/`, which
//! moves on with each release, and under the release's own version, which never changes.

use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tower::{ServiceExt, service_fn};
use tower_http::services::ServeDir;

use super::error::ApiError;

/// Where the files of this release stay: `/v0.1.0`.
pub(crate) const RELEASE_PATH: &str = concat!("/v", env!("CARGO_PKG_VERSION"));

/// For files that are something else only under another address.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Hexadecimal digits of a file's content in its name.
const HASH_DIGITS: usize = 16;

/// Which files a browser may keep without asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Those whose names say what is in them: `frame.0123456789abcdef.js`.
    Hashed,
    /// All of a release.
    All,
}

/// Says of the files that may be kept for ever that they may; the rest is asked for again, by its ETag.
pub(crate) fn kept(files: Router, keep: Keep) -> Router {
    files.layer(from_fn(move |request: Request<Body>, next: Next| async move {
        let for_ever = keep == Keep::All || is_hashed(request.uri().path());
        let mut response = next.run(request).await;
        let found = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
        if for_ever && found {
            response.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
        }
        response
    }))
}

fn is_hashed(path: &str) -> bool {
    let mut parts = path.rsplit('/').next().unwrap_or_default().rsplit('.').skip(1);
    parts.next().is_some_and(|hash| {
        hash.len() == HASH_DIGITS && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// Serves the files of a folder; what is not there, or is not to be read, gets `missing`.
pub(crate) fn files<F>(folder: &Path, missing: F) -> Router
where
    F: Fn(&Method, &Uri) -> Response + Clone + Send + Sync + 'static,
{
    let missing = service_fn(move |request: Request<Body>| {
        let response = missing(request.method(), request.uri());
        async move { Ok::<_, std::convert::Infallible>(response) }
    });
    let files = ServeDir::new(folder)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .call_fallback_on_method_not_allowed(true)
        .fallback(missing)
        .map_response(with_charset);
    Router::new().fallback_service(files)
}

/// Scripts and styles are UTF-8 whatever the encoding of the page that asks for them.
fn with_charset<B>(mut response: Response<B>) -> Response<B> {
    let with_charset = match response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes) {
        Some(b"text/javascript") => Some("text/javascript; charset=utf-8"),
        Some(b"text/css") => Some("text/css; charset=utf-8"),
        Some(b"text/html") => Some("text/html; charset=utf-8"),
        _ => None,
    };
    if let Some(kind) = with_charset {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    response
}

/// The answer for a file that is not in the build: 404, and what to do.
pub(crate) fn not_built(folder: &Path, path: &str) -> Response {
    let text = format!(
        "{path} is not in {}: run `npm run build`, or point --assets at the built files.\n",
        folder.display()
    );
    (StatusCode::NOT_FOUND, text).into_response()
}

/// Paths without a file's ending are the API's, and get its errors; so does what is sent to files.
pub(crate) fn asks_for_file(method: &Method, path: &str) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
        && path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

/// The API's answer for a path it does not have.
pub(crate) fn no_such_path(method: &Method, path: &str) -> Response {
    ApiError::request(
        StatusCode::NOT_FOUND,
        "url_unknown",
        format!("The sandbox has no {method} {path}. It has /v1/payment_intents and what is below."),
    )
    .into_response()
}
