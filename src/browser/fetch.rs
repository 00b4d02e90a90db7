//! Requests to the gateway.

use gloo_net::http::RequestBuilder;
use gloo_timers::callback::Timeout;
use tillkit_core::gateway::{Method, Request, Response};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, ReferrerPolicy, RequestCache, RequestCredentials, RequestRedirect};

/// A request under way. Dropping it aborts it; its callback then gets `None`.
pub(crate) struct PendingRequest {
    controller: Option<AbortController>,
    _deadline: Option<Timeout>,
}

impl PendingRequest {
    /// Sends `request` below `api_base`. `done` gets the response, or `None` when there is none: the network
    /// failed, or `deadline_ms` passed.
    pub(crate) fn send(
        api_base: &str,
        request: &Request,
        deadline_ms: u32,
        done: impl FnOnce(Option<Response>) + 'static,
    ) -> Self {
        let controller = AbortController::new().ok();
        let deadline =
            controller.clone().map(|controller| Timeout::new(deadline_ms, move || controller.abort()));
        let built = build(api_base, request, controller.as_ref());
        spawn_local(async move {
            let response = match built {
                Some(request) => receive(request).await,
                None => None,
            };
            // After an abort by drop, too: the flow ignores what it no longer waits for.
            done(response);
        });
        Self { controller, _deadline: deadline }
    }
}

impl Drop for PendingRequest {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

fn build(
    api_base: &str,
    request: &Request,
    controller: Option<&AbortController>,
) -> Option<gloo_net::http::Request> {
    let url = format!("{}{}", api_base.trim_end_matches('/'), request.path);
    let method = match request.method {
        Method::Get => gloo_net::http::Method::GET,
        Method::Post => gloo_net::http::Method::POST,
    };
    let user = web_sys::window()?.btoa(&format!("{}:", request.basic_user)).ok()?;
    let mut builder = RequestBuilder::new(&url)
        .method(method)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        // A redirect would carry the card to an address that nobody listed.
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(controller.map(AbortController::signal).as_ref())
        .header("Accept", "application/json")
        .header("Authorization", &format!("Basic {user}"));
    if let Some(key) = &request.idempotency_key {
        builder = builder.header("Idempotency-Key", key);
    }
    match &request.body {
        None => builder.build().ok(),
        // The one copy of the card that leaves Rust: a JavaScript string can only be dropped, not zeroized.
        Some(body) => builder.header("Content-Type", body.content_type).body(body.text.expose()).ok(),
    }
}

async fn receive(request: gloo_net::http::Request) -> Option<Response> {
    let response = request.send().await.ok()?;
    let status = response.status();
    let retry_after_s = response.headers().get("Retry-After").and_then(|seconds| seconds.parse().ok());
    let body = response.text().await.ok()?;
    Some(Response { status, retry_after_s, body })
}
