//! PaymentOptions' API, held against the documented examples.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tillkit_sandbox::{
    Clock, Config, PAYMENT_OPTIONS_KEY, PAYMENT_OPTIONS_MERCHANT, PUBLISHABLE_KEY, SECRET_KEY,
};
use url::Url;

use crate::fixture::{Answer, CHALLENGED, DECLINED, FRICTIONLESS, SUCCEEDS, World, ledger, no_assets};
use crate::webhooks::Receiver;

const REQUEST: &str = include_str!("samples/paymentoptions-3ds-init.request.json");
const ANSWER: &str = include_str!("samples/paymentoptions-3ds-init.response.json");
const STATUS: &str = include_str!("samples/paymentoptions-status-query.response.json");
const WEBHOOK: &str = include_str!("samples/paymentoptions-webhook.json");
const API: &str = "/payment-options/api/v1/server-to-server-interface";
/// In June of 2024, when the example's card had not expired.
const JUNE_2024_MS: u64 = 1_718_000_000_000;
const HALF_AN_HOUR_MS: u64 = 1_800_000;
const SUCCESS_URL: &str = "http://www.successurl.com/";
const DECLINE_URL: &str = "http://www.declineurl.com/";

/// The documented request, its placeholders filled in.
fn example(webhook_url: &str) -> Value {
    let mut body: Value = serde_json::from_str(REQUEST).expect("JSON");
    body["merchant_id"] = PAYMENT_OPTIONS_MERCHANT.into();
    body["return_url"]["webhook_url"] = webhook_url.into();
    body
}

/// The same with a card of the table.
fn paying_with(number: &str) -> Value {
    let mut body = example("http://localhost:1/nobody");
    body["card"]["number"] = number.into();
    body["card"]["expiry_year"] = "60".into();
    body
}

impl World {
    fn with_merchant_keys(&self, method: Method, path: &str) -> RequestBuilder {
        let credentials = STANDARD.encode(PAYMENT_OPTIONS_KEY);
        self.request(method, &format!("{API}{path}"))
            .header("Authorization", format!("Basic {credentials}"))
            .header("x-api-key", PAYMENT_OPTIONS_KEY)
    }

    async fn start_payment(&self, body: &Value) -> Answer {
        self.send(self.with_merchant_keys(Method::POST, "/paymentv2").json(body)).await
    }

    /// Starts a payment: where the browser goes.
    async fn redirect_of(&self, body: &Value) -> String {
        let answer = self.start_payment(body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["redirect_url"].as_str().expect("an address").to_owned()
    }

    async fn status_of(&self, id: &str) -> Value {
        let path = format!("/transaction/status/{id}");
        let answer = self.send(self.with_merchant_keys(Method::GET, &path)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// The bank's page that a redirect leads to; the merchant's page where there is nothing to do.
    pub(crate) async fn follow_redirect(&self, redirect_url: &str) -> String {
        let answer = self.open(redirect_url).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        answer.header("location").to_owned()
    }

    /// What the bank's challenge page sends, and where it leads.
    pub(crate) async fn answer_bank(&self, page: &str, choice: &str) -> String {
        let page = Url::parse(page).expect("an address");
        let query = page.query().expect("parameters");
        let form = format!("{query}&answer={choice}");
        let url = format!("{}/v1/3ds/challenge", self.sandbox.bank_url());
        let request = self.request(Method::POST, &url);
        let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form);
        self.send(request).await.header("location").to_owned()
    }

    /// What the bank's hidden page sends, and where it leads.
    pub(crate) async fn report_device(&self, page: &str) -> Value {
        let page = Url::parse(page).expect("an address");
        let part =
            |name: &str| page.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let body = json!({ "dataId": part("dataId"), "token": part("token"), "browser": {
            "browserJavaEnabled": false, "browserJavascriptEnabled": true, "browserLanguage": "en",
            "browserColorDepth": 24, "browserScreenHeight": 800, "browserScreenWidth": 400,
            "browserTZ": -60, "browserUserAgent": "test",
        }});
        let url = format!("{}/v1/3ds/ddc", self.sandbox.bank_url());
        self.send(self.request(Method::POST, &url).json(&body)).await.json()["return_url"].clone()
    }

    fn order_ledger(&self) -> tillkit_sandbox::Ledger {
        self.sandbox.ledger("qwe").expect("an order")
    }
}

/// Names and types of all members, values aside.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Value::String(_) => "text".into(),
        Value::Number(_) => "number".into(),
        Value::Bool(_) => "bool".into(),
        Value::Null => "null".into(),
        Value::Array(_) => "list".into(),
    }
}

fn assert_same_shape(ours: &Value, documented: &str) {
    let documented: Value = serde_json::from_str(documented).expect("JSON");
    assert_eq!(shape(ours), shape(&documented));
}

async fn world_of_the_example() -> World {
    let clock = Clock::starting_at(JUNE_2024_MS);
    World::start_with(Config { clock, ..Config::free_ports(no_assets()) }).await
}

#[tokio::test]
async fn the_documented_example_is_paid_and_told_in_the_documented_shapes() {
    let world = world_of_the_example().await;
    let mut hook = Receiver::start().await;
    let answer = world.start_payment(&example(&hook.url)).await.json();
    assert_same_shape(&answer, ANSWER);
    assert_eq!(answer["url"], answer["redirect_url"]);
    let redirect_url = answer["redirect_url"].as_str().expect("an address");
    let page = world.follow_redirect(redirect_url).await;
    assert!(world.open(&page).await.text.contains("JPY 1000"));
    assert_eq!(world.order_ledger(), ledger(1, 0, 0));
    assert_eq!(world.answer_bank(&page, "approve").await, SUCCESS_URL);
    let (headers, body) = hook.next_raw().await;
    assert_eq!(headers.get("wooshpay-signature"), None, "no signature is documented");
    let told: Value = serde_json::from_str(&body).expect("JSON");
    assert_same_shape(&told, WEBHOOK);
    assert_eq!((&told["success"], &told["payment_details"]["response_code"]), (&json!(true), &json!(0)));
    assert_eq!(told["payment_details"]["card"]["number"], "400000******3155");
    let id = told["transaction_details"]["id"].as_str().expect("an id");
    let status = world.status_of(id).await;
    assert_same_shape(&status, STATUS);
    assert_eq!(status, world.status_of("qwe").await, "by the merchant's reference, too");
    assert_eq!(world.order_ledger(), ledger(1, 1, 1_000));
    assert_eq!(world.open(redirect_url).await.header("location"), SUCCESS_URL, "opened again");
}

#[tokio::test]
async fn the_redirect_holds_a_token_with_the_documented_claims() {
    let world = world_of_the_example().await;
    let redirect_url = world.redirect_of(&example("http://localhost:1/")).await;
    assert!(redirect_url.starts_with(&format!("{}/integration/3ds?_token=", world.sandbox.bank_url())));
    let claims = |address: &str| -> Value {
        let address = Url::parse(address).expect("an address");
        let pairs: Vec<_> = address.query_pairs().into_owned().collect();
        assert_eq!(pairs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["_token", "_c", "_a"]);
        assert_eq!(pairs[1].1, "400000");
        assert!(STANDARD.decode(&pairs[2].1).is_ok());
        let parts: Vec<&str> = pairs[0].1.split('.').collect();
        let header: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[0]).expect("base64")).expect("JSON");
        assert_eq!(header, json!({ "alg": "HS256", "typ": "JWT" }));
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).expect("base64")).expect("JSON")
    };
    let ours = claims(&redirect_url);
    let documented: Value = serde_json::from_str(ANSWER).expect("JSON");
    let documented = claims(documented["redirect_url"].as_str().expect("an address"));
    assert_eq!(shape(&ours), shape(&documented));
    assert_eq!(ours["exp"].as_u64(), ours["iat"].as_u64().map(|iat| iat + 1_800));
    assert_eq!(ours["jti"].as_str().map(str::len), documented["jti"].as_str().map(str::len));
}

#[tokio::test]
async fn every_wrong_or_missing_member_is_named() {
    let world = world_of_the_example().await;
    let good = example("http://localhost:1/");
    let mut wrong: Vec<(String, Option<Value>)> = Vec::new();
    let mut list = |path: &str, values: &[Value]| {
        // An order may go without a shipping address, but not with half of one.
        if path != "/shipping_address" {
            wrong.push((path.to_owned(), None));
        }
        wrong.extend(values.iter().map(|value| (path.to_owned(), Some(value.clone()))));
    };
    for (path, value) in good.as_object().expect("an object") {
        match value {
            Value::Object(members) => {
                list(&format!("/{path}"), &[json!("text"), Value::Null]);
                for (name, value) in members {
                    let other = if value.is_boolean() { json!("false") } else { json!(7) };
                    list(&format!("/{path}/{name}"), &[other, json!("")]);
                }
            }
            _ => list(&format!("/{path}"), &[json!(1_000), json!("")]),
        }
    }
    for (path, value) in [
        ("/amount", "10.00"),
        ("/amount", "0"),
        ("/currency", "jpy"),
        ("/merchant_id", "somebody"),
        ("/customer_ip", "localhost"),
        ("/time_zone", "asia/kuala_lumpur"),
        ("/time_zone", "UTC+8"),
        ("/card/number", "4000 0025 0000 3155"),
        ("/card/expiry_month", "13"),
        ("/card/expiry_year", "2024"),
        ("/card/cvc", "12345"),
        ("/return_url/success_url", "/done"),
        ("/return_url/webhook_url", "ftp://localhost/"),
        ("/billing_address/country", "Japan"),
        ("/shipping_address/country", "jp"),
        ("/browser_info/screenColorDepth", "30"),
        ("/browser_info/challengeWindow", "04"),
        ("/browser_info/challengeWindow", "6"),
        ("/browser_info/screenWidth", "1600px"),
        ("/browser_info/language", "en-GB-oxendict"),
        ("/browser_info/colour", "red"),
        ("/card/pin", "1234"),
        ("/cvv", "100"),
    ] {
        wrong.push((path.to_owned(), Some(value.into())));
    }
    for (path, value) in wrong {
        let mut body = good.clone();
        let (parent, name) = path.rsplit_once('/').expect("a path");
        let parent = body.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        match &value {
            Some(value) => parent.insert(name.to_owned(), value.clone()),
            None => parent.remove(name),
        };
        let answer = world.start_payment(&body).await;
        let refusal = answer.json();
        assert_eq!((answer.status, &refusal["statusCode"]), (400, &json!(400)), "{path} {value:?}");
        assert_eq!(refusal["success"], false);
        let named = path.trim_start_matches('/').replace('/', ".");
        assert!(
            refusal["message"].as_str().is_some_and(|message| message.starts_with(&format!("{named} "))),
            "{path} {value:?}: {refusal}"
        );
    }
    assert_eq!(world.sandbox.ledger("qwe"), None, "nothing was started");
    let mut body = good;
    body.as_object_mut().expect("an object").remove("shipping_address");
    assert_eq!(world.start_payment(&body).await.status, 200);
    let not_json = world.with_merchant_keys(Method::POST, "/paymentv2").body("{\"card\":{\"number\":\"40");
    let answer = world.send(not_json).await;
    assert_eq!(answer.status, 400);
    assert!(!answer.text.contains("40\""), "the body is not quoted: {}", answer.text);
}

#[tokio::test]
async fn only_servers_with_the_merchants_key_may_call() {
    let world = world_of_the_example().await;
    let body = example("http://localhost:1/");
    for (authorization, key) in [
        (None, None),
        (Some(PAYMENT_OPTIONS_KEY), None),
        (None, Some(PAYMENT_OPTIONS_KEY)),
        (Some(PUBLISHABLE_KEY), Some(PUBLISHABLE_KEY)),
        (Some(SECRET_KEY), Some(SECRET_KEY)),
    ] {
        let mut request = world.request(Method::POST, &format!("{API}/paymentv2")).json(&body);
        if let Some(key) = authorization {
            request = request.header("Authorization", format!("Basic {key}"));
        }
        if let Some(key) = key {
            request = request.header("x-api-key", key);
        }
        let answer = world.send(request).await;
        assert_eq!((answer.status, &answer.json()["success"]), (401, &json!(false)));
    }
    let preflight = world
        .request(Method::OPTIONS, &format!("{API}/paymentv2"))
        .header("Origin", world.sandbox.shop_url())
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization,content-type,x-api-key");
    let answer = world.send(preflight).await;
    assert_eq!(answer.header("access-control-allow-origin"), "", "browsers stay out");
    let path = "/transaction/status/nobodys";
    assert_eq!(world.open(&format!("{API}{path}")).await.status, 401);
    assert_eq!(world.send(world.with_merchant_keys(Method::GET, path)).await.status, 404);
}

#[tokio::test]
async fn each_card_ends_as_its_row_says() {
    for (number, code) in [
        (SUCCEEDS, 0),
        (FRICTIONLESS, 0),
        (CHALLENGED, 0),
        ("378282246310005", 0),
        (DECLINED, 5),
        ("4000000000009995", 51),
        ("4000000000000069", 54),
        ("4000000000000127", 835),
        ("4000008260003178", 51),
        ("4000008400001280", 96),
        ("4242424242424241", 14),
    ] {
        let world = World::start().await;
        let mut body = paying_with(number);
        if number.starts_with("37") {
            body["card"]["cvc"] = "1234".into();
        }
        let page = world.follow_redirect(&world.redirect_of(&body).await).await;
        let end = if page.contains("type=ddc") {
            world.report_device(&page).await.as_str().expect("an address").to_owned()
        } else if page.contains("type=challenge") {
            world.answer_bank(&page, "approve").await
        } else {
            page
        };
        let status = world.status_of("qwe").await;
        assert_eq!(status["payment_details"]["response_code"], code, "{number}");
        assert_eq!(status["success"], code == 0, "{number}");
        assert_eq!(end, if code == 0 { SUCCESS_URL } else { DECLINE_URL }, "{number}");
        assert_eq!(world.order_ledger().charges, u32::from(code == 0), "{number}");
        assert_same_shape(&status, STATUS);
    }
}

#[tokio::test]
async fn a_challenge_that_is_declined_is_no_payment() {
    let world = World::start().await;
    let redirect_url = world.redirect_of(&paying_with(CHALLENGED)).await;
    let page = world.follow_redirect(&redirect_url).await;
    let open = world.status_of("qwe").await;
    assert_eq!((&open["success"], &open["payment_details"]["response_code"]), (&json!(false), &json!(578)));
    assert_eq!(world.answer_bank(&page, "decline").await, DECLINE_URL);
    assert_eq!(world.answer_bank(&page, "approve").await, DECLINE_URL, "a second answer changes nothing");
    assert_eq!(world.status_of("qwe").await["payment_details"]["response_code"], 937);
    assert_eq!(world.order_ledger(), ledger(1, 0, 0));
}

#[tokio::test]
async fn an_order_is_charged_once_whatever_is_repeated() {
    let world = World::start().await;
    let body = paying_with(CHALLENGED);
    let first = world.redirect_of(&body).await;
    assert_eq!(world.redirect_of(&body).await, first, "the same request again");
    let page = world.follow_redirect(&first).await;
    let mut changed = body.clone();
    changed["card"]["name"] = "Jane Doe".into();
    let second = world.redirect_of(&changed).await;
    assert_ne!(second, first);
    assert_eq!(world.answer_bank(&page, "approve").await, "", "a replaced attempt can't be approved");
    assert!(world.open(&first).await.text.contains("no longer valid"));
    assert_eq!(world.order_ledger(), ledger(2, 0, 0));
    let page = world.follow_redirect(&second).await;
    assert_eq!(world.answer_bank(&page, "approve").await, SUCCESS_URL);
    for body in [&body, &changed, &paying_with(SUCCEEDS)] {
        let answer = world.start_payment(body).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert!(answer.text.contains("merchant_txn_ref"), "{}", answer.text);
    }
    assert_eq!(world.order_ledger(), ledger(2, 1, 1_000));
}

#[tokio::test]
async fn a_token_runs_out_after_half_an_hour() {
    let world = World::start().await;
    let redirect_url = world.redirect_of(&paying_with(CHALLENGED)).await;
    world.sandbox.clock().advance(HALF_AN_HOUR_MS);
    let page = world.open(&redirect_url).await;
    assert!(page.status == 200 && page.text.contains("expired") && page.text.contains(DECLINE_URL));
    assert_eq!(world.status_of("qwe").await["gateway_response"]["type"], "ERROR");
    let forged = redirect_url.replace("_token=ey", "_token=ez");
    assert!(world.open(&forged).await.text.contains("no longer valid"));
    // The customer tries again.
    let mut again = paying_with(SUCCEEDS);
    again["card"]["name"] = "Jane Doe".into();
    let page = world.follow_redirect(&world.redirect_of(&again).await).await;
    assert_eq!(world.report_device(&page).await, SUCCESS_URL);
    assert_eq!(world.order_ledger(), ledger(2, 1, 1_000));
}

#[tokio::test]
async fn answers_can_be_spoiled_by_settings() {
    let world = World::start().await;
    world.settings(&json!({ "payment_options_answer": "unsuccessful" }));
    let refused = world.start_payment(&paying_with(SUCCEEDS)).await.json();
    assert_eq!((&refused["success"], &refused["statusCode"]), (&json!(false), &json!(400)));
    assert_eq!(world.sandbox.ledger("qwe"), None);
    world.settings(&json!({ "payment_options_answer": "without_redirect_url" }));
    let bare = world.start_payment(&paying_with(SUCCEEDS)).await.json();
    assert_eq!(bare, json!({ "success": true, "statusCode": 200 }));
    world.settings(&json!({ "payment_options_answer": "expired_token" }));
    let mut body = paying_with(SUCCEEDS);
    body["merchant_txn_ref"] = "another".into();
    let page = world.open(&world.redirect_of(&body).await).await;
    assert!(page.text.contains("expired"), "{}", page.text);
}

#[tokio::test]
async fn the_webhook_comes_first_late_or_never() {
    let world = World::start().await;
    let mut hook = Receiver::start().await;
    let mut pay = async |order: &str, webhook: &str| {
        world.settings(&json!({ "payment_options_webhook": webhook }));
        let mut body = paying_with(SUCCEEDS);
        body["merchant_txn_ref"] = order.into();
        body["return_url"]["webhook_url"] = hook.url.as_str().into();
        let page = world.follow_redirect(&world.redirect_of(&body).await).await;
        assert_eq!(world.report_device(&page).await, SUCCESS_URL);
        hook.posted_already().map(|(_, body)| body)
    };
    let told = pay("one", "first").await.expect("it was there before the browser went on");
    let told: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["merchant_details"]["merchant_txn_ref"], "one");
    assert_eq!(pay("two", "lost").await, None);
    assert_eq!(pay("three", "late").await, None);
    world.post("/_sandbox/clock", &json!({ "advance_ms": 60_000 })).await;
    let (_, late) = hook.next_raw().await;
    let late: Value = serde_json::from_str(&late).expect("JSON");
    assert_eq!(late["merchant_details"]["merchant_txn_ref"], "three", "and never the second");
    let deliveries = world.open("/_sandbox/webhooks").await.json();
    let of_it = deliveries.as_array().expect("deliveries").iter();
    let of_it = of_it.filter(|delivery| delivery["event"] == late["transaction_details"]["id"]);
    assert_eq!(of_it.map(|delivery| &delivery["endpoint"]).collect::<Vec<_>>(), [&Value::Null]);
}

#[tokio::test]
async fn the_sandbox_tells_what_was_presented_and_never_the_card() {
    let world = world_of_the_example().await;
    let body = example("http://localhost:1/");
    world.start_payment(&body).await;
    let presented = world.sandbox.confirmed("qwe").expect("an attempt");
    assert_eq!(presented.billing_details, body["billing_address"]);
    for name in ["browser_info", "time_zone", "customer_ip", "shipping_address", "return_url"] {
        assert_eq!(presented.options[name], body[name], "{name}");
    }
    let shown = world.open("/_sandbox/ledger/qwe").await;
    assert_eq!(shown.json()["attempts"], 1);
    assert!(!shown.text.contains("4000002500003155") && !shown.text.contains("\"cvc\""));
}
