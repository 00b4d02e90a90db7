//! Paying by card without 3-D Secure.

use serde_json::json;
use tillkit_e2e::Merchant;

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_charged_once() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card("4111111111111111").await;
    let result = merchant.confirm().await;
    assert_eq!(result.status(), "succeeded");
    assert_eq!(result.text("/paymentIntent/id"), intent.id);
    assert_eq!(result.text("/paymentIntent/currency"), "usd");
    merchant.assert_charged_once(&intent);
    // The form is done with, and the card is gone from it.
    assert_eq!(merchant.value("number").await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn manual_capture_is_an_authorisation() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({ "capture_method": "manual" }));
    merchant.mount(&intent).await;
    merchant.type_card("378282246310005").await;
    assert_eq!(merchant.confirm().await.status(), "requires_capture");
    let ledger = merchant.ledger(&intent);
    assert_eq!((ledger.charges, ledger.captured), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_decline_has_its_code_and_kind_words() {
    let merchant = Merchant::open().await;
    for (number, code, decline_code, retry) in [
        ("4000000000000002", "card_declined", "generic_decline", "after_change"),
        ("4000000000009995", "card_declined", "insufficient_funds", "after_change"),
        ("4000000000009987", "card_declined", "lost_card", "after_change"),
        ("4000000000009979", "card_declined", "stolen_card", "after_change"),
        ("4000000000000069", "expired_card", "expired_card", "after_change"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc", "after_change"),
        ("4000000000000101", "incorrect_cvc", "incorrect_cvc", "after_change"),
        ("4000000000000119", "processing_error", "processing_error", "safe"),
    ] {
        merchant.visit("/plain").await;
        let intent = merchant.intent(json!({}));
        merchant.mount(&intent).await;
        merchant.type_card(number).await;
        let result = merchant.confirm().await;
        assert_eq!(result.text("/error/type"), "card_error", "{number}");
        assert_eq!(result.code(), code, "{number}");
        assert_eq!(result.text("/error/decline_code"), decline_code, "{number}");
        assert_eq!((result.text("/error/who"), result.text("/error/retry")), ("shopper", retry), "{number}");
        assert_eq!(result.text("/error/payment_intent/status"), "requires_payment_method", "{number}");
        merchant.assert_not_charged(&intent);
        merchant.enter_form().await;
        let alert = "return document.querySelector('.tk-alert[data-shown]')?.textContent || null";
        let shown = merchant.browser.until(alert).await;
        assert_eq!(shown.as_str().unwrap(), result.text("/error/message"), "{number}");
        merchant.leave_frames().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_decline_another_card_pays() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card("4000000000000002").await;
    assert_eq!(merchant.confirm().await.code(), "card_declined");
    assert_eq!(merchant.value("number").await, "4000 0000 0000 0002");
    assert_eq!(merchant.value("expiry").await, "12 / 34");
    assert_eq!(merchant.value("cvc").await, "", "a security code is for one attempt");
    merchant.browser.script("element.clear()", vec![]).await;
    merchant.browser.until("return events.some(([name, event]) => name == 'change' && event.empty)").await;
    merchant.type_card("5555555555554444").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 2);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn confirming_twice_is_one_promise_and_one_charge() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card("4242424242424242").await;
    let call = "(() => {
        const pay = () => tillkit.confirmPayment({ elements, redirect: 'if_required' });
        const [first, second] = [pay(), pay()];
        return first.then(({ paymentIntent }) => ({ paymentIntent, same: String(first === second) }));
    })()";
    let result = merchant.call(call).await;
    assert_eq!((result.status(), result.text("/same")), ("succeeded", "true"));
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.assert_charged_once(&intent);
}

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
