//! Subscriptions, and the events of checkout sessions.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::fixture::{Answer, Intent, SUCCEEDS, World, card};

const PATH: &str = "/v1/subscriptions";
/// Longer than any event takes that is coming.
const PATIENCE: Duration = Duration::from_secs(20);
const DAY_MS: u64 = 24 * 3_600_000;
/// Longer than any month.
const MONTH_MS: u64 = 31 * DAY_MS;
/// Authenticated on every payment, so it can't be charged while its holder is away.
const CHALLENGED_ALWAYS: &str = "4000002760003184";
const CHARGES_DECLINED: &str = "4000000000000341";

fn plan() -> Value {
    json!({
        "currency": "USD", "unit_amount": 1_000, "product_data": { "name": "Plus plan" },
        "recurring": { "interval": "month", "interval_count": 1 },
    })
}

impl World {
    async fn subscribe(&self, customer: &str, more: &Value) -> Answer {
        let mut body = json!({ "customer": customer, "items": [{ "price_data": plan(), "quantity": 2 }] });
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        self.post(PATH, &body).await
    }

    async fn subscription(&self, id: &Value) -> Value {
        self.get(&format!("{PATH}/{}", id.as_str().expect("an id"))).await.json()
    }

    async fn advance(&self, ms: u64) {
        assert_eq!(self.post("/_sandbox/clock", &json!({ "advance_ms": ms })).await.status, 200);
    }

    async fn invoices_of(&self, subscription: &Value) -> Vec<Value> {
        let id = subscription.as_str().expect("an id");
        let list = self.get(&format!("/v1/invoices?subscription={id}&limit=100")).await.json();
        list["data"].as_array().expect("invoices").clone()
    }

    /// The newest event of a type about something, once there is one.
    async fn told(&self, kind: &str) -> Value {
        let newest = async {
            loop {
                let events = self.get(&format!("/v1/events?type={kind}")).await.json();
                if let Some(event) = events["data"].as_array().and_then(|events| events.first()) {
                    return event["data"]["object"].clone();
                }
            }
        };
        timeout(PATIENCE, newest).await.unwrap_or_else(|_| panic!("nobody tells of {kind}"))
    }

    async fn checkout(&self, more: &Value) -> (Value, Intent) {
        let mut body = json!({
            "mode": "payment", "success_url": "https://shop.example/done", "cancel_url": "https://shop.example/",
            "line_items": [{ "quantity": 1, "price_data": {
                "currency": "USD", "unit_amount": 700, "product_data": { "name": "Beans" },
            }}],
        });
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        let answer = self.post("/v1/checkout/sessions", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let session = answer.json();
        let text = |name: &str| session[name].as_str().expect(name).to_owned();
        let intent = Intent { id: text("payment_intent"), secret: text("client_secret") };
        (session, intent)
    }
}

#[tokio::test]
async fn a_subscription_charges_the_saved_card_period_after_period() {
    let world = World::start().await;
    let customer = world.customer().await;
    let card = world.attached(&customer, SUCCEEDS).await;
    let begun = world.subscribe(&customer, &json!({ "default_payment_method": card })).await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    let begun = begun.json();
    assert_eq!((&begun["object"], &begun["status"]), (&json!("subscription"), &json!("active")));
    let item = &begun["items"]["data"][0];
    assert_eq!((&item["quantity"], &item["price"]["recurring"]["interval"]), (&json!(2), &json!("month")));
    let first = &world.invoices_of(&begun["id"]).await[0];
    assert_eq!((&first["status"], &first["amount_paid"]), (&json!("paid"), &json!(2_000)));
    assert_eq!(first["billing_reason"], "subscription_create");
    world.advance(MONTH_MS).await;
    let renewed = world.subscription(&begun["id"]).await;
    assert_eq!(renewed["current_period_start"], begun["current_period_end"]);
    assert_eq!(renewed["status"], "active");
    let invoices = world.invoices_of(&begun["id"]).await;
    assert_eq!((invoices.len(), &invoices[0]["billing_reason"]), (2, &json!("subscription_cycle")));
    let intent = invoices[0]["payment_intent"].as_str().expect("an intent");
    assert_eq!(world.sandbox.ledger(intent).expect("a ledger").captured, 2_000);
    assert_eq!(world.told("invoice.paid").await["id"], invoices[0]["id"]);
    assert_eq!(world.told("customer.subscription.updated").await, renewed);
    world.advance(3 * MONTH_MS).await;
    assert_eq!(world.invoices_of(&begun["id"]).await.len(), 5);
}

#[tokio::test]
async fn a_failed_renewal_is_past_due_until_another_card_pays() {
    let world = World::start().await;
    let customer = world.customer().await;
    let card = world.attached(&customer, SUCCEEDS).await;
    let begun = world.subscribe(&customer, &json!({ "default_payment_method": card })).await.json();
    let path = format!("{PATH}/{}", begun["id"].as_str().expect("an id"));
    let failing = world.attached(&customer, CHALLENGED_ALWAYS).await;
    world.post(&path, &json!({ "default_payment_method": failing })).await;
    world.advance(MONTH_MS).await;
    assert_eq!(world.subscription(&begun["id"]).await["status"], "past_due");
    let failed = world.told("invoice.payment_failed").await;
    assert_eq!((&failed["status"], &failed["attempt_count"]), (&json!("open"), &json!(1)));
    let intent = failed["payment_intent"].as_str().expect("an intent");
    let shown = world.get(&format!("/v1/payment_intents/{intent}")).await.json();
    assert_eq!(shown["last_payment_error"]["code"], "authentication_required");
    world.post(&path, &json!({ "default_payment_method": card })).await;
    world.advance(3 * DAY_MS).await;
    assert_eq!(world.subscription(&begun["id"]).await["status"], "active");
    let invoices = world.invoices_of(&begun["id"]).await;
    assert_eq!((invoices.len(), &invoices[0]["status"]), (2, &json!("paid")));
}

#[tokio::test]
async fn a_subscription_that_nobody_pays_ends() {
    let world = World::start().await;
    let customer = world.customer().await;
    let card = world.attached(&customer, SUCCEEDS).await;
    let begun = world.subscribe(&customer, &json!({ "default_payment_method": card })).await.json();
    world.post(&format!("/v1/payment_methods/{card}/detach"), &json!({})).await;
    world.advance(MONTH_MS).await;
    assert_eq!(world.subscription(&begun["id"]).await["status"], "past_due");
    world.advance(10 * DAY_MS).await;
    let ended = world.subscription(&begun["id"]).await;
    assert_eq!(ended["status"], "canceled");
    assert_eq!(world.told("customer.subscription.deleted").await["id"], begun["id"]);
    assert_eq!(world.invoices_of(&begun["id"]).await[0]["status"], "uncollectible");
    world.advance(2 * MONTH_MS).await;
    assert_eq!(world.invoices_of(&begun["id"]).await.len(), 2);
}

#[tokio::test]
async fn a_first_charge_that_fails_begins_nothing() {
    let world = World::start().await;
    let customer = world.customer().await;
    let none = world.subscribe(&customer, &json!({})).await;
    assert_eq!((none.status, &none.error()["param"]), (400, &json!("default_payment_method")));
    let card = world.attached(&customer, CHARGES_DECLINED).await;
    let declined = world.subscribe(&customer, &json!({ "default_payment_method": card })).await;
    assert_eq!((declined.status, &declined.error()["code"]), (402, &json!("card_declined")));
    assert_eq!(world.get(PATH).await.json()["data"], json!([]));
}

#[tokio::test]
async fn trials_and_endings() {
    let world = World::start().await;
    let customer = world.customer().await;
    world.attached(&customer, SUCCEEDS).await;
    let begun = world.subscribe(&customer, &json!({ "trial_period_days": 7 })).await.json();
    assert_eq!((&begun["status"], &begun["latest_invoice"]), (&json!("trialing"), &Value::Null));
    world.advance(7 * DAY_MS).await;
    assert_eq!(world.subscription(&begun["id"]).await["status"], "active");
    assert_eq!(world.invoices_of(&begun["id"]).await.len(), 1);
    let path = format!("{PATH}/{}", begun["id"].as_str().expect("an id"));
    assert_eq!(world.post(&path, &json!({ "cancel_at_period_end": true })).await.json()["status"], "active");
    world.advance(MONTH_MS).await;
    assert_eq!(world.subscription(&begun["id"]).await["status"], "canceled");
    let again = world.post(&format!("{path}/cancel"), &json!({})).await;
    assert_eq!((again.status, &again.error()["code"]), (400, &json!("subscription_unexpected_state")));
    let other = world.subscribe(&customer, &json!({})).await.json();
    let path = format!("{PATH}/{}/cancel", other["id"].as_str().expect("an id"));
    assert_eq!(world.post(&path, &json!({})).await.json()["status"], "canceled");
}

#[tokio::test]
async fn bad_subscriptions_are_refused_by_name() {
    let world = World::start().await;
    let (ada, bob) = (world.customer().await, world.customer().await);
    let others = world.attached(&bob, SUCCEEDS).await;
    let mut once = plan();
    once["recurring"] = Value::Null;
    let cases = [
        (json!({ "customer": null }), "customer"),
        (json!({ "customer": "cus_1" }), "customer"),
        (json!({ "items": [] }), "items"),
        (json!({ "items": [{ "price_data": once }] }), "items[0][price_data]"),
        (json!({ "default_payment_method": others }), "default_payment_method"),
        (json!({ "trial_period_days": 10_000 }), "trial_period_days"),
    ];
    for (more, param) in cases {
        let answer = world.subscribe(&ada, &more).await;
        assert_eq!((answer.status, &answer.error()["param"]), (400, &json!(param)), "{more}");
    }
}

#[tokio::test]
async fn a_paid_session_is_told_of_once() {
    let world = World::start().await;
    let (session, intent) = world.checkout(&json!({})).await;
    world.confirm(&intent, SUCCEEDS).await;
    let told = world.told("checkout.session.completed").await;
    assert_eq!((&told["id"], &told["status"]), (&session["id"], &json!("complete")));
    assert_eq!(told["payment_status"], "paid");
    world.advance(2 * DAY_MS).await;
    let events = world.get("/v1/events?type=checkout.session.completed").await.json();
    assert_eq!(events["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(world.get("/v1/events?type=checkout.session.expired").await.json()["data"], json!([]));
}

#[tokio::test]
async fn sessions_that_save_cards_are_told_of_too() {
    let world = World::start().await;
    for (kind, wait_ms) in [("checkout.session.expired", DAY_MS), ("checkout.session.completed", 0)] {
        let body = json!({ "mode": "setup", "success_url": "https://a.example/", "cancel_url": "https://a.example/" });
        let session = world.post("/v1/checkout/sessions", &body).await.json();
        let setup = session["setup_intent"].as_str().expect("a SetupIntent").to_owned();
        if wait_ms == 0 {
            let confirm = json!({ "payment_method_data": card(SUCCEEDS) });
            world.post(&format!("/v1/setup_intents/{setup}/confirm"), &confirm).await;
        } else {
            world.advance(wait_ms).await;
        }
        let told = world.told(kind).await;
        assert_eq!((&told["id"], &told["setup_intent"]), (&session["id"], &json!(setup)));
    }
}

#[tokio::test]
async fn an_expired_session_is_told_of_without_anybody_asking() {
    let world = World::start().await;
    let (session, _) = world.checkout(&json!({})).await;
    world.advance(DAY_MS).await;
    let told = world.told("checkout.session.expired").await;
    assert_eq!((&told["id"], &told["status"]), (&session["id"], &json!("expired")));
}

#[tokio::test]
async fn a_session_begins_a_subscription_for_a_new_customer() {
    let world = World::start().await;
    let lines = json!([{ "quantity": 1, "price_data": plan() }]);
    let (session, intent) = world
        .checkout(
            &json!({ "mode": "subscription", "line_items": lines, "customer_email": "ada@example.com" }),
        )
        .await;
    world.confirm(&intent, SUCCEEDS).await;
    let told = world.told("checkout.session.completed").await;
    assert_eq!(told["id"], session["id"]);
    let subscription = world.subscription(&told["subscription"]).await;
    assert_eq!((&subscription["status"], &subscription["customer"]), (&json!("active"), &told["customer"]));
    let customer = told["customer"].as_str().expect("a customer");
    assert_eq!(world.get(&format!("/v1/customers/{customer}")).await.json()["email"], "ada@example.com");
    let invoices = world.invoices_of(&subscription["id"]).await;
    assert_eq!((invoices.len(), &invoices[0]["payment_intent"]), (1, &json!(intent.id)));
    world.advance(MONTH_MS).await;
    assert_eq!(world.invoices_of(&subscription["id"]).await.len(), 2);
    assert_eq!(world.subscription(&subscription["id"]).await["status"], "active");
}
