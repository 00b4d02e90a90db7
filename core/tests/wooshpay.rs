//! WooshPay's wire format, held against the documented samples byte for byte.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what went wrong by panicking"
)]

use miniserde::json::{self, Value};
use tillkit_core::action::Task;
use tillkit_core::card::Card;
use tillkit_core::error::{Kind, Retry, Who};
use tillkit_core::gateway::{Answer, Billing, Confirmation, LaterReason, Method, Response, wooshpay};
use tillkit_core::intent::Status;
use tillkit_core::page_url::PageUrl;
use tillkit_core::secret::Secret;
use tillkit_core::{Error, Intent};

const OLD_3DS: &str = include_str!("samples/wooshpay-pi-create-3ds.response.json");
const OLD_NON_3DS: &str = include_str!("samples/wooshpay-pi-create-non3ds.response.json");
const NEW_GENERATION: &str = include_str!("samples/wooshpay-docs-responses.json");

fn answer(status: u16, body: &str) -> Answer {
    wooshpay::read(&Response { status, retry_after_s: None, body: body.to_owned() })
}

fn intent(body: &str) -> Intent {
    match answer(200, body) {
        Answer::Intent(intent) => *intent,
        other => panic!("{other:?}"),
    }
}

fn refused(status: u16, body: &str) -> Error {
    match answer(status, body) {
        Answer::Refused(error) => error,
        other => panic!("{other:?}"),
    }
}

/// One object of the file with the newer generation's objects.
fn new_generation(name: &str) -> String {
    let Ok(Value::Object(all)) = json::from_str::<Value>(NEW_GENERATION) else { panic!("not an object") };
    json::to_string(&all[name])
}

#[test]
fn the_old_generation_with_a_stringified_action() {
    let intent = intent(OLD_3DS);
    assert_eq!(intent.id, "pi_1583367070215569408");
    assert_eq!(intent.status, Status::RequiresAction);
    assert_eq!((intent.amount, intent.currency.as_str()), (1, "usd"));
    assert_eq!(intent.created_s, 1_666_339_102);
    assert_eq!(intent.payment_method_types.len(), 13);
    assert_eq!(intent.payment_method_types.last().unwrap(), "sepa");
    assert!(!intent.manual_capture && !intent.livemode);
    assert_eq!(intent.description, None);
    let action = intent.next_action.unwrap();
    assert_eq!(action.name, "ddc_redirect");
    let Task::CollectDeviceData(url) = action.task else { panic!("{action:?}") };
    assert!(
        url.as_str().starts_with("https://jstest.wooshpay.com/v1/3ds/index.html?c=2&type=ddc&dataId=pi_1583")
    );
}

#[test]
fn the_old_generation_with_nothing_to_do() {
    let intent = intent(OLD_NON_3DS);
    assert_eq!(intent.status, Status::Succeeded);
    assert_eq!(intent.next_action, None);
    assert_eq!(intent.last_payment_error, None);
    assert_eq!(intent.client_secret.unwrap(), "pi_1583366366029676544_secret_WKtUP8YmKmUKxcQPV0Zrmxym");
}

#[test]
fn the_new_generation_of_every_method() {
    for (name, action_name) in [
        ("gcash", "redirect_to_url"),
        ("dana", "redirect_to_url"),
        ("alipay_save", "alipay_handle_redirect"),
        ("bpi", "bpi_handle_redirect"),
        ("eps", "eps_handle_redirect"),
        ("promptpay", "promptpay_handle_redirect"),
        ("bank_transfer_id", "bank_transfer_id_handle_redirect"),
        ("pix", "pix_handle_redirect"),
        ("spei", "spei_handle_redirect"),
    ] {
        let intent = intent(&new_generation(name));
        assert_eq!(intent.status, Status::RequiresAction, "{name}");
        assert_eq!(intent.payment_method_types.len(), 1, "{name}");
        let action = intent.next_action.unwrap();
        assert_eq!(action.name, action_name, "{name}");
        assert!(matches!(action.task, Task::Redirect(_)), "{name}");
    }
}

#[test]
fn the_new_generation_of_a_challenge() {
    let intent = intent(&new_generation("card_challenge"));
    assert!(intent.manual_capture);
    let action = intent.next_action.unwrap();
    let Task::Challenge(url) = action.task else { panic!("{action:?}") };
    assert!(url.as_str().contains("type=challenge"));
}

#[test]
fn what_no_version_knows_is_carried_as_such() {
    let with = |status: &str, action: &str| {
        intent(&format!(
            r#"{{"id":"pi_1","object":"payment_intent","amount":"12","currency":"USD","status":"{status}","next_action":{action},"novelty":[1,{{}}]}}"#
        ))
    };
    assert_eq!(with("on_hold", "null").status, Status::Unknown("on_hold".into()));
    assert_eq!(with("cancelled", "\"\"").status, Status::Canceled);
    assert_eq!(with("succeeded", "null").amount, 12);
    let task = |action: &str| with("requires_action", action).next_action.map(|action| action.task);
    assert_eq!(task(r#"{"type":"teleport"}"#), Some(Task::Unknown));
    assert_eq!(task("{}"), None);
    assert_eq!(task("\"not json\""), None);
    assert_eq!(task("7"), None);
    let evil = r#"{"type":"challenge_redirect","challenge_redirect":{"url":"javascript:alert(1)"}}"#;
    assert_eq!(task(evil), Some(Task::Refused));
    let plain = r#"{"type":"redirect_to_url","redirect_to_url":{"url":"http://bank.example/"}}"#;
    assert_eq!(task(plain), Some(Task::Refused));
}

#[test]
fn errors_in_every_envelope() {
    let nested = r#"{"error":{"type":"card_error","code":"card_declined","decline_code":"lost_card","message":"x","payment_intent":{"id":"pi_1","amount":1,"currency":"USD","status":"requires_payment_method"}}}"#;
    for status in [402, 200] {
        let error = refused(status, nested);
        assert_eq!(
            (error.kind(), error.code(), error.decline_code()),
            (Kind::Card, "card_declined", Some("lost_card"))
        );
        assert_eq!((error.who(), error.retry()), (Who::Shopper, Retry::AfterChange));
        assert_eq!(error.intent().unwrap().id, "pi_1");
    }
    let top_level =
        r#"{"type":"invalid_request_error","code":"parameter_missing","message":"amount","param":"amount"}"#;
    assert_eq!(refused(400, top_level).param(), Some("amount"));
    assert_eq!(refused(401, "").code(), "api_key_invalid");
    let wrong_key = r#"{"error":{"type":"invalid_request_error","message":"no such key"}}"#;
    assert_eq!(refused(401, wrong_key).kind(), Kind::Authentication);
    assert_eq!(refused(403, "<html>").code(), "secret_key_required");
    assert_eq!(refused(404, "{}").code(), "resource_missing");
}

#[test]
fn answers_that_say_nothing_are_unclear() {
    for (status, body) in [
        (200, ""),
        (200, "<!doctype html>"),
        (200, "{\"id\":\"pi_1\""),
        (200, "[]"),
        (200, "{}"),
        (200, r#"{"id":"cus_1","amount":1,"currency":"USD","status":"succeeded"}"#),
        (302, ""),
        (400, "oops"),
        (500, OLD_NON_3DS),
        (502, ""),
        (400, r#"{"error":{"type":"api_error","message":"temporary"}}"#),
    ] {
        assert!(matches!(answer(status, body), Answer::Unclear(_)), "{status} {body}");
    }
}

#[test]
fn patience_is_asked_for_in_three_ways() {
    let in_use = r#"{"error":{"type":"idempotency_error","code":"idempotency_key_in_use"}}"#;
    assert_eq!(answer(409, in_use), Answer::Later(LaterReason::InProgress));
    assert_eq!(answer(409, ""), Answer::Later(LaterReason::InProgress));
    assert_eq!(answer(429, ""), Answer::Later(LaterReason::RateLimited(None)));
    let response = Response { status: 429, retry_after_s: Some(3), body: String::new() };
    assert_eq!(wooshpay::read(&response), Answer::Later(LaterReason::RateLimited(Some(3000))));
}

fn confirmation() -> Confirmation {
    Confirmation {
        card: Card {
            number: Secret::new("4111111111111111"),
            exp_month: 3,
            exp_year: 2027,
            security_code: Secret::new("123"),
            name: None,
        },
        billing: Billing::default(),
        return_url: PageUrl::parse("https://wooshpay.com").unwrap(),
    }
}

#[test]
fn a_confirm_sends_the_card_as_the_documented_request_does() {
    let sample: Value = json::from_str(include_str!("samples/wooshpay-pi-create-3ds.request.json")).unwrap();
    let Value::Object(sample) = sample else { panic!() };
    let request =
        wooshpay::confirm("pk_test_x", "pi_1_secret_abc", &confirmation(), "key-1").expect("a good secret");
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.path, "/v1/payment_intents/pi_1/confirm");
    assert_eq!(
        (request.basic_user.as_str(), request.idempotency_key.as_deref()),
        ("pk_test_x", Some("key-1"))
    );
    let body = request.body.unwrap();
    assert_eq!(body.content_type, "application/json");
    let Value::Object(sent) = json::from_str(body.text.expose()).unwrap() else { panic!() };
    for member in ["payment_method_data", "return_url"] {
        assert_eq!(json::to_string(&sent[member]), json::to_string(&sample[member]), "{member}");
    }
    assert!(matches!(&sent["client_secret"], Value::String(secret) if secret == "pi_1_secret_abc"));
    assert_eq!(sent.len(), 3);
}

#[test]
fn billing_details_are_sent_where_given() {
    let mut confirmation = confirmation();
    confirmation.card.name = Some("Ada \"L\" Byron".into());
    confirmation.billing.country = "GB".into();
    confirmation.billing.postal_code = "SW1A 1AA".into();
    let request = wooshpay::confirm("pk", "pi_1_secret_abc", &confirmation, "k").unwrap();
    let text = request.body.unwrap().text.expose().to_owned();
    assert!(text.contains(
        r#""billing_details":{"name":"Ada \"L\" Byron","address":{"country":"GB","postal_code":"SW1A 1AA"}}"#
    ));
}

#[test]
fn a_retrieve_carries_the_secret() {
    let request = wooshpay::retrieve("pk_test_x", "pi_1_secret_abc").unwrap();
    assert_eq!(request.method, Method::Get);
    assert_eq!(request.path, "/v1/payment_intents/pi_1?client_secret=pi_1_secret_abc");
    assert_eq!(request.body, None);
    assert_eq!(format!("{request:?}"), "Get /v1/payment_intents/pi_1");
    assert_eq!(wooshpay::retrieve("pk", "pi_1").unwrap_err().code(), "client_secret_malformed");
    assert_eq!(wooshpay::retrieve("pk", "pi_1/../x_secret_y").unwrap_err().code(), "client_secret_malformed");
}
