//! Styles under a strict Content-Security-Policy: constructed style sheets, which need no permission.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::Node;

#[wasm_bindgen]
extern "C" {
    type CSSStyleSheet;
    #[wasm_bindgen(constructor)]
    fn new() -> CSSStyleSheet;
    #[wasm_bindgen(method, js_name = replaceSync)]
    fn replace_sync(this: &CSSStyleSheet, text: &str);
}

/// Gives the document or shadow root that `node` is in one more style sheet.
pub(crate) fn adopt(node: &Node, css: &str) {
    let scope = node.get_root_node();
    let sheet = CSSStyleSheet::new();
    sheet.replace_sync(css);
    let name = JsValue::from_str("adoptedStyleSheets");
    let sheets = Reflect::get(&scope, &name).map(|sheets| Array::from(&sheets)).unwrap_or_default();
    sheets.push(&sheet);
    // Refused only where the property does not exist: such a browser shows the form without styles.
    let _ = Reflect::set(&scope, &name, &sheets);
}
