//! Tillkit's engine: the form, and the driver that carries out what the payment flow asks for.
//!
//! It runs in `frame.html` on the provider's origin, or in the merchant's page in inline mode, and speaks
//! with the loader over one `MessagePort` ([`protocol`]). It makes no payment decisions: those are
//! `tillkit_core`'s.

mod browser;
mod engine;
mod lane;
mod merchant_view;
pub mod protocol;
mod settings;
#[cfg(feature = "test-door")]
mod test_door;
mod text;
mod ui;

pub use browser::extras::{Bank, Extras, QrCode, Sheets};

use wasm_bindgen::prelude::*;
use web_sys::{MessagePort, Node};

/// Starts an engine. It lives until the loader says `destroy`, or its page goes away.
///
/// `root` is where the form is drawn, an element or a shadow root; null for an engine without a form.
/// `allowed_api_bases` is the list of whoever hosts the frame (see
/// [`api_base_allowed`](tillkit_core::gateway::api_base_allowed)), or null in inline mode, where the
/// merchant's own page holds the engine and its CSP decides. `extras` loads what a payment method needs once it
/// is shown or chosen.
#[wasm_bindgen]
pub fn start(port: MessagePort, root: Option<Node>, allowed_api_bases: Option<Vec<String>>, extras: Extras) {
    #[cfg(feature = "test-door")]
    test_door::open();
    engine::Engine::start(port, root, allowed_api_bases, extras);
}
