//! The bank's questions, and device data.

use serde_json::{Value, json};
use tillkit_e2e::{Intent, Merchant};
use tillkit_sandbox::{Fault, FaultKind, Wire};

const CHALLENGED: &str = "4000000000003220";
const FRICTIONLESS: &str = "4000000000003527";

/// A form with this card typed in, and an intent that asks for 3-D Secure.
async fn ready_to_pay(merchant: &Merchant, number: &str, options: Value) -> Intent {
    let intent = merchant.intent_with_3ds();
    merchant.mount_with(&intent, options, json!({})).await;
    merchant.type_card(number).await;
    intent
}

/// The actions that have ended, in order, each with its outcome.
async fn ends(merchant: &Merchant) -> Vec<(String, String)> {
    let text = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
    let events = merchant.events("actionend").await;
    events.iter().map(|event| (text(event, "kind"), text(event, "outcome"))).collect()
}

/// Says which actions have ended: device data, where that is an action of its own, and then these.
async fn assert_ends(merchant: &Merchant, after_device_data: &[(&str, &str)]) {
    let device_data = [("ddc", "completed")];
    let first: &[_] = if collects_device_data(merchant) { &device_data } else { &[] };
    let expected: Vec<_> = first.iter().chain(after_device_data).collect();
    let ends = ends(merchant).await;
    let ends: Vec<_> = ends.iter().map(|(kind, outcome)| (kind.as_str(), outcome.as_str())).collect();
    assert!(ends.iter().eq(expected.iter().copied()), "{ends:?}");
}

fn collects_device_data(merchant: &Merchant) -> bool {
    merchant.gateway.lack("device_data_that_never_arrives_does_not_stop_the_payment").is_none()
}

pub(super) async fn an_approved_challenge_pays_once(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, CHALLENGED, json!({})).await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert_ends(merchant, &[("challenge", "completed")]).await;
    assert!(!merchant.challenge_is_open().await);
    merchant.assert_charged_once(&intent);
}

pub(super) async fn a_bank_that_asks_nothing_lets_the_payment_through(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, FRICTIONLESS, json!({})).await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    // Where the challenge's page collects device data, it is opened, and comes back at once.
    let opened = [("challenge", "completed")];
    assert_ends(merchant, if collects_device_data(merchant) { &[] } else { &opened }).await;
    assert!(!merchant.challenge_is_open().await);
    merchant.assert_charged_once(&intent);
}

pub(super) async fn a_declined_challenge_opens_the_form_again(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, CHALLENGED, json!({})).await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Decline").await;
    let result = merchant.result().await;
    assert_eq!(result.code(), "payment_intent_authentication_failure");
    assert_eq!(result.text("/error/who"), "shopper");
    merchant.assert_not_charged(&intent);
    merchant.type_into("cvc", "123").await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

pub(super) async fn closing_the_challenge_cancels_it_and_a_fresh_attempt_pays(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, CHALLENGED, json!({})).await;
    merchant.begin_confirm().await;
    merchant.close_challenge().await;
    let result = merchant.result().await;
    assert_eq!((result.code(), result.text("/error/retry")), ("challenge_canceled", "safe"));
    assert_ends(merchant, &[("challenge", "canceled")]).await;
    merchant.assert_not_charged(&intent);
    merchant.type_into("cvc", "123").await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

pub(super) async fn a_challenge_has_a_deadline(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, CHALLENGED, json!({ "challenge": { "timeoutMs": 2000 } })).await;
    merchant.begin_confirm().await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    assert_eq!(merchant.result().await.code(), "challenge_timed_out");
    assert!(!merchant.challenge_is_open().await);
    merchant.assert_not_charged(&intent);
}

pub(super) async fn a_challenge_that_never_comes_back_is_noticed_by_asking(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, CHALLENGED, json!({})).await;
    merchant.sandbox.arm(Fault::new(FaultKind::ChallengeNeverReturns));
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert!(!merchant.challenge_is_open().await);
    merchant.assert_charged_once(&intent);
}

pub(super) async fn declines_after_the_challenge_have_their_code(merchant: &Merchant) {
    for (number, decline_code) in
        [("4000008260003178", "insufficient_funds"), ("4000008400001629", "generic_decline")]
    {
        merchant.begin_anew("/plain").await;
        let intent = ready_to_pay(merchant, number, json!({})).await;
        merchant.begin_confirm().await;
        merchant.answer_challenge("Approve").await;
        let result = merchant.result().await;
        assert_eq!((result.code(), result.text("/error/decline_code")), ("card_declined", decline_code));
        merchant.assert_not_charged(&intent);
    }
}

pub(super) async fn a_failing_lookup_is_a_processing_error(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, "4000008400001280", json!({})).await;
    assert_eq!(merchant.confirm().await.code(), "processing_error");
    merchant.assert_not_charged(&intent);
}

pub(super) async fn a_card_without_3ds_is_charged_without(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, "378282246310005", json!({})).await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(ends(merchant).await, []);
    merchant.assert_charged_once(&intent);
}

pub(super) async fn a_challenge_of_the_new_wire_generation_pays_once(merchant: &Merchant) {
    merchant.sandbox.set_wire(Wire::New);
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    merchant.type_card(CHALLENGED).await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

pub(super) async fn device_data_that_never_arrives_does_not_stop_the_payment(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, FRICTIONLESS, json!({})).await;
    merchant.sandbox.arm(Fault::new(FaultKind::DdcNeverReturns));
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(ends(merchant).await, [("ddc".to_owned(), "timed_out".to_owned())]);
    merchant.assert_charged_once(&intent);
}

pub(super) async fn a_challenge_can_take_the_whole_page_and_resume_tells_the_result(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, CHALLENGED, json!({ "challenge": { "display": "redirect" } })).await;
    let call = "tillkit.confirmPayment({ elements, redirect: 'if_required', confirmParams: { return_url: location.origin + '/plain?back' } })";
    merchant.begin(call).await;
    merchant.press_at_the_bank("Approve").await;
    merchant.browser.until("return location.search.startsWith('?back')").await;
    merchant.without_form("").await;
    assert_eq!(merchant.call("tillkit.resume()").await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}
