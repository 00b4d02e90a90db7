//! Cards that need nothing else.

use serde_json::json;
use tillkit_e2e::{Intent, Merchant};

const PLAIN: &str = "4242424242424242";

async fn ready_to_pay(merchant: &Merchant, number: &str) -> Intent {
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card(number).await;
    intent
}

pub(super) async fn is_charged_once(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, PLAIN).await;
    let result = merchant.confirm().await;
    assert_eq!((result.status(), result.text("/paymentIntent/id")), ("succeeded", intent.id.as_str()));
    assert_eq!(result.text("/paymentIntent/currency"), "usd");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.assert_charged_once(&intent);
    // The form is done with, and the card is gone from it.
    assert_eq!(merchant.value("number").await, "");
}

pub(super) async fn every_decline_has_its_code_and_kind_words(merchant: &Merchant) {
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
        merchant.begin_anew("/plain").await;
        let intent = ready_to_pay(merchant, number).await;
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

pub(super) async fn after_a_decline_another_card_pays(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, "4000000000000002").await;
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

pub(super) async fn confirming_twice_is_one_promise_and_one_charge(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, PLAIN).await;
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

pub(super) async fn manual_capture_is_an_authorisation(merchant: &Merchant) {
    let intent = merchant.intent(json!({ "capture_method": "manual" }));
    merchant.mount(&intent).await;
    merchant.type_card("378282246310005").await;
    assert_eq!(merchant.confirm().await.status(), "requires_capture");
    let ledger = merchant.ledger(&intent);
    assert_eq!((ledger.charges, ledger.captured), (1, 0));
}

pub(super) async fn authentication_can_be_refused(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, "4000002500003155").await;
    let call = "tillkit.confirmPayment({ elements, redirect: 'if_required',
        confirmParams: { error_on_requires_action: true } })";
    let result = merchant.call(call).await;
    assert_eq!(
        (result.code(), result.text("/error/decline_code")),
        ("authentication_required", "authentication_not_handled")
    );
    assert_eq!((result.text("/error/who"), result.text("/error/retry")), ("shopper", "after_change"));
    assert_eq!(result.text("/error/payment_intent/status"), "requires_payment_method");
    assert!(!merchant.challenge_is_open().await);
    merchant.assert_not_charged(&intent);
    merchant.browser.script("element.clear()", vec![]).await;
    merchant.browser.until("return events.some(([name, event]) => name == 'change' && event.empty)").await;
    merchant.type_card(PLAIN).await;
    assert_eq!(merchant.call(call).await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}
