//! The shop's orders after the payment: told by webhooks, captured, given back, and paid by saved cards.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tillkit_sandbox::SECRET_KEY;
use tokio::time::timeout;

use crate::fixture::{Answer, SUCCEEDS, World};
use crate::shop::{intent_of, two_bags};

impl World {
    async fn shop_post(&self, path: &str, body: &Value) -> Answer {
        let url = format!("{}{path}", self.sandbox.shop_url());
        self.send(self.request(Method::POST, &url).json(body)).await
    }

    /// A new order for two bags with more choices: its id and the whole answer.
    async fn placed(&self, choices: &Value) -> (String, Value) {
        let mut body = two_bags();
        for (name, value) in choices.as_object().expect("choices") {
            body[name] = value.clone();
        }
        let answer = self.order(&body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let placed = answer.json();
        (placed["order"]["id"].as_str().expect("an id").to_owned(), placed)
    }

    async fn reported(&self, order: &str) -> Value {
        self.shop(&format!("/api/orders/{order}")).await.json()
    }
}

#[tokio::test]
async fn an_order_is_paid_when_a_webhook_says_so() {
    let world = World::start().await;
    let (order, placed) = world.placed(&json!({})).await;
    assert_eq!(world.reported(&order).await["status"], "open");
    world.confirm(&intent_of(&placed), SUCCEEDS).await;
    let report = world.reported(&order).await;
    assert_eq!((&report["status"], &report["toldBy"]), (&json!("paid"), &json!("webhook")));
}

#[tokio::test]
async fn webhooks_are_believed_whatever_the_sandboxs_clock_says() {
    let world = World::start().await;
    world.post("/_sandbox/clock", &json!({ "advance_ms": 40 * 24 * 3_600_000_u64 })).await;
    let (order, placed) = world.placed(&json!({})).await;
    world.confirm(&intent_of(&placed), SUCCEEDS).await;
    assert_eq!(world.reported(&order).await["toldBy"], "webhook");
}

#[tokio::test]
async fn a_lost_webhook_is_made_up_for_by_asking() {
    let world = World::start().await;
    let endpoints = world.get("/v1/webhook_endpoints").await.json();
    let endpoint = endpoints["data"][0]["id"].as_str().expect("the shop's").to_owned();
    let removal = world.request(Method::DELETE, &format!("/v1/webhook_endpoints/{endpoint}"));
    world.send(removal.basic_auth(SECRET_KEY, Some(""))).await;
    let (order, placed) = world.placed(&json!({})).await;
    world.confirm(&intent_of(&placed), SUCCEEDS).await;
    let report = world.reported(&order).await;
    assert_eq!((&report["status"], &report["toldBy"]), (&json!("paid"), &json!("gateway")));
}

#[tokio::test]
async fn a_webhook_that_the_gateway_did_not_sign_changes_nothing() {
    let world = World::start().await;
    let (order, placed) = world.placed(&json!({})).await;
    let intent = intent_of(&placed);
    let event = json!({
        "id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "created": 1,
        "data": { "object": { "id": intent.id, "status": "succeeded" } },
    });
    let now_s = world.sandbox.clock().now_ms() / 1_000;
    let signatures = [
        String::new(),
        "nonsense".to_owned(),
        format!("t={now_s},v1={}", "00".repeat(32)),
        format!("t={},v1={}", now_s - 301, "00".repeat(32)),
    ];
    for signature in signatures {
        let url = format!("{}/api/webhooks", world.sandbox.shop_url());
        let request = world.request(Method::POST, &url).header("Wooshpay-Signature", &signature);
        let answer = world.send(request.json(&event)).await;
        assert_eq!(answer.status, 400, "{signature}");
        assert!(answer.error()["message"].as_str().is_some_and(|message| message.contains("signature")));
    }
    let report = world.reported(&order).await;
    assert_eq!(
        (&report["status"], &report["intentStatus"]),
        (&json!("open"), &json!("requires_payment_method"))
    );
}

#[tokio::test]
async fn an_event_that_comes_twice_counts_once() {
    let world = World::start().await;
    let (order, placed) = world.placed(&json!({})).await;
    world.confirm(&intent_of(&placed), SUCCEEDS).await;
    let paid = world.reported(&order).await;
    let event = world.get("/v1/events?type=payment_intent.succeeded").await.json()["data"][0]["id"].clone();
    world.post("/_sandbox/webhooks", &json!({ "event": event })).await;
    let delivered = async {
        loop {
            let deliveries = world.open("/_sandbox/webhooks").await.json();
            let deliveries = deliveries.as_array().expect("deliveries").clone();
            let of_event = || deliveries.iter().filter(|delivery| delivery["event"] == event);
            assert_eq!(of_event().count(), 2);
            if of_event().all(|delivery| delivery["state"] == "delivered") {
                return;
            }
        }
    };
    timeout(Duration::from_secs(20), delivered).await.expect("in time");
    assert_eq!(world.reported(&order).await, paid);
}

#[tokio::test]
async fn the_merchant_captures_a_part() {
    let world = World::start().await;
    let (order, placed) = world.placed(&json!({ "capture": "manual" })).await;
    let intent = intent_of(&placed);
    let early = world.shop_post(&format!("/api/orders/{order}/capture"), &json!({})).await;
    assert_eq!(early.status, 400);
    world.confirm(&intent, SUCCEEDS).await;
    assert_eq!(world.reported(&order).await["status"], "authorised");
    let captured =
        world.shop_post(&format!("/api/orders/{order}/capture"), &json!({ "amount": 2_000 })).await;
    assert_eq!((captured.status, &captured.json()["status"]), (200, &json!("paid")), "{}", captured.text);
    assert_eq!(world.ledger(&intent).captured, 2_000);
    let wrong = world.shop_post(&format!("/api/orders/{order}/capture"), &json!({ "amount": "all" })).await;
    assert_eq!((wrong.status, &wrong.error()["field"]), (400, &json!("amount")));
}

#[tokio::test]
async fn the_merchant_gives_money_back() {
    let world = World::start().await;
    let (order, placed) = world.placed(&json!({})).await;
    let intent = intent_of(&placed);
    world.confirm(&intent, SUCCEEDS).await;
    let path = format!("/api/orders/{order}/refund");
    let part = world.shop_post(&path, &json!({ "amount": 900 })).await.json();
    assert_eq!((&part["status"], &part["refunded"]), (&json!("paid"), &json!(900)));
    let too_much = world.shop_post(&path, &json!({ "amount": 2_001 })).await;
    assert_eq!((too_much.status, &too_much.error()["field"]), (400, &json!("amount")));
    let rest = world.shop_post(&path, &json!({})).await.json();
    assert_eq!(rest["refunded"], 2_900);
    assert_eq!(world.ledger(&intent).refunded, 2_900);
    assert_eq!(world.shop_post("/api/orders/ord_none/refund", &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_customer_saves_a_card_and_pays_with_it_the_next_time() {
    let world = World::start().await;
    let (_, first) = world.placed(&json!({ "customer": "grace", "save_card": true })).await;
    world.confirm(&intent_of(&first), SUCCEEDS).await;
    let (order, second) = world.placed(&json!({ "customer": "grace", "require_cvc": true })).await;
    let cards = &second["savedPaymentMethods"];
    let card = &cards[0];
    assert_eq!((&card["card"]["last4"], cards.as_array().map(Vec::len)), (&json!("4242"), Some(1)));
    let intent = intent_of(&second);
    let mut body = json!({ "client_secret": intent.secret, "payment_method": card["id"] });
    assert_eq!(world.send_confirm(&intent, &body).await.status, 400);
    body["payment_method_options"] = json!({ "card": { "cvc": "123" } });
    assert_eq!(world.send_confirm(&intent, &body).await.json()["status"], "succeeded");
    assert_eq!(world.reported(&order).await["status"], "paid");
    let (_, stranger) = world.placed(&json!({})).await;
    assert_eq!(stranger.get("savedPaymentMethods"), None);
    let id = card["id"].as_str().expect("an id");
    let of_ada = world.shop_post(&format!("/api/people/ada/cards/{id}/remove"), &json!({})).await;
    assert_eq!(of_ada.status, 404, "it is not hers");
    let removed = world.shop_post(&format!("/api/people/grace/cards/{id}/remove"), &json!({})).await;
    assert_eq!(removed.json(), json!({ "removed": id }));
    let (_, third) = world.placed(&json!({ "customer": "grace" })).await;
    assert_eq!(third["savedPaymentMethods"], json!([]));
    let mut body = two_bags();
    body["customer"] = json!("nobody");
    let refused = world.order(&body).await;
    assert_eq!((refused.status, &refused.error()["field"]), (400, &json!("customer")));
    assert_eq!(world.shop("/api/config").await.json()["people"][0]["id"], "ada");
}

#[tokio::test]
async fn an_order_is_paid_on_the_gateways_own_page() {
    let world = World::start().await;
    for (checkout, mode) in [("hosted", "payment"), ("monthly", "subscription")] {
        let choices = json!({ "customer": "ada", "checkout": checkout, "currency": "EUR" });
        let (order, placed) = world.placed(&choices).await;
        let id = placed["sessionId"].as_str().expect("an id");
        let session = world.get(&format!("/v1/checkout/sessions/{id}")).await.json();
        assert_eq!((&session["mode"], &session["amount_total"]), (&json!(mode), &placed["order"]["amount"]));
        assert_eq!(session["client_reference_id"], order);
        assert!(
            session["success_url"].as_str().is_some_and(|url| url.ends_with(&format!("/done?order={order}")))
        );
        assert!(placed["url"].as_str().is_some_and(|url| url.starts_with(world.sandbox.gateway_url())));
        assert_eq!(world.reported(&order).await["status"], "open");
    }
}
