//! Whether anybody looks at the page.

use wasm_bindgen::prelude::*;
use web_sys::Document;

const EVENT: &str = "visibilitychange";

/// Reports when the page is hidden and seen again, until dropped.
pub(crate) struct VisibilityWatch {
    document: Document,
    callback: Closure<dyn FnMut()>,
}

impl VisibilityWatch {
    /// `report` gets whether the page can be seen.
    pub(crate) fn new(report: impl Fn(bool) + 'static) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let watched = document.clone();
        let callback = Closure::<dyn FnMut()>::new(move || report(!watched.hidden()));
        document.add_event_listener_with_callback(EVENT, callback.as_ref().unchecked_ref()).ok()?;
        Some(Self { document, callback })
    }
}

impl Drop for VisibilityWatch {
    fn drop(&mut self) {
        // Fails for nothing.
        let _ =
            self.document.remove_event_listener_with_callback(EVENT, self.callback.as_ref().unchecked_ref());
    }
}
