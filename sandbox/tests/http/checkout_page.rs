//! The hosted checkout page's answers: what they say, to whom, and under which policy.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tillkit_sandbox::Config;

use crate::fixture::{Intent, SUCCEEDS, World};

const SESSIONS: &str = "/v1/checkout/sessions";

fn built(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (file, text) in
        [("pay/checkout.html", "<!doctype html><title>Checkout</title>"), ("pay/checkout.js", "1")]
    {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

async fn world(name: &str) -> World {
    World::start_with(Config::free_ports(built(name))).await
}

async fn session(world: &World) -> Value {
    let body = json!({
        "success_url": "shop.example/done?session={CHECKOUT_SESSION_ID}",
        "line_items": [{ "quantity": 3, "price_data": {
            "currency": "JPY", "unit_amount": 500, "product_data": { "name": "Stone", "description": "Grey." },
        }}],
    });
    world.post(SESSIONS, &body).await.json()
}

fn state_url(session: &Value) -> String {
    session["url"].as_str().expect("url").replace("?key=", "/state?key=")
}

#[tokio::test]
async fn the_page_has_a_strict_policy_and_its_status_says_what_it_shows() {
    let world = world("page").await;
    let session = session(&world).await;
    let address = session["url"].as_str().expect("url");
    let wrong_key = address.replace("pk_test_sandbox", "pk_test_other");
    let other = world.sandbox.gateway_url().to_owned() + "/pay/cs_test_1?key=pk_test_sandbox";
    let in_base64 = address.replace("pk_test_sandbox", "cGtfdGVzdF9zYW5kYm94");
    for (address, status) in [(address, 200), (&in_base64, 200), (&wrong_key, 403), (&other, 404)] {
        let page = world.open(address).await;
        assert_eq!(
            (page.status, page.header("content-type")),
            (status, "text/html; charset=utf-8"),
            "{address}"
        );
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!((page.header("x-frame-options"), page.header("referrer-policy")), ("DENY", "no-referrer"));
        // Other origins' scripts have no business here.
        assert_eq!(page.header("access-control-allow-origin"), "");
    }
    let script = world.open("/pay/assets/checkout.js").await;
    assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));
    assert_eq!(world.open("/pay/assets/none.js").await.status, 404);
}

#[tokio::test]
async fn the_state_says_what_there_is_to_pay() {
    let world = world("state").await;
    let session = session(&world).await;
    let answer = world.open(&state_url(&session)).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    assert_eq!(answer.header("access-control-allow-origin"), "");
    let state = answer.json();
    let yen = |decimal: &str| json!({ "decimal": decimal, "currency": "JPY", "fractionDigits": 0 });
    assert_eq!(state["total"], yen("1500"));
    assert_eq!(
        state["items"][0],
        json!({
            "name": "Stone", "description": "Grey.", "quantity": 3, "unitAmount": yen("500"), "amount": yen("1500"),
            "recurring": null,
        })
    );
    assert_eq!((&state["clientSecret"], &state["status"]), (&session["client_secret"], &json!("open")));
    let id = session["id"].as_str().expect("id");
    assert_eq!(state["successUrl"], format!("https://shop.example/done?session={id}"));
    assert_eq!(state["cancelUrl"], Value::Null);

    let text = |name: &str| session[name].as_str().expect(name).to_owned();
    world.confirm(&Intent { id: text("payment_intent"), secret: text("client_secret") }, SUCCEEDS).await;
    let state = world.open(&state_url(&session)).await.json();
    assert_eq!((&state["status"], &state["paymentStatus"]), (&json!("complete"), &json!("paid")));
    assert_eq!(state["clientSecret"], Value::Null, "of no use any more");
}

#[tokio::test]
async fn saved_cards_are_shown_while_a_session_is_open_and_nothing_else_of_their_customer() {
    let world = world("saved").await;
    let customer = world.customer().await;
    let card = world.attached(&customer, SUCCEEDS).await;
    let line = json!({ "quantity": 1, "price_data": {
        "currency": "EUR", "unit_amount": 500, "product_data": { "name": "Stone" },
    }});
    let body = json!({
        "mode": "payment", "success_url": "https://shop.example/done", "customer": customer, "line_items": [line],
    });
    let session = world.post("/v1/checkout/sessions", &body).await.json();
    let state = world.open(&state_url(&session)).await.json();
    let saved = state["savedPaymentMethods"].as_array().expect("cards");
    let names: Vec<&str> = saved[0].as_object().expect("a card").keys().map(String::as_str).collect();
    assert_eq!((saved.len(), &saved[0]["id"], names), (1, &json!(card), vec!["id", "card"]));
    let text = |name: &str| session[name].as_str().expect(name).to_owned();
    world.confirm(&Intent { id: text("payment_intent"), secret: text("client_secret") }, SUCCEEDS).await;
    let state = world.open(&state_url(&session)).await.json();
    assert_eq!((&state["status"], state.get("savedPaymentMethods")), (&json!("complete"), None));
}

#[tokio::test]
async fn a_wrong_key_learns_nothing() {
    let world = world("wrong").await;
    let session = session(&world).await;
    for address in [
        state_url(&session).replace("pk_test_sandbox", "pk_test_other"),
        state_url(&session).replace("?key=pk_test_sandbox", ""),
        world.sandbox.gateway_url().to_owned() + "/pay/cs_test_1/state?key=pk_test_other",
        world.sandbox.gateway_url().to_owned() + "/pay/plink_1?key=pk_test_other",
    ] {
        let answer = world.open(&address).await;
        assert_eq!(answer.status, 403, "{address}");
        assert!(!answer.text.contains("Stone") && !answer.text.contains("_secret_"), "{}", answer.text);
    }
    let unknown = world.open("/pay/cs_test_1/state?key=pk_test_sandbox").await;
    assert_eq!((unknown.status, &unknown.error()["code"]), (404, &json!("resource_missing")));
    assert_eq!(world.open("/pay/plink_1?key=pk_test_sandbox").await.status, 404);
}
