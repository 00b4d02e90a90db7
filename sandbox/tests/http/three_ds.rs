use reqwest::Method;
use serde_json::{Value, json};
use tillkit_sandbox::Wire;

use crate::fixture::{Answer, CHALLENGED, FRICTIONLESS, Intent, RETURN_URL, SUCCEEDS, World, action, ledger};

impl World {
    /// Confirms a card that is authenticated: the kind of the action and its URL.
    async fn confirm_to_action(&self, intent: &Intent, number: &str) -> (String, String) {
        let answer = self.confirm(intent, number).await.json();
        assert_eq!(answer["status"], "requires_action", "{answer}");
        let (kind, detail) = action(&answer);
        assert_eq!(detail["return_url"], RETURN_URL);
        (kind, detail["url"].as_str().expect("url").to_owned())
    }

    /// What the DDC page's script sends.
    pub(crate) async fn report(&self, intent: &Intent, url: &str) -> Answer {
        let body = json!({ "dataId": intent.id, "token": token(url), "browser": {
            "browserJavaEnabled": false, "browserJavascriptEnabled": true, "browserLanguage": "en",
            "browserColorDepth": 24, "browserScreenHeight": 800, "browserScreenWidth": 400,
            "browserTZ": -60, "browserUserAgent": "test",
        }});
        let url = format!("{}/v1/3ds/ddc", self.sandbox.bank_url());
        self.send(self.request(Method::POST, &url).json(&body)).await
    }

    /// What the challenge page's form sends.
    pub(crate) async fn answer(&self, intent: &Intent, url: &str, answer: &str) -> Answer {
        let form = format!("dataId={}&token={}&answer={answer}", intent.id, token(url));
        let url = format!("{}/v1/3ds/challenge", self.sandbox.bank_url());
        let request = self
            .request(Method::POST, &url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form);
        self.send(request).await
    }

    /// The URL of the challenge that a retrieve shows.
    async fn challenge_url(&self, intent: &Intent) -> String {
        let (kind, detail) = action(&self.retrieve(intent).await);
        assert_eq!(kind, "challenge_redirect");
        assert_eq!(detail["return_url"], RETURN_URL);
        detail["url"].as_str().expect("url").to_owned()
    }

    /// Confirms, reports device data, and gives the challenge's URL.
    pub(crate) async fn confirm_to_challenge(&self, intent: &Intent, number: &str) -> String {
        let (_, url) = self.confirm_to_action(intent, number).await;
        self.report(intent, &url).await;
        self.challenge_url(intent).await
    }
}

fn token(url: &str) -> String {
    url.split_once("&token=").expect("a token").1.to_owned()
}

const VOID: &str = "no longer valid";

#[tokio::test]
async fn frictionless_is_paid_after_the_device_data() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let (kind, url) = world.confirm_to_action(&intent, FRICTIONLESS).await;
    assert_eq!(kind, "ddc_redirect");
    let start =
        format!("{}/v1/3ds/index.html?c=2&type=ddc&dataId={}&token=", world.sandbox.bank_url(), intent.id);
    assert!(url.starts_with(&start), "{url}");
    let page = world.open(&url).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("ddc.js"));
    assert_eq!(world.ledger(&intent), ledger(1, 0, 0));
    let answer = world.report(&intent, &url).await.json();
    assert_eq!(answer["return_url"], intent.returned());
    let paid = world.retrieve(&intent).await;
    assert_eq!((&paid["status"], &paid["next_action"]), (&json!("succeeded"), &json!("")));
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
}

#[tokio::test]
async fn a_challenge_that_is_approved_pays() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let url = world.confirm_to_challenge(&intent, CHALLENGED).await;
    assert!(url.contains("/v1/3ds/index.html?c=3.1&type=challenge&dataId="), "{url}");
    let page = world.open(&url).await.text;
    for text in ["Approve</button>", "Decline</button>", "Never answer</button>", "USD 12.50", "3220"] {
        assert!(page.contains(text), "{text} in {page}");
    }
    assert_eq!(world.ledger(&intent).charges, 0);
    let answer = world.answer(&intent, &url, "approve").await;
    assert_eq!((answer.status, answer.header("location")), (303, intent.returned().as_str()));
    assert_eq!(world.retrieve(&intent).await["status"], "succeeded");
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
}

#[tokio::test]
async fn a_challenge_that_is_declined_fails_the_attempt() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let url = world.confirm_to_challenge(&intent, CHALLENGED).await;
    let answer = world.answer(&intent, &url, "decline").await;
    assert_eq!((answer.status, answer.header("location")), (303, intent.returned().as_str()));
    let failed = world.retrieve(&intent).await;
    assert_eq!(failed["status"], "requires_payment_method");
    assert_eq!(failed["last_payment_error"]["code"], "payment_intent_authentication_failure");
    assert_eq!(world.ledger(&intent), ledger(1, 0, 0));
    assert_eq!(world.confirm(&intent, SUCCEEDS).await.json()["status"], "succeeded");
}

#[tokio::test]
async fn cards_that_decline_after_the_challenge() {
    let world = World::start().await;
    for (number, decline_code) in
        [("4000008260003178", "insufficient_funds"), ("4000008400001629", "generic_decline")]
    {
        let intent = world.plain_intent();
        let url = world.confirm_to_challenge(&intent, number).await;
        assert_eq!(world.answer(&intent, &url, "approve").await.status, 303);
        let failed = world.retrieve(&intent).await;
        assert_eq!(failed["last_payment_error"]["decline_code"], decline_code);
        assert_eq!(world.ledger(&intent), ledger(1, 0, 0));
    }
}

#[tokio::test]
async fn an_authentication_that_breaks_is_a_processing_error() {
    let world = World::start().await;
    let lookup_fails = world.plain_intent();
    let (_, url) = world.confirm_to_action(&lookup_fails, "4000008400001280").await;
    assert_eq!(world.report(&lookup_fails, &url).await.json()["return_url"], lookup_fails.returned());
    assert_eq!(world.retrieve(&lookup_fails).await["last_payment_error"]["code"], "processing_error");
    let attempt_fails = world.intent(json!({
        "amount": 100, "currency": "USD",
        "payment_method_options": { "card": { "request_three_d_secure": "any" } },
    }));
    let (_, url) = world.confirm_to_action(&attempt_fails, "4000000000003097").await;
    world.report(&attempt_fails, &url).await;
    assert_eq!(world.retrieve(&attempt_fails).await["status"], "requires_payment_method");
    assert_eq!(world.ledger(&attempt_fails), ledger(1, 0, 0));
}

#[tokio::test]
async fn never_answering_leaves_everything_as_it_is() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let url = world.confirm_to_challenge(&intent, CHALLENGED).await;
    let hanging = world.answer(&intent, &url, "never").await;
    assert_eq!(hanging.status, 200);
    assert!(hanging.text.contains("No answer was given"));
    assert_eq!(world.retrieve(&intent).await["status"], "requires_action");
    assert_eq!(world.answer(&intent, &url, "approve").await.status, 303);
    assert_eq!(world.ledger(&intent).charges, 1);
}

#[tokio::test]
async fn pages_open_again_and_answers_count_once() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let (_, ddc) = world.confirm_to_action(&intent, CHALLENGED).await;
    assert!(world.open(&ddc).await.text.contains("ddc.js"));
    assert!(world.open(&ddc).await.text.contains("ddc.js"));
    let first = world.report(&intent, &ddc).await.json();
    let challenge = world.challenge_url(&intent).await;
    assert_eq!(world.report(&intent, &ddc).await.json(), first);
    assert_eq!(world.challenge_url(&intent).await, challenge);
    assert_eq!(world.open(&ddc).await.header("location"), intent.returned());
    assert!(world.open(&challenge).await.text.contains("Approve"));
    for answer in ["approve", "approve", "decline"] {
        assert_eq!(world.answer(&intent, &challenge, answer).await.header("location"), intent.returned());
    }
    assert_eq!(world.open(&challenge).await.header("location"), intent.returned());
    assert_eq!(world.retrieve(&intent).await["status"], "succeeded");
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
}

#[tokio::test]
async fn a_new_confirm_voids_the_older_pages() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let (_, old_ddc) = world.confirm_to_action(&intent, CHALLENGED).await;
    world.report(&intent, &old_ddc).await;
    let old_challenge = world.challenge_url(&intent).await;
    let new_challenge = world.confirm_to_challenge(&intent, CHALLENGED).await;
    for url in [&old_ddc, &old_challenge] {
        let page = world.open(url).await;
        assert!(page.status == 200 && page.text.contains(VOID), "{}", page.text);
    }
    assert_eq!(world.report(&intent, &old_ddc).await.json()["return_url"], Value::Null);
    assert!(world.answer(&intent, &old_challenge, "approve").await.text.contains(VOID));
    assert!(world.answer(&intent, &old_challenge, "never").await.text.contains(VOID));
    assert_eq!(world.ledger(&intent), ledger(2, 0, 0));
    assert_eq!(world.answer(&intent, &new_challenge, "approve").await.status, 303);
    assert_eq!(world.ledger(&intent), ledger(2, 1, 1_250));
}

#[tokio::test]
async fn cancelling_voids_the_pages() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let url = world.confirm_to_challenge(&intent, CHALLENGED).await;
    world.post(&format!("/v1/payment_intents/{}/cancel", intent.id), &json!({})).await;
    assert!(world.answer(&intent, &url, "approve").await.text.contains(VOID));
    assert_eq!(world.ledger(&intent), ledger(1, 0, 0));
}

#[tokio::test]
async fn wrong_tokens_open_nothing() {
    let world = World::start().await;
    let (mine, other) = (world.plain_intent(), world.plain_intent());
    let (_, url) = world.confirm_to_action(&mine, CHALLENGED).await;
    let stolen = url.replace(&mine.id, &other.id);
    let longer = format!("{url}x");
    let bank = world.sandbox.bank_url();
    let bare = format!("{bank}/v1/3ds/index.html");
    for wrong in [&stolen, &longer, &bare] {
        assert!(world.open(wrong).await.text.contains(VOID), "{wrong}");
    }
}

#[tokio::test]
async fn device_data_that_never_comes_is_waited_for_ten_seconds() {
    let world = World::start().await;
    let frictionless = world.plain_intent();
    let challenged = world.plain_intent();
    let (_, silent) = world.confirm_to_action(&frictionless, FRICTIONLESS).await;
    world.confirm_to_action(&challenged, CHALLENGED).await;
    world.sandbox.clock().advance(9_000);
    assert_eq!(world.retrieve(&frictionless).await["status"], "requires_action");
    world.sandbox.clock().advance(1_000);
    assert_eq!(world.retrieve(&frictionless).await["status"], "succeeded");
    assert_eq!(action(&world.retrieve(&challenged).await).0, "challenge_redirect");
    assert_eq!(world.report(&frictionless, &silent).await.json()["return_url"], frictionless.returned());
    assert_eq!(world.ledger(&frictionless), ledger(1, 1, 1_250));
}

#[tokio::test]
async fn the_new_generation_goes_straight_to_the_challenge() {
    let world = World::start().await;
    world.sandbox.set_wire(Wire::New);
    let intent = world.plain_intent();
    let (kind, url) = world.confirm_to_action(&intent, CHALLENGED).await;
    assert_eq!(kind, "challenge_redirect");
    assert_eq!(world.answer(&intent, &url, "approve").await.status, 303);
    assert_eq!(world.retrieve(&intent).await["status"], "succeeded");
    let quiet = world.plain_intent();
    assert_eq!(world.confirm_to_action(&quiet, FRICTIONLESS).await.0, "ddc_redirect");
}

#[tokio::test]
async fn manual_capture_holds_after_a_challenge_too() {
    let world = World::start().await;
    let intent = world.intent(json!({ "amount": 500, "currency": "EUR", "capture_method": "manual" }));
    let url = world.confirm_to_challenge(&intent, CHALLENGED).await;
    world.answer(&intent, &url, "approve").await;
    assert_eq!(world.retrieve(&intent).await["status"], "requires_capture");
    assert_eq!(world.ledger(&intent), ledger(1, 1, 0));
}

#[tokio::test]
async fn no_card_data_is_in_any_url_or_page() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let (_, ddc) = world.confirm_to_action(&intent, CHALLENGED).await;
    let page = world.open(&ddc).await.text;
    world.report(&intent, &ddc).await;
    let challenge = world.challenge_url(&intent).await;
    let challenge_page = world.open(&challenge).await.text;
    for text in [&ddc, &page, &challenge, &challenge_page] {
        assert!(!text.contains(&CHALLENGED[..12]), "{text}");
        assert!(!text.contains(&intent.secret), "{text}");
    }
}

#[tokio::test]
async fn a_report_without_its_fields_is_refused() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let (_, ddc) = world.confirm_to_action(&intent, FRICTIONLESS).await;
    let url = format!("{}/v1/3ds/ddc", world.sandbox.bank_url());
    let body = json!({ "dataId": intent.id, "token": token(&ddc), "browser": { "browserTZ": 0 } });
    let answer = world.send(world.request(Method::POST, &url).json(&body)).await;
    assert_eq!(answer.status, 400);
    assert!(answer.text.contains("browserJavaEnabled"));
    assert_eq!(world.ledger(&intent).charges, 0);
}
