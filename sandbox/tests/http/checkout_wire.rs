//! Products, prices and checkout sessions against the documented ones, field by field.

use serde_json::{Map, Value, json};
use tillkit_sandbox::{Clock, Config, PUBLISHABLE_KEY, Wire};

use crate::fixture::{World, no_assets};

const SESSIONS: &str = "/v1/checkout/sessions";

/// The time of the documented session, whose parts were made a moment later than it.
const MADE_AT_MS: u64 = 1_665_553_291_214;

async fn world_of_the_samples() -> World {
    let clock = Clock::starting_at(MADE_AT_MS);
    World::start_with(Config { clock, ..Config::free_ports(no_assets()) }).await
}

fn sample(text: &str) -> Value {
    serde_json::from_str(text).expect("a sample")
}

fn fields(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}

/// Names, their order, types and unset spellings are the sample's, all the way down; so are values outside
/// `varying`, names of fields.
fn assert_like(answer: &Value, documented: &Value, varying: &[&str], place: &str) {
    let names = |value| fields(value).keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(answer), names(documented), "{place}");
    for (name, expected) in fields(documented) {
        let (given, place) = (&answer[name], format!("{place}.{name}"));
        match (given, expected) {
            _ if varying.contains(&name.as_str()) && !expected.is_null() => {
                assert_eq!(std::mem::discriminant(given), std::mem::discriminant(expected), "{place}");
            }
            (Value::Object(_), Value::Object(_)) => assert_like(given, expected, varying, &place),
            (Value::Array(given), Value::Array(expected)) if expected.iter().all(Value::is_object) => {
                assert_eq!(given.len(), expected.len(), "{place}");
                for (given, expected) in given.iter().zip(expected) {
                    assert_like(given, expected, varying, &place);
                }
            }
            _ => assert_eq!(given, expected, "{place}"),
        }
    }
}

/// The moment in an id with this prefix.
fn made_at_ms(id: &Value, prefix: &str) -> u64 {
    let digits = id.as_str().and_then(|id| id.strip_prefix(prefix)).expect("an id");
    assert!(digits.len() == 19 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    (digits.parse::<u64>().expect("a number") >> 22) + 1_288_834_974_657
}

#[tokio::test]
async fn a_product_answers_as_documented() {
    let world = world_of_the_samples().await;
    let request = sample(include_str!("samples/wooshpay-product-create.request.json"));
    let mut documented = sample(include_str!("samples/wooshpay-product-create.response.json"));
    // The documented answer is to another request.
    documented["metadata"] = request["metadata"].clone();
    let answer = world.post("/v1/products", &request).await;
    assert_eq!(answer.status, 200);
    let product = answer.json();
    assert_like(&product, &documented, &["id", "created", "updated"], "product");
    assert_eq!(product["created"], (made_at_ms(&product["id"], "prod_") + 500) / 1_000 * 1_000);
    assert_eq!(product["updated"], product["created"]);
    let id = product["id"].as_str().expect("id");
    assert_eq!(world.get(&format!("/v1/products/{id}")).await.json(), product);
}

#[tokio::test]
async fn a_price_of_a_product_answers_as_documented() {
    let world = world_of_the_samples().await;
    let mut documented = sample(include_str!("samples/wooshpay-price-create.response.json"));
    let product = json!({
        "name": documented["product"]["name"], "description": documented["product"]["description"],
        "metadata": documented["product"]["metadata"], "url": documented["product"]["url"],
    });
    let product = world.post("/v1/products", &product).await.json();
    // As products are documented by themselves.
    documented["product"]["images"] = Value::Null;
    let mut request = sample(include_str!("samples/wooshpay-price-create-existing-product.request.json"));
    request["product"] = product["id"].clone();
    let price = world.post("/v1/prices", &request).await.json();
    assert_like(&price, &documented, &["id", "created", "updated"], "price");
    assert_eq!(price["product"], product);
    let id = price["id"].as_str().expect("id");
    assert_eq!(world.get(&format!("/v1/prices/{id}")).await.json(), price);
}

#[tokio::test]
async fn a_price_brings_its_product_along() {
    let world = world_of_the_samples().await;
    let request = sample(include_str!("samples/wooshpay-price-create-inline-product.request.json"));
    assert_eq!(request["billing_scheme"], "testscheme");
    let price = world.post("/v1/prices", &request).await.json();
    assert_eq!((&price["billing_scheme"], &price["type"]), (&json!("per_unit"), &json!("one_time")));
    assert_eq!(price["product"]["description"], request["product_data"]["description"]);
    let id = price["product"]["id"].as_str().expect("id");
    assert_eq!(world.get(&format!("/v1/products/{id}")).await.json(), price["product"]);
}

#[tokio::test]
async fn a_recurring_price_answers_as_documented() {
    let world = world_of_the_samples().await;
    world.sandbox.set_wire(Wire::New);
    let request = json!({
        "currency": "USD", "product_data": { "name": "Plus plan" }, "unit_amount": 1_000, "active": true,
        "recurring": { "interval": "month", "interval_count": 1 },
    });
    let mut price = world.post("/v1/prices", &request).await.json();
    let documented = json!({
        "object": "price", "livemode": false, "active": true, "currency": "USD",
        "product": { "object": "product", "livemode": false, "active": true, "name": "Plus plan" },
        "type": "recurring",
        "recurring": { "interval": "month", "interval_count": 1, "usage_type": "licensed" },
        "unit_amount": 1_000, "billing_scheme": "per_unit",
    });
    for (pointer, names) in [("", ["id", "created"].as_slice()), ("/product", &["id", "created", "updated"])]
    {
        let object = price.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object");
        for name in names {
            assert!(object.remove(*name).is_some(), "{pointer} {name}");
        }
    }
    assert_eq!(price, documented);
}

#[tokio::test]
async fn a_session_answers_as_documented() {
    let world = world_of_the_samples().await;
    let request = sample(include_str!("samples/wooshpay-checkout-session-create.request.json"));
    let mut documented = sample(include_str!("samples/wooshpay-checkout-session-create.response.json"));
    // The documented answer is to another request in these two places.
    documented["cancel_url"] = request["cancel_url"].clone();
    documented["line_items"]["data"][0]["price"]["product"]["description"] =
        request["line_items"][0]["price_data"]["product_data"]["description"].clone();
    let answer = world.post(SESSIONS, &request).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let session = answer.json();
    let varying = ["id", "created", "updated", "url", "payment_intent", "client_secret", "expires_at"];
    assert_like(&session, &documented, &varying, "session");

    let made_at_ms_of_it = made_at_ms(&session["id"], "cs_");
    assert_eq!(session["created"], (made_at_ms_of_it + 500) / 1_000 * 1_000);
    assert_eq!(session["expires_at"], made_at_ms_of_it + 86_400_000, "exact, not rounded");
    let digits = &session["id"].as_str().expect("id")[3..];
    let url = format!("{}/pay/cs_test_{digits}?key={PUBLISHABLE_KEY}", world.sandbox.gateway_url());
    assert_eq!(session["url"], url);
    let intent = session["payment_intent"].as_str().expect("an intent");
    assert!(session["client_secret"].as_str().expect("a secret").starts_with(&format!("{intent}_secret_")));
    let intent = world.sandbox.intent(intent).expect("the intent");
    assert_eq!(
        (&intent["amount"], &intent["currency"], &intent["client_secret"]),
        (&json!(5), &json!("GBP"), &session["client_secret"])
    );
    let line = &session["line_items"]["data"][0];
    for (id, prefix) in [
        (&line["id"], "li_"),
        (&line["price"]["id"], "price_"),
        (&line["price"]["product"]["id"], "prod_"),
        (&session["payment_intent"], "pi_"),
    ] {
        assert!(made_at_ms(id, prefix) >= made_at_ms_of_it, "{id} is not older than its session");
    }
}

#[tokio::test]
async fn a_session_of_the_new_generation_leaves_unset_fields_out() {
    let world = World::start().await;
    world.sandbox.set_wire(Wire::New);
    let price = json!({
        "currency": "USD", "product_data": { "name": "Plus plan" }, "unit_amount": 1_000,
        "recurring": { "interval": "month" },
    });
    let price = world.post("/v1/prices", &price).await.json();
    // As documented for subscriptions.
    let request = json!({
        "mode": "subscription", "success_url": "https://yourwebsite.com",
        "line_items": [{ "quantity": 1, "price": price["id"] }],
    });
    let session = world.post(SESSIONS, &request).await.json();
    assert!(fields(&session).values().all(|value| !value.is_null()), "{session}");
    for (name, expected) in [
        ("object", json!("checkout.session")),
        ("livemode", json!(false)),
        ("currency", json!("USD")),
        ("customer", json!("")),
        ("mode", json!("subscription")),
        ("status", json!("open")),
    ] {
        assert_eq!(session[name], expected, "{name}");
    }
    let key = session["url"].as_str().expect("url").split_once("?key=").expect("a key").1;
    // base64 of the key, as in the documented address.
    assert_eq!(key, "cGtfdGVzdF9zYW5kYm94");
}

#[tokio::test]
async fn a_session_that_saves_a_card_answers_as_documented() {
    let world = World::start().await;
    world.sandbox.set_wire(Wire::New);
    let customer =
        json!({ "email": "test@example.com", "name": "test_prod", "address": { "country": "CN" } });
    let customer = world.post("/v1/customers", &customer).await.json();
    // The documented request, which names no mode.
    let request = json!({
        "cancel_url": "https://example.com/billing/cancel",
        "success_url": "https://example.com/billing/success",
        "payment_method_types": ["card"],
        "customer": customer["id"],
        "metadata": { "order_id": "order123", "merchant_user_id": "123" },
    });
    let session = world.post(SESSIONS, &request).await.json();
    let documented = [
        "id",
        "object",
        "created",
        "livemode",
        "customer",
        "metadata",
        "mode",
        "status",
        "url",
        "customer_details",
        "expires_at",
        "live_mode",
        "payment_method_types",
        "setup_intent",
        "success_url",
        "cancel_url",
    ];
    assert_eq!(fields(&session).keys().collect::<Vec<_>>(), documented);
    for (name, expected) in [
        ("object", json!("checkout.session")),
        ("livemode", json!(false)),
        ("mode", json!("setup")),
        ("status", json!("open")),
        ("customer_details", customer.clone()),
        ("success_url", request["success_url"].clone()),
        ("cancel_url", request["cancel_url"].clone()),
        ("customer", request["customer"].clone()),
        ("metadata", request["metadata"].clone()),
        ("payment_method_types", json!(["card"])),
    ] {
        assert_eq!(session[name], expected, "{name}");
    }
    assert_eq!(session["expires_at"], made_at_ms(&session["id"], "cs_") + 86_400_000);
    let intent = session["setup_intent"].as_str().expect("an intent");
    let intent = world.get(&format!("/v1/setup_intents/{intent}")).await.json();
    assert_eq!(
        (&intent["customer"], &intent["status"]),
        (&customer["id"], &json!("requires_payment_method"))
    );
}
