//! The shop's own endpoint for paying at PaymentOptions, as the widget meets it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tillkit_sandbox::{Fault, FaultKind, FaultTarget, Ledger, PAYMENT_OPTIONS_KEY};

use crate::fixture::{Answer, CHALLENGED, DECLINED, FRICTIONLESS, World, ledger};
use crate::shop::two_bags;

const HALF_AN_HOUR_MS: u64 = 1_800_000;
const SUCCESS_URL: &str = "https://js.example/return.html?outcome=success";
const DECLINE_URL: &str = "https://js.example/return.html?outcome=decline";

/// An order, as the shop's page has it.
struct Tab {
    id: String,
    token: String,
}

/// What the widget sends: the documented request without what is the merchant's.
fn pay_body(number: &str) -> Value {
    let mut body: Value =
        serde_json::from_str(include_str!("samples/paymentoptions-3ds-init.request.json")).expect("JSON");
    let fields = body.as_object_mut().expect("an object");
    for name in ["amount", "currency", "merchant_id", "merchant_txn_ref", "customer_ip"] {
        fields.remove(name);
    }
    body["card"]["number"] = number.into();
    body["card"]["expiry_year"] = "60".into();
    body["return_url"] = json!({ "success_url": SUCCESS_URL, "decline_url": DECLINE_URL });
    body
}

impl World {
    async fn tab(&self) -> Tab {
        let mut body = two_bags();
        body["gateway"] = "payment_options".into();
        let placed = self.order(&body).await.json();
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        Tab { id: text(&placed["order"]["id"]), token: text(&placed["clientSecret"]) }
    }

    fn tab_request(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        let url = format!("{}/payment-options{path}", self.sandbox.shop_url());
        let request = self.request(method, &url).header("Origin", self.sandbox.gateway_url());
        request.header("Authorization", format!("Basic {}", STANDARD.encode(format!("{token}:"))))
    }

    fn pay_request(&self, tab: &Tab, key: &str, body: &Value) -> RequestBuilder {
        self.tab_request(Method::POST, "/pay", &tab.token).header("Idempotency-Key", key).json(body)
    }

    async fn pay_tab(&self, tab: &Tab, key: &str, body: &Value) -> Answer {
        self.send(self.pay_request(tab, key, body)).await
    }

    async fn tab_order(&self, tab: &Tab) -> Value {
        let answer = self.send(self.tab_request(Method::GET, "/order", &tab.token)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Pays with a card that is challenged, and opens the bank's page.
    async fn challenge_of(&self, tab: &Tab, key: &str) -> String {
        let answer = self.pay_tab(tab, key, &pay_body(CHALLENGED)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        self.follow_redirect(answer.json()["redirect_url"].as_str().expect("an address")).await
    }

    async fn shop_status(&self, tab: &Tab) -> (Value, Value) {
        let report = self.shop(&format!("/api/orders/{}", tab.id)).await.json();
        (report["status"].clone(), report["toldBy"].clone())
    }

    fn tab_ledger(&self, tab: &Tab) -> Ledger {
        self.sandbox.ledger(&tab.id).expect("an attempt")
    }
}

fn code(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.error()["code"].clone())
}

#[tokio::test]
async fn an_order_is_read_by_its_token() {
    let world = World::start().await;
    let tab = world.tab().await;
    let order = world.tab_order(&tab).await;
    let created = order["created"].as_u64().expect("seconds");
    assert!(created.abs_diff(world.sandbox.clock().now_ms() / 1_000) < 60);
    let expected = json!({
        "id": tab.id, "object": "order", "amount": 2_900, "currency": "USD", "status": "requires_payment_method",
        "livemode": false, "description": format!("Fogbound Coffee, order {}", tab.id), "created": created,
        "last_payment_error": null, "redirect_url": null,
    });
    assert_eq!(order, expected);
    assert_eq!(world.shop_status(&tab).await.0, "open");
    let config = world.shop("/api/config").await.json();
    let api_base = format!("{}/payment-options", world.sandbox.shop_url());
    assert_eq!(config["gateways"][2], json!({ "dialect": "payment_options", "apiBase": api_base }));
}

#[tokio::test]
async fn an_order_goes_from_open_through_the_challenge_to_paid() {
    let world = World::start().await;
    let tab = world.tab().await;
    let answer = world.pay_tab(&tab, "key-1", &pay_body(CHALLENGED)).await.json();
    let names: Vec<&String> = answer.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["url", "statusCode", "success", "redirect_url"], "the gateway's own answer");
    let order = world.tab_order(&tab).await;
    assert_eq!(
        (&order["status"], &order["redirect_url"]),
        (&json!("requires_action"), &answer["redirect_url"])
    );
    assert_eq!(world.shop_status(&tab).await.0, "open");
    let page = world.follow_redirect(answer["redirect_url"].as_str().expect("an address")).await;
    assert_eq!(world.answer_bank(&page, "approve").await, SUCCESS_URL);
    let order = world.tab_order(&tab).await;
    assert_eq!((&order["status"], &order["redirect_url"]), (&json!("succeeded"), &Value::Null));
    assert_eq!(world.shop_status(&tab).await, (json!("paid"), json!("webhook")));
    assert_eq!(world.tab_ledger(&tab), ledger(1, 1, 2_900));
    let presented = world.sandbox.confirmed(&tab.id).expect("an attempt");
    let sent = pay_body(CHALLENGED);
    assert_eq!(presented.billing_details, sent["billing_address"]);
    for name in ["browser_info", "time_zone", "shipping_address"] {
        assert_eq!(presented.options[name], sent[name], "{name}");
    }
    let hook = format!("{}/payment-options/webhook", world.sandbox.shop_url());
    assert_eq!(presented.options["return_url"]["webhook_url"], hook);
    assert!(presented.options["customer_ip"].as_str().is_some_and(|ip| ["127.0.0.1", "::1"].contains(&ip)));
}

#[tokio::test]
async fn a_paid_order_is_not_paid_again() {
    let world = World::start().await;
    let tab = world.tab().await;
    let page = world.challenge_of(&tab, "key-1").await;
    let again = world.pay_tab(&tab, "key-1", &pay_body(CHALLENGED)).await;
    assert_eq!(again.json()["success"], true, "the same request has the same answer");
    world.answer_bank(&page, "approve").await;
    for key in ["key-1", "key-2"] {
        let answer = world.pay_tab(&tab, key, &pay_body(CHALLENGED)).await;
        assert_eq!((answer.status, &answer.json()["status"]), (200, &json!("succeeded")), "{key}");
    }
    assert_eq!(world.tab_ledger(&tab), ledger(1, 1, 2_900));
}

#[tokio::test]
async fn double_clicks_begin_attempts_of_which_one_can_be_charged() {
    let world = World::start().await;
    let tab = world.tab().await;
    let body = pay_body(FRICTIONLESS);
    let answers = tokio::join!(
        world.pay_tab(&tab, "key-1", &body),
        world.pay_tab(&tab, "key-1", &body),
        world.pay_tab(&tab, "key-2", &body),
    );
    for answer in [answers.0, answers.1, answers.2] {
        if answer.status == 409 {
            assert_eq!(answer.error()["type"], "idempotency_error");
            continue;
        }
        let redirect_url = answer.json()["redirect_url"].as_str().expect("an address").to_owned();
        let page = world.open(&redirect_url).await;
        if page.status == 303 && page.header("location").contains("type=ddc") {
            world.report_device(page.header("location")).await;
        }
    }
    assert_eq!(world.tab_order(&tab).await["status"], "succeeded");
    assert_eq!(world.tab_ledger(&tab).charges, 1);
}

#[tokio::test]
async fn a_second_attempt_is_led_back_to_the_first_while_that_can_be_approved() {
    let world = World::start().await;
    let tab = world.tab().await;
    world.sandbox.clock().advance(HALF_AN_HOUR_MS - 60_000);
    let first = world.pay_tab(&tab, "key-1", &pay_body(CHALLENGED)).await.json();
    let redirect_url = first["redirect_url"].as_str().expect("an address");
    let page = world.follow_redirect(redirect_url).await;
    // Before and after the order's time is over.
    for (wait_ms, key) in [(0, "key-2"), (120_000, "key-3")] {
        world.sandbox.clock().advance(wait_ms);
        let second = world.pay_tab(&tab, key, &pay_body(FRICTIONLESS)).await;
        let order = second.json();
        assert_eq!((second.status, &order["status"]), (200, &json!("requires_action")), "{order}");
        assert_eq!(order["redirect_url"], redirect_url);
        assert_eq!(world.tab_ledger(&tab), ledger(1, 0, 0));
    }
    world.answer_bank(&page, "approve").await;
    assert_eq!(world.tab_order(&tab).await["status"], "succeeded");
    assert_eq!(world.tab_ledger(&tab).charges, 1);
}

#[tokio::test]
async fn a_decline_says_why_and_the_next_card_pays() {
    let world = World::start().await;
    let tab = world.tab().await;
    for (key, number, error) in [
        ("key-1", DECLINED, json!({ "code": "card_declined", "decline_code": "generic_decline" })),
        (
            "key-2",
            "4000000000009995",
            json!({ "code": "card_declined", "decline_code": "insufficient_funds" }),
        ),
        ("key-3", "4000000000000127", json!({ "code": "incorrect_cvc" })),
    ] {
        let answer = world.pay_tab(&tab, key, &pay_body(number)).await.json();
        let end = world.follow_redirect(answer["redirect_url"].as_str().expect("an address")).await;
        assert_eq!(end, DECLINE_URL);
        let order = world.tab_order(&tab).await;
        assert_eq!(order["status"], "requires_payment_method");
        let shown = &order["last_payment_error"];
        assert_eq!(shown["type"], "card_error");
        assert!(shown["message"].as_str().is_some_and(|message| !message.is_empty()));
        for (name, value) in error.as_object().expect("an object") {
            assert_eq!(&shown[name], value);
        }
        let again = world.pay_tab(&tab, key, &pay_body(number)).await.json();
        assert_eq!(again, order, "the same request tells how it ended");
        assert_eq!(world.shop_status(&tab).await, (json!("failed"), json!("webhook")));
    }
    let page = world.challenge_of(&tab, "key-4").await;
    let under_way = world.tab_order(&tab).await;
    assert_eq!(
        (&under_way["status"], &under_way["last_payment_error"]),
        (&json!("requires_action"), &Value::Null)
    );
    assert_eq!(world.answer_bank(&page, "decline").await, DECLINE_URL);
    assert_eq!(
        world.tab_order(&tab).await["last_payment_error"]["code"],
        "payment_intent_authentication_failure"
    );
    let page = world.challenge_of(&tab, "key-5").await;
    world.answer_bank(&page, "approve").await;
    assert_eq!(world.tab_order(&tab).await["status"], "succeeded");
    assert_eq!(world.tab_ledger(&tab), ledger(5, 1, 2_900));
}

#[tokio::test]
async fn a_webhook_that_is_late_or_lost_is_made_up_for_by_asking() {
    let world = World::start().await;
    for webhook in ["late", "lost"] {
        world.settings(&json!({ "payment_options_webhook": webhook }));
        let tab = world.tab().await;
        let page = world.challenge_of(&tab, "key-1").await;
        assert_eq!(world.answer_bank(&page, "approve").await, SUCCESS_URL);
        assert_eq!(world.tab_order(&tab).await["status"], "succeeded", "{webhook}");
        assert_eq!(world.shop_status(&tab).await, (json!("paid"), json!("gateway")), "{webhook}");
    }
}

#[tokio::test]
async fn a_webhook_that_anybody_posts_changes_nothing() {
    let world = World::start().await;
    let tab = world.tab().await;
    let mut told: Value =
        serde_json::from_str(include_str!("samples/paymentoptions-webhook.json")).expect("JSON");
    told["merchant_details"]["merchant_txn_ref"] = tab.id.as_str().into();
    let url = format!("{}/payment-options/webhook", world.sandbox.shop_url());
    let post = |body: String| world.send(world.request(Method::POST, &url).body(body));
    assert_eq!(post(told.to_string()).await.status, 200);
    assert_eq!(world.tab_order(&tab).await["status"], "requires_payment_method");
    world.challenge_of(&tab, "key-1").await;
    for body in [told.to_string(), "{}".to_owned(), "no JSON".to_owned()] {
        assert_eq!(post(body).await.json(), json!({ "received": true }));
    }
    assert_eq!(world.tab_order(&tab).await["status"], "requires_action");
    assert_eq!(world.shop_status(&tab).await, (json!("open"), json!("gateway")));
}

#[tokio::test]
async fn tokens_are_checked_and_run_out() {
    let world = World::start().await;
    let tab = world.tab().await;
    for token in ["", "ot_unknown", &tab.id, PAYMENT_OPTIONS_KEY] {
        for (method, path) in [(Method::GET, "/order"), (Method::POST, "/pay")] {
            let answer = world.send(world.tab_request(method, path, token)).await;
            assert_eq!(code(&answer), (404, json!("resource_missing")), "{token}");
            assert_eq!(answer.error()["type"], "invalid_request_error");
        }
    }
    let url = format!("{}/payment-options/order", world.sandbox.shop_url());
    assert_eq!(code(&world.open(&url).await), (404, json!("resource_missing")));
    let (paid, tried) = (world.tab().await, world.tab().await);
    let page = world.challenge_of(&paid, "key-1").await;
    world.answer_bank(&page, "approve").await;
    world.challenge_of(&tried, "key-1").await;
    world.sandbox.clock().advance(HALF_AN_HOUR_MS);
    let read = world.send(world.tab_request(Method::GET, "/order", &tab.token)).await;
    assert_eq!(code(&read), (410, json!("order_expired")));
    for tab in [&tab, &tried] {
        let answer = world.pay_tab(tab, "key-2", &pay_body(CHALLENGED)).await;
        assert_eq!(code(&answer), (410, json!("order_expired")));
    }
    // Who has paid, or was at the bank meanwhile, is still told how it ended.
    assert_eq!(world.tab_order(&paid).await["status"], "succeeded");
    assert_eq!(world.tab_order(&tried).await["status"], "requires_payment_method");
    assert_eq!(world.sandbox.ledger(&tab.id), None);
}

#[tokio::test]
async fn a_key_is_for_one_request() {
    let world = World::start().await;
    let tab = world.tab().await;
    let without = world.tab_request(Method::POST, "/pay", &tab.token).json(&pay_body(CHALLENGED));
    assert_eq!(code(&world.send(without).await), (400, json!("parameter_missing")));
    world.challenge_of(&tab, "key-1").await;
    let other = world.pay_tab(&tab, "key-1", &pay_body(FRICTIONLESS)).await;
    assert_eq!(code(&other), (400, json!("idempotency_key_reused")));
    assert_eq!(other.error()["type"], "idempotency_error");
    let elsewhere = world.tab().await;
    world.challenge_of(&elsewhere, "key-1").await;
    assert_eq!(world.tab_ledger(&tab).attempts, 1);
}

#[tokio::test]
async fn what_is_the_merchants_to_say_is_refused_from_browsers() {
    let world = World::start().await;
    let tab = world.tab().await;
    for name in ["amount", "currency", "merchant_id", "merchant_txn_ref", "customer_ip", "api_key"] {
        let mut body = pay_body(CHALLENGED);
        body[name] = "1".into();
        let answer = world.pay_tab(&tab, name, &body).await;
        assert_eq!(code(&answer), (400, json!("parameter_unknown")), "{name}");
        assert_eq!(answer.error()["param"], name);
    }
    for (name, url) in
        [("success_url", "javascript:alert(1)"), ("decline_url", "http://shop.example/"), ("decline_url", "")]
    {
        let mut body = pay_body(CHALLENGED);
        body["return_url"][name] = url.into();
        let answer = world.pay_tab(&tab, &format!("key of {url}"), &body).await;
        assert_eq!(answer.error()["param"], format!("return_url[{name}]"));
    }
    let mut body = pay_body(CHALLENGED);
    body["return_url"]["webhook_url"] = "https://elsewhere.example/".into();
    world.pay_tab(&tab, "webhook", &body).await;
    let presented = world.sandbox.confirmed(&tab.id).expect("an attempt");
    assert!(!presented.options["return_url"]["webhook_url"].to_string().contains("elsewhere"));
}

#[tokio::test]
async fn what_the_customer_did_not_give_is_filled_in() {
    let world = World::start().await;
    let tab = world.tab().await;
    let mut body = pay_body(CHALLENGED);
    body["billing_address"] = json!({ "country": "JP", "email": "ada@example.com" });
    body.as_object_mut().expect("an object").remove("shipping_address");
    assert_eq!(world.pay_tab(&tab, "key-1", &body).await.json()["success"], true);
    let presented = world.sandbox.confirmed(&tab.id).expect("an attempt");
    assert_eq!(presented.billing_details["email"], "ada@example.com");
    assert_eq!(presented.billing_details["postal_code"], "N/A");
    assert_eq!(presented.options["shipping_address"], Value::Null);
}

#[tokio::test]
async fn the_gateways_refusals_and_odd_answers_are_passed_on() {
    let world = World::start().await;
    let tab = world.tab().await;
    let mut body = pay_body(CHALLENGED);
    body["browser_info"]["screenColorDepth"] = 24.into();
    let answer = world.pay_tab(&tab, "key-1", &body).await;
    let refusal = answer.json();
    assert_eq!((answer.status, &refusal["success"]), (200, &json!(false)), "{refusal}");
    assert!(refusal["message"].as_str().is_some_and(|text| text.contains("browser_info.screenColorDepth")));
    assert_eq!(world.tab_order(&tab).await["status"], "requires_payment_method");
    world.settings(&json!({ "payment_options_answer": "without_redirect_url" }));
    let bare = world.pay_tab(&tab, "key-2", &pay_body(CHALLENGED)).await.json();
    assert_eq!(bare, json!({ "statusCode": 200, "success": true }));
    world.settings(&json!({ "payment_options_answer": "expired_token" }));
    let mut body = pay_body(CHALLENGED);
    body["card"]["name"] = "Jane Doe".into();
    let answer = world.pay_tab(&tab, "key-3", &body).await.json();
    let page = world.open(answer["redirect_url"].as_str().expect("an address")).await;
    assert!(page.text.contains("expired"), "{}", page.text);
    let order = world.tab_order(&tab).await;
    assert_eq!(order["last_payment_error"]["code"], "payment_intent_authentication_failure");
}

#[tokio::test]
async fn faults_strike_the_endpoint_as_they_strike_the_gateway() {
    let world = World::start().await;
    let tab = world.tab().await;
    let body = pay_body(CHALLENGED);
    world.sandbox.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
    assert!(world.pay_request(&tab, "key-1", &body).send().await.is_err(), "the answer is lost");
    assert_eq!(world.tab_order(&tab).await["status"], "requires_action");
    world.sandbox.arm(Fault::new(FaultKind::AnswerLostBeforeCharge));
    assert!(world.pay_request(&tab, "key-1", &body).send().await.is_err(), "the request is lost");
    let answer = world.pay_tab(&tab, "key-1", &body).await;
    assert_eq!(answer.json()["success"], true);
    assert_eq!(world.tab_ledger(&tab), ledger(1, 0, 0));
    world.sandbox.arm(Fault::new(FaultKind::RateLimit { retry_after_s: 2 }).on(FaultTarget::Retrieve));
    let limited = world.send(world.tab_request(Method::GET, "/order", &tab.token)).await;
    assert_eq!((limited.status, limited.header("retry-after")), (429, "2"));
    assert_eq!(limited.header("access-control-allow-origin"), world.sandbox.gateway_url());
    assert_eq!(limited.header("access-control-expose-headers"), "retry-after");
}

#[tokio::test]
async fn only_the_frames_origin_may_ask_from_a_browser() {
    let world = World::start().await;
    let preflight = async |origin: &str| {
        let url = format!("{}/payment-options/pay", world.sandbox.shop_url());
        let request = world
            .request(Method::OPTIONS, &url)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
        world.send(request).await
    };
    let frame = preflight(world.sandbox.gateway_url()).await;
    assert_eq!(frame.header("access-control-allow-origin"), world.sandbox.gateway_url());
    assert_eq!(frame.header("access-control-allow-headers"), "authorization,content-type,idempotency-key");
    assert_eq!(frame.header("access-control-allow-methods"), "GET,POST");
    assert_eq!(preflight("https://evil.example").await.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn no_answer_of_the_shop_holds_a_card_or_a_key() {
    let world = World::start().await;
    let tab = world.tab().await;
    let mut body = pay_body(CHALLENGED);
    let secrets = [CHALLENGED, "\"100\"", PAYMENT_OPTIONS_KEY];
    let mut answers = vec![world.pay_tab(&tab, "key-1", &body).await];
    body["card"]["cvc"] = 100.into();
    answers.push(world.pay_tab(&tab, "key-2", &body).await);
    let broken = format!("{{\"card\": {{\"number\": \"{CHALLENGED}\", \"cvc\": \"100\" ");
    let request = world.tab_request(Method::POST, "/pay", &tab.token).header("Idempotency-Key", "key-3");
    answers.push(world.send(request.body(broken)).await);
    answers.push(world.send(world.tab_request(Method::GET, "/order", &tab.token)).await);
    answers.push(world.shop(&format!("/api/orders/{}", tab.id)).await);
    answers.push(world.shop("/api/config").await);
    answers.push(world.open("/_sandbox/webhooks").await);
    for answer in answers {
        assert!(secrets.iter().all(|secret| !answer.text.contains(secret)), "{}", answer.text);
    }
}

#[tokio::test]
async fn the_shops_staff_are_told_what_this_gateway_has_not() {
    let world = World::start().await;
    let tab = world.tab().await;
    for what in ["capture", "refund"] {
        let url = format!("{}/api/orders/{}/{what}", world.sandbox.shop_url(), tab.id);
        let answer = world.send(world.request(Method::POST, &url)).await;
        assert_eq!(answer.status, 400);
        assert!(answer.error()["message"].as_str().is_some_and(|text| text.contains("PaymentOptions")));
    }
}
