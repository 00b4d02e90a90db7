use reqwest::Method;
use serde_json::{Value, json};
use tillkit_sandbox::{PUBLISHABLE_KEY, SECRET_KEY};

use crate::fixture::{Answer, CHALLENGED, DECLINED, Intent, SUCCEEDS, World, ledger};

impl World {
    pub(crate) async fn order(&self, body: &Value) -> Answer {
        let url = format!("{}/api/orders", self.sandbox.shop_url());
        self.send(self.request(Method::POST, &url).json(body)).await
    }

    pub(crate) async fn shop(&self, path: &str) -> Answer {
        self.open(&format!("{}{path}", self.sandbox.shop_url())).await
    }
}

pub(crate) fn intent_of(order: &Value) -> Intent {
    let secret = order["clientSecret"].as_str().expect("secret").to_owned();
    Intent { id: secret.split_once("_secret_").expect("an id").0.to_owned(), secret }
}

pub(crate) fn two_bags() -> Value {
    json!({ "items": [{ "id": "morning-fog", "quantity": 2 }] })
}

#[tokio::test]
async fn the_catalogue_has_prices_in_each_currency() {
    let world = World::start().await;
    let catalogue = world.shop("/api/products").await.json();
    let products = catalogue["products"].as_array().expect("products");
    assert!(products.len() >= 3);
    for product in products {
        assert!(product["price"].as_u64().is_some_and(|price| price > 0), "{product}");
        assert_eq!(product["currency"], "USD");
        assert_eq!(product["price"], product["prices"]["USD"]);
    }
    let yen = world.shop("/api/products?currency=jpy").await.json();
    assert_eq!(yen["products"][0]["price"], yen["products"][0]["prices"]["JPY"]);
    let wrong = world.shop("/api/products?currency=CHF").await;
    assert_eq!((wrong.status, &wrong.error()["field"]), (400, &json!("currency")));
}

#[tokio::test]
async fn an_order_is_paid_once_the_gateway_says_so() {
    let world = World::start().await;
    let placed = world.order(&two_bags()).await.json();
    assert_eq!(placed["order"]["amount"], 2_900);
    assert_eq!(placed["order"]["status"], "open");
    assert_eq!(placed["publishableKey"], PUBLISHABLE_KEY);
    assert_eq!(placed["sdk"], format!("{}/v1/tillkit.js", world.sandbox.gateway_url()));
    let intent = intent_of(&placed);
    let shown = world.sandbox.intent(&intent.id).expect("an intent");
    assert_eq!(shown["merchant_order_id"], placed["order"]["id"]);
    world.confirm(&intent, SUCCEEDS).await;
    let by_id =
        world.shop(&format!("/api/orders/{}", placed["order"]["id"].as_str().expect("id"))).await.json();
    assert_eq!((&by_id["status"], &by_id["intentStatus"]), (&json!("paid"), &json!("succeeded")));
    assert_eq!(by_id["items"][0]["quantity"], 2);
    let by_intent = world.shop(&format!("/api/orders?payment_intent={}", intent.id)).await.json();
    assert_eq!(by_intent, by_id);
    assert_eq!(world.ledger(&intent), ledger(1, 1, 2_900));
}

#[tokio::test]
async fn the_developer_panel_chooses() {
    let world = World::start().await;
    let mut body = two_bags();
    body["currency"] = json!("EUR");
    body["three_d_secure"] = json!("any");
    body["wire"] = json!("new");
    body["capture"] = json!("manual");
    body["amount"] = json!(1);
    let intent = intent_of(&world.order(&body).await.json());
    let shown = world.sandbox.intent(&intent.id).expect("an intent");
    assert_eq!((&shown["amount"], &shown["currency"]), (&json!(1), &json!("EUR")));
    assert_eq!(shown["payment_method_options"], json!({ "card": { "request_three_d_secure": "any" } }));
    assert_eq!(shown["capture_method"], "manual");
    assert_eq!(world.confirm(&intent, CHALLENGED).await.json()["status"], "requires_action");
}

#[tokio::test]
async fn the_developer_panel_chooses_methods_and_how_codes_are_shown() {
    let world = World::start().await;
    let mut body = two_bags();
    body["currency"] = json!("THB");
    body["payment_method_types"] = json!(["card", "promptpay"]);
    body["codes"] = json!("in_place");
    let intent = intent_of(&world.order(&body).await.json());
    let shown = world.sandbox.intent(&intent.id).expect("an intent");
    assert_eq!(shown["payment_method_types"], "[\"card\",\"promptpay\"]");
    let confirm = json!({ "client_secret": intent.secret, "payment_method_data": { "type": "promptpay" } });
    let answer = world.send_confirm(&intent, &confirm).await.json();
    assert_eq!(crate::fixture::action(&answer).0, "promptpay_display_qr_code");
    body["payment_method_types"] = json!(["shells"]);
    let refused = world.order(&body).await;
    assert_eq!((refused.status, &refused.error()["field"]), (400, &json!("payment_method_types")));
    let offered = world.open("/_sandbox/methods").await.json();
    let offered = offered.as_array().expect("methods");
    assert_eq!(offered.len(), tillkit_core::method::CATALOG.len());
    assert!(offered.iter().any(|row| row["type"] == "promptpay" && row["currencies"] == json!(["THB"])));
}

#[tokio::test]
async fn an_orders_status_follows_its_intent() {
    let world = World::start().await;
    let status = |intent: &Intent| {
        let path = format!("/api/orders?payment_intent={}", intent.id);
        let world = &world;
        async move { world.shop(&path).await.json() }
    };
    let failed = intent_of(&world.order(&two_bags()).await.json());
    world.confirm(&failed, DECLINED).await;
    let report = status(&failed).await;
    assert_eq!((&report["status"], &report["message"]), (&json!("failed"), &json!("The card was declined.")));

    let mut manual = two_bags();
    manual["capture"] = json!("manual");
    let authorised = intent_of(&world.order(&manual).await.json());
    world.confirm(&authorised, SUCCEEDS).await;
    assert_eq!(status(&authorised).await["status"], "authorised");
    world.post(&format!("/v1/payment_intents/{}/cancel", authorised.id), &json!({})).await;
    assert_eq!(status(&authorised).await["status"], "canceled");
}

#[tokio::test]
async fn wrong_orders_are_refused_by_name() {
    let world = World::start().await;
    let refused = |body: Value| {
        let world = &world;
        async move {
            let answer = world.order(&body).await;
            assert_eq!(answer.status, 400, "{}", answer.text);
            answer.error()["message"].as_str().expect("message").to_owned()
        }
    };
    assert!(refused(json!({})).await.contains("items"));
    assert!(refused(json!({ "items": [{ "id": "tea", "quantity": 1 }] })).await.contains("tea"));
    let mut body = two_bags();
    body["three_d_secure"] = json!("always");
    assert!(refused(body).await.contains("`auto`"));
    let mut body = two_bags();
    body["amount"] = json!(0);
    assert!(refused(body).await.contains("amount"));
    assert_eq!(world.shop("/api/orders/ord_none").await.status, 404);
    assert_eq!(world.shop("/api/orders").await.error()["field"], "payment_intent");
}

#[tokio::test]
async fn the_secret_key_stays_on_the_server() {
    let world = World::start().await;
    let placed = world.order(&two_bags()).await;
    let config = world.shop("/api/config").await;
    assert_eq!(config.json()["publishableKey"], PUBLISHABLE_KEY);
    assert_eq!(config.json()["bank"], world.sandbox.bank_url());
    for answer in [&placed, &config, &world.shop("/plain").await, &world.shop("/api/products").await] {
        assert!(!answer.text.contains(SECRET_KEY));
    }
}

#[tokio::test]
async fn the_plain_page_has_the_policy_that_is_asked_for() {
    let world = World::start().await;
    let gateway = world.sandbox.gateway_url();
    let strict = format!(
        "default-src 'none'; script-src {gateway}; frame-src {gateway}; base-uri 'none'; form-action 'none'"
    );
    let inline = format!(
        "default-src 'none'; script-src {gateway} 'wasm-unsafe-eval'; connect-src {gateway}; img-src {gateway}; \
         frame-src {gateway}"
    );
    let no_wasm =
        format!("default-src 'none'; script-src {gateway}; connect-src {gateway}; frame-src {gateway}");
    let no_frame = format!("default-src 'none'; script-src {gateway}");
    for (query, policy) in [
        ("", strict.as_str()),
        ("?csp=inline", &inline),
        ("?csp=nowasm", &no_wasm),
        ("?csp=noframe", &no_frame),
        ("?csp=none", ""),
    ] {
        let page = world.shop(&format!("/plain{query}")).await;
        assert_eq!((page.status, page.header("content-security-policy")), (200, policy), "{query}");
        assert!(page.text.starts_with("<!DOCTYPE html>"));
        assert!(page.text.contains("<main><div id=\"checkout\"></div></main>"));
        assert!(page.text.contains(&format!("<script src=\"{gateway}/v1/tillkit.js\"></script>")));
    }
    assert_eq!(world.shop("/plain?csp=loose").await.status, 400);
    assert_eq!(world.shop("/favicon.ico").await.status, 204);
}
