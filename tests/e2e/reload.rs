//! Reloads in every state, and `resume()`.

use serde_json::json;
use tillkit_e2e::{Intent, Merchant, Result};
use tillkit_sandbox::{Fault, FaultKind};

async fn paying(number: &str, fault: Option<FaultKind>) -> (Merchant, Intent) {
    let merchant = Merchant::open().await;
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    merchant.type_card(number).await;
    if let Some(kind) = fault {
        merchant.sandbox.arm(Fault::new(kind));
    }
    merchant.begin_confirm().await;
    (merchant, intent)
}

/// What a merchant's script does on every page load.
async fn reload_and_begin_resume(merchant: &Merchant) {
    merchant.browser.driver.refresh().await.unwrap();
    merchant.without_form("").await;
    merchant.begin("tillkit.resume()").await;
}

async fn reload_and_resume(merchant: &Merchant) -> Result {
    reload_and_begin_resume(merchant).await;
    merchant.result().await
}

#[tokio::test(flavor = "multi_thread")]
async fn while_nothing_is_pending_there_is_nothing_to_resume() {
    let merchant = Merchant::open().await;
    assert_eq!(reload_and_resume(&merchant).await.0, json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_confirming_what_is_then_declined() {
    let (merchant, intent) = paying("4000000000000002", Some(FaultKind::DelayAnswer { ms: 60_000 })).await;
    merchant.attempts(&intent, 1).await;
    assert_eq!(reload_and_resume(&merchant).await.code(), "card_declined");
    merchant.assert_not_charged(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_device_data_is_collected() {
    let (merchant, intent) = paying("4000000000003527", Some(FaultKind::DdcNeverReturns)).await;
    merchant.browser.until("return events.some(([name]) => name == 'actionstart')").await;
    assert_eq!(reload_and_resume(&merchant).await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_attempt_after_the_reload_charges_once_all_the_same() {
    let (merchant, intent) = paying("4000000000003220", None).await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    merchant.browser.driver.refresh().await.unwrap();
    merchant.mount(&intent).await;
    merchant.type_card("378282246310005").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_intents_secret_is_an_error() {
    let (merchant, intent) = paying("4000000000003220", None).await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    merchant.browser.driver.refresh().await.unwrap();
    let other = merchant.intent(json!({}));
    merchant.without_form(&other.client_secret).await;
    let result = merchant.call("tillkit.resume({ clientSecret: secret })").await;
    assert_eq!(result.code(), "resume_intent_mismatch");
    merchant.assert_not_charged(&intent);
    merchant.assert_not_charged(&other);
}

#[tokio::test(flavor = "multi_thread")]
async fn paying_while_a_resume_runs_waits_for_it_and_then_pays() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card("4242424242424242").await;
    let secret = &intent.client_secret;
    let call = format!(
        "(tillkit.resume({{ clientSecret: '{secret}' }}), tillkit.confirmPayment({{ elements, redirect: 'if_required' }}))"
    );
    assert_eq!(merchant.call(&call).await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
    // Another click finds it paid.
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_that_waits_for_nothing_resumes_to_null() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.without_form(&intent.client_secret).await;
    assert_eq!(merchant.call("tillkit.resume({ clientSecret: secret })").await.0, json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_frame_is_replaced_and_the_payment_goes_on() {
    let (merchant, intent) = paying("4000000000003220", None).await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    merchant.enter_form().await;
    merchant.browser.script("location.replace('about:blank')", vec![]).await;
    merchant.leave_frames().await;
    merchant.browser.until("return events.some(([name]) => name == 'restarted')").await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}
