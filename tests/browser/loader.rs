//! The other end of the engine's port: what the loader would say and hear.

use crate::extras::page_extras;
use js_sys::{JSON, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, HtmlInputElement, InputEvent, InputEventInit, MessageChannel, MessageEvent, MessagePort,
};

/// How often a condition is looked at before a test gives up: some 10 seconds of animation frames.
const MOST_LOOKS: u32 = 600;

/// A loader with one engine.
pub(crate) struct Loader {
    port: MessagePort,
    /// Everything heard, as JSON.
    pub(crate) heard: Rc<RefCell<Vec<String>>>,
    /// Where the form is drawn.
    pub(crate) root: Element,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Loader {
    /// Starts an engine, without saying anything to it yet.
    pub(crate) fn start(allowed_api_bases: Option<Vec<String>>) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let root = document.create_element("div").unwrap();
        root.set_inner_html("<p>skeleton</p>");
        document.body().unwrap().append_child(&root).unwrap();
        let channel = MessageChannel::new().unwrap();
        let heard = Rc::new(RefCell::new(Vec::new()));
        let ear = Rc::clone(&heard);
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            ear.borrow_mut().push(String::from(JSON::stringify(&event.data()).unwrap()));
        });
        let port = channel.port1();
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        tillkit::start(channel.port2(), Some(root.clone().into()), allowed_api_bases, page_extras());
        Self { port, heard, root, _listener: listener }
    }

    /// Starts an engine with a form of these options (JSON), and waits until it is ready.
    pub(crate) async fn with_form(options: &str) -> Self {
        let loader = Self::start(None);
        loader.say(&init(options));
        loader.hears("\"ready\"").await;
        loader.finds("input").await;
        loader
    }

    /// Says a message, given as JSON.
    pub(crate) fn say(&self, message: &str) {
        self.port.post_message(&JSON::parse(message).unwrap()).unwrap();
    }

    /// Waits until something heard contains `part`, and gives the newest such message.
    pub(crate) async fn hears(&self, part: &str) -> String {
        for _ in 0..MOST_LOOKS {
            let found = self.heard.borrow().iter().rev().find(|message| message.contains(part)).cloned();
            if let Some(found) = found {
                return found;
            }
            next_frame().await;
        }
        panic!("never heard {part}, only {:?}", self.heard.borrow());
    }

    /// Waits until the form has such an element.
    pub(crate) async fn finds(&self, selector: &str) -> Element {
        for _ in 0..MOST_LOOKS {
            if let Some(found) = self.root.query_selector(selector).unwrap() {
                return found;
            }
            next_frame().await;
        }
        panic!("no {selector} in {}", self.root.inner_html());
    }

    /// Waits until the form has no such element.
    pub(crate) async fn loses(&self, selector: &str) {
        for _ in 0..MOST_LOOKS {
            if self.root.query_selector(selector).unwrap().is_none() {
                return;
            }
            next_frame().await;
        }
        panic!("still {selector} in {}", self.root.inner_html());
    }

    /// A field's input.
    pub(crate) async fn input(&self, name: &str) -> HtmlInputElement {
        self.finds(&format!("#tk-{name}")).await.unchecked_into()
    }

    /// Puts text into a field as an edit by the browser does, with the caret at its end.
    pub(crate) async fn types(&self, name: &str, text: &str) -> HtmlInputElement {
        let input = self.input(name).await;
        self.edits(&input, text, text.len(), "insertText");
        next_frame().await;
        input
    }

    /// An edit by the browser: the field's raw new text, the caret, and the kind of edit.
    pub(crate) fn edits(&self, input: &HtmlInputElement, raw: &str, caret: usize, kind: &str) {
        input.set_value(raw);
        let caret = u32::try_from(caret).unwrap();
        input.set_selection_range(caret, caret).unwrap();
        let options = InputEventInit::new();
        options.set_bubbles(true);
        options.set_input_type(kind);
        let event = InputEvent::new_with_event_init_dict("input", &options).unwrap();
        input.dispatch_event(&event).unwrap();
    }
}

impl Drop for Loader {
    fn drop(&mut self) {
        self.say("\"destroy\"");
        self.root.remove();
    }
}

/// The first message, for a form with these options (JSON).
pub(crate) fn init(form: &str) -> String {
    format!(
        r#"{{"init":{{"key":"pk_test_x","clientSecret":"pi_1_secret_abc","dialect":"wooshpay","apiBase":"http://127.0.0.1:9",
        "returnPage":"http://127.0.0.1:9/v1/return.html","challenge":{{"display":"modal","windowSize":null,"timeoutMs":null}},
        "locale":"en","form":{form}}}}}"#
    )
}

/// Lets the browser work until its next animation frame.
pub(crate) async fn next_frame() {
    let promise = Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// A member of a JSON text, by its path.
pub(crate) fn member(json: &str, path: &[&str]) -> JsValue {
    path.iter().fold(JSON::parse(json).unwrap(), |value, name| Reflect::get(&value, &(*name).into()).unwrap())
}
