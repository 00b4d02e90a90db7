//! The form's DOM.

use crate::loader::Loader;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

const PLAIN: &str = r#"{"type":"card","askName":false,"askCountry":false,"askPostalCode":false,"readOnly":false,"billingDetails":{}}"#;
const FULL: &str = r#"{"type":"card","askName":true,"askCountry":true,"askPostalCode":true,"readOnly":false,
    "billingDetails":{"name":"Ada Byron","address":{"country":"GB"}}}"#;

#[wasm_bindgen_test]
async fn every_input_has_a_label_and_an_autocomplete_token() {
    let loader = Loader::with_form(FULL).await;
    for (name, token) in [
        ("number", "cc-number"),
        ("expiry", "cc-exp"),
        ("cvc", "cc-csc"),
        ("name", "cc-name"),
        ("country", "billing country"),
        ("postal-code", "billing postal-code"),
    ] {
        let input = loader.input(name).await;
        assert_eq!(input.get_attribute("autocomplete").as_deref(), Some(token), "{name}");
        let label = loader.finds(&format!("label[for=tk-{name}]")).await;
        assert!(!label.text_content().unwrap().is_empty(), "{name}");
        assert!(!input.has_attribute("pattern") && !input.has_attribute("style"), "{name}");
    }
    assert_eq!(loader.input("name").await.value(), "Ada Byron");
    assert_eq!(loader.input("country").await.value(), "GB");
}

#[wasm_bindgen_test]
async fn typing_formats_and_shows_the_brand() {
    let loader = Loader::with_form(PLAIN).await;
    let number = loader.types("number", "37828").await;
    assert_eq!(number.value(), "3782 8");
    loader.finds(".tk-mark[data-brand=amex][aria-label='American Express']").await;
    let change = loader.hears("amex").await;
    assert!(change.contains("\"complete\":false"), "{change}");
    assert_eq!(loader.types("expiry", "3/27").await.value(), "03 / 27");
    assert_eq!(loader.types("cvc", "12345").await.value(), "1234");
}

#[wasm_bindgen_test]
async fn an_edit_in_the_middle_keeps_the_caret() {
    let loader = Loader::with_form(PLAIN).await;
    let number = loader.types("number", "42424242").await;
    assert_eq!(number.value(), "4242 4242");
    loader.edits(&number, "4299|42 4242".replace('|', "").as_str(), 4, "insertText");
    crate::loader::next_frame().await;
    assert_eq!(number.value(), "4299 4242 42");
    assert_eq!(number.selection_start().unwrap(), Some(5));
    loader.edits(&number, "42994242 42", 4, "deleteContentBackward");
    crate::loader::next_frame().await;
    assert_eq!(number.value(), "4294 2424 2");
    assert_eq!(number.selection_start().unwrap(), Some(3));
}

#[wasm_bindgen_test]
async fn a_submit_shows_every_error_and_focuses_the_first() {
    let loader = Loader::with_form(PLAIN).await;
    loader.types("number", "4242424242424242").await;
    loader.say(r#"{"submit":{"id":1}}"#);
    loader.hears("incomplete_expiry").await;
    loader.finds("#tk-cvc[aria-invalid=true][aria-describedby]").await;
    loader.finds("#tk-expiry:focus").await;
    assert!(loader.root.query_selector("#tk-number[aria-invalid=true]").unwrap().is_none());
    // Typing takes the error away; the others stay.
    loader.types("expiry", "1").await;
    loader.loses("#tk-expiry-error").await;
    loader.finds("#tk-cvc-error").await;
}

#[wasm_bindgen_test]
async fn a_complete_form_says_so_and_clear_empties_it() {
    let loader = Loader::with_form(PLAIN).await;
    loader.types("number", "4242424242424242").await;
    loader.types("expiry", "1240").await;
    loader.types("cvc", "123").await;
    loader.hears("\"complete\":true").await;
    loader.say("\"clear\"");
    loader.hears("\"empty\":true").await;
    crate::loader::next_frame().await;
    assert_eq!(loader.input("number").await.value(), "");
}

#[wasm_bindgen_test]
async fn options_can_change() {
    let loader = Loader::with_form(PLAIN).await;
    loader.say(&format!("{{\"update\":{FULL}}}"));
    loader.finds("#tk-postal-code").await;
    loader.say(&format!("{{\"update\":{}}}", PLAIN.replace("\"readOnly\":false", "\"readOnly\":true")));
    loader.loses("#tk-postal-code").await;
    loader.finds("#tk-number[readonly]").await;
}

#[wasm_bindgen_test]
async fn focus_and_blur_are_told() {
    let loader = Loader::with_form(PLAIN).await;
    loader.say("\"focus\"");
    loader.hears("\"focus\"").await;
    let input = loader.finds("#tk-number:focus").await;
    input.unchecked_into::<HtmlElement>().blur().unwrap();
    loader.hears("\"blur\"").await;
}
