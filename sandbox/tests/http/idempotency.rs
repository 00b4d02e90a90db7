use serde_json::json;
use tillkit_sandbox::{Fault, FaultKind};

use crate::fixture::{CHALLENGED, DECLINED, SUCCEEDS, World, ledger};

#[tokio::test]
async fn the_same_request_gets_the_same_answer_and_charges_once() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let send = || world.send(world.confirm_request(&intent, SUCCEEDS).header("Idempotency-Key", "a"));
    let (first, second) = (send().await, send().await);
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(first.text, second.text);
    assert_eq!((first.header("idempotent-replayed"), second.header("idempotent-replayed")), ("", "true"));
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
}

#[tokio::test]
async fn declines_are_replayed_too() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let send = || world.send(world.confirm_request(&intent, DECLINED).header("Idempotency-Key", "a"));
    let (first, second) = (send().await, send().await);
    assert_eq!((first.status, second.status, first.text == second.text), (402, 402, true));
    assert_eq!(second.header("idempotent-replayed"), "true");
    assert_eq!(world.ledger(&intent), ledger(1, 0, 0));
}

#[tokio::test]
async fn a_replayed_action_is_the_old_one() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let send = || world.send(world.confirm_request(&intent, CHALLENGED).header("Idempotency-Key", "a"));
    assert_eq!(send().await.text, send().await.text);
    assert_eq!(world.ledger(&intent).attempts, 1);
}

#[tokio::test]
async fn creating_with_one_key_makes_one_intent() {
    let world = World::start().await;
    let create = |amount: u64| {
        let request = world
            .request(reqwest::Method::POST, "/v1/payment_intents")
            .bearer_auth("sk_test_sandbox")
            .header("Idempotency-Key", "order-7")
            .json(&json!({ "amount": amount, "currency": "USD" }));
        world.send(request)
    };
    let first = create(100).await;
    assert_eq!(create(100).await.text, first.text);
    let other = create(101).await;
    assert_eq!((other.status, &other.error()["code"]), (400, &json!("idempotency_key_reused")));
    assert_eq!(other.error()["type"], "idempotency_error");
    let list = world.get("/v1/payment_intents").await.json();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_key_is_for_one_path_and_one_body() {
    let world = World::start().await;
    let (one, two) = (world.plain_intent(), world.plain_intent());
    let send = |request: reqwest::RequestBuilder| world.send(request.header("Idempotency-Key", "a"));
    assert_eq!(send(world.confirm_request(&one, DECLINED)).await.status, 402);
    let other_card = send(world.confirm_request(&one, SUCCEEDS)).await;
    assert_eq!(other_card.error()["code"], "idempotency_key_reused");
    let other_intent = send(world.confirm_request(&two, DECLINED)).await;
    assert_eq!(other_intent.error()["code"], "idempotency_key_reused");
    assert_eq!((world.ledger(&one), world.ledger(&two)), (ledger(1, 0, 0), ledger(0, 0, 0)));
}

#[tokio::test]
async fn a_key_in_use_is_a_conflict() {
    let world = World::start().await;
    let intent = world.plain_intent();
    world.sandbox.arm(Fault::new(FaultKind::Delay { ms: 800 }));
    let first = world.confirm_request(&intent, SUCCEEDS).header("Idempotency-Key", "a");
    let first = tokio::spawn(first.send());
    // The first has taken the fault as soon as none is armed.
    while world.open("/_sandbox/faults").await.json()["armed"] != json!([]) {
        tokio::task::yield_now().await;
    }
    let second = world.send(world.confirm_request(&intent, SUCCEEDS).header("Idempotency-Key", "a")).await;
    assert_eq!((second.status, &second.error()["code"]), (409, &json!("idempotency_key_in_use")));
    assert_eq!(first.await.expect("task").expect("answer").status().as_u16(), 200);
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
}

#[tokio::test]
async fn a_request_that_was_refused_leaves_its_key_free() {
    let world = World::start().await;
    let intent = world.plain_intent();
    world.sandbox.arm(Fault::new(FaultKind::ServerError { status: 503 }));
    let send = || world.send(world.confirm_request(&intent, SUCCEEDS).header("Idempotency-Key", "a"));
    assert_eq!(send().await.status, 503);
    let again = send().await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, ""));
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
}

#[tokio::test]
async fn a_key_must_be_usable() {
    let world = World::start().await;
    let intent = world.plain_intent();
    for key in ["", " ", &"k".repeat(256)] {
        let answer =
            world.send(world.confirm_request(&intent, SUCCEEDS).header("Idempotency-Key", key)).await;
        assert_eq!((answer.status, &answer.error()["code"]), (400, &json!("idempotency_key_invalid")));
    }
    assert_eq!(world.ledger(&intent).attempts, 0);
}
