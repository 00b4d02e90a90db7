//! A way for tests to break a running engine for real. Only the cargo feature `test-door` compiles it, and only
//! `scripts/build/test_door.mjs` asks for that: nothing that is served or packed has it.

use wasm_bindgen::prelude::*;

/// An event of this name, in the window that the engine lives in, makes it panic.
const PANIC: &str = "tillkit-test-panic";

/// An event of this name makes it ask for memory until there is no more.
const EXHAUST_MEMORY: &str = "tillkit-test-exhaust-memory";

const BLOCK_BYTES: usize = 256 * 1024 * 1024;

/// Listens to the events above, to each once.
pub(crate) fn open() {
    once(PANIC, || {
        #[expect(clippy::panic, reason = "that is what it is for")]
        {
            panic!("asked for by a test");
        }
    });
    once(EXHAUST_MEMORY, || {
        let mut blocks = Vec::new();
        loop {
            blocks.push(core::hint::black_box(Vec::<u8>::with_capacity(BLOCK_BYTES)));
        }
    });
}

fn once(name: &str, act: impl FnOnce() + 'static) {
    let listener = Closure::once_into_js(act);
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback(name, listener.unchecked_ref());
    }
}
