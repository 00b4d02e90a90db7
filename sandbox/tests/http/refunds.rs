use serde_json::{Value, json};

use crate::fixture::{Answer, Intent, SUCCEEDS, World};

const PATH: &str = "/v1/refunds";

impl World {
    async fn paid(&self, amount: u64) -> Intent {
        let intent = self.intent(json!({ "amount": amount, "currency": "EUR" }));
        self.confirm(&intent, SUCCEEDS).await;
        intent
    }

    async fn refund(&self, intent: &Intent, amount: Option<u64>) -> Answer {
        self.post(PATH, &json!({ "payment_intent": intent.id, "amount": amount })).await
    }
}

#[tokio::test]
async fn all_of_it_is_given_back_unless_a_part_is_named() {
    let world = World::start().await;
    let intent = world.paid(1_000).await;
    let part = world.refund(&intent, Some(300)).await.json();
    assert_eq!((&part["object"], &part["amount"]), (&json!("refund"), &json!(300)));
    assert_eq!((&part["status"], &part["payment_intent"]), (&json!("succeeded"), &json!(intent.id)));
    assert_eq!(world.refund(&intent, None).await.json()["amount"], 700);
    let ledger = world.ledger(&intent);
    assert_eq!((ledger.captured, ledger.refunded), (1_000, 1_000));
    assert_eq!(world.retrieve(&intent).await["status"], "succeeded");
    let again = world.refund(&intent, None).await;
    assert_eq!((again.status, &again.error()["code"]), (400, &json!("charge_already_refunded")));
    let listed = world.get(&format!("{PATH}?payment_intent={}", intent.id)).await.json();
    let amounts: Vec<&Value> =
        listed["data"].as_array().expect("refunds").iter().map(|one| &one["amount"]).collect();
    assert_eq!(amounts, [&json!(700), &json!(300)]);
    let shown = world.get(&format!("{PATH}/{}", part["id"].as_str().expect("id"))).await.json();
    assert_eq!(shown, part);
}

#[tokio::test]
async fn more_than_was_taken_is_not_given_back() {
    let world = World::start().await;
    let intent = world.paid(1_000).await;
    world.refund(&intent, Some(400)).await;
    for (amount, code) in [(601, "amount_too_large"), (0, "amount_too_small")] {
        let refused = world.refund(&intent, Some(amount)).await;
        let error = refused.error();
        assert_eq!((refused.status, &error["code"], &error["param"]), (400, &json!(code), &json!("amount")));
    }
    assert_eq!(world.ledger(&intent).refunded, 400);
    let open = world.plain_intent();
    assert_eq!(world.refund(&open, None).await.error()["code"], "payment_intent_unexpected_state");
    let unknown = world.post(PATH, &json!({ "payment_intent": "pi_1" })).await;
    assert_eq!((unknown.status, &unknown.error()["param"]), (400, &json!("payment_intent")));
    assert_eq!(world.post(PATH, &json!({})).await.error()["param"], "payment_intent");
}

#[tokio::test]
async fn only_what_was_captured_can_be_given_back() {
    let world = World::start().await;
    let intent = world.intent(json!({ "amount": 1_000, "currency": "EUR", "capture_method": "manual" }));
    world.confirm(&intent, SUCCEEDS).await;
    assert_eq!(world.refund(&intent, None).await.error()["code"], "payment_intent_unexpected_state");
    world
        .post(&format!("/v1/payment_intents/{}/capture", intent.id), &json!({ "amount_to_capture": 250 }))
        .await;
    assert_eq!(world.refund(&intent, Some(251)).await.status, 400);
    assert_eq!(world.refund(&intent, None).await.json()["amount"], 250);
}

#[tokio::test]
async fn a_refund_is_an_event_of_the_charge() {
    let world = World::start().await;
    let intent = world.paid(1_000).await;
    let refund = world.refund(&intent, Some(1_000)).await.json();
    let events = world.get("/v1/events?limit=2").await.json();
    let (updated, refunded) = (&events["data"][0], &events["data"][1]);
    assert_eq!((&updated["type"], &updated["data"]["object"]), (&json!("charge.refund.updated"), &refund));
    assert_eq!(refunded["type"], "charge.refunded");
    let charge = &refunded["data"]["object"];
    assert_eq!((&charge["amount_refunded"], &charge["refunded"]), (&json!(1_000), &json!(true)));
    assert_eq!((&charge["payment_intent"], &charge["id"]), (&json!(intent.id), &refund["charge"]));
}
