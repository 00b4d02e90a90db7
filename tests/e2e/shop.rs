//! The shop, as a customer uses it.

use serde_json::json;
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
    let order: serde_json::Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    let ledger = merchant.sandbox.ledger(order["paymentIntent"].as_str().unwrap()).unwrap();
    assert_eq!((ledger.charges, ledger.attempts), (1, 1));
}
