//! Networks and gateways that fail: one charge at most, and an honest result.

use serde_json::json;
use tillkit_e2e::{Intent, Merchant};
use tillkit_sandbox::{Fault, FaultKind, FaultTarget};

async fn ready_to_pay(number: &str) -> (Merchant, Intent) {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card(number).await;
    (merchant, intent)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_lost_after_the_charge_is_a_success_and_one_charge() {
    let (merchant, intent) = ready_to_pay("4242424242424242").await;
    merchant.sandbox.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_lost_before_the_charge_is_asked_for_again() {
    let (merchant, intent) = ready_to_pay("4242424242424242").await;
    merchant.sandbox.arm(Fault::new(FaultKind::AnswerLostBeforeCharge));
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decline_whose_answer_is_lost_stays_one_attempt() {
    let (merchant, intent) = ready_to_pay("4000000000000002").await;
    merchant.sandbox.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
    assert_eq!(merchant.confirm().await.code(), "card_declined");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.assert_not_charged(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_in_no_language_are_asked_for_again() {
    let merchant = Merchant::open().await;
    for kind in [
        FaultKind::MalformedBody,
        FaultKind::EmptyBody,
        FaultKind::HtmlBody,
        FaultKind::ServerError { status: 503 },
        FaultKind::RateLimit { retry_after_s: 1 },
    ] {
        merchant.visit("/plain").await;
        let intent = merchant.intent(json!({}));
        merchant.mount(&intent).await;
        merchant.type_card("4242424242424242").await;
        merchant.sandbox.arm(Fault::new(kind));
        assert_eq!(merchant.confirm().await.status(), "succeeded", "{kind:?}");
        merchant.assert_charged_once(&intent);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_stays_away_leaves_the_outcome_open_and_the_next_attempt_asks_first() {
    let (merchant, intent) = ready_to_pay("4242424242424242").await;
    // Charged, and then no answer to anything.
    merchant.sandbox.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
    merchant
        .sandbox
        .arm(Fault::new(FaultKind::AnswerLostBeforeCharge).on(FaultTarget::Retrieve).times(1_000));
    let result = merchant.confirm().await;
    assert_eq!((result.code(), result.text("/error/retry")), ("outcome_unknown", "check_intent_first"));
    merchant.assert_charged_once(&intent);
    merchant.sandbox.clear_faults();
    merchant.type_into("cvc", "123").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 1, "the second attempt only asked");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retrieve_that_fails_during_authentication_is_repeated() {
    let (merchant, intent) = ready_to_pay("4000000000003527").await;
    merchant.sandbox.arm(Fault::new(FaultKind::HtmlBody).on(FaultTarget::Retrieve).times(2));
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}
