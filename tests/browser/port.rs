//! What the engine answers over its port.

use crate::loader::{Loader, init, member, next_frame};
use wasm_bindgen_test::wasm_bindgen_test;

const FORM: &str = r#"{"type":"card","askName":false,"askCountry":false,"askPostalCode":false,"readOnly":false,"billingDetails":{}}"#;

#[wasm_bindgen_test]
async fn it_is_ready_after_init_and_replaces_what_was_there() {
    let loader = Loader::with_form(FORM).await;
    assert!(loader.root.query_selector("p").unwrap().is_none(), "the skeleton is gone");
    let resize = loader.hears("\"resize\"").await;
    assert!(member(&resize, &["resize", "height"]).as_f64().unwrap() > 50.0);
}

#[wasm_bindgen_test]
async fn a_base_that_the_host_does_not_list_is_refused() {
    let loader = Loader::start(Some(vec!["https://api.provider.example".into()]));
    loader.say(&init(FORM));
    let error = loader.hears("loadError").await;
    assert_eq!(member(&error, &["loadError", "code"]).as_string().unwrap(), "api_base_refused");
    assert!(!loader.heard.borrow().iter().any(|message| message == "\"ready\""));
}

#[wasm_bindgen_test]
async fn an_unknown_dialect_is_refused() {
    let loader = Loader::start(None);
    loader.say(&init(FORM).replace("wooshpay", "acme"));
    let error = loader.hears("loadError").await;
    assert_eq!(member(&error, &["loadError", "code"]).as_string().unwrap(), "dialect_unknown");
}

#[wasm_bindgen_test]
async fn a_confirm_of_an_empty_form_is_a_validation_error() {
    let loader = Loader::with_form(FORM).await;
    loader.say(r#"{"confirm":{"id":7,"returnUrl":null,"alwaysRedirect":false,"billingDetails":null,"pageWidth":1280,"checkFirst":false}}"#);
    let result = loader.hears("\"result\"").await;
    let text = |name: &str| member(&result, &["result", "error", name]).as_string();
    assert_eq!(member(&result, &["result", "id"]).as_f64(), Some(7.0));
    assert_eq!(text("code").as_deref(), Some("incomplete_number"));
    assert_eq!(text("type").as_deref(), Some("validation_error"));
    assert_eq!(text("who").as_deref(), Some("shopper"));
    assert!(member(&result, &["result", "paymentIntent"]).is_null());
    assert!(member(&result, &["result", "error", "decline_code"]).is_null(), "unset is null, as at Stripe");
}

#[wasm_bindgen_test]
async fn nonsense_is_dropped() {
    let loader = Loader::with_form(FORM).await;
    for nonsense in
        ["7", "null", r#""teleport""#, r#"{"confirm":{}}"#, r#"{"confirm":null}"#, "[]", r#"{"init":{}}"#]
    {
        loader.say(nonsense);
    }
    loader.say(r#"{"submit":{"id":1}}"#);
    loader.hears("\"result\"").await;
}

#[wasm_bindgen_test]
async fn after_destroy_it_says_nothing() {
    let loader = Loader::with_form(FORM).await;
    loader.say("\"destroy\"");
    next_frame().await;
    let heard = loader.heard.borrow().len();
    loader.say(r#"{"submit":{"id":1}}"#);
    for _ in 0..5 {
        next_frame().await;
    }
    assert_eq!(loader.heard.borrow().len(), heard);
}
