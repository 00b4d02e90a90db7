//! The life of an authorisation: captured whole or in part, once, and in time.

use serde_json::{Value, json};

use crate::fixture::{Intent, SUCCEEDS, World, ledger};

const DAY_MS: u64 = 24 * 3_600_000;

impl World {
    async fn authorised(&self, amount: u64) -> Intent {
        let intent = self.intent(json!({ "amount": amount, "currency": "EUR", "capture_method": "manual" }));
        assert_eq!(self.confirm(&intent, SUCCEEDS).await.json()["status"], "requires_capture");
        intent
    }

    async fn capture(&self, intent: &Intent, body: &Value) -> crate::fixture::Answer {
        self.post(&format!("/v1/payment_intents/{}/capture", intent.id), body).await
    }
}

#[tokio::test]
async fn what_cannot_be_captured_changes_nothing() {
    let world = World::start().await;
    let intent = world.authorised(1_000).await;
    let before = world.sandbox.intent(&intent.id);
    for (amount, code) in [(json!(1_001), "amount_too_large"), (json!(0), "amount_too_small")] {
        let answer = world.capture(&intent, &json!({ "amount_to_capture": amount })).await;
        let error = answer.error();
        assert_eq!((answer.status, &error["code"]), (400, &json!(code)));
        assert_eq!(error["param"], "amount_to_capture");
    }
    let answer = world.capture(&intent, &json!({ "amount_to_capture": -1 })).await;
    assert_eq!(answer.error()["code"], "parameter_invalid_integer");
    assert_eq!(world.sandbox.intent(&intent.id), before);
    assert_eq!(world.ledger(&intent), ledger(1, 1, 0));
}

#[tokio::test]
async fn an_authorisation_is_captured_once() {
    let world = World::start().await;
    let intent = world.authorised(1_000).await;
    world.capture(&intent, &json!({ "amount_to_capture": 400 })).await;
    let again = world.capture(&intent, &json!({ "amount_to_capture": 100 })).await;
    assert_eq!((again.status, &again.error()["code"]), (400, &json!("payment_intent_unexpected_state")));
    assert_eq!(again.error()["payment_intent"]["status"], "succeeded");
    assert_eq!(world.ledger(&intent), ledger(1, 1, 400));
}

#[tokio::test]
async fn an_authorisation_runs_out_after_seven_days() {
    let world = World::start().await;
    let intent = world.authorised(1_000).await;
    world.post("/_sandbox/clock", &json!({ "advance_ms": 7 * DAY_MS - 60_000 })).await;
    assert_eq!(world.retrieve(&intent).await["status"], "requires_capture");
    world.post("/_sandbox/clock", &json!({ "advance_ms": 60_000 })).await;
    let newest = world.get("/v1/events?limit=1").await.json();
    assert_eq!(newest["data"][0]["type"], "payment_intent.canceled");
    assert_eq!(newest["data"][0]["data"]["object"]["cancellation_reason"], "automatic");
    let late = world.capture(&intent, &json!({})).await;
    assert_eq!((late.status, &late.error()["code"]), (400, &json!("payment_intent_unexpected_state")));
    let confirmed = world.confirm(&intent, SUCCEEDS).await;
    assert_eq!(
        (confirmed.status, &confirmed.error()["code"]),
        (400, &json!("payment_intent_unexpected_state"))
    );
    let shown = world.retrieve(&intent).await;
    assert_eq!((&shown["status"], &shown["amount_capturable"]), (&json!("canceled"), &json!(0)));
    assert_eq!(world.ledger(&intent), ledger(1, 1, 0));
}
