//! Watching an element's height.

use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};

/// Reports an element's height whenever it changes, until dropped.
pub(crate) struct HeightWatch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl HeightWatch {
    /// Watches `element`; `report` gets whole CSS pixels.
    pub(crate) fn new(element: &Element, report: impl Fn(u32) + 'static) -> Option<Self> {
        let watched = element.clone();
        let callback = Closure::<dyn FnMut()>::new(move || {
            let height = watched.get_bounding_client_rect().height().ceil();
            // Heights are small and not negative.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            report(height as u32);
        });
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _callback: callback })
    }
}

impl Drop for HeightWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
