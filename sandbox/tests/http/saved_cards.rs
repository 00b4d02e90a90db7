//! Customers, their saved cards, and payments with them.

use reqwest::Method;
use serde_json::{Value, json};
use tillkit_sandbox::{PUBLISHABLE_KEY, Wire};

use crate::fixture::{Answer, CHALLENGED, Intent, RETURN_URL, SUCCEEDS, World, card};

const CHALLENGED_UNTIL_SET_UP: &str = "4000002500003155";
const CHALLENGED_ALWAYS: &str = "4000002760003184";
const CHALLENGED_ON_SESSION: &str = "4000003800000446";
const CHARGES_DECLINED: &str = "4000000000000341";

impl World {
    pub(crate) async fn customer(&self) -> String {
        let answer = self.post("/v1/customers", &json!({ "email": "ada@example.com", "name": "Ada" })).await;
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    /// A card that is attached to a customer.
    pub(crate) async fn attached(&self, customer: &str, number: &str) -> String {
        let method = self.post("/v1/payment_methods", &card(number)).await.json();
        let id = method["id"].as_str().expect("an id").to_owned();
        let attached =
            self.post(&format!("/v1/payment_methods/{id}/attach"), &json!({ "customer": customer })).await;
        assert_eq!((attached.status, &attached.json()["customer"]), (200, &json!(customer)));
        id
    }

    async fn cards_of(&self, customer: &str) -> Vec<Value> {
        let list = self.get(&format!("/v1/payment_methods?customer={customer}&type=card")).await.json();
        list["data"].as_array().expect("cards").clone()
    }

    fn intent_of(&self, customer: &str, more: Value) -> Intent {
        let mut body = json!({ "amount": 1_250, "currency": "USD", "customer": customer });
        if let (Some(fields), Value::Object(mut more)) = (body.as_object_mut(), more) {
            fields.append(&mut more);
        }
        self.intent(body)
    }

    /// Confirms with a saved card as a browser does.
    async fn confirm_saved(&self, intent: &Intent, method: &str, cvc: Option<&str>) -> Answer {
        let mut body =
            json!({ "client_secret": intent.secret, "payment_method": method, "return_url": RETURN_URL });
        if let Some(cvc) = cvc {
            body["payment_method_options"]["card"]["cvc"] = cvc.into();
        }
        self.send_confirm(intent, &body).await
    }

    /// Charges a saved card while its holder is away.
    async fn charge_off_session(&self, customer: &str, method: &str) -> Answer {
        let body = json!({
            "amount": 700, "currency": "USD", "customer": customer, "payment_method": method, "confirm": true,
            "off_session": true,
        });
        self.post("/v1/payment_intents", &body).await
    }

    async fn as_browser(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.request(method, path).basic_auth(PUBLISHABLE_KEY, Some(""));
        self.send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }
}

#[tokio::test]
async fn a_customer_is_created_changed_and_listed() {
    let world = World::start().await;
    let customer = world.customer().await;
    let path = format!("/v1/customers/{customer}");
    let changed =
        world.post(&path, &json!({ "name": "Ada Lovelace", "metadata": { "a": "1" } })).await.json();
    assert_eq!((&changed["name"], &changed["email"]), (&json!("Ada Lovelace"), &json!("ada@example.com")));
    assert_eq!((&changed["object"], &changed["address"]), (&json!("customer"), &json!({})));
    assert_eq!(world.get(&path).await.json(), changed);
    world.post("/v1/customers", &json!({ "email": "other@example.com" })).await;
    let listed = world.get("/v1/customers?email=ada@example.com").await.json();
    assert_eq!(listed["data"], json!([changed]));
    assert_eq!(world.get("/v1/customers/cus_1").await.status, 404);
    let unknown = json!({ "amount": 1, "currency": "USD", "customer": "cus_1" });
    assert_eq!(world.post("/v1/payment_intents", &unknown).await.error()["param"], "customer");
}

#[tokio::test]
async fn a_card_is_saved_while_paying_and_only_then() {
    for wire in [Wire::Old, Wire::New] {
        let world = World::start().await;
        world.sandbox.set_wire(wire);
        let customer = world.customer().await;
        let intent = world.intent_of(&customer, json!({ "setup_future_usage": "on_session" }));
        assert_eq!(world.confirm(&intent, "4000000000000002").await.status, 402);
        assert_eq!(world.cards_of(&customer).await, Vec::<Value>::new());
        world.confirm(&intent, SUCCEEDS).await;
        let cards = world.cards_of(&customer).await;
        assert_eq!(cards.len(), 1);
        let saved = &cards[0];
        assert_eq!((&saved["type"], &saved["customer"]), (&json!("card"), &json!(customer)));
        let face = &saved["card"];
        assert_eq!((&face["brand"], &face["last4"]), (&json!("visa"), &json!("4242")));
        assert_eq!((&face["exp_month"], &face["exp_year"]), (&json!(3), &json!(2_060)));
        assert_eq!(face.get("fingerprint"), None);
        let paid = world.get(&format!("/v1/payment_intents/{}", intent.id)).await.json();
        assert_eq!((&paid["payment_method"], &paid["customer"]), (&saved["id"], &json!(customer)));
        let attached = world.get("/v1/events?type=payment_method.attached").await;
        assert_eq!(attached.json()["data"][0]["data"]["object"]["id"], saved["id"]);
        assert!(!attached.text.contains(SUCCEEDS));
    }
}

#[tokio::test]
async fn the_customer_may_ask_for_it_at_confirm() {
    let world = World::start().await;
    let customer = world.customer().await;
    let (saving, not_saving) = (world.intent_of(&customer, json!({})), world.intent_of(&customer, json!({})));
    world.confirm(&not_saving, SUCCEEDS).await;
    let mut body = saving.confirm_body(SUCCEEDS);
    body["setup_future_usage"] = json!("on_session");
    world.send_confirm(&saving, &body).await;
    assert_eq!(world.cards_of(&customer).await.len(), 1);
}

#[tokio::test]
async fn a_saved_card_pays_again() {
    let world = World::start().await;
    let customer = world.customer().await;
    let method = world.attached(&customer, SUCCEEDS).await;
    let intent = world.intent_of(&customer, json!({}));
    let paid = world.confirm_saved(&intent, &method, None).await;
    assert_eq!((paid.status, &paid.json()["status"]), (200, &json!("succeeded")), "{}", paid.text);
    assert_eq!(world.ledger(&intent).captured, 1_250);
    let confirmed = world.sandbox.confirmed(&intent.id).expect("a confirm");
    assert_eq!(confirmed.kind, "card");
}

#[tokio::test]
async fn a_saved_card_is_its_customers_alone() {
    let world = World::start().await;
    let (ada, bob) = (world.customer().await, world.customer().await);
    let method = world.attached(&ada, SUCCEEDS).await;
    for intent in [world.intent_of(&bob, json!({})), world.plain_intent()] {
        let refused = world.confirm_saved(&intent, &method, None).await;
        assert_eq!((refused.status, &refused.error()["param"]), (400, &json!("payment_method")));
        assert_eq!(world.ledger(&intent).attempts, 0);
    }
    let intent = world.intent_of(&ada, json!({}));
    assert_eq!(world.confirm_saved(&intent, "pm_1", None).await.error()["code"], "resource_missing");
    let taken =
        world.post(&format!("/v1/payment_methods/{method}/attach"), &json!({ "customer": bob })).await;
    assert_eq!((taken.status, &taken.error()["param"]), (400, &json!("customer")));
}

#[tokio::test]
async fn the_security_code_is_entered_again_where_the_merchant_wants_it() {
    let world = World::start().await;
    let customer = world.customer().await;
    let method = world.attached(&customer, SUCCEEDS).await;
    let recollection = json!({ "payment_method_options": { "card": { "require_cvc_recollection": true } } });
    let intent = world.intent_of(&customer, recollection);
    let shown = world.retrieve(&intent).await;
    assert!(
        shown["payment_method_options"]
            .as_str()
            .is_some_and(|text| text.contains("require_cvc_recollection"))
    );
    let missing = world.confirm_saved(&intent, &method, None).await;
    assert_eq!(
        (missing.status, &missing.error()["param"]),
        (400, &json!("payment_method_options[card][cvc]"))
    );
    let wrong = world.confirm_saved(&intent, &method, Some("12")).await;
    assert_eq!((wrong.status, &wrong.error()["code"]), (402, &json!("invalid_cvc")));
    let paid = world.confirm_saved(&intent, &method, Some("987")).await;
    assert_eq!(paid.json()["status"], "succeeded");
    let ledger = world.open(&format!("/_sandbox/ledger/{}", intent.id)).await;
    assert!(!paid.text.contains("987") && !ledger.json()["confirmed"].to_string().contains("cvc"));
    let waived = world.intent_of(
        &customer,
        json!({ "payment_method_options": { "card": { "require_cvc_recollection": true } } }),
    );
    let body = json!({
        "client_secret": waived.secret, "payment_method": method,
        "payment_method_options": { "card": { "require_cvc_recollection": false } },
    });
    assert_eq!(world.send_confirm(&waived, &body).await.status, 400);
}

#[tokio::test]
async fn a_saved_card_is_authenticated_as_its_number_was() {
    let world = World::start().await;
    let customer = world.customer().await;
    let method = world.attached(&customer, CHALLENGED).await;
    let intent = world.intent_of(&customer, json!({}));
    let asked = world.confirm_saved(&intent, &method, None).await.json();
    assert_eq!(asked["status"], "requires_action");
    let needs_return = world.intent_of(&customer, json!({}));
    let body = json!({ "client_secret": needs_return.secret, "payment_method": method });
    assert_eq!(world.send_confirm(&needs_return, &body).await.error()["param"], "return_url");
}

#[tokio::test]
async fn charges_without_the_customer_succeed_or_want_them_back() {
    let world = World::start().await;
    let customer = world.customer().await;
    for (number, status) in [
        (SUCCEEDS, 200),
        (CHALLENGED_ON_SESSION, 200),
        (CHALLENGED_ALWAYS, 402),
        (CHALLENGED_UNTIL_SET_UP, 402),
    ] {
        let method = world.attached(&customer, number).await;
        let answer = world.charge_off_session(&customer, &method).await;
        assert_eq!(answer.status, status, "{number}: {}", answer.text);
        if status == 402 {
            let error = answer.error();
            assert_eq!(
                (&error["type"], &error["code"]),
                (&json!("card_error"), &json!("authentication_required"))
            );
            assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
        }
    }
    let declined = world.attached(&customer, CHARGES_DECLINED).await;
    assert_eq!(world.charge_off_session(&customer, &declined).await.error()["code"], "card_declined");
}

#[tokio::test]
async fn a_card_that_was_set_up_is_charged_without_its_holder() {
    let world = World::start().await;
    let customer = world.customer().await;
    let intent = world.intent_of(&customer, json!({ "setup_future_usage": "off_session" }));
    let url = world.confirm_to_challenge(&intent, CHALLENGED_UNTIL_SET_UP).await;
    assert_eq!(world.cards_of(&customer).await.len(), 0);
    world.answer(&intent, &url, "approve").await;
    let cards = world.cards_of(&customer).await;
    let method = cards[0]["id"].as_str().expect("an id");
    let charged = world.charge_off_session(&customer, method).await;
    assert_eq!((charged.status, &charged.json()["status"]), (200, &json!("succeeded")));
}

#[tokio::test]
async fn an_expired_card_is_refused() {
    let world = World::start().await;
    let customer = world.customer().await;
    let method = world.attached(&customer, SUCCEEDS).await;
    let path = format!("/v1/payment_methods/{method}");
    let changed = world.post(&path, &json!({ "card": { "exp_month": 1, "exp_year": 2_020 } })).await.json();
    assert_eq!(changed["card"]["exp_year"], 2_020);
    let intent = world.intent_of(&customer, json!({}));
    let refused = world.confirm_saved(&intent, &method, None).await;
    assert_eq!((refused.status, &refused.error()["code"]), (402, &json!("expired_card")));
    let wrong = world.post(&path, &json!({ "card": { "exp_month": 13 } })).await;
    assert_eq!((wrong.status, &wrong.error()["param"]), (400, &json!("card[exp_month]")));
}

#[tokio::test]
async fn the_merchants_server_sees_and_removes_cards_and_browsers_do_not() {
    let world = World::start().await;
    let ada = world.customer().await;
    let (first, second) =
        (world.attached(&ada, SUCCEEDS).await, world.attached(&ada, "5555555555554444").await);
    let ids: Vec<Value> = world.cards_of(&ada).await.iter().map(|card| card["id"].clone()).collect();
    assert_eq!(ids, [json!(second), json!(first)]);
    let list = format!("/v1/payment_methods?customer={ada}");
    assert_eq!(world.as_browser(Method::GET, &list, None).await.status, 403);
    let detach = format!("/v1/payment_methods/{first}/detach");
    assert_eq!(world.as_browser(Method::POST, &detach, Some(json!({}))).await.status, 403);
    assert_eq!(world.post(&detach, &json!({})).await.status, 200);
    assert_eq!(world.cards_of(&ada).await.len(), 1);
    let removed = world.get("/v1/events?type=payment_method.detached").await.json();
    assert_eq!(removed["data"][0]["data"]["object"]["id"], first);
    let intent = world.intent_of(&ada, json!({}));
    assert_eq!(world.confirm_saved(&intent, &first, None).await.status, 400);
    let again = world.post(&format!("/v1/payment_methods/{first}/attach"), &json!({ "customer": ada })).await;
    assert_eq!(again.status, 400);
}

#[tokio::test]
async fn a_browser_hands_over_a_card_once() {
    let world = World::start().await;
    let made = world.as_browser(Method::POST, "/v1/payment_methods", Some(card(SUCCEEDS))).await;
    assert_eq!(made.status, 200);
    assert!(!made.text.contains(SUCCEEDS) && !made.text.contains("123"));
    let method = made.json()["id"].as_str().expect("an id").to_owned();
    let intent = world.plain_intent();
    assert_eq!(world.confirm_saved(&intent, &method, None).await.json()["status"], "succeeded");
    let wrong = world.as_browser(Method::POST, "/v1/payment_methods", Some(card("4242424242424241"))).await;
    assert_eq!((wrong.status, &wrong.error()["code"]), (402, &json!("incorrect_number")));
    let other = world.as_browser(Method::POST, "/v1/payment_methods", Some(json!({ "type": "eps" }))).await;
    assert_eq!((other.status, &other.error()["param"]), (400, &json!("type")));
}
