//! The documentation on the shop's origin: its pages, and the editor with a real form in it.

use serde_json::{Value, json};
use tillkit_e2e::{Engine, Merchant};

/// The code that the editor shows.
const CODE: &str = "document.querySelector('#code').textContent";

/// Waits until the card number's field has this value of a property.
async fn field_has(merchant: &Merchant, property: &str, value: &str) {
    merchant.enter_form().await;
    merchant.field("number").await;
    let body =
        format!("return getComputedStyle(document.querySelector('#tk-number')).{property} == '{value}'");
    assert!(merchant.browser.becomes_true(&body).await, "{property} is not {value}");
    merchant.leave_frames().await;
}

/// Chooses or types in a control of the editor, as a reader would.
async fn set(merchant: &Merchant, selector: &str, value: &str) {
    let body = "const control = document.querySelector(arguments[0]);
        control.value = arguments[1];
        control.dispatchEvent(new Event('input', { bubbles: true }))";
    merchant.browser.script(body, vec![json!(selector), json!(value)]).await;
}

/// No page of it was refused anything by its policy.
async fn assert_quiet(merchant: &Merchant) {
    if merchant.browser.engine == Engine::Chromium {
        assert_eq!(merchant.browser.console().await, [] as [&str; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_opens_from_the_shop_and_breaks_no_policy() {
    let merchant = Merchant::open_page("/").await;
    merchant
        .browser
        .element("return document.querySelector('a[href=\"/docs/\"]')")
        .await
        .click()
        .await
        .unwrap();
    merchant.browser.until("return location.pathname == '/docs/' && document.readyState == 'complete'").await;
    let list = "return [...document.querySelectorAll('.pages a')].map((link) => link.getAttribute('href'))";
    let pages = merchant.browser.script(list, vec![]).await;
    let pages: Vec<&str> = pages.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(pages.len() > 20, "{pages:?}");
    for page in pages {
        merchant.visit(&format!("/docs/{page}")).await;
        let is_styled = "return getComputedStyle(document.querySelector('.skip')).position == 'absolute' && document.title";
        let title = merchant.browser.script(is_styled, vec![]).await;
        assert!(title.as_str().is_some_and(|title| title.contains("Tillkit")), "{page}: {title}");
        let broken =
            "return [...document.images].filter((image) => image.complete && !image.naturalWidth).length";
        assert_eq!(merchant.browser.script(broken, vec![]).await, 0, "{page}");
    }
    assert_quiet(&merchant).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_theme_editor_changes_a_form_as_one_types() {
    if Engine::chosen() == Engine::Webkit {
        // On a busy machine a colour was not seen to change there, twice in some fifteen runs; why is not known.
        return;
    }
    let merchant = Merchant::open_page("/docs/theme-editor.html").await;
    merchant.type_into("number", "4242").await;
    field_has(&merchant, "borderTopLeftRadius", "8px").await;

    set(&merchant, "[data-variable=borderRadius]", "3px").await;
    field_has(&merchant, "borderTopLeftRadius", "3px").await;
    set(&merchant, "[data-picks=colorBackground]", "#fff8e1").await;
    field_has(&merchant, "backgroundColor", "rgb(255, 248, 225)").await;
    set(&merchant, "[data-member=theme]", "night").await;
    field_has(&merchant, "colorScheme", "dark").await;
    let expected = "const elements = tillkit.elements({\n  clientSecret,\n  appearance: {\n    theme: 'night',\n    \
                    variables: {\n      borderRadius: '3px',\n      colorBackground: '#fff8e1',\n    },\n  },\n});\n";
    assert_eq!(merchant.browser.script(&format!("return {CODE}"), vec![]).await, expected);

    let typed =
        json!({ "inputs": "condensed", "rules": { ".Input": { "letterSpacing": "2px" }, ".Inputt": {} } });
    set(&merchant, "#appearance", &typed.to_string()).await;
    field_has(&merchant, "letterSpacing", "2px").await;
    let state = merchant.browser.script("return document.querySelector('#state').textContent", vec![]).await;
    assert_eq!(state, "appearance.rules has no \".Inputt\". Did you mean \".Input\"?");
    let chosen =
        merchant.browser.script("return document.querySelector('[data-member=inputs]').value", vec![]).await;
    assert_eq!(chosen, "condensed");

    // What is no JSON leaves the form as it is.
    set(&merchant, "#appearance", "{").await;
    let refused = "return document.querySelector('#state').textContent.startsWith('Not applied: ')";
    merchant.browser.until(refused).await;
    field_has(&merchant, "letterSpacing", "2px").await;
    assert_eq!(merchant.value("number").await, "4242", "what was typed stays");
    assert_quiet(&merchant).await;
}
