//! Checkout sessions from their making to their end.

use serde_json::{Value, json};

use crate::fixture::{CHALLENGED, DECLINED, Intent, SUCCEEDS, World, card};

const SESSIONS: &str = "/v1/checkout/sessions";
const DAY_MS: u64 = 24 * 3_600_000;

/// A request for two lines of 23.00 and 2 × 14.50 USD.
fn request() -> Value {
    json!({
        "mode": "payment",
        "success_url": "https://shop.example/done?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "shop.example/basket",
        "line_items": [line("Harbour Light", 2_300, 1), line("Morning Fog", 1_450, 2)],
    })
}

fn line(name: &str, unit_amount: u64, quantity: u64) -> Value {
    let data = json!({ "currency": "usd", "unit_amount": unit_amount, "product_data": { "name": name } });
    json!({ "price_data": data, "quantity": quantity })
}

async fn open(world: &World, changes: Value) -> Value {
    let mut request = request();
    for (name, value) in changes.as_object().expect("changes") {
        request[name] = value.clone();
    }
    let answer = world.post(SESSIONS, &request).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn path(session: &Value) -> String {
    format!("{SESSIONS}/{}", session["id"].as_str().expect("id"))
}

fn intent_of(session: &Value) -> Intent {
    let text = |name: &str| session[name].as_str().expect(name).to_owned();
    Intent { id: text("payment_intent"), secret: text("client_secret") }
}

async fn standing(world: &World, session: &Value) -> (String, String) {
    let session = world.get(&path(session)).await.json();
    let text = |name: &str| session[name].as_str().expect(name).to_owned();
    (text("status"), text("payment_status"))
}

fn pair(status: &str, payment_status: &str) -> (String, String) {
    (status.to_owned(), payment_status.to_owned())
}

#[tokio::test]
async fn a_session_adds_its_lines_up_and_is_paid_by_its_intent() {
    let world = World::start().await;
    let session =
        open(&world, json!({ "customer_email": "ada@example.com", "metadata": { "order": "7" } })).await;
    assert_eq!((&session["amount_total"], &session["currency"]), (&json!(5_200), &json!("USD")));
    assert_eq!(
        (&session["customer_email"], &session["metadata"]),
        (&json!("ada@example.com"), &json!({ "order": "7" }))
    );
    assert_eq!(standing(&world, &session).await, pair("open", "unpaid"));
    // In the spelling of the address, too.
    let digits = &session["id"].as_str().expect("id")[3..];
    assert_eq!(world.get(&format!("{SESSIONS}/cs_test_{digits}")).await.json(), session);

    let lines = world.get(&format!("{}/line_items", path(&session))).await.json();
    assert_eq!((&lines["object"], &lines["has_more"]), (&json!("list"), &json!(false)));
    let amounts: Vec<_> =
        lines["data"].as_array().expect("lines").iter().map(|line| &line["amount_total"]).collect();
    assert_eq!(amounts, [&json!(2_300), &json!(2_900)]);

    let intent = intent_of(&session);
    assert_eq!(world.confirm(&intent, DECLINED).await.status, 402);
    assert_eq!(standing(&world, &session).await, pair("open", "unpaid"));
    assert_eq!(world.confirm(&intent, SUCCEEDS).await.status, 200);
    assert_eq!(standing(&world, &session).await, pair("complete", "paid"));
    assert_eq!(world.ledger(&intent).captured, 5_200);
    let refused = world.post(&format!("{}/expire", path(&session)), &json!({})).await;
    assert_eq!(
        (refused.status, &refused.error()["code"]),
        (400, &json!("checkout_session_unexpected_state"))
    );
}

#[tokio::test]
async fn an_authorised_session_is_complete_and_unpaid() {
    let world = World::start().await;
    for terms in [
        json!({ "payment_intent_data": { "capture_method": "manual" } }),
        json!({ "payment_method_options": { "card": { "capture_method": "manual" } } }),
    ] {
        let session = open(&world, terms).await;
        let intent = intent_of(&session);
        world.confirm(&intent, SUCCEEDS).await;
        assert_eq!(standing(&world, &session).await, pair("complete", "unpaid"));
        world.post(&format!("/v1/payment_intents/{}/capture", intent.id), &json!({})).await;
        assert_eq!(standing(&world, &session).await, pair("complete", "paid"));
    }
}

#[tokio::test]
async fn a_bank_that_is_still_at_it_completes_a_session_and_one_that_refuses_opens_it_again() {
    let world = World::start().await;
    world.settings(&json!({ "processing_ms": null }));
    let session = open(
        &world,
        json!({ "line_items": [{ "quantity": 1, "price_data": {
            "currency": "EUR", "unit_amount": 1_900, "product_data": { "name": "Beans" },
        }}]}),
    )
    .await;
    let mut body = crate::fixture::method_body("sepa_debit");
    body["client_secret"] = session["client_secret"].clone();
    body["return_url"] = "https://shop.example/done".into();
    let answer = world.send_confirm(&intent_of(&session), &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(standing(&world, &session).await, pair("complete", "unpaid"));
    let intent = session["payment_intent"].as_str().expect("id");
    world.post(&format!("/_sandbox/intents/{intent}/settle"), &json!({ "outcome": "fail" })).await;
    assert_eq!(standing(&world, &session).await, pair("open", "unpaid"));
}

#[tokio::test]
async fn a_session_ends_after_a_day_and_takes_no_money_then() {
    let world = World::start().await;
    let (session, paid) = (open(&world, json!({})).await, open(&world, json!({})).await);
    world.confirm(&intent_of(&paid), SUCCEEDS).await;
    let begun = open(&world, json!({})).await;
    world.confirm(&intent_of(&begun), CHALLENGED).await;
    world.sandbox.clock().advance(DAY_MS - 60_000);
    assert_eq!(standing(&world, &session).await, pair("open", "unpaid"));
    world.sandbox.clock().advance(60_000);
    // Nobody has looked at the session since.
    let late = world.confirm(&intent_of(&session), SUCCEEDS).await;
    let error = late.error();
    assert_eq!((late.status, &error["code"]), (400, &json!("payment_intent_unexpected_state")));
    assert_eq!(error["payment_intent"]["status"], "canceled");
    assert_eq!(world.ledger(&intent_of(&session)).charges, 0);
    assert_eq!(standing(&world, &session).await, pair("expired", "unpaid"));
    assert_eq!(standing(&world, &begun).await, pair("expired", "unpaid"));
    assert_eq!(standing(&world, &paid).await, pair("complete", "paid"));
}

#[tokio::test]
async fn a_session_can_be_ended_at_once() {
    let world = World::start().await;
    let session = open(&world, json!({})).await;
    let expired = world.post(&format!("{}/expire", path(&session)), &json!({})).await;
    assert_eq!((expired.status, &expired.json()["status"]), (200, &json!("expired")));
    assert_eq!(world.confirm(&intent_of(&session), SUCCEEDS).await.status, 400);
    let again = world.post(&format!("{}/expire", path(&session)), &json!({})).await;
    assert_eq!((again.status, &again.error()["code"]), (400, &json!("checkout_session_unexpected_state")));
    assert_eq!(world.ledger(&intent_of(&session)).charges, 0);
}

#[tokio::test]
async fn a_session_saves_a_card_for_somebody_and_ends_like_others() {
    let world = World::start().await;
    let setup = |changes: Value| {
        let mut body = json!({
            "mode": "setup", "success_url": "https://shop.example/", "customer_email": "ada@example.com",
        });
        body.as_object_mut().expect("fields").extend(changes.as_object().expect("changes").clone());
        body
    };
    let session = world.post(SESSIONS, &setup(json!({}))).await.json();
    // Nobody was named, so somebody was made.
    let customer = session["customer"].as_str().expect("a customer").to_owned();
    assert_eq!(session["customer_details"]["email"], "ada@example.com");
    let intent = session["setup_intent"].as_str().expect("an intent").to_owned();
    let confirm = |intent: String, number: &'static str| {
        let body = json!({ "payment_method_data": card(number), "return_url": "https://shop.example/" });
        let world = &world;
        async move { world.post(&format!("/v1/setup_intents/{intent}/confirm"), &body).await }
    };
    assert_eq!(confirm(intent.clone(), DECLINED).await.status, 402);
    assert_eq!(world.get(&path(&session)).await.json()["status"], "open");
    assert_eq!(confirm(intent, SUCCEEDS).await.status, 200);
    assert_eq!(world.get(&path(&session)).await.json()["status"], "complete");
    let cards = world.get(&format!("/v1/customers/{customer}/payment_methods")).await.json();
    assert_eq!(cards["data"][0]["card"]["last4"], "4242");

    let late = world.post(SESSIONS, &setup(json!({ "customer": customer }))).await.json();
    let ended = world.post(SESSIONS, &setup(json!({ "customer": customer }))).await.json();
    let expired = world.post(&format!("{}/expire", path(&ended)), &json!({})).await;
    assert_eq!(expired.json()["status"], "expired");
    world.sandbox.clock().advance(DAY_MS);
    let answer = confirm(late["setup_intent"].as_str().expect("an intent").to_owned(), SUCCEEDS).await;
    assert_eq!((answer.status, &answer.error()["code"]), (400, &json!("setup_intent_unexpected_state")));
    assert_eq!(world.get(&path(&late)).await.json()["status"], "expired");

    let customers = world.get("/v1/customers").await.json()["data"].as_array().map(Vec::len);
    for (changes, param) in [
        (json!({ "line_items": [line("Beans", 100, 1)] }), "line_items"),
        (json!({ "payment_method_types": ["alipay"] }), "payment_method_types"),
        (json!({ "customer": "cus_1" }), "customer"),
        (json!({ "success_url": null }), "success_url"),
    ] {
        let answer = world.post(SESSIONS, &setup(changes)).await;
        assert_eq!((answer.status, &answer.error()["param"]), (400, &json!(param)));
    }
    assert_eq!(world.get("/v1/customers").await.json()["data"].as_array().map(Vec::len), customers);
}

#[tokio::test]
async fn sessions_are_listed_newest_first() {
    let world = World::start().await;
    let (first, second) = (open(&world, json!({})).await, open(&world, json!({})).await);
    let ids = |list: &Value| -> Vec<Value> {
        list["data"].as_array().expect("data").iter().map(|session| session["id"].clone()).collect()
    };
    let all = world.get(SESSIONS).await.json();
    assert_eq!(ids(&all), [second["id"].clone(), first["id"].clone()]);
    let page = world.get(&format!("{SESSIONS}?limit=1")).await.json();
    assert_eq!((ids(&page), &page["has_more"]), (vec![second["id"].clone()], &json!(true)));
    let intent = first["payment_intent"].as_str().expect("id");
    let of_intent = world.get(&format!("{SESSIONS}?payment_intent={intent}")).await.json();
    assert_eq!(ids(&of_intent), [first["id"].clone()]);
    assert_eq!(world.get("/v1/prices?limit=3").await.json()["data"].as_array().map(Vec::len), Some(3));
    assert_eq!(world.get("/v1/products?active=false").await.json()["data"], json!([]));
}

#[tokio::test]
async fn forms_and_idempotency_keys_do_as_well() {
    let world = World::start().await;
    let form = "mode=payment&success_url=https://shop.example/&line_items[0][quantity]=3\
                &line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=250\
                &line_items[0][price_data][product_data][name]=Biscuit";
    let send = || {
        let request = world.request(reqwest::Method::POST, SESSIONS).bearer_auth("sk_test_sandbox");
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        world.send(request.header("Idempotency-Key", "order-7").body(form))
    };
    let (first, again) = (send().await, send().await);
    assert_eq!((first.status, &first.json()["amount_total"]), (200, &json!(750)), "{}", first.text);
    assert_eq!((again.json(), again.header("idempotent-replayed")), (first.json(), "true"));
    assert_eq!(world.get(SESSIONS).await.json()["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn only_the_secret_key_has_to_do_with_sessions() {
    let world = World::start().await;
    let session = open(&world, json!({})).await;
    for (method, path) in [
        (reqwest::Method::POST, SESSIONS.to_owned()),
        (reqwest::Method::GET, path(&session)),
        (reqwest::Method::POST, format!("{}/expire", path(&session))),
        (reqwest::Method::POST, "/v1/products".to_owned()),
        (reqwest::Method::GET, "/v1/prices".to_owned()),
        (reqwest::Method::GET, "/v1/payment_links".to_owned()),
    ] {
        let request = world.request(method, &path).bearer_auth("pk_test_sandbox");
        let answer = world.send(request.json(&request_body())).await;
        assert_eq!((answer.status, &answer.error()["code"]), (403, &json!("secret_key_required")), "{path}");
    }
    assert_eq!(world.get("/v1/checkout/sessions/cs_1").await.error()["code"], "resource_missing");
}

fn request_body() -> Value {
    json!({ "client_secret": "x" })
}

/// The request with one place changed.
fn with(pointer: &str, value: Value) -> Value {
    let mut body = request();
    match body.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => {
            let (parent, name) = pointer.rsplit_once('/').expect("a place");
            body.pointer_mut(parent).expect("a place")[name] = value;
        }
    }
    body
}

#[tokio::test]
async fn bad_parameters_are_named_and_change_nothing() {
    let world = World::start().await;
    let recurring = json!({
        "currency": "USD", "unit_amount": 5, "product_data": { "name": "Plan" }, "recurring": { "interval": "month" },
    });
    let data = "/line_items/0/price_data";
    let at = |rest: &str| format!("line_items[0][price_data]{rest}");
    let of = |rest: &str| format!("{data}/{rest}");
    let cases: Vec<(String, Value, String, &str)> = vec![
        (of("unit_amount"), json!(0), at("[unit_amount]"), "amount_too_small"),
        (of("unit_amount"), json!(-5), at("[unit_amount]"), "parameter_invalid_integer"),
        (of("unit_amount"), json!(1.5), at("[unit_amount]"), "parameter_invalid_integer"),
        (of("unit_amount"), json!(100_000_000), at("[unit_amount]"), "amount_too_large"),
        (of("unit_amount"), Value::Null, at("[unit_amount]"), "parameter_missing"),
        (of("currency"), json!("XYZ"), at("[currency]"), "currency_invalid"),
        (of("currency"), Value::Null, at("[currency]"), "parameter_missing"),
        (of("product_data"), Value::Null, at("[product]"), "parameter_missing"),
        (of("product_data/name"), json!(""), at("[product_data][name]"), "parameter_missing"),
        (of("product"), json!("prod_1"), at("[product_data]"), "parameter_invalid"),
        (of("active"), json!(false), "line_items[0][price_data]".to_owned(), "parameter_invalid"),
        (
            of("recurring"),
            json!({ "interval": "month" }),
            "line_items[0][price_data]".to_owned(),
            "parameter_invalid",
        ),
        (of("recurring"), json!({ "interval": "hour" }), at("[recurring][interval]"), "parameter_invalid"),
        (
            "/line_items/1/price_data/currency".into(),
            json!("EUR"),
            "line_items[1][price_data]".into(),
            "parameter_invalid",
        ),
        ("/line_items/0/quantity".into(), json!(0), "line_items[0][quantity]".into(), "parameter_invalid"),
        ("/line_items/0/quantity".into(), json!(u64::MAX), "line_items".into(), "amount_too_large"),
        (
            "/line_items/0/price".into(),
            json!("price_1"),
            "line_items[0][price_data]".into(),
            "parameter_invalid",
        ),
        (
            "/line_items/0".into(),
            json!({ "price": "price_1" }),
            "line_items[0][price]".into(),
            "resource_missing",
        ),
        (
            "/line_items/0".into(),
            json!({ "quantity": 1 }),
            "line_items[0][price]".into(),
            "parameter_missing",
        ),
        ("/line_items/0".into(), json!("price_1"), "line_items[0]".into(), "parameter_invalid"),
        ("/line_items".into(), json!([]), "line_items".into(), "parameter_missing"),
        ("/mode".into(), json!("gift"), "mode".into(), "parameter_invalid"),
        ("/mode".into(), json!("subscription"), "line_items[0][price_data]".into(), "parameter_invalid"),
        ("/success_url".into(), Value::Null, "success_url".into(), "parameter_missing"),
        ("/success_url".into(), json!("http://shop.example"), "success_url".into(), "url_invalid"),
        ("/cancel_url".into(), json!("javascript:alert(1)"), "cancel_url".into(), "url_invalid"),
        (
            "/payment_method_types".into(),
            json!(["moonpay_x"]),
            "payment_method_types".into(),
            "parameter_invalid",
        ),
        (
            "/billing_address_collection".into(),
            json!("maybe"),
            "billing_address_collection".into(),
            "parameter_invalid",
        ),
        (
            "/payment_intent_data".into(),
            json!({ "capture_method": "later" }),
            "payment_intent_data[capture_method]".into(),
            "parameter_invalid",
        ),
        (
            "/payment_intent_data".into(),
            json!({ "amount": 1 }),
            "payment_intent_data[amount]".into(),
            "parameter_invalid",
        ),
    ];
    for (pointer, value, param, code) in cases {
        let answer = world.post(SESSIONS, &with(&pointer, value.clone())).await;
        let error = answer.error();
        assert_eq!((answer.status, error["code"].as_str()), (400, Some(code)), "{pointer} {value}: {error}");
        assert_eq!((&error["param"], &error["type"]), (&json!(param), &json!("invalid_request_error")));
        let says_where = error["message"].as_str().is_some_and(|message| message.contains(&param));
        assert!(says_where || code == "resource_missing", "{error}");
    }
    // Two intervals in one session.
    let mut other = recurring.clone();
    other["recurring"]["interval"] = "year".into();
    let mut body = with("/mode", json!("subscription"));
    body["line_items"] = json!([{ "price_data": recurring }, { "price_data": other }]);
    assert_eq!(world.post(SESSIONS, &body).await.error()["param"], "line_items[1][price_data]");
    for path in [SESSIONS, "/v1/payment_intents", "/v1/prices", "/v1/products"] {
        assert_eq!(world.get(path).await.json()["data"], json!([]), "{path}");
    }
}

#[tokio::test]
async fn prices_and_products_name_what_is_wrong() {
    let world = World::start().await;
    for (path, body, param) in [
        ("/v1/products", json!({}), "name"),
        ("/v1/products", json!({ "name": 7 }), "name"),
        ("/v1/products", json!({ "name": "x", "active": "yes" }), "active"),
        ("/v1/prices", json!({ "unit_amount": 5 }), "currency"),
        ("/v1/prices", json!({ "unit_amount": 0, "currency": "USD" }), "unit_amount"),
        ("/v1/prices", json!({ "unit_amount": 5, "currency": "USD" }), "product"),
        ("/v1/prices", json!({ "unit_amount": 5, "currency": "USD", "product": "prod_1" }), "product"),
        (
            "/v1/prices",
            json!({ "unit_amount": 5, "currency": "USD", "product_data": {} }),
            "product_data[name]",
        ),
        (
            "/v1/prices",
            json!({
                "unit_amount": 5, "currency": "USD", "product_data": { "name": "x" },
                "recurring": { "interval": "year", "interval_count": 4 },
            }),
            "recurring[interval_count]",
        ),
    ] {
        let answer = world.post(path, &body).await;
        assert_eq!((answer.status, &answer.error()["param"]), (400, &json!(param)), "{body}");
        assert_eq!(world.get(path).await.json()["data"], json!([]));
    }
}

#[tokio::test]
async fn a_session_offers_the_accounts_methods_or_those_it_names() {
    let world = World::start().await;
    let all = open(&world, json!({})).await;
    assert_eq!(all["payment_method_types"], Value::Null);
    let few = open(&world, json!({ "payment_method_types": ["gcash"] })).await;
    assert_eq!(few["payment_method_types"], json!(["gcash"]));
    let types = |session: &Value| {
        let intent =
            world.sandbox.intent(session["payment_intent"].as_str().expect("id")).expect("an intent");
        intent["payment_method_types"].as_str().expect("text").to_owned()
    };
    assert!(types(&all).contains("\"card\"") && types(&all).contains("\"alipay\""));
    let mut monthly = line("Morning Fog", 1_250, 1);
    monthly["price_data"]["recurring"] = json!({ "interval": "month" });
    let renewed = open(&world, json!({ "mode": "subscription", "line_items": [monthly] })).await;
    assert_eq!(types(&renewed), "[\"card\"]", "what renewals can be charged to");
    assert_eq!(types(&few), "[\"gcash\"]");
    let body = json!({ "client_secret": few["client_secret"], "payment_method_data": card(SUCCEEDS) });
    let refused = world.send_confirm(&intent_of(&few), &body).await;
    assert_eq!(refused.error()["code"], "payment_intent_incompatible_payment_method");
}
