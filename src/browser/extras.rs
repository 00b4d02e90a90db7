//! What is loaded only when a method needs it.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The page's door to what is loaded only when a method needs it.
    #[derive(Clone, PartialEq)]
    pub type Extras;

    /// The address of a method's mark.
    #[wasm_bindgen(method)]
    pub(crate) fn mark(this: &Extras, kind: &str) -> String;

    /// A list of banks: identifiers and names.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn banks(this: &Extras, list: &str) -> Result<JsValue, JsValue>;

    /// The squares of a QR code: `{ side, path }`, or null when the text is too long.
    #[wasm_bindgen(method, catch)]
    pub(crate) async fn qr(this: &Extras, text: &str) -> Result<JsValue, JsValue>;
}
