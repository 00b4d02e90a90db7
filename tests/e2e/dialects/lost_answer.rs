//! Answers that do not arrive. What arrives and cannot be understood is in `faults`.

use serde_json::json;
use tillkit_e2e::{Intent, Merchant};
use tillkit_sandbox::{Fault, FaultKind, FaultTarget};

/// As many as anybody could ask for.
const ALL_OF_THEM: u32 = 1_000;

async fn ready_to_pay(merchant: &Merchant, number: &str) -> Intent {
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card(number).await;
    intent
}

pub(super) async fn after_the_charge_is_a_success_and_one_charge(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, "4242424242424242").await;
    merchant.sandbox.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.assert_charged_once(&intent);
}

pub(super) async fn before_the_charge_is_asked_for_again(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, "4242424242424242").await;
    merchant.sandbox.arm(Fault::new(FaultKind::AnswerLostBeforeCharge));
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

pub(super) async fn to_a_decline_stays_one_attempt(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, "4000000000000002").await;
    merchant.sandbox.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
    assert_eq!(merchant.confirm().await.code(), "card_declined");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.assert_not_charged(&intent);
}

pub(super) async fn and_a_gateway_that_stays_away_leave_the_outcome_open(merchant: &Merchant) {
    let intent = ready_to_pay(merchant, "4242424242424242").await;
    merchant.sandbox.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
    let silence = Fault::new(FaultKind::AnswerLostBeforeCharge).on(FaultTarget::Retrieve);
    merchant.sandbox.arm(silence.times(ALL_OF_THEM));
    let result = merchant.confirm().await;
    assert_eq!((result.code(), result.text("/error/retry")), ("outcome_unknown", "check_intent_first"));
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.sandbox.clear_faults();
    merchant.type_into("cvc", "123").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 1, "the second attempt only asked");
    merchant.assert_charged_once(&intent);
}
