//! Mounting, unmounting, moving and destroying, at good and bad moments.

use serde_json::json;
use tillkit_e2e::Merchant;
use tillkit_sandbox::{Fault, FaultKind};

#[tokio::test(flavor = "multi_thread")]
async fn mount_unmount_mount_pays() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card("4242424242424242").await;
    let body = "element.unmount(); window.left = document.querySelectorAll('iframe').length;
        events.length = 0; element.mount('#checkout'); element.mount('#checkout'); return left";
    assert_eq!(merchant.browser.script(body, vec![]).await, json!(0), "nothing stays behind");
    merchant.browser.until("return events.some(([name]) => name == 'ready')").await;
    assert_eq!(
        merchant.browser.script("return document.querySelectorAll('#checkout iframe').length", vec![]).await,
        json!(1)
    );
    assert_eq!(merchant.value("number").await, "");
    merchant.type_card("5555555555554444").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn destroying_while_confirming_settles_the_promise() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card("4242424242424242").await;
    merchant.sandbox.arm(Fault::new(FaultKind::DelayAnswer { ms: 60_000 }));
    merchant.begin_confirm().await;
    merchant.attempts(&intent, 1).await;
    merchant.browser.script("element.destroy()", vec![]).await;
    let result = merchant.result().await;
    assert_eq!((result.code(), result.text("/error/retry")), ("element_destroyed", "check_intent_first"));
    assert_eq!(
        merchant.browser.script("return document.querySelectorAll('iframe').length", vec![]).await,
        json!(0)
    );
    // Checking the intent first is what resume() does.
    assert_eq!(merchant.call("tillkit.resume()").await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn destroying_during_the_challenge_takes_the_dialog_away() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    merchant.type_card("4000000000003220").await;
    merchant.begin_confirm().await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    merchant.browser.script("element.destroy()", vec![]).await;
    assert_eq!(merchant.result().await.code(), "element_destroyed");
    assert!(!merchant.challenge_is_open().await);
    merchant.assert_not_charged(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_intents_have_two_forms() {
    let merchant = Merchant::open().await;
    let (first, second) = (merchant.intent(json!({})), merchant.intent(json!({})));
    merchant.mount(&first).await;
    let body = "document.querySelector('main').append(Object.assign(document.createElement('div'), { id: 'other' }));
        window.otherElements = tillkit.elements({ clientSecret: arguments[0] });
        otherElements.create('payment').mount('#other').on('ready', () => { window.otherReady = true; })";
    merchant.browser.script(body, vec![json!(second.client_secret)]).await;
    merchant.browser.until("return window.otherReady").await;
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&first);
    merchant.assert_not_charged(&second);
    let other =
        merchant.call("tillkit.confirmPayment({ elements: otherElements, redirect: 'if_required' })").await;
    assert_eq!(other.code(), "incomplete_number", "the other form is empty");
}
