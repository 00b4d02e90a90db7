//! Randomness for idempotency keys.

/// A fresh UUID, from the browser's cryptographic source; `None` where the page is no secure context.
pub(crate) fn uuid() -> Option<String> {
    Some(web_sys::window()?.crypto().ok()?.random_uuid())
}
