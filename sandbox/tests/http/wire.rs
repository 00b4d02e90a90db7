//! The answers against the documented ones, field by field.

use serde_json::{Map, Value, json};
use tillkit_sandbox::{Clock, Config, Wire};

use crate::fixture::{CHALLENGED, SUCCEEDS, World, card, no_assets};

const PATH: &str = "/v1/payment_intents";

/// A world at the time of the documented objects, whose cards would be expired today.
async fn world_of_the_samples() -> World {
    let clock = Clock::starting_at(1_666_338_934_000);
    World::start_with(Config { clock, ..Config::free_ports(no_assets()) }).await
}

fn sample(text: &str) -> Value {
    serde_json::from_str(text).expect("a sample")
}

fn fields(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

/// Names, order, types and unset spellings are the sample's; so are values that do not vary.
fn assert_like(answer: &Value, documented: &Value, varying: &[&str]) {
    let names = |value| fields(value).keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(answer), names(documented));
    for (name, expected) in fields(documented) {
        let given = &answer[name];
        if varying.contains(&name.as_str()) {
            assert_eq!(std::mem::discriminant(given), std::mem::discriminant(expected), "{name}");
        } else {
            assert_eq!(given, expected, "{name}");
        }
    }
    let (id, secret) =
        (answer["id"].as_str().expect("id"), answer["client_secret"].as_str().expect("secret"));
    let digits = id.strip_prefix("pi_").expect("prefix");
    assert!(digits.len() == 19 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    let random = secret.strip_prefix(&format!("{id}_secret_")).expect("a secret of this id");
    assert!(random.len() == 24 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{secret}");
    let created = answer["created"].as_u64().expect("created");
    let snowflake: u64 = digits.parse().expect("digits");
    let made = (snowflake >> 22) + 1_288_834_974_657;
    assert_eq!(created, (made + 500) / 1_000 * 1_000);
}

#[tokio::test]
async fn a_payment_without_3ds_answers_as_documented() {
    let world = world_of_the_samples().await;
    let request = sample(include_str!("samples/wooshpay-pi-create-non3ds.request.json"));
    let answer = world.post(PATH, &request).await;
    let documented = sample(include_str!("samples/wooshpay-pi-create-non3ds.response.json"));
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert_like(&answer.json(), &documented, &["id", "created", "client_secret"]);
}

#[tokio::test]
async fn a_payment_with_3ds_answers_as_documented() {
    let world = world_of_the_samples().await;
    let request = sample(include_str!("samples/wooshpay-pi-create-3ds.request.json"));
    let answer = world.post(PATH, &request).await.json();
    let documented = sample(include_str!("samples/wooshpay-pi-create-3ds.response.json"));
    assert_like(&answer, &documented, &["id", "created", "client_secret", "next_action"]);

    let action = |intent: &Value| sample(intent["next_action"].as_str().expect("text"));
    let (given, expected) = (action(&answer), action(&documented));
    let shape = |action: &Value| {
        let detail = fields(&action["ddc_redirect"]).keys().cloned().collect::<Vec<_>>();
        (fields(action).keys().cloned().collect::<Vec<_>>(), detail)
    };
    assert_eq!(shape(&given), shape(&expected));
    assert_eq!(given["type"], expected["type"]);
    assert_eq!(given["ddc_redirect"]["return_url"], expected["ddc_redirect"]["return_url"]);
    let query = |action: &Value| {
        let url = action["ddc_redirect"]["url"].as_str().expect("url").to_owned();
        let (path, query) = url.split_once('?').expect("a query");
        assert!(path.ends_with("/v1/3ds/index.html"));
        query.split('&').map(|pair| pair.split_once('=').expect("pair").0.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(query(&given), query(&expected));
}

#[tokio::test]
async fn the_new_generation_answers_as_documented() {
    let world = world_of_the_samples().await;
    let request = json!({
        "amount": 100_000, "currency": "USD", "confirm": true, "payment_method_data": card(CHALLENGED),
        "merchant_order_id": "Order112344343", "capture_method": "manual", "return_url": "https://wooshpay.com",
    });
    let request = world
        .request(reqwest::Method::POST, PATH)
        .bearer_auth("sk_test_sandbox")
        .header("Tillkit-Sandbox-Wire", "new")
        .json(&request);
    let answer = world.send(request).await.json();
    let documented = sample(include_str!("samples/wooshpay-card-challenge.response.json"));
    let varying = ["id", "created", "client_secret", "next_action", "payment_method"];
    assert_like(&answer, &documented, &varying);
    let (given, expected) = (&answer["next_action"], &documented["next_action"]);
    let names = |value| fields(value).keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(given), names(expected));
    assert_eq!(names(&given["challenge_redirect"]), names(&expected["challenge_redirect"]));
    let (method, intent) =
        (answer["payment_method"].as_str().expect("pm"), answer["id"].as_str().expect("pi"));
    assert!(method[3..] < intent[3..], "the payment method is made first");
}

#[tokio::test]
async fn the_new_generation_leaves_unset_fields_out() {
    let world = World::start().await;
    world.sandbox.set_wire(Wire::New);
    let intent = world.plain_intent();
    let shown = world.get(&format!("{PATH}/{}", intent.id)).await.json();
    assert!(fields(&shown).values().all(|value| !value.is_null() && value != ""), "{shown}");
    for absent in ["next_action", "last_payment_error", "description", "payment_method", "cancel_at"] {
        assert_eq!(shown.get(absent), None, "{absent}");
    }
    assert_eq!(shown["payment_method_types"], json!(["card"]));
    world.confirm(&intent, "4000000000000002").await;
    let failed = world.get(&format!("{PATH}/{}", intent.id)).await.json();
    assert_eq!(failed["last_payment_error"]["decline_code"], "generic_decline");
    world.confirm(&intent, SUCCEEDS).await;
    let paid = world.get(&format!("{PATH}/{}", intent.id)).await.json();
    assert_eq!((&paid["amount_received"], paid.get("last_payment_error")), (&json!(1_250), None));
}

#[tokio::test]
async fn an_intent_keeps_its_generation() {
    let world = World::start().await;
    let old = world.plain_intent();
    let changed = world.post("/_sandbox/settings", &json!({ "wire": "new" })).await.json();
    assert_eq!(changed["wire"], "new");
    let new = world.plain_intent();
    world.post("/_sandbox/settings", &json!({ "wire": "old" })).await;
    assert_eq!(world.retrieve(&old).await["cancel_at"], "");
    assert_eq!(world.retrieve(&new).await.get("cancel_at"), None);
    assert_eq!(world.post("/_sandbox/settings", &json!({ "wire": "newest" })).await.error()["param"], "wire");
    let request = world
        .request(reqwest::Method::POST, PATH)
        .bearer_auth("sk_test_sandbox")
        .header("Tillkit-Sandbox-Wire", "v2")
        .json(&json!({ "amount": 1, "currency": "USD" }));
    assert_eq!(world.send(request).await.status, 400);
}
