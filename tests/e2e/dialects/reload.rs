//! Reloads in the middle, and `resume()`.

use serde_json::json;
use tillkit_e2e::{Intent, Merchant};
use tillkit_sandbox::{Fault, FaultKind};

/// Longer than the reload takes: the page goes away before its answer comes.
const LATE_ANSWER_MS: u64 = 60_000;

async fn begin(merchant: &Merchant, number: &str) -> Intent {
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    merchant.type_card(number).await;
    merchant.begin_confirm().await;
    intent
}

/// What a merchant's script does on every page load.
async fn reload_and_begin_resume(merchant: &Merchant) {
    merchant.browser.driver.refresh().await.unwrap();
    merchant.without_form("").await;
    merchant.begin("tillkit.resume()").await;
}

pub(super) async fn while_the_challenge_is_open(merchant: &Merchant) {
    let intent = begin(merchant, "4000000000003220").await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    reload_and_begin_resume(merchant).await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

pub(super) async fn while_confirming(merchant: &Merchant) {
    merchant.sandbox.arm(Fault::new(FaultKind::DelayAnswer { ms: LATE_ANSWER_MS }));
    let intent = begin(merchant, "378282246310005").await;
    merchant.attempts(&intent, 1).await;
    reload_and_begin_resume(merchant).await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
    reload_and_begin_resume(merchant).await;
    assert_eq!(merchant.result().await.0, json!(null), "it is over");
}
