//! The one `MessagePort` between engine and loader.

use crate::protocol::{FromEngine, ToEngine};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

/// Our end of the port. Dropping it closes the port.
pub(crate) struct Port {
    port: MessagePort,
    on_message: Option<Closure<dyn FnMut(MessageEvent)>>,
}

impl Port {
    pub(crate) fn new(port: MessagePort) -> Self {
        Self { port, on_message: None }
    }

    /// Starts to listen. What is not a message of the protocol is dropped: a loader of the same protocol
    /// version does not send it.
    pub(crate) fn listen(&mut self, receive: impl Fn(ToEngine) + 'static) {
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(message) = ToEngine::read(&event.data()) {
                receive(message);
            }
        });
        self.port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        self.on_message = Some(on_message);
    }

    pub(crate) fn send(&self, message: &FromEngine<'_>) {
        let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
        if let Ok(message) = message.serialize(&serializer) {
            // Fails only for what cannot be cloned, and these messages are plain data.
            let _ = self.port.post_message(&message);
        }
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
    }
}
