//! Copying.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlInputElement};

/// Copies what is in an input; `true` when it worked. The newer clipboard API wants a permission that a frame
/// of another origin only has when the merchant's page hands it on; this one wants a click, and there was one.
pub(crate) fn copy(input: &HtmlInputElement) -> bool {
    let selected: Option<Document> = input.owner_document();
    input.select();
    selected
        .and_then(|document| {
            let command: Function = Reflect::get(&document, &"execCommand".into()).ok()?.dyn_into().ok()?;
            command.call1(&document, &JsValue::from_str("copy")).ok()?.as_bool()
        })
        .unwrap_or_default()
}
