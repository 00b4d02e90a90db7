//! Stripe's dialect: the objects, the keys and the refusals.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tillkit_sandbox::{Fault, FaultKind, FaultTarget, PUBLISHABLE_KEY, SECRET_KEY, Wire};

use crate::fixture::{Answer, CHALLENGED, DECLINED, Intent, RETURN_URL, SUCCEEDS, World, ledger};

pub(crate) const INTENTS: &str = "/stripe/v1/payment_intents";

/// A JSON object as a form with nested keys.
pub(crate) fn form(body: &Value) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    write(&mut form, "", body);
    form.finish()
}

fn write(form: &mut form_urlencoded::Serializer<'_, String>, place: &str, value: &Value) {
    let below = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}[{name}]") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| write(form, &below(name), value)),
        Value::Array(items) => items.iter().for_each(|item| write(form, &below(""), item)),
        Value::String(text) => drop(form.append_pair(place, text)),
        other => drop(form.append_pair(place, &other.to_string())),
    }
}

impl World {
    /// A POST with a form and without a key.
    pub(crate) fn form_request(&self, path: &str, body: &Value) -> RequestBuilder {
        let request = self.request(Method::POST, path);
        request.header("Content-Type", "application/x-www-form-urlencoded").body(form(body))
    }

    /// A POST with a form and the secret key.
    pub(crate) async fn stripe(&self, path: &str, body: &Value) -> Answer {
        self.send(self.form_request(path, body).bearer_auth(SECRET_KEY)).await
    }

    /// A new intent that Stripe's API made.
    pub(crate) async fn stripe_intent(&self, body: &Value) -> Intent {
        let answer = self.stripe(INTENTS, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let intent = answer.json();
        let text = |name: &str| intent[name].as_str().expect(name).to_owned();
        Intent { id: text("id"), secret: text("client_secret") }
    }

    pub(crate) async fn plain_stripe_intent(&self) -> Intent {
        self.stripe_intent(&json!({ "amount": 1_099, "currency": "usd" })).await
    }

    /// A confirm as a browser sends it: the key goes with the form.
    pub(crate) async fn confirm_at_stripe(&self, intent: &Intent, more: &Value) -> Answer {
        let mut body = json!({ "key": PUBLISHABLE_KEY, "client_secret": intent.secret });
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        self.send(self.form_request(&format!("{INTENTS}/{}/confirm", intent.id), &body)).await
    }

    pub(crate) async fn pay_at_stripe(&self, intent: &Intent, number: &str) -> Answer {
        self.confirm_at_stripe(intent, &payment_with_card(number)).await
    }

    /// A retrieve as a browser sends it.
    pub(crate) async fn retrieve_at_stripe(&self, intent: &Intent) -> Value {
        let (id, secret) = (&intent.id, &intent.secret);
        let path = format!("{INTENTS}/{id}?client_secret={secret}&key={PUBLISHABLE_KEY}");
        self.open(&path).await.json()
    }
}

pub(crate) fn payment_with_card(number: &str) -> Value {
    let card = json!({ "number": number, "exp_month": 3, "exp_year": 2060, "cvc": "123" });
    json!({ "payment_method_data": { "type": "card", "card": card }, "return_url": RETURN_URL })
}

/// Says that `object` has all that the documented `sample` has, of the same kinds.
fn assert_like(object: &Value, sample: &Value, place: &str) {
    match (object, sample) {
        (Value::Object(fields), Value::Object(documented)) => {
            for (name, documented) in documented {
                let field = fields.get(name).unwrap_or_else(|| panic!("no {place}.{name} in {object}"));
                assert_like(field, documented, &format!("{place}.{name}"));
            }
        }
        (Value::Array(items), Value::Array(documented)) => {
            assert_eq!(items.len(), documented.len(), "{place}");
            items.iter().zip(documented).for_each(|(item, sample)| assert_like(item, sample, place));
        }
        (one, other) => {
            assert_eq!(std::mem::discriminant(one), std::mem::discriminant(other), "{place}: {one}");
        }
    }
}

/// The documented PaymentIntent that was paid.
fn paid_sample() -> Value {
    json!({
        "id": "pi_0FdpcX589O8KAxCGR6tGNyWj",
        "object": "payment_intent",
        "amount": 1_099,
        "charges": { "object": "list", "data": [{
            "id": "ch_GA9w4aF29fYajT", "object": "charge", "amount": 1_099, "refunded": false, "status": "succeeded",
        }] },
        "client_secret": "pi_0FdpcX589O8KAxCGR6tGNyWj_secret_e00tjcVrSv2tjjufYqPNZBKZc",
        "currency": "usd",
        "last_payment_error": null,
        "status": "succeeded",
    })
}

#[tokio::test]
async fn a_paid_intent_is_the_documented_object() {
    let world = World::start().await;
    let intent = world.plain_stripe_intent().await;
    assert_eq!(world.pay_at_stripe(&intent, SUCCEEDS).await.json()["status"], "succeeded");
    let paid = world.get(&format!("{INTENTS}/{}", intent.id)).await.json();
    assert_like(&paid, &paid_sample(), "intent");
    for name in ["object", "amount", "currency", "last_payment_error", "status"] {
        assert_eq!(paid[name], paid_sample()[name], "{name}");
    }
    assert_eq!(intent.id.len(), "pi_".len() + 24);
    let now_s = world.sandbox.clock().now_ms() / 1_000;
    assert!(paid["created"].as_u64().is_some_and(|created| now_s.abs_diff(created) < 60), "{paid}");
    assert_eq!(paid["payment_method_types"], json!(["card"]));
    assert_eq!(paid["payment_method_options"]["card"]["request_three_d_secure"], "automatic");
    // Unset is null, and nothing is left out.
    let unset = ["next_action", "description", "customer", "canceled_at", "shipping", "receipt_email"];
    for name in unset {
        assert_eq!(paid.get(name), Some(&Value::Null), "{name}");
    }
    assert_eq!(paid["metadata"], json!({}));
    // And nothing of the other dialect is there.
    for name in ["merchant_order_id", "3ds_status", "cancel_at", "quantity", "return_url"] {
        assert_eq!(paid.get(name), None, "{name}");
    }
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_099));
}

#[tokio::test]
async fn a_publishable_key_does_not_see_the_merchants_own_business() {
    let world = World::start().await;
    let body =
        json!({ "amount": 500, "currency": "EUR", "metadata": { "order": "7" }, "description": "Coffee" });
    let intent = world.stripe_intent(&body).await;
    let seen = world.retrieve_at_stripe(&intent).await;
    assert_eq!((&seen["description"], &seen["currency"]), (&json!("Coffee"), &json!("eur")));
    for name in ["metadata", "charges", "customer", "payment_method_options", "amount_received"] {
        assert_eq!(seen.get(name), None, "{name}");
    }
    let all = world.get(&format!("{INTENTS}/{}", intent.id)).await.json();
    assert_eq!(all["metadata"], json!({ "order": "7" }));
}

#[tokio::test]
async fn keys_come_as_basic_or_bearer_or_in_the_form() {
    let world = World::start().await;
    let body = json!({ "amount": 500, "currency": "usd" });
    let request = || world.form_request(INTENTS, &body);
    assert_eq!(world.send(request().basic_auth(SECRET_KEY, Some(""))).await.status, 200);
    assert_eq!(world.send(request().bearer_auth(SECRET_KEY)).await.status, 200);
    let mut with_key = body.clone();
    with_key["key"] = SECRET_KEY.into();
    assert_eq!(world.send(world.form_request(INTENTS, &with_key)).await.status, 200);
    let without = world.send(request()).await;
    assert_eq!((without.status, &without.error()["type"]), (401, &json!("invalid_request_error")));
    assert_eq!(without.error().get("code"), None);
    assert_eq!(world.send(request().bearer_auth("sk_test_other")).await.status, 401);
    let from_browser = world.send(request().bearer_auth(PUBLISHABLE_KEY)).await;
    assert_eq!((from_browser.status, &from_browser.error()["code"]), (403, &json!("secret_key_required")));
    // WooshPay's API has no such place for a key.
    let elsewhere = world.send(world.form_request("/v1/payment_intents", &with_key)).await;
    assert_eq!(elsewhere.status, 401);
}

#[tokio::test]
async fn only_forms_with_documented_parameters_are_read() {
    let world = World::start().await;
    let body = json!({ "amount": 500, "currency": "usd" });
    let request = world.request(Method::POST, INTENTS).bearer_auth(SECRET_KEY).json(&body);
    let refused = world.send(request).await;
    assert_eq!((refused.status, &refused.error()["type"]), (400, &json!("invalid_request_error")));
    assert!(refused.error()["message"].as_str().is_some_and(|text| text.contains("x-www-form-urlencoded")));
    let intent = world.plain_stripe_intent().await;
    for (more, param) in [
        (json!({ "merchant_order_id": "7" }), "merchant_order_id"),
        (
            json!({ "payment_method_data": { "type": "card", "browser": "x" } }),
            "payment_method_data[browser]",
        ),
        (
            json!({ "payment_method_data": { "type": "card", "billing_details": { "firstName": "Ada" } } }),
            "payment_method_data[billing_details][firstName]",
        ),
        (
            json!({ "payment_method_data": { "type": "card", "card": { "name": "Ada" } } }),
            "payment_method_data[card][name]",
        ),
        (
            json!({ "payment_method_options": { "ideal": { "bank": "ing" } } }),
            "payment_method_options[ideal][bank]",
        ),
    ] {
        let error = world.confirm_at_stripe(&intent, &more).await.error();
        assert_eq!((&error["code"], &error["param"]), (&json!("parameter_unknown"), &json!(param)));
    }
    assert_eq!(world.ledger(&intent).attempts, 0);
}

#[tokio::test]
async fn refusals_have_stripes_codes_and_statuses() {
    let world = World::start().await;
    let intent = world.plain_stripe_intent().await;
    let missing = world.stripe(INTENTS, &json!({ "amount": 500 })).await;
    assert_eq!((missing.status, &missing.error()["code"]), (400, &json!("parameter_missing")));
    assert_eq!(missing.error()["param"], "currency");
    assert_eq!(missing.error()["doc_url"], "https://docs.stripe.com/error-codes#parameter-missing");
    let unknown = world.get(&format!("{INTENTS}/pi_none")).await;
    assert_eq!((unknown.status, &unknown.error()["code"]), (404, &json!("resource_missing")));
    let nowhere = world.get("/stripe/v1/nowhere").await;
    assert_eq!((nowhere.status, &nowhere.error()["type"]), (404, &json!("invalid_request_error")));
    assert_eq!(world.send(world.request(Method::PUT, INTENTS)).await.status, 404);
    let stranger = Intent { secret: format!("{}x", intent.secret), ..intent.clone() };
    let refused = world.pay_at_stripe(&stranger, SUCCEEDS).await;
    assert_eq!((refused.status, &refused.error()["code"]), (400, &json!("payment_intent_invalid_parameter")));
    let declined = world.pay_at_stripe(&intent, DECLINED).await;
    let error = declined.error();
    assert_eq!((declined.status, &error["type"]), (402, &json!("card_error")));
    assert_eq!(
        (&error["code"], &error["decline_code"]),
        (&json!("card_declined"), &json!("generic_decline"))
    );
    assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
    assert_eq!(error["payment_intent"]["last_payment_error"]["code"], "card_declined");
    let nothing = world.confirm_at_stripe(&intent, &json!({})).await;
    assert_eq!((nothing.status, &nothing.error()["code"]), (400, &json!("payment_intent_unexpected_state")));
    world.pay_at_stripe(&intent, SUCCEEDS).await;
    let again = world.pay_at_stripe(&intent, SUCCEEDS).await;
    assert_eq!((again.status, &again.error()["code"]), (400, &json!("payment_intent_unexpected_state")));
    assert_eq!(again.error()["payment_intent"]["status"], "succeeded");
    assert_eq!(world.ledger(&intent), ledger(2, 1, 1_099));
}

#[tokio::test]
async fn faults_strike_in_stripes_words() {
    let world = World::start().await;
    let intent = world.plain_stripe_intent().await;
    world.sandbox.arm(Fault::new(FaultKind::RateLimit { retry_after_s: 3 }));
    let limited = world.pay_at_stripe(&intent, SUCCEEDS).await;
    assert_eq!((limited.status, limited.header("retry-after")), (429, "3"));
    assert_eq!(limited.error()["code"], "rate_limit");
    world.sandbox.arm(Fault::new(FaultKind::ServerError { status: 503 }).on(FaultTarget::Retrieve));
    let broken = world.retrieve_at_stripe(&intent).await;
    assert_eq!((&broken["error"]["type"], broken["error"].get("code")), (&json!("api_error"), None));
    assert_eq!(world.ledger(&intent), ledger(0, 0, 0));
}

#[tokio::test]
async fn idempotency_keys_count_once() {
    let world = World::start().await;
    let body = json!({ "amount": 500, "currency": "usd" });
    let send = |body: Value| {
        let request = world.form_request(INTENTS, &body).bearer_auth(SECRET_KEY);
        world.send(request.header("Idempotency-Key", "order-7"))
    };
    let (first, second) = (send(body.clone()).await, send(body).await);
    assert_eq!(first.json()["id"], second.json()["id"]);
    assert_eq!(second.header("idempotent-replayed"), "true");
    let other = send(json!({ "amount": 501, "currency": "usd" })).await;
    assert_eq!((other.status, &other.error()["type"]), (400, &json!("idempotency_error")));
}

#[tokio::test]
async fn an_intent_is_changed_captured_and_cancelled() {
    let world = World::start().await;
    let intent =
        world.stripe_intent(&json!({ "amount": 500, "currency": "usd", "capture_method": "manual" })).await;
    let path = format!("{INTENTS}/{}", intent.id);
    let changed = world.stripe(&path, &json!({ "amount": 700, "metadata": { "a": "b" } })).await.json();
    assert_eq!((&changed["amount"], &changed["capture_method"]), (&json!(700), &json!("manual")));
    let held = world.pay_at_stripe(&intent, SUCCEEDS).await.json();
    assert_eq!(held["status"], "requires_capture");
    assert_eq!(world.get(&path).await.json()["amount_capturable"], 700);
    let captured =
        world.stripe(&format!("{path}/capture"), &json!({ "amount_to_capture": 600 })).await.json();
    assert_eq!((&captured["status"], &captured["amount_received"]), (&json!("succeeded"), &json!(600)));
    let refund = world.stripe("/stripe/v1/refunds", &json!({ "payment_intent": intent.id })).await.json();
    assert_eq!((&refund["amount"], &refund["currency"]), (&json!(600), &json!("usd")));
    let other = world.plain_stripe_intent().await;
    let cancel = json!({ "cancellation_reason": "requested_by_customer" });
    let canceled = world.stripe(&format!("{INTENTS}/{}/cancel", other.id), &cancel).await.json();
    assert_eq!(canceled["status"], "canceled");
    assert_eq!(canceled["cancellation_reason"], "requested_by_customer");
    assert!(canceled["canceled_at"].is_u64(), "{canceled}");
}

#[tokio::test]
async fn both_dialects_tell_of_the_same_intent() {
    let world = World::start().await;
    let intent = world.intent(json!({ "amount": 1_250, "currency": "USD" }));
    let seen = world.retrieve_at_stripe(&intent).await;
    assert_eq!((&seen["currency"], &seen["next_action"]), (&json!("usd"), &Value::Null));
    let challenged = world.pay_at_stripe(&intent, CHALLENGED).await.json();
    assert_eq!(challenged["next_action"]["type"], "redirect_to_url");
    assert_eq!(world.retrieve(&intent).await["next_action"]["type"], "challenge_redirect");
    world.sandbox.set_wire(Wire::Stripe);
    let made = world
        .intent(json!({ "amount": 1_250, "currency": "usd", "payment_method_types": ["card", "ideal"] }));
    assert_eq!(world.sandbox.intent(&made.id).expect("an intent")["currency"], "usd");
    assert_eq!(world.pay_at_stripe(&made, SUCCEEDS).await.json()["status"], "succeeded");
    // The other API has generations of its own.
    let elsewhere =
        world.post("/v1/payment_intents", &json!({ "amount": 1, "currency": "USD" })).await.json();
    assert_eq!(elsewhere["currency"], "USD");
}
