//! The shop, as a customer uses it.

use serde_json::{Value, json};
use thirtyfour::Key;
use tillkit_e2e::Merchant;

async fn buy(merchant: &Merchant, number: &str) {
    merchant
        .browser
        .until(
            "return !document.querySelector('#pay')?.disabled && document.querySelector('#checkout iframe')",
        )
        .await;
    merchant.type_card(number).await;
    merchant.browser.element("return document.querySelector('#pay')").await.click().await.unwrap();
}

async fn shown_result(merchant: &Merchant) -> String {
    let state =
        "const state = document.querySelector('#result')?.dataset.state; return state != 'asking' && state";
    let state = merchant.browser.until(state).await;
    state.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_buys_coffee() {
    let merchant = Merchant::open_page("/").await;
    buy(&merchant, "4111111111111111").await;
    merchant.browser.until("return location.pathname == '/done'").await;
    assert_eq!(shown_result(&merchant).await, "paid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_proves_who_they_are() {
    let merchant = Merchant::open_page("/").await;
    buy(&merchant, "4000000000003220").await;
    merchant.answer_challenge("Approve").await;
    merchant.browser.until("return location.pathname == '/done'").await;
    assert_eq!(shown_result(&merchant).await, "paid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_customer_stays_and_tries_again() {
    let merchant = Merchant::open_page("/").await;
    buy(&merchant, "4000000000000002").await;
    merchant.enter_form().await;
    let failure = "return document.querySelector('.tk-alert[data-shown]')?.textContent || null";
    let shown = merchant.browser.until(failure).await;
    assert!(shown.as_str().unwrap().contains("declined"), "{shown}");
    merchant.leave_frames().await;
    assert_eq!(merchant.browser.script("return location.pathname", vec![]).await, json!("/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impatient_customer_is_charged_once() {
    let merchant = Merchant::open_page("/").await;
    merchant.browser.until("return document.querySelector('#checkout iframe')").await;
    merchant.type_card("4242424242424242").await;
    merchant
        .browser
        .script("const pay = document.querySelector('#pay'); pay.click(); pay.click(); pay.click()", vec![])
        .await;
    merchant.browser.until("return location.pathname == '/done'").await;
    assert_eq!(shown_result(&merchant).await, "paid");
    let url = merchant.browser.script("return location.search", vec![]).await;
    let order = url.as_str().unwrap().trim_start_matches("?order=").to_owned();
    let url = format!("{}/api/orders/{order}", merchant.sandbox.shop_url());
    let order: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    let ledger = merchant.sandbox.ledger(order["paymentIntent"].as_str().unwrap()).unwrap();
    assert_eq!((ledger.charges, ledger.attempts), (1, 1));
}

/// By the keyboard: the form above grows while it loads, and moves what a pointer aims at.
async fn press(merchant: &Merchant, selector: &str) {
    let ready = format!("const it = document.querySelector('{selector}'); return it && !it.disabled && it");
    let button = merchant.browser.element(&ready).await;
    button.focus().await.unwrap();
    button.send_keys("" + Key::Enter).await.unwrap();
}

/// The order that the result page is about, as the shop's server knows it.
async fn order(merchant: &Merchant) -> Value {
    let url = merchant.browser.script("return location.search", vec![]).await;
    let id = url.as_str().unwrap().trim_start_matches("?order=").to_owned();
    let url = format!("{}/api/orders/{id}", merchant.sandbox.shop_url());
    reqwest::get(url).await.unwrap().json().await.unwrap()
}

fn ledger(merchant: &Merchant, order: &Value) -> tillkit_sandbox::Ledger {
    merchant.sandbox.ledger(order["paymentIntent"].as_str().unwrap()).unwrap()
}

/// Pays on the gateway's page and comes back to the shop's.
async fn pay_on_the_gateways_page(merchant: &Merchant) {
    let open =
        "return location.pathname.startsWith('/pay/cs_test_') && !document.querySelector('#pay')?.disabled";
    merchant.browser.until(open).await;
    merchant.type_card("4242424242424242").await;
    press(merchant, "#pay").await;
    merchant.browser.until("return location.pathname == '/done'").await;
    assert_eq!(shown_result(merchant).await, "paid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_pays_on_the_gateways_page() {
    let merchant = Merchant::open_page("/").await;
    press(&merchant, "#pay-hosted").await;
    pay_on_the_gateways_page(&merchant).await;
    let order = order(&merchant).await;
    assert_eq!((&order["status"], &order["toldBy"]), (&json!("paid"), &json!("webhook")));
    assert_eq!(json!(ledger(&merchant, &order).captured), order["amount"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_subscribes() {
    let merchant = Merchant::open_page("/?customer=ada").await;
    press(&merchant, "#subscribe").await;
    pay_on_the_gateways_page(&merchant).await;
    let order = order(&merchant).await;
    assert_eq!((ledger(&merchant, &order).charges, &order["status"]), (1, &json!("paid")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_saves_a_card_pays_with_it_and_has_it_removed() {
    let merchant = Merchant::open_page("/?customer=grace&save_card=yes").await;
    buy(&merchant, "4242424242424242").await;
    merchant.browser.until("return location.pathname == '/done'").await;
    assert_eq!(shown_result(&merchant).await, "paid");

    merchant.visit("/?customer=grace").await;
    merchant.browser.until("return document.querySelector('#checkout iframe')").await;
    merchant.enter_form().await;
    merchant.in_form("[data-saved][data-chosen]").await;
    merchant.leave_frames().await;
    press(&merchant, "#pay").await;
    merchant.browser.until("return location.pathname == '/done'").await;
    assert_eq!(shown_result(&merchant).await, "paid");
    let paid = order(&merchant).await;
    assert_eq!((ledger(&merchant, &paid).charges, ledger(&merchant, &paid).attempts), (1, 1));

    merchant.visit("/?customer=grace").await;
    merchant.browser.until("return document.querySelector('#checkout iframe')").await;
    merchant.enter_form().await;
    merchant.in_form("[data-testid=remove-saved]").await.click().await.unwrap();
    merchant.in_form("[data-testid=remove-confirm]").await.click().await.unwrap();
    merchant.leave_frames().await;
    let left =
        "const body = JSON.stringify({ items: [{ id: 'morning-fog', quantity: 1 }], customer: 'grace' });
        return fetch('/api/orders', { method: 'POST', body })
            .then((answer) => answer.json()).then((order) => order.savedPaymentMethods.length == 0)";
    merchant.browser.until(left).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_merchant_captures_and_gives_back() {
    let merchant = Merchant::open_page("/?capture=manual").await;
    buy(&merchant, "4242424242424242").await;
    merchant.browser.until("return location.pathname == '/done'").await;
    assert_eq!(shown_result(&merchant).await, "authorised");
    let authorised = order(&merchant).await;
    assert_eq!(ledger(&merchant, &authorised).captured, 0);
    press(&merchant, "#capture").await;
    merchant.browser.until("return document.querySelector('#result').dataset.state == 'paid'").await;
    assert_eq!(json!(ledger(&merchant, &authorised).captured), authorised["amount"]);
    press(&merchant, "#refund").await;
    merchant
        .browser
        .until("return document.querySelector('#result-details').textContent.includes('Given back')")
        .await;
    assert_eq!(json!(ledger(&merchant, &authorised).refunded), authorised["amount"]);
    let disabled = "return document.querySelector('#refund').disabled";
    assert_eq!(merchant.browser.script(disabled, vec![]).await, json!(true));
}
