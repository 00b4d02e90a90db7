//! The engine in the merchant's own page.

use serde_json::json;
use tillkit_e2e::Merchant;
use tillkit_sandbox::{Fault, FaultKind};

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_charged_once() {
    let merchant = Merchant::open_inline().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    assert_eq!(
        merchant.browser.script("return document.querySelectorAll('iframe').length", vec![]).await,
        json!(0)
    );
    merchant.type_card("4111111111111111").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn mount_unmount_mount_pays() {
    let merchant = Merchant::open_inline().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.browser.script("element.unmount(); events.length = 0; element.mount('#checkout')", vec![]).await;
    merchant.browser.until("return events.some(([name]) => name == 'ready')").await;
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn wasm_refused_by_the_policy_is_told_with_the_word_to_add() {
    let merchant = Merchant::open_inline().await;
    merchant.visit("/plain?csp=nowasm").await;
    let intent = merchant.intent(json!({}));
    merchant.begin_mount(&intent, json!({}), json!({})).await;
    merchant.browser.until("return events.some(([name]) => name == 'loaderror')").await;
    let error = merchant.events("loaderror").await[0]["error"].clone();
    assert_eq!(error["code"], "wasm_blocked_by_csp");
    assert!(error["message"].as_str().unwrap().contains("wasm-unsafe-eval"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decline_then_a_closed_challenge_then_a_lost_answer_then_a_success() {
    let merchant = Merchant::open_inline().await;
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    merchant.type_card("4000000000000002").await;
    assert_eq!(merchant.confirm().await.code(), "card_declined");
    merchant.browser.script("element.clear()", vec![]).await;
    merchant.type_card("4000000000003220").await;
    merchant.begin_confirm().await;
    merchant.close_challenge().await;
    assert_eq!(merchant.result().await.code(), "challenge_canceled");
    merchant.assert_not_charged(&intent);
    merchant.browser.script("element.clear()", vec![]).await;
    merchant.type_card("378282246310005").await;
    merchant.sandbox.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 3);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_during_the_challenge_is_resumed() {
    let merchant = Merchant::open_inline().await;
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    merchant.type_card("4000000000003220").await;
    merchant.begin_confirm().await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    merchant.browser.driver.refresh().await.unwrap();
    merchant.without_form("").await;
    merchant.begin("(tillkit = Tillkit('pk_test_sandbox', { isolation: 'inline' })).resume()").await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn destroying_while_confirming_settles_the_promise() {
    let merchant = Merchant::open_inline().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card("4242424242424242").await;
    merchant.sandbox.arm(Fault::new(FaultKind::DelayAnswer { ms: 60_000 }));
    merchant.begin_confirm().await;
    merchant.attempts(&intent, 1).await;
    merchant.browser.script("element.destroy()", vec![]).await;
    assert_eq!(merchant.result().await.code(), "element_destroyed");
    assert_eq!(
        merchant.browser.script("return document.querySelector('#checkout').childNodes.length", vec![]).await,
        json!(0)
    );
}
