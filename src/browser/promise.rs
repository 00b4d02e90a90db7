//! Promises, without a future of its own for each: those are larger than what is done in them.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Calls `done` with what a promise comes to, null when it fails.
pub(crate) fn when(promise: Promise, done: Box<dyn FnOnce(JsValue)>) {
    spawn_local(async move { done(JsFuture::from(promise).await.unwrap_or(JsValue::NULL)) });
}
