//! Events, and their delivery to a merchant's server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;
use tillkit_sandbox::SECRET_KEY;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use crate::fixture::{Answer, CHALLENGED, DECLINED, SUCCEEDS, World};

const PATH: &str = "/v1/webhook_endpoints";
/// Longer than any delivery takes that is coming.
const PATIENCE: Duration = Duration::from_secs(20);

/// A merchant's server that takes events.
pub(crate) struct Receiver {
    pub(crate) url: String,
    status: Arc<AtomicU16>,
    posted: UnboundedReceiver<(HeaderMap, String)>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let (sender, posted) = unbounded_channel();
        let status = Arc::new(AtomicU16::new(200));
        let answer = Arc::clone(&status);
        let hook = move |headers: HeaderMap, body: Bytes| {
            let body = String::from_utf8(body.to_vec()).expect("text");
            sender.send((headers, body)).expect("the test still listens");
            let status = StatusCode::from_u16(answer.load(Ordering::SeqCst)).expect("a status");
            async move { status }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let router = Router::new().route("/hook", post(hook));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, status, posted }
    }

    /// The next event that is posted, and its signature.
    async fn next(&mut self) -> (Value, String, String) {
        let (headers, body) = self.next_raw().await;
        let signature = headers["wooshpay-signature"].to_str().expect("text").to_owned();
        (serde_json::from_str(&body).expect("JSON"), signature, body)
    }

    /// The next delivery, whoever sent it.
    pub(crate) async fn next_raw(&mut self) -> (HeaderMap, String) {
        timeout(PATIENCE, self.posted.recv()).await.expect("in time").expect("a delivery")
    }

    /// A delivery that has come already.
    pub(crate) fn posted_already(&mut self) -> Option<(HeaderMap, String)> {
        self.posted.try_recv().ok()
    }

    fn answer_with(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }
}

impl World {
    /// A new endpoint: its id and secret.
    async fn endpoint(&self, url: &str, kinds: &[&str]) -> (String, String) {
        let answer = self.post(PATH, &json!({ "url": url, "enabled_events": kinds })).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let shown = answer.json();
        let text = |name: &str| shown[name].as_str().expect(name).to_owned();
        (text("id"), text("secret"))
    }

    async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path).basic_auth(SECRET_KEY, Some(""))).await
    }

    /// The first delivery to an endpoint, once it is as it should be.
    async fn delivery(&self, endpoint: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let found = async {
            loop {
                let all = self.open("/_sandbox/webhooks").await.json();
                let first = all.as_array().expect("a list").iter().find(|one| one["endpoint"] == endpoint);
                if let Some(delivery) = first.filter(|delivery| is_so(delivery)) {
                    return delivery.clone();
                }
            }
        };
        timeout(PATIENCE, found).await.expect("in time")
    }

    /// The types of the events about an object, oldest first.
    async fn told_about(&self, id: &str) -> Vec<String> {
        let events = self.get("/v1/events?limit=100").await.json();
        let events = events["data"].as_array().expect("events").iter().rev();
        let about = events.filter(|event| event["data"]["object"]["id"] == id);
        about.map(|event| event["type"].as_str().expect("a type").to_owned()).collect()
    }
}

#[tokio::test]
async fn a_delivery_is_signed_over_its_raw_body() {
    let (world, mut receiver) = (World::start().await, Receiver::start().await);
    let (_, secret) = world.endpoint(&receiver.url, &["payment_intent.succeeded"]).await;
    assert!(secret.starts_with("whsec_"));
    let intent = world.plain_intent();
    world.confirm(&intent, SUCCEEDS).await;
    let (event, signature, body) = receiver.next().await;
    assert_eq!((&event["type"], &event["object"]), (&json!("payment_intent.succeeded"), &json!("event")));
    assert_eq!(event["data"]["object"]["id"], intent.id);
    assert_eq!(event["data"]["object"]["status"], "succeeded");
    assert!(
        event["created"].as_u64().is_some_and(|created| created % 1_000 == 0 && created > 1_600_000_000_000)
    );
    let (time, digits) = signature.split_once(",v1=").expect("two elements");
    let time = time.strip_prefix("t=").expect("a time");
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(format!("{time}.{body}").as_bytes());
    let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digits, expected);
    let now_s = world.sandbox.clock().now_ms() / 1_000;
    assert!(now_s.abs_diff(time.parse().expect("seconds")) < 30, "{time}");
    let listed = world.get(&format!("/v1/events/{}", event["id"].as_str().expect("id"))).await.json();
    assert_eq!(listed, event);
}

#[tokio::test]
async fn every_step_of_a_payment_is_an_event() {
    let world = World::start().await;
    let paid = world.plain_intent();
    world.confirm(&paid, DECLINED).await;
    world.confirm(&paid, SUCCEEDS).await;
    let types = |id: &str| {
        let (world, id) = (&world, id.to_owned());
        async move { world.told_about(&id).await }
    };
    assert_eq!(
        types(&paid.id).await,
        ["payment_intent.created", "payment_intent.payment_failed", "payment_intent.succeeded"]
    );
    let challenged = world.plain_intent();
    world.confirm(&challenged, CHALLENGED).await;
    world.post(&format!("/v1/payment_intents/{}/cancel", challenged.id), &json!({})).await;
    assert_eq!(
        types(&challenged.id).await,
        ["payment_intent.created", "payment_intent.requires_action", "payment_intent.canceled"]
    );
    let held = world.intent(json!({ "amount": 500, "currency": "EUR", "capture_method": "manual" }));
    world.confirm(&held, SUCCEEDS).await;
    world.post(&format!("/v1/payment_intents/{}/capture", held.id), &json!({})).await;
    assert_eq!(
        types(&held.id).await,
        ["payment_intent.created", "payment_intent.amount_capturable_updated", "payment_intent.succeeded"]
    );
    let (debit, _) = world.pay_with("sepa_debit").await;
    world
        .post(&format!("/_sandbox/intents/{}/settle", debit.intent.id), &json!({ "outcome": "arrive" }))
        .await;
    assert_eq!(
        types(&debit.intent.id).await,
        ["payment_intent.created", "payment_intent.processing", "payment_intent.succeeded"]
    );
    let only = world.get("/v1/events?type=payment_intent.canceled").await.json();
    assert_eq!(only["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_refused_creation_is_no_event() {
    let world = World::start().await;
    let body =
        json!({ "amount": 5, "currency": "EUR", "confirm": true, "payment_method_data": { "type": "card" } });
    assert_eq!(world.post("/v1/payment_intents", &body).await.status, 400);
    assert_eq!(world.get("/v1/events").await.json()["data"], json!([]));
}

#[tokio::test]
async fn failed_deliveries_come_again_when_the_clock_says_so() {
    let (world, mut receiver) = (World::start().await, Receiver::start().await);
    receiver.answer_with(500);
    let (endpoint, _) = world.endpoint(&receiver.url, &["*"]).await;
    world.plain_intent();
    let (first, ..) = receiver.next().await;
    receiver.answer_with(200);
    world.post("/_sandbox/clock", &json!({ "advance_ms": 3_000 })).await;
    let (second, ..) = receiver.next().await;
    assert_eq!(first, second);
    // The receiver knows of the second try before the sandbox knows its answer.
    let delivery = world.delivery(&endpoint, |delivery| delivery["state"] == "delivered").await;
    let answers: Vec<&Value> =
        delivery["attempts"].as_array().expect("attempts").iter().map(|one| &one["status"]).collect();
    assert_eq!(answers, [&json!(500), &json!(200)]);
}

#[tokio::test]
async fn an_endpoint_that_is_down_holds_nobody_up() {
    let (world, mut receiver) = (World::start().await, Receiver::start().await);
    let (down, _) = world.endpoint("http://127.0.0.1:1/hook", &["*"]).await;
    let (secure, _) = world.endpoint("https://127.0.0.1:1/hook", &["*"]).await;
    world.endpoint(&receiver.url, &["payment_intent.succeeded"]).await;
    let intent = world.plain_intent();
    assert_eq!(world.confirm(&intent, SUCCEEDS).await.json()["status"], "succeeded");
    assert_eq!(receiver.next().await.0["data"]["object"]["id"], intent.id);
    for (endpoint, reason) in [(down, "no connection"), (secure, "no TLS")] {
        let delivery = world.delivery(&endpoint, |delivery| delivery["attempts"] != json!([])).await;
        assert_eq!(delivery["state"], "pending");
        let error = delivery["attempts"][0]["error"].as_str().expect("an error");
        assert!(error.contains(reason), "{error}");
    }
}

#[tokio::test]
async fn a_merchant_may_have_an_event_again() {
    let (world, mut receiver) = (World::start().await, Receiver::start().await);
    world.endpoint(&receiver.url, &["payment_intent.created"]).await;
    world.plain_intent();
    let (event, ..) = receiver.next().await;
    world.post("/_sandbox/webhooks", &json!({ "event": event["id"] })).await;
    assert_eq!(receiver.next().await.0, event);
    let unknown = world.post("/_sandbox/webhooks", &json!({ "event": "evt_1" })).await;
    assert_eq!((unknown.status, &unknown.error()["param"]), (400, &json!("event")));
}

#[tokio::test]
async fn endpoints_are_shown_without_their_secret_and_taken_away() {
    let world = World::start().await;
    let created = world
        .post(
            PATH,
            &json!({
                "url": "https://example.com/hook", "description": "I am description", "api_version": "1.0.1",
                "enabled_events": ["payment_intent.succeeded", "charge.refund.updated"],
            }),
        )
        .await
        .json();
    let documented: Value = json!({
        "id": "", "object": "webhook_endpoint", "created": 0, "description": "I am description", "metadata": null,
        "status": "enabled", "url": "https://example.com/hook", "livemode": false, "api_version": "1.0.1",
        "enabled_events": ["payment_intent.succeeded", "charge.refund.updated"],
    });
    let path = format!("{PATH}/{}", created["id"].as_str().expect("id"));
    let shown = world.get(&path).await.json();
    for (name, value) in documented.as_object().expect("fields") {
        if !["id", "created"].contains(&name.as_str()) {
            assert_eq!((&shown[name], &created[name]), (value, value), "{name}");
        }
    }
    assert_eq!(shown.get("secret"), None);
    assert!(!world.get(PATH).await.text.contains("whsec_"));
    assert_eq!(world.delete(&path).await.json()["deleted"], true);
    assert_eq!(world.get(&path).await.status, 404);
    assert_eq!(world.delete(&path).await.error()["code"], "resource_missing");
}

#[tokio::test]
async fn bad_endpoints_are_refused_by_name() {
    let world = World::start().await;
    let cases = [
        (json!({ "enabled_events": ["*"] }), "url"),
        (json!({ "url": "http://example.com/hook", "enabled_events": ["*"] }), "url"),
        (json!({ "url": "https://example.com/hook" }), "enabled_events"),
        (json!({ "url": "https://example.com/hook", "enabled_events": ["payment.done"] }), "enabled_events"),
    ];
    for (body, param) in cases {
        let answer = world.post(PATH, &body).await;
        assert_eq!((answer.status, &answer.error()["param"]), (400, &json!(param)), "{body}");
    }
    let with_publishable =
        world.request(Method::POST, PATH).bearer_auth(tillkit_sandbox::PUBLISHABLE_KEY).json(&json!({}));
    assert_eq!(world.send(with_publishable).await.status, 403);
}
