//! Browser tests of the engine through its public door: a port and a place to draw.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what went wrong by panicking"
)]

mod extras;
mod form;
mod loader;
mod port;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
