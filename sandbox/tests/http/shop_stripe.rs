//! The shop with Stripe as its gateway.

use reqwest::Method;
use serde_json::{Value, json};

use crate::fixture::{RETURN_URL, SUCCEEDS, World};
use crate::shop::{intent_of, two_bags};

fn by_stripe(choices: &Value) -> Value {
    let mut body = two_bags();
    body["gateway"] = "stripe".into();
    body.as_object_mut().expect("an object").extend(choices.as_object().expect("choices").clone());
    body
}

#[tokio::test]
async fn an_order_is_made_and_told_of_by_stripes_api() {
    let world = World::start().await;
    let placed = world.order(&by_stripe(&json!({ "currency": "EUR" }))).await.json();
    let api_base = format!("{}/stripe", world.sandbox.gateway_url());
    assert_eq!((&placed["dialect"], &placed["apiBase"]), (&json!("stripe"), &json!(api_base)));
    assert_eq!(placed["order"]["gateway"], "stripe");
    let intent = intent_of(&placed);
    let shown = world.sandbox.intent(&intent.id).expect("an intent");
    assert_eq!((&shown["currency"], &shown["metadata"]["order"]), (&json!("eur"), &placed["order"]["id"]));
    assert!(shown["payment_method_types"].as_array().is_some_and(|types| types.contains(&json!("ideal"))));
    assert_eq!(world.pay_at_stripe(&intent, SUCCEEDS).await.json()["status"], "succeeded");
    let order = placed["order"]["id"].as_str().expect("an id");
    let report = world.shop(&format!("/api/orders/{order}")).await.json();
    assert_eq!((&report["status"], &report["toldBy"]), (&json!("paid"), &json!("webhook")));
    let url = format!("{}/api/orders/{order}/refund", world.sandbox.shop_url());
    let refunded = world.send(world.request(Method::POST, &url)).await.json();
    assert_eq!(refunded["refunded"], placed["order"]["amount"]);
}

#[tokio::test]
async fn what_the_panel_chooses_is_said_in_stripes_words() {
    let world = World::start().await;
    let choices = json!({
        "capture": "manual", "three_d_secure": "any", "customer": "ada", "save_card": true, "require_cvc": true,
        "payment_method_types": ["card"], "wire": "old", "codes": "hosted",
    });
    let placed = world.order(&by_stripe(&choices)).await.json();
    let intent = intent_of(&placed);
    let shown = world.sandbox.intent(&intent.id).expect("an intent");
    let card = &shown["payment_method_options"]["card"];
    assert_eq!(
        (&card["request_three_d_secure"], &shown["capture_method"]),
        (&json!("any"), &json!("manual"))
    );
    assert_eq!(card["require_cvc_recollection"], true);
    assert_eq!(
        (&shown["setup_future_usage"], &placed["savedPaymentMethods"]),
        (&json!("off_session"), &json!([]))
    );
    let body = json!({
        "payment_method_data": { "type": "card", "card": {
            "number": "378282246310005", "exp_month": 3, "exp_year": 2060, "cvc": "1234",
        } },
        "return_url": RETURN_URL,
    });
    assert_eq!(world.confirm_at_stripe(&intent, &body).await.json()["status"], "requires_capture");
    let order = placed["order"]["id"].as_str().expect("an id");
    let url = format!("{}/api/orders/{order}/capture", world.sandbox.shop_url());
    assert_eq!(world.send(world.request(Method::POST, &url)).await.json()["status"], "paid");
    // A card that is saved by one API can be paid with by the other.
    let next = world.order(&by_stripe(&json!({ "customer": "ada" }))).await.json();
    assert_eq!(next["savedPaymentMethods"][0]["card"]["last4"], "0005");
}

#[tokio::test]
async fn the_shop_tells_where_each_gateway_is() {
    let world = World::start().await;
    let gateway = world.sandbox.gateway_url().to_owned();
    let config = world.shop("/api/config").await.json();
    let gateways = json!([
        { "dialect": "wooshpay", "apiBase": gateway },
        { "dialect": "stripe", "apiBase": format!("{gateway}/stripe") },
        { "dialect": "payment_options", "apiBase": format!("{}/payment-options", world.sandbox.shop_url()) },
    ]);
    assert_eq!(config["gateways"], gateways);
    assert_eq!(world.order(&two_bags()).await.json()["dialect"], "wooshpay");
}

#[tokio::test]
async fn the_gateways_own_page_is_wooshpays_alone() {
    let world = World::start().await;
    let refused = world.order(&by_stripe(&json!({ "checkout": "hosted" }))).await;
    assert_eq!((refused.status, &refused.error()["field"]), (400, &json!("checkout")));
    let mut body = two_bags();
    body["gateway"] = "paypal".into();
    let refused = world.order(&body).await;
    assert_eq!(refused.status, 400);
    assert!(refused.error()["message"].as_str().is_some_and(|text| text.contains("`stripe`")));
}
