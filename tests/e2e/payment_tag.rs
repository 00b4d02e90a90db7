//! `<tillkit-payment>`.

use serde_json::json;
use thirtyfour::Key;
use tillkit_e2e::{Intent, Merchant};

const HEAR: &str = "window.events = [];
    for (const name of ['ready', 'change', 'actionstart', 'restarted', 'resume', 'loaderror']) {
      addEventListener(name, (event) => events.push([name, JSON.parse(JSON.stringify(event.detail))]));
    }";

/// A page with the element in it, put there by this script, where `tag` is the element.
async fn open(intent: impl Fn(&Merchant) -> Intent, place: &str) -> (Merchant, Intent) {
    let merchant = Merchant::open_page("/plain?csp=none").await;
    let intent = intent(&merchant);
    add(&merchant, &intent, place).await;
    (merchant, intent)
}

async fn add(merchant: &Merchant, intent: &Intent, place: &str) {
    // The element's script stands in the place of tillkit.js.
    let load = "delete window.Tillkit; const script = document.createElement('script'); script.src = arguments[0]; document.head.append(script)";
    let source = format!("{}/v1/tillkit-payment.js", merchant.sandbox.gateway_url());
    merchant.browser.script(load, vec![json!(source)]).await;
    merchant.browser.until("return Boolean(customElements.get('tillkit-payment'))").await;
    let body = format!(
        "{HEAR}
        const tag = window.tag = document.createElement('tillkit-payment');
        tag.setAttribute('publishable-key', 'pk_test_sandbox');
        tag.clientSecret = arguments[0];
        {place}"
    );
    merchant.browser.script(&body, vec![json!(intent.client_secret)]).await;
}

async fn is_ready(merchant: &Merchant) {
    merchant.browser.until("return events.some(([name]) => name == 'ready')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_pays_and_its_events_bubble() {
    let (merchant, intent) = open(Merchant::intent_with_3ds, "document.body.append(tag)").await;
    is_ready(&merchant).await;
    merchant.type_card("4000000000003220").await;
    merchant.begin("tag.confirm({ redirect: 'if_required' })").await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert_eq!(merchant.events("actionstart").await.len(), 2);
    assert!(merchant.events("change").await.iter().any(|event| event["complete"] == json!(true)));
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_survives_being_moved_into_an_open_dialog() {
    let (merchant, intent) = open(|merchant| merchant.intent(json!({})), "document.body.append(tag)").await;
    is_ready(&merchant).await;
    let moved =
        "const dialog = document.createElement('dialog'); document.body.append(dialog); dialog.showModal();
        window.before = tag.elements; events.length = 0; dialog.append(tag)";
    merchant.browser.script(moved, vec![]).await;
    merchant.browser.until("return events.some(([name]) => name == 'restarted')").await;
    is_ready(&merchant).await;
    assert_eq!(merchant.browser.script("return before === tag.elements", vec![]).await, json!(true));
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.call("tag.confirm({ redirect: 'if_required' })").await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_works_in_a_shadow_root_and_goes_without_a_trace() {
    let place = "const host = document.createElement('div'); document.body.append(host);
        host.attachShadow({ mode: 'open' }).append(tag)";
    let (merchant, _) = open(|merchant| merchant.intent(json!({})), place).await;
    is_ready(&merchant).await;
    assert_eq!(merchant.call("tag.confirm({ redirect: 'if_required' })").await.code(), "incomplete_number");
    merchant.browser.script("tag.remove()", vec![]).await;
    merchant.browser.until("return !tag.elements && !tag.querySelector('iframe')").await;
    assert_eq!(merchant.call("tag.confirm({ redirect: 'if_required' })").await.code(), "element_not_mounted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_attribute_is_an_event() {
    let place = "tag.setAttribute('isolation', 'none'); document.body.append(tag)";
    let (merchant, _) = open(|merchant| merchant.intent(json!({})), place).await;
    merchant.browser.until("return events.some(([name]) => name == 'loaderror')").await;
    assert_eq!(merchant.events("loaderror").await[0]["error"]["code"], "invalid_option");
}

#[tokio::test(flavor = "multi_thread")]
async fn enter_submits_the_form_around_it_once() {
    let place = "const form = document.createElement('form'); document.body.append(form); form.append(tag);
        window.submits = 0;
        form.addEventListener('submit', (event) => { event.preventDefault(); window.submits += 1; })";
    let (merchant, _) = open(|merchant| merchant.intent(json!({})), place).await;
    is_ready(&merchant).await;
    merchant.type_card("4242424242424242").await;
    merchant.enter_form().await;
    merchant.field("cvc").await.send_keys(Key::Enter + "").await.unwrap();
    merchant.leave_frames().await;
    merchant.browser.until("return submits > 0").await;
    assert_eq!(merchant.browser.script("return submits", vec![]).await, json!(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn how_another_payment_ended_is_no_event_of_this_element() {
    let merchant = Merchant::open_page("/plain?csp=none").await;
    let other = merchant.intent(json!({}));
    merchant.mount(&other).await;
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    let store = "sessionStorage.setItem('tillkit.attempt', arguments[0])";
    merchant.browser.script(store, vec![json!(other.client_secret)]).await;
    merchant.visit("/plain?csp=none").await;
    add(&merchant, &merchant.intent(json!({})), "document.body.append(tag)").await;
    // The element's own call has its answer once the attempt is forgotten and the next call is answered.
    merchant.browser.until("return !sessionStorage.getItem('tillkit.attempt')").await;
    let retrieved = "return tag.tillkit.retrievePaymentIntent(arguments[0])
        .then(({ paymentIntent }) => paymentIntent.id)";
    let retrieved = merchant.browser.script(retrieved, vec![json!(other.client_secret)]).await;
    assert_eq!(retrieved, json!(other.id));
    assert_eq!(merchant.events("resume").await, Vec::<serde_json::Value>::new());
}
