//! SetupIntents: a card is saved, and nothing is paid.

use serde_json::{Value, json};
use tillkit_e2e::{Merchant, Result};

const CONFIRM: &str = "tillkit.confirmSetup({ elements, redirect: 'if_required' })";

fn status(result: &Result) -> &str {
    result.text("/setupIntent/status")
}

async fn last4(merchant: &Merchant, customer: &str) -> Vec<Value> {
    let cards = merchant.saved_cards(customer).await;
    cards.as_array().unwrap().iter().filter_map(|card| card.pointer("/card/last4").cloned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_saved() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    let setup = merchant.setup(&customer).await;
    merchant.mount(&setup).await;
    merchant.type_card("4242424242424242").await;
    let result = merchant.call(CONFIRM).await;
    assert_eq!((status(&result), result.text("/setupIntent/object")), ("succeeded", "setup_intent"));
    assert_eq!(result.text("/setupIntent/usage"), "off_session");
    assert_eq!(last4(&merchant, &customer).await, [json!("4242")]);
    merchant.enter_form().await;
    merchant.in_form("[data-stage=done]").await;
    let said = merchant.in_form(".tk-status").await.text().await.unwrap();
    merchant.leave_frames().await;
    assert_eq!(said.trim(), "Your payment details are saved.");
    let again = merchant.call(&format!("tillkit.retrieveSetupIntent('{}')", setup.client_secret)).await;
    assert_eq!((status(&again), again.text("/setupIntent/id")), ("succeeded", setup.id.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_card_is_not_saved_and_the_next_one_is() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    let setup = merchant.setup(&customer).await;
    merchant.mount(&setup).await;
    merchant.type_card("4000000000000002").await;
    assert_eq!(merchant.call(CONFIRM).await.code(), "card_declined");
    assert_eq!(last4(&merchant, &customer).await, [] as [Value; 0]);
    merchant.browser.script("element.clear()", vec![]).await;
    merchant.enter_form().await;
    merchant.browser.until("return document.querySelector('#tk-number').value === ''").await;
    merchant.leave_frames().await;
    merchant.type_card("4242424242424242").await;
    assert_eq!(status(&merchant.call(CONFIRM).await), "succeeded");
    assert_eq!(last4(&merchant, &customer).await, [json!("4242")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_intent_has_its_own_call() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    let setup = merchant.setup(&customer).await;
    merchant.mount(&setup).await;
    let call = "tillkit.confirmPayment({ elements, redirect: 'if_required' })";
    assert_eq!(merchant.call(call).await.code(), "client_secret_mismatch");
    assert_eq!(last4(&merchant, &customer).await, [] as [Value; 0]);
}
