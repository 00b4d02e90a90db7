//! Cards that the customer has saved: paying with them, saving them, and having them removed.

use serde_json::{Value, json};
use tillkit_e2e::{Intent, Merchant};

const PLAIN: &str = "4242424242424242";
const AMEX: &str = "378282246310005";

async fn choose(merchant: &Merchant, id: &str) {
    merchant.enter_form().await;
    let row = format!("[data-saved=\"{id}\"]");
    merchant.in_form(&format!("{row} input")).await.click().await.unwrap();
    merchant.in_form(&format!("{row}[data-chosen]")).await;
    merchant.leave_frames().await;
}

/// What the form shows, as its rows read.
async fn rows(merchant: &Merchant) -> Vec<String> {
    merchant.enter_form().await;
    let texts = "return [...document.querySelectorAll('[data-saved]')]
        .map((row) => row.querySelector('label').textContent.replaceAll(/\\s+/g, ' ').trim())";
    let rows = merchant.browser.script(texts, vec![]).await;
    merchant.leave_frames().await;
    rows.as_array().unwrap().iter().map(|row| row.as_str().unwrap().to_owned()).collect()
}

async fn has(merchant: &Merchant, selector: &str) -> bool {
    merchant.enter_form().await;
    let found = format!("return Boolean(document.querySelector('{selector}'))");
    let found = merchant.browser.script(&found, vec![]).await;
    merchant.leave_frames().await;
    found == json!(true)
}

async fn mount_with_cards(merchant: &Merchant, intent: &Intent, customer: &str) {
    let options = json!({
        "savedPaymentMethods": merchant.saved_cards(customer).await, "savedPaymentMethodRemove": true,
    });
    merchant.mount_with(intent, json!({}), options).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_card_pays_without_typing() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    let id = merchant.save_card(&customer, PLAIN, "2034").await;
    let intent = merchant.intent(json!({ "customer": customer }));
    mount_with_cards(&merchant, &intent, &customer).await;
    let shown = rows(&merchant).await;
    assert!(
        shown[0].contains("Visa") && shown[0].contains("4242") && shown[0].contains("01/34"),
        "{shown:?}"
    );
    assert_eq!(shown[1], "Another card");
    assert!(!has(&merchant, ".tk-field").await, "there is nothing to type");
    let result = merchant.confirm().await;
    assert_eq!((result.status(), result.text("/paymentIntent/payment_method")), ("succeeded", id.as_str()));
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_card_pays_as_ever() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    merchant.save_card(&customer, PLAIN, "2034").await;
    let intent = merchant.intent(json!({ "customer": customer }));
    mount_with_cards(&merchant, &intent, &customer).await;
    choose(&merchant, "").await;
    assert_eq!(merchant.confirm().await.code(), "incomplete_number");
    merchant.type_card("5555555555554444").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_security_code_is_asked_for_where_the_intent_says_so() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    merchant.save_card(&customer, AMEX, "2034").await;
    let options = json!({ "card": { "require_cvc_recollection": true } });
    let intent = merchant.intent(json!({ "customer": customer, "payment_method_options": options }));
    mount_with_cards(&merchant, &intent, &customer).await;
    assert_eq!(merchant.confirm().await.code(), "incomplete_cvc");
    // As long as the saved card's brand says.
    merchant.type_into("cvc", "123").await;
    assert_eq!(merchant.confirm().await.code(), "incomplete_cvc");
    merchant.type_into("cvc", "45").await;
    assert_eq!(merchant.value("cvc").await, "1234");
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_card_is_marked_and_cannot_be_chosen() {
    let merchant = Merchant::open().await;
    let card = |id: &str, year: Value| json!({ "id": id, "card": { "brand": "visa", "last4": "1111", "exp_month": "01", "exp_year": year } });
    let given = json!([card("pm_old", json!(2024)), card("pm_new", json!("2034")), { "id": "pm_x" }, "pm_y", { "card": {} }]);
    let intent = merchant.intent(json!({}));
    merchant.mount_with(&intent, json!({}), json!({ "savedPaymentMethods": given })).await;
    let shown = rows(&merchant).await;
    assert_eq!(shown.len(), 3, "what is no card is left out: {shown:?}");
    assert!(shown[0].ends_with("Expired"), "{shown:?}");
    assert!(has(&merchant, "[data-saved=pm_old] input:disabled").await);
    assert!(has(&merchant, "[data-saved=pm_new][data-chosen]").await);
    assert!(!has(&merchant, "[data-testid=remove-saved]").await, "nobody allowed that");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_removed_after_a_question() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    let kept = merchant.save_card(&customer, "5555555555554444", "2034").await;
    let removed = merchant.save_card(&customer, PLAIN, "2034").await;
    let intent = merchant.intent(json!({ "customer": customer }));
    mount_with_cards(&merchant, &intent, &customer).await;
    let press = async |selector: &str| {
        merchant.enter_form().await;
        merchant.press(selector).await;
        merchant.leave_frames().await;
    };
    let remove = format!("[data-saved={removed}] [data-testid=remove-saved]");
    press(&remove).await;
    press("[data-testid=remove-keep]").await;
    assert_eq!(merchant.events("savedpaymentmethodremove").await, [] as [Value; 0]);
    press(&remove).await;
    press("[data-testid=remove-confirm]").await;
    merchant.browser.until("return events.some(([name]) => name == 'savedpaymentmethodremove')").await;
    let told = merchant.events("savedpaymentmethodremove").await;
    assert_eq!(told, [json!({ "elementType": "payment", "paymentMethod": removed })]);
    merchant.enter_form().await;
    let focused = "return document.activeElement.closest('[data-saved]')?.dataset.saved === ''";
    merchant.browser.until(focused).await;
    merchant.leave_frames().await;
    // The merchant's server does it.
    let path = format!("/v1/payment_methods/{removed}/detach");
    merchant.ask_gateway(reqwest::Method::POST, &path, &json!({})).await;
    assert!(!has(&merchant, &format!("[data-saved={removed}]")).await);
    choose(&merchant, &kept).await;
    assert_eq!(merchant.confirm().await.text("/paymentIntent/payment_method"), kept);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn paying_saves_the_card_where_the_intent_says_so() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    let intent = merchant.intent(json!({ "customer": customer, "setup_future_usage": "off_session" }));
    mount_with_cards(&merchant, &intent, &customer).await;
    merchant.enter_form().await;
    let said = merchant.in_form(".tk-ending").await.text().await.unwrap();
    merchant.leave_frames().await;
    assert!(said.contains("keep your payment details"), "{said}");
    merchant.type_card(PLAIN).await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
    assert_eq!(merchant.saved_cards(&customer).await.pointer("/0/card/last4"), Some(&json!("4242")));
    // And the next order is paid with it.
    let next = merchant.intent(json!({ "customer": customer }));
    merchant.browser.script("element.destroy()", vec![]).await;
    mount_with_cards(&merchant, &next, &customer).await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&next);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorisation_is_not_called_a_payment() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({ "capture_method": "manual" }));
    merchant.mount(&intent).await;
    merchant.type_card(PLAIN).await;
    assert_eq!(merchant.confirm().await.status(), "requires_capture");
    merchant.enter_form().await;
    merchant.in_form("[data-stage=done]").await;
    let said = merchant.in_form(".tk-status").await.text().await.unwrap();
    merchant.leave_frames().await;
    assert_eq!(said.trim(), "Your payment is authorised.");
    let ledger = merchant.ledger(&intent);
    assert_eq!((ledger.charges, ledger.captured), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_card_asks_for_all_that_the_merchant_wants() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    merchant.save_card(&customer, PLAIN, "2034").await;
    let intent = merchant.intent(json!({ "customer": customer }));
    let options = json!({
        "savedPaymentMethods": merchant.saved_cards(&customer).await,
        "fields": { "billingDetails": { "address": { "country": "always", "postalCode": "always" } } },
    });
    merchant.mount_with(&intent, json!({}), options).await;
    choose(&merchant, "").await;
    merchant.type_card(PLAIN).await;
    merchant.type_into("postal-code", "10115").await;
    merchant.enter_form().await;
    merchant.in_form("#tk-country option[value=DE]").await.click().await.unwrap();
    merchant.leave_frames().await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shorter_list_does_not_choose_for_the_customer() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    merchant.save_card(&customer, PLAIN, "2034").await;
    merchant.save_card(&customer, "5555555555554444", "2034").await;
    let intent = merchant.intent(json!({ "customer": customer }));
    mount_with_cards(&merchant, &intent, &customer).await;
    choose(&merchant, "").await;
    merchant.type_card("4111111111111111").await;
    let cards = merchant.saved_cards(&customer).await;
    let shorter = json!({ "savedPaymentMethods": [cards[0].clone()] });
    merchant.browser.script("element.update(arguments[0])", vec![shorter]).await;
    merchant.enter_form().await;
    let one = "return document.querySelectorAll('[data-saved]').length == 2";
    merchant.browser.until(one).await;
    merchant.in_form("[data-saved=\"\"][data-chosen]").await;
    merchant.leave_frames().await;
    let result = merchant.confirm().await;
    assert_eq!(result.status(), "succeeded");
    let known: Vec<_> = cards.as_array().unwrap().iter().filter_map(|card| card["id"].as_str()).collect();
    assert!(!known.contains(&result.text("/paymentIntent/payment_method")), "the typed card paid");
    merchant.assert_charged_once(&intent);
}
