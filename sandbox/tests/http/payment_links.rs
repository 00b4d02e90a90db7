//! Payment links: each opening is a session of its own.

use serde_json::{Value, json};

use crate::fixture::{Answer, Intent, SUCCEEDS, World};

const PATH: &str = "/v1/payment_links";

async fn price(world: &World) -> Value {
    let body = json!({ "currency": "USD", "unit_amount": 1_450, "product_data": { "name": "Morning Fog" } });
    world.post("/v1/prices", &body).await.json()["id"].clone()
}

async fn follow(world: &World, link: &Value) -> Answer {
    world.open(link["url"].as_str().expect("url")).await
}

#[tokio::test]
async fn a_link_opens_a_session_for_everyone_who_follows_it() {
    let world = World::start().await;
    let body = json!({
        "line_items": [{ "price": price(&world).await, "quantity": 2 }],
        "after_completion": { "type": "redirect", "redirect": { "url": "https://shop.example/thanks" } },
        "metadata": { "campaign": "autumn" },
    });
    let answer = world.post(PATH, &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let link = answer.json();
    for (name, expected) in [
        ("object", json!("payment_link")),
        ("active", json!(true)),
        ("currency", json!("USD")),
        ("livemode", json!(false)),
        ("metadata", json!({ "campaign": "autumn" })),
        ("billing_address_collection", json!("auto")),
    ] {
        assert_eq!(link[name], expected, "{name}");
    }
    assert_eq!(link["after_completion"]["redirect"]["url"], "https://shop.example/thanks");
    assert_eq!(link["line_items"]["data"][0]["amount_total"], 2_900);
    let id = link["id"].as_str().expect("id");
    assert!(id.starts_with("plink_"));
    assert_eq!(world.get(&format!("{PATH}/{id}")).await.json(), link);
    assert_eq!(world.get(PATH).await.json()["data"], json!([link]));
    // Nothing is opened before somebody comes.
    assert_eq!(world.get("/v1/checkout/sessions").await.json()["data"], json!([]));

    let mut addresses = Vec::new();
    for _ in 0..2 {
        let opened = follow(&world, &link).await;
        assert_eq!(opened.status, 303);
        addresses.push(opened.header("location").to_owned());
    }
    assert_ne!(addresses[0], addresses[1]);
    let sessions = world.get("/v1/checkout/sessions").await.json();
    let session = &sessions["data"][0];
    assert_eq!(session["url"], addresses[1].as_str());
    assert_eq!(
        (&session["payment_link"], &session["success_url"]),
        (&json!(id), &json!("https://shop.example/thanks"))
    );
    assert_ne!(session["line_items"]["data"][0]["id"], link["line_items"]["data"][0]["id"]);
    let text = |name: &str| session[name].as_str().expect(name).to_owned();
    let intent = Intent { id: text("payment_intent"), secret: text("client_secret") };
    world.confirm(&intent, SUCCEEDS).await;
    assert_eq!(world.ledger(&intent).captured, 2_900);
    // The other customer's session is as it was.
    assert_eq!(world.get("/v1/checkout/sessions").await.json()["data"][1]["status"], "open");
}

#[tokio::test]
async fn a_link_may_end_on_the_hosted_page() {
    let world = World::start().await;
    let link = world.post(PATH, &json!({ "line_items": [{ "price": price(&world).await }] })).await.json();
    assert_eq!(link["after_completion"]["type"], "hosted_confirmation");
    assert_eq!(follow(&world, &link).await.status, 303);
    let sessions = world.get("/v1/checkout/sessions").await.json();
    assert_eq!(
        (&sessions["data"][0]["success_url"], &sessions["data"][0]["mode"]),
        (&Value::Null, &json!("payment"))
    );
}

#[tokio::test]
async fn bad_links_are_named_and_not_kept() {
    let world = World::start().await;
    let line = json!([{ "price": price(&world).await }]);
    for (body, param) in [
        (json!({}), "line_items"),
        (json!({ "line_items": [{ "price": "price_1" }] }), "line_items[0][price]"),
        (json!({ "line_items": line, "payment_method_types": ["moonpay_x"] }), "payment_method_types"),
        (json!({ "line_items": line, "after_completion": { "type": "party" } }), "after_completion[type]"),
        (json!({ "line_items": line, "customer": "cus_1" }), "customer"),
        (
            json!({ "line_items": line, "after_completion": { "type": "redirect" } }),
            "after_completion[redirect][url]",
        ),
    ] {
        let answer = world.post(PATH, &body).await;
        assert_eq!((answer.status, &answer.error()["param"]), (400, &json!(param)), "{body}");
    }
    assert_eq!(world.get(PATH).await.json()["data"], json!([]));
    assert_eq!(world.get("/v1/payment_intents").await.json()["data"], json!([]));
}
