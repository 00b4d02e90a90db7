//! The form under a customer's hands.

use serde_json::json;
use tillkit_e2e::{Engine, Merchant};

#[tokio::test(flavor = "multi_thread")]
async fn errors_show_on_leaving_a_field_and_go_while_typing() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.enter_form().await;
    let number = merchant.field("number").await;
    number.click().await.unwrap();
    number.send_keys("4242424242424241").await.unwrap();
    let shown = "return document.querySelector('.tk-error')?.textContent ?? ''";
    assert_eq!(merchant.browser.script(shown, vec![]).await, json!(""), "not while typing");
    merchant.field("expiry").await.click().await.unwrap();
    let error = merchant.browser.until(shown).await;
    assert!(error.as_str().unwrap().contains("not valid"), "{error}");
    let described = "const input = document.querySelector('#tk-number');
        return input.getAttribute('aria-invalid') + document.getElementById(input.getAttribute('aria-describedby'))?.textContent";
    assert!(merchant.browser.script(described, vec![]).await.as_str().unwrap().starts_with("trueYour card"));
    number.click().await.unwrap();
    number.send_keys("\u{E003}").await.unwrap();
    merchant.browser.until("return !document.querySelector('.tk-error')").await;
    assert_eq!(number.prop("value").await.unwrap().unwrap(), "4242 4242 4242 424");
}

#[tokio::test(flavor = "multi_thread")]
async fn submitting_with_mistakes_focuses_the_first_and_tells_all() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant
        .mount_with(&intent, json!({}), json!({ "fields": { "billingDetails": { "name": "always" } } }))
        .await;
    merchant.type_into("number", "4242424242424242").await;
    let result = merchant.call("elements.submit()").await;
    assert_eq!((result.text("/error/type"), result.code()), ("validation_error", "incomplete_expiry"));
    merchant.enter_form().await;
    merchant.browser.until("return document.activeElement?.id == 'tk-expiry'").await;
    let told = merchant.browser.until("return document.querySelector('[role=alert]').textContent").await;
    for part in ["expiry", "security code", "name on your card"] {
        assert!(told.as_str().unwrap().contains(part), "{part} in {told}");
    }
    merchant.assert_not_charged(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_caret_stays_where_the_customer_put_it() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.enter_form().await;
    let number = merchant.field("number").await;
    number.click().await.unwrap();
    number.send_keys("42424242").await.unwrap();
    let left = "\u{E012}".repeat(5);
    number.send_keys(left + "9").await.unwrap();
    merchant.browser.until("return document.querySelector('#tk-number').value == '4242 9424 2'").await;
    let caret =
        merchant.browser.script("return document.querySelector('#tk-number').selectionStart", vec![]).await;
    // After the fourth digit the caret was before the gap; the new digit went behind it.
    assert_eq!(caret, json!(6));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_pays() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    let wrap = "const form = document.createElement('form'); document.querySelector('main').append(form);
        form.append(document.querySelector('#checkout')); events.length = 0;
        form.addEventListener('submit', (event) => { event.preventDefault(); pay(); });
        window.result = null;
        window.pay = () => tillkit.confirmPayment({ elements, redirect: 'if_required' })
          .then((result) => { window.result = JSON.stringify({ result }); });";
    merchant.browser.script(wrap, vec![]).await;
    // Moved in the document, the frame loads anew.
    merchant.browser.until("return events.some(([name]) => name == 'ready')").await;
    merchant.enter_form().await;
    let number = merchant.field("number").await;
    number.click().await.unwrap();
    number.send_keys("4242424242424242").await.unwrap();
    if merchant.browser.engine == Engine::Webkit {
        // Its driver cannot move the focus between fields by keys in another origin's frame.
        for (name, text) in [("expiry", "1234"), ("cvc", "123\u{E007}")] {
            let field = merchant.field(name).await;
            field.click().await.unwrap();
            field.send_keys(text).await.unwrap();
        }
    } else {
        for text in ["\u{E004}1234", "\u{E004}123", "\u{E007}"] {
            merchant.browser.driver.active_element().await.unwrap().send_keys(text).await.unwrap();
        }
    }
    merchant.leave_frames().await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn billing_details_are_asked_for_and_sent() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    let fields = json!({ "billingDetails": { "name": "always", "address": { "country": "always", "postalCode": "always" } } });
    let known = json!({ "billingDetails": { "address": { "country": "GB" } } });
    merchant.mount_with(&intent, json!({}), json!({ "fields": fields, "defaultValues": known })).await;
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.confirm().await.code(), "incomplete_name");
    merchant.type_into("name", "Ada Byron").await;
    merchant.type_into("postal-code", "SW1A 1AA").await;
    assert_eq!(merchant.value("country").await, "GB");
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_frame_keeps_the_forms_height() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card("4000000000000002").await;
    assert_eq!(merchant.confirm().await.code(), "card_declined");
    merchant.enter_form().await;
    merchant.browser.until("return Boolean(document.querySelector('.tk-alert[data-shown]'))").await;
    let needed = merchant
        .browser
        .script("return Math.ceil(document.querySelector('.tk-root').getBoundingClientRect().height)", vec![])
        .await;
    merchant.leave_frames().await;
    let fits = format!("return document.querySelector('#checkout iframe').clientHeight == {needed}");
    merchant.browser.until(&fits).await;
    assert!(needed.as_f64().unwrap() < 400.0, "{needed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_is_as_dark_as_its_place() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    let mut colours = vec![];
    for scheme in ["light", "dark"] {
        let body = "document.documentElement.style.colorScheme = arguments[0]; window.element?.destroy()";
        merchant.browser.script(body, vec![json!(scheme)]).await;
        merchant.mount(&intent).await;
        merchant.enter_form().await;
        merchant.field("number").await;
        let colour = "return getComputedStyle(document.querySelector('.tk-root')).color";
        colours.push(merchant.browser.script(colour, vec![]).await);
        merchant.leave_frames().await;
    }
    assert_eq!(colours, [json!("rgb(28, 36, 52)"), json!("rgb(233, 236, 243)")]);
}
