use reqwest::Method;
use serde_json::{Value, json};
use tillkit_sandbox::PUBLISHABLE_KEY;

use crate::fixture::{Answer, CHALLENGED, FRICTIONLESS, Intent, RETURN_URL, SUCCEEDS, World, card};

const PATH: &str = "/v1/setup_intents";

impl World {
    async fn setup(&self, customer: &str) -> Intent {
        let made = self.post(PATH, &json!({ "customer": customer, "usage": "off_session" })).await.json();
        assert_eq!(made["status"], "requires_payment_method");
        let text = |name: &str| made[name].as_str().expect(name).to_owned();
        Intent { id: text("id"), secret: text("client_secret") }
    }

    async fn confirm_setup(&self, setup: &Intent, number: &str) -> Answer {
        let request = self
            .request(Method::POST, &format!("{PATH}/{}/confirm", setup.id))
            .basic_auth(PUBLISHABLE_KEY, Some(""));
        self.send(request.json(&setup.confirm_body(number))).await
    }

    async fn shown_setup(&self, setup: &Intent) -> Value {
        let request = self
            .request(Method::GET, &format!("{PATH}/{}?client_secret={}", setup.id, setup.secret))
            .basic_auth(PUBLISHABLE_KEY, Some(""));
        self.send(request).await.json()
    }
}

#[tokio::test]
async fn a_card_is_saved_without_a_payment() {
    let world = World::start().await;
    let customer = world.customer().await;
    let setup = world.setup(&customer).await;
    assert!(setup.id.starts_with("seti_") && setup.secret.starts_with(&format!("{}_secret_", setup.id)));
    let done = world.confirm_setup(&setup, SUCCEEDS).await;
    assert_eq!((done.status, &done.json()["status"]), (200, &json!("succeeded")), "{}", done.text);
    assert_eq!((done.json().get("customer"), done.json().get("next_action")), (None, None));
    let cards = world.get(&format!("/v1/customers/{customer}/payment_methods")).await.json();
    assert_eq!(cards["data"][0]["id"], done.json()["payment_method"]);
    let events = world.get("/v1/events?limit=3").await.json();
    let types: Vec<&Value> =
        events["data"].as_array().expect("events").iter().map(|one| &one["type"]).collect();
    assert_eq!(types, ["setup_intent.succeeded", "payment_method.attached", "setup_intent.created"]);
    let again = world.confirm_setup(&setup, SUCCEEDS).await;
    assert_eq!((again.status, &again.error()["code"]), (400, &json!("setup_intent_unexpected_state")));
    assert_eq!(again.error()["setup_intent"]["status"], "succeeded");
}

#[tokio::test]
async fn created_and_confirmed_at_once_it_answers_as_documented() {
    let world = World::start().await;
    let customer = world.customer().await;
    let body = json!({
        "confirm": true, "customer": customer, "payment_method_types": ["card"],
        "payment_method_data": card("4761344136141390"), "usage": "on_session",
        "return_url": "https://yourwebsite.com",
    });
    let answer = world.post(PATH, &body).await.json();
    assert_eq!((&answer["object"], &answer["status"]), (&json!("setup_intent"), &json!("requires_action")));
    assert_eq!(answer["customer"], customer);
    assert!(answer["payment_method"].as_str().is_some_and(|id| id.starts_with("pm_")));
    let action = &answer["next_action"];
    assert_eq!(action["type"], "challenge_redirect");
    assert_eq!(action["challenge_redirect"]["return_url"], "https://yourwebsite.com");
    let names: Vec<&String> = action["challenge_redirect"].as_object().expect("detail").keys().collect();
    assert_eq!(names, ["url", "return_url"]);
}

#[tokio::test]
async fn the_bank_asks_on_the_pages_that_payments_have() {
    let world = World::start().await;
    let customer = world.customer().await;
    let setup = world.setup(&customer).await;
    let asked = world.confirm_setup(&setup, CHALLENGED).await.json();
    let url = asked["next_action"]["challenge_redirect"]["url"].as_str().expect("a URL").to_owned();
    let page = world.open(&url).await;
    assert!(page.text.contains("Approve saving your card") && page.text.contains("3220"), "{}", page.text);
    assert!(!page.text.contains("Amount"));
    let answered = world.answer(&setup, &url, "approve").await;
    let returned =
        format!("{RETURN_URL}&setup_intent={}&setup_intent_client_secret={}", setup.id, setup.secret);
    assert!(
        answered.header("location") == returned || answered.text.contains(&returned.replace('&', "&amp;")),
        "{}",
        answered.text
    );
    assert_eq!(world.shown_setup(&setup).await["status"], "succeeded");

    let refused = world.setup(&customer).await;
    let asked = world.confirm_setup(&refused, CHALLENGED).await.json();
    let url = asked["next_action"]["challenge_redirect"]["url"].as_str().expect("a URL").to_owned();
    world.answer(&refused, &url, "decline").await;
    let shown = world.shown_setup(&refused).await;
    assert_eq!(shown["status"], "requires_payment_method");
    assert_eq!(shown["last_setup_error"]["code"], "setup_intent_authentication_failure");

    let quiet = world.setup(&customer).await;
    let asked = world.confirm_setup(&quiet, FRICTIONLESS).await.json();
    assert_eq!(asked["next_action"]["type"], "ddc_redirect");
    let url = asked["next_action"]["ddc_redirect"]["url"].as_str().expect("a URL").to_owned();
    world.report(&quiet, &url).await;
    assert_eq!(world.shown_setup(&quiet).await["status"], "succeeded");
}

#[tokio::test]
async fn a_refused_card_leaves_it_open() {
    let world = World::start().await;
    let customer = world.customer().await;
    let setup = world.setup(&customer).await;
    let declined = world.confirm_setup(&setup, "4000000000000002").await;
    assert_eq!((declined.status, &declined.error()["code"]), (402, &json!("card_declined")));
    assert_eq!(declined.error()["setup_intent"]["status"], "requires_payment_method");
    assert_eq!(world.confirm_setup(&setup, "4242424242424241").await.error()["code"], "incorrect_number");
    assert_eq!(world.confirm_setup(&setup, "4000000000000341").await.json()["status"], "succeeded");
}

#[tokio::test]
async fn it_is_changed_canceled_and_listed() {
    let world = World::start().await;
    let customer = world.customer().await;
    let setup = world.setup(&customer).await;
    let path = format!("{PATH}/{}", setup.id);
    let changed =
        world.post(&path, &json!({ "description": "for later", "usage": "on_session" })).await.json();
    assert_eq!((&changed["description"], &changed["usage"]), (&json!("for later"), &json!("on_session")));
    let canceled =
        world.post(&format!("{path}/cancel"), &json!({ "cancellation_reason": "abandoned" })).await;
    assert_eq!(canceled.json()["status"], "canceled");
    let late = world.confirm_setup(&setup, SUCCEEDS).await;
    assert_eq!((late.status, &late.error()["code"]), (400, &json!("setup_intent_unexpected_state")));
    let listed = world.get(&format!("{PATH}?customer={customer}")).await.json();
    assert_eq!(listed["data"][0]["id"], setup.id);
    let other = world.post(PATH, &json!({ "payment_method_types": ["alipay"] })).await;
    assert_eq!((other.status, &other.error()["param"]), (400, &json!("payment_method_types")));
    let stranger = Intent { id: setup.id.clone(), secret: "seti_1_secret_x".to_owned() };
    assert_eq!(world.confirm_setup(&stranger, SUCCEEDS).await.error()["code"], "client_secret_invalid");
}
