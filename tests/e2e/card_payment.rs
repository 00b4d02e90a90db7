//! When a confirm begins and where it ends, as far as no gateway makes a difference to it. Paying is in `dialects`.

use serde_json::json;
use tillkit_e2e::Merchant;

#[tokio::test(flavor = "multi_thread")]
async fn confirming_before_the_form_is_ready_waits_for_it() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.begin_mount(&intent, json!({}), json!({})).await;
    let result = merchant.confirm().await;
    assert_eq!((result.text("/error/type"), result.code()), ("validation_error", "incomplete_number"));
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn paying_again_what_is_paid_already_charges_nothing() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    for _ in 0..2 {
        merchant.visit("/plain").await;
        merchant.mount(&intent).await;
        merchant.type_card("4242424242424242").await;
        assert_eq!(merchant.confirm().await.status(), "succeeded");
    }
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn success_ends_on_the_return_url_unless_asked_otherwise() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card("4242424242424242").await;
    let call = "tillkit.confirmPayment({ elements, confirmParams: { return_url: location.origin + '/plain?csp=strict' } })";
    merchant.begin(call).await;
    let query =
        merchant.browser.until("return location.search.includes('redirect_status') && location.search").await;
    let query = query.as_str().unwrap().to_owned();
    assert!(query.contains("redirect_status=succeeded"), "{query}");
    assert!(query.contains(&format!("payment_intent={}", intent.id)), "{query}");
    assert!(query.contains(&format!("payment_intent_client_secret={}", intent.client_secret)), "{query}");
    merchant.assert_charged_once(&intent);
    // On that page, resume() says how it ended.
    merchant.without_form("").await;
    assert_eq!(merchant.call("tillkit.resume()").await.status(), "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_can_be_looked_at_without_a_form() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.without_form(&intent.client_secret).await;
    let result = merchant.call("tillkit.retrievePaymentIntent(secret)").await;
    assert_eq!(result.status(), "requires_payment_method");
    assert_eq!(result.0.pointer("/paymentIntent/amount").unwrap().as_f64(), Some(1999.0));
}
