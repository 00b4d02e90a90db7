use reqwest::Method;
use serde_json::{Value, json};
use tillkit_sandbox::{PUBLISHABLE_KEY, SECRET_KEY};

use crate::fixture::{SUCCEEDS, World};

const PATH: &str = "/v1/payment_intents";

#[tokio::test]
async fn a_missing_or_wrong_key_is_401_and_never_repeated() {
    let world = World::start().await;
    let missing = world.open(PATH).await;
    assert_eq!((missing.status, &missing.error()["code"]), (401, &json!("api_key_missing")));
    for key in ["sk_live_something", "sk_test_sandbo", "sk_test_sandboxx", ""] {
        let answer = world.send(world.request(Method::GET, PATH).basic_auth(key, Some(""))).await;
        assert_eq!((answer.status, &answer.error()["code"]), (401, &json!("api_key_invalid")));
        assert!(key.is_empty() || !answer.error()["message"].to_string().contains(&format!("{key} ")));
    }
    for header in ["Basic !!!", "Digest sk_test_sandbox", "sk_test_sandbox"] {
        let answer = world.send(world.request(Method::GET, PATH).header("Authorization", header)).await;
        assert_eq!(answer.status, 401, "{header}");
        // A browser would open its own dialog.
        assert_eq!(answer.header("www-authenticate"), "");
    }
}

#[tokio::test]
async fn basic_and_bearer_both_carry_keys() {
    let world = World::start().await;
    assert_eq!(world.get(PATH).await.status, 200);
    let bearer = world.send(world.request(Method::GET, PATH).bearer_auth(SECRET_KEY)).await;
    assert_eq!(bearer.status, 200);
}

#[tokio::test]
async fn a_publishable_key_only_retrieves_and_confirms() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let of = |rest: &str| format!("{PATH}/{}{rest}", intent.id);
    let calls = [
        (Method::GET, PATH.to_owned()),
        (Method::POST, PATH.to_owned()),
        (Method::POST, of("")),
        (Method::POST, of("/capture")),
        (Method::POST, of("/cancel")),
    ];
    for (method, path) in calls {
        let request = world.request(method, &path).basic_auth(PUBLISHABLE_KEY, Some(""));
        let answer = world.send(request.json(&json!({ "client_secret": intent.secret }))).await;
        assert_eq!((answer.status, &answer.error()["code"]), (403, &json!("secret_key_required")), "{path}");
    }
    assert_eq!(world.retrieve(&intent).await["status"], "requires_payment_method");
    assert_eq!(world.confirm(&intent, SUCCEEDS).await.status, 200);
}

#[tokio::test]
async fn the_client_secret_opens_its_own_intent_only() {
    let world = World::start().await;
    let (mine, other) = (world.plain_intent(), world.plain_intent());
    let retrieve = |secret: String| {
        let path = format!("{PATH}/{}{secret}", mine.id);
        world.send(world.request(Method::GET, &path).basic_auth(PUBLISHABLE_KEY, Some("")))
    };
    let missing = retrieve(String::new()).await;
    assert_eq!((missing.status, &missing.error()["code"]), (400, &json!("parameter_missing")));
    for wrong in [&other.secret, &mine.secret[..mine.secret.len() - 1], "x"] {
        let answer = retrieve(format!("?client_secret={wrong}")).await;
        assert_eq!((answer.status, &answer.error()["code"]), (403, &json!("client_secret_invalid")));
        assert_eq!(answer.error()["param"], "client_secret");
    }
    let mut body = mine.confirm_body(SUCCEEDS);
    body["client_secret"] = json!(other.secret);
    let confirmed = world.send(world.confirm_request(&mine, SUCCEEDS).json(&body)).await;
    assert_eq!(confirmed.status, 403);
    assert_eq!(world.ledger(&mine).attempts, 0);
}

#[tokio::test]
async fn the_merchants_own_fields_stay_with_the_secret_key() {
    let world = World::start().await;
    let intent = world.intent(json!({
        "amount": 1, "currency": "USD", "metadata": { "margin": "40" }, "statement_descriptor": "SHOP",
    }));
    let seen = world.retrieve(&intent).await;
    assert_eq!((seen.get("metadata"), seen.get("statement_descriptor")), (None, None));
    let paid = world.confirm(&intent, SUCCEEDS).await.json();
    assert_eq!(paid.get("metadata"), None);
    let whole = world.get(&format!("{PATH}/{}", intent.id)).await.json();
    assert_eq!(whole["metadata"], json!({ "margin": "40" }));
    assert_ne!(whole["statement_descriptor"], Value::Null);
}

#[tokio::test]
async fn any_origin_may_call_and_errors_can_be_read() {
    let world = World::start().await;
    let preflight = world
        .request(Method::OPTIONS, &format!("{PATH}/pi_1/confirm"))
        .header("Origin", "https://shop.example")
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
    let answer = world.send(preflight).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, "*"));
    for header in ["authorization", "content-type", "idempotency-key"] {
        assert!(answer.header("access-control-allow-headers").contains(header), "{header}");
    }
    assert!(answer.header("access-control-allow-methods").contains("POST"));
    assert_ne!(answer.header("access-control-max-age"), "");
    for path in [PATH, "/v1/refunds", "/v1/none.js", "/_sandbox/ledger/pi_1"] {
        let answer =
            world.send(world.request(Method::GET, path).header("Origin", "https://shop.example")).await;
        assert!(answer.status >= 400);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert!(answer.header("access-control-expose-headers").contains("retry-after"));
    }
}
