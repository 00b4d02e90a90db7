//! PaymentOptions' dialect, against its documented request and answer (gateway-facts 10) and the contract of the
//! merchant's endpoint (`docs/payment-options.md`).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what went wrong by panicking"
)]

use serde_json::Value;
use tillkit_core::Intent;
use tillkit_core::action::Task;
use tillkit_core::card::Card;
use tillkit_core::error::{Retry, Who};
use tillkit_core::flow::WindowSize;
use tillkit_core::gateway::{
    Answer, Billing, Browser, Confirmation, Dialect, LaterReason, Method, MethodData, Payment, Request,
    Response,
};
use tillkit_core::intent::Status;
use tillkit_core::method::{Device, Offer, find};
use tillkit_core::page_url::PageUrl;
use tillkit_core::secret::Secret;

const TOKEN: &str = "ord_tok_5f0c";
const DOCUMENTED_REQUEST: &str = include_str!("samples/paymentoptions-3ds-init.request.json");
const DOCUMENTED_ANSWER: &str = include_str!("samples/paymentoptions-3ds-init.response.json");

fn card() -> Payment {
    Payment::Card(Card {
        number: Secret::new("4000002500003155"),
        exp_month: 12,
        exp_year: 2024,
        security_code: Secret::new("100"),
        name: Some("John Doe".into()),
    })
}

fn billing(email: &str) -> Billing {
    Billing {
        email: email.into(),
        phone: "8112345678".into(),
        country: "JP".into(),
        line1: "1-2-3 Shinjuku".into(),
        city: "Shinjuku-ku".into(),
        state: "Tokyo".into(),
        postal_code: "1600022".into(),
        ..Billing::default()
    }
}

fn browser() -> Browser {
    Browser {
        user_agent: "Mozilla/4.0 (MSIE 6.0; Windows NT 5.0)".into(),
        language: "en".into(),
        color_depth: 48,
        screen_width: 1600,
        screen_height: 1200,
        time_zone: "Asia/Kuala_Lumpur".into(),
    }
}

fn confirm(payment: &Payment, change: impl FnOnce(&mut Confirmation<'_>)) -> Request {
    let (billing, shipping, browser) =
        (billing("billing@testemail.com"), billing("shipping@testemail.com"), browser());
    let return_url = PageUrl::parse("https://js.provider.example/v1/return.html").unwrap();
    let mut confirmation = Confirmation {
        payment,
        billing: &billing,
        shipping: Some(&shipping),
        return_url: &return_url,
        error_on_requires_action: false,
        browser: &browser,
        window_size: WindowSize::W600,
    };
    change(&mut confirmation);
    Dialect::PaymentOptions.confirm("pk_test_x", TOKEN, &confirmation, "key-1").unwrap()
}

fn body_of(request: &Request) -> Value {
    serde_json::from_str(request.body.as_ref().unwrap().text.expose()).unwrap()
}

fn read(status: u16, body: &str) -> Answer {
    Dialect::PaymentOptions.read(&Response { status, retry_after_s: None, body: body.to_owned() })
}

fn order(status: &str, rest: &str) -> String {
    format!(r#"{{"id":"order-7","object":"order","amount":1000,"currency":"JPY","status":"{status}"{rest}}}"#)
}

fn intent(answer: Answer) -> Intent {
    let Answer::Intent(intent) = answer else { panic!("{answer:?}") };
    Intent::clone(&intent)
}

/// Everything of the documented request but what only the merchant may say.
#[test]
fn a_payment_is_the_documented_request_without_the_merchants_part() {
    let mut documented: Value = serde_json::from_str(DOCUMENTED_REQUEST).unwrap();
    let members = documented.as_object_mut().unwrap();
    for merchants in ["amount", "currency", "merchant_txn_ref", "customer_ip", "merchant_id"] {
        assert!(members.remove(merchants).is_some(), "{merchants}");
    }
    members["return_url"].as_object_mut().unwrap().remove("webhook_url").unwrap();
    let request = confirm(&card(), |_| {});
    let mut sent = body_of(&request);
    for url in ["success_url", "decline_url"] {
        assert_eq!(sent["return_url"][url], "https://js.provider.example/v1/return.html");
        sent["return_url"][url] = documented["return_url"][url].clone();
    }
    assert_eq!(sent, documented);
    assert_eq!((request.method, request.path.as_str()), (Method::Post, "/pay"));
    assert_eq!((request.basic_user.as_str(), request.idempotency_key.as_deref()), (TOKEN, Some("key-1")));
}

#[test]
fn what_is_not_known_is_left_out() {
    let billing = Billing {
        name: "Ada".into(),
        line1: "1 High Street".into(),
        line2: "Flat 2".into(),
        ..Billing::default()
    };
    let unnamed = Payment::Card(Card {
        name: None,
        ..match card() {
            Payment::Card(card) => card,
            _ => panic!(),
        }
    });
    let sent = body_of(&confirm(&unnamed, |confirmation| {
        confirmation.billing = Box::leak(Box::new(billing));
        confirmation.shipping = None;
    }));
    assert_eq!(sent.get("shipping_address"), None);
    assert_eq!(sent["billing_address"], serde_json::json!({ "address1": "1 High Street Flat 2" }));
    assert_eq!(sent["card"]["name"], "Ada");
}

#[test]
fn the_browser_is_told_in_the_words_of_emv() {
    let phone = Browser { color_depth: 30, language: "zh-Hant-TW".into(), ..browser() };
    let sent = body_of(&confirm(&card(), |confirmation| {
        confirmation.browser = Box::leak(Box::new(phone));
        confirmation.window_size = WindowSize::FullScreen;
    }));
    let told = &sent["browser_info"];
    assert_eq!(
        (&told["screenColorDepth"], &told["language"], &told["challengeWindow"]),
        (&Value::from("24"), &Value::from("zh-Hant"), &Value::from("5"),)
    );
}

#[test]
fn an_order_is_asked_for_by_its_token_alone() {
    let request = Dialect::PaymentOptions.retrieve("pk_test_x", TOKEN).unwrap();
    assert_eq!(
        (request.method, request.path.as_str(), request.basic_user.as_str()),
        (Method::Get, "/order", TOKEN)
    );
    for wrong in ["", "with space", "with:colon", "ümlaut", "line\nbreak"] {
        let error = Dialect::PaymentOptions.retrieve("pk_test_x", wrong).unwrap_err();
        assert_eq!(
            (error.code(), error.param()),
            ("order_token_malformed", Some("clientSecret")),
            "{wrong:?}"
        );
    }
}

#[test]
fn it_takes_cards_alone() {
    let offer = Offer { kind: "gcash".into(), method: find("gcash") };
    let wallet = Payment::Method(MethodData::new(&offer, &[], &mut Billing::default(), Device::Desktop, ""));
    let confirmation = Confirmation {
        payment: &wallet,
        billing: &Billing::default(),
        shipping: None,
        return_url: &PageUrl::parse("https://shop.example").unwrap(),
        error_on_requires_action: false,
        browser: &browser(),
        window_size: WindowSize::W390,
    };
    let error = Dialect::PaymentOptions.confirm("pk_test_x", TOKEN, &confirmation, "key-1").unwrap_err();
    assert_eq!(error.code(), "payment_method_not_available");
}

#[test]
fn the_documented_answer_is_a_challenge() {
    let intent = intent(read(200, DOCUMENTED_ANSWER));
    let Some(Task::Challenge(url)) = intent.next_action.map(|action| action.task) else { panic!() };
    assert!(url.as_str().starts_with("https://checkout-dev.paymentoptions.com/integration/3ds?_token="));
    assert_eq!(intent.status, Status::RequiresAction);
}

#[test]
fn success_without_an_address_is_unclear_and_failure_is_a_refusal() {
    for body in [r#"{"success":true,"statusCode":200}"#, r#"{"success":true,"redirect_url":""}"#] {
        assert!(matches!(read(200, body), Answer::Unclear(_)), "{body}");
    }
    let refused = read(200, r#"{"success":false,"statusCode":400,"redirect_url":"https://bank.example"}"#);
    let Answer::Refused(error) = refused else { panic!("{refused:?}") };
    assert_eq!((error.code(), error.who()), ("payment_failed", Who::Shopper));
    let insecure = intent(read(200, r#"{"success":true,"redirect_url":"http://bank.example"}"#));
    assert_eq!(insecure.next_action.unwrap().task, Task::Refused);
}

#[test]
fn an_order_reads_like_an_intent() {
    let paid = intent(read(200, &order("succeeded", r#","livemode":true,"created":1700000000"#)));
    assert_eq!((paid.id.as_str(), paid.amount, paid.currency.as_str()), ("order-7", 1000, "jpy"));
    assert_eq!((paid.status, paid.livemode, paid.created_s), (Status::Succeeded, true, 1_700_000_000));
    let waiting =
        intent(read(200, &order("requires_action", r#","redirect_url":"https://bank.example/3ds""#)));
    assert!(matches!(waiting.next_action.unwrap().task, Task::Challenge(_)));
    // Long used, whatever is still there.
    let declined = order(
        "requires_payment_method",
        r#","redirect_url":"https://bank.example/3ds","last_payment_error":{"type":"card_error","code":"card_declined"}"#,
    );
    let declined = intent(read(200, &declined));
    assert_eq!(declined.next_action, None);
    assert_eq!(declined.last_payment_error.unwrap().code(), "card_declined");
}

#[test]
fn the_endpoints_errors_say_who_must_act() {
    let error = |status, kind: &str, code: &str| {
        let body = format!(r#"{{"error":{{"type":"{kind}","code":"{code}","message":"m"}}}}"#);
        let answer = read(status, &body);
        let Answer::Refused(error) = answer else { panic!("{answer:?}") };
        (error.code().to_owned(), error.who(), error.retry())
    };
    assert_eq!(
        error(410, "invalid_request_error", "order_expired"),
        ("order_expired".into(), Who::Merchant, Retry::Never)
    );
    assert_eq!(
        error(404, "invalid_request_error", "resource_missing"),
        ("resource_missing".into(), Who::Merchant, Retry::AfterChange)
    );
    assert_eq!(
        error(402, "card_error", "card_declined"),
        ("card_declined".into(), Who::Shopper, Retry::AfterChange)
    );
    assert_eq!(read(409, "{}"), Answer::Later(LaterReason::InProgress));
    assert!(matches!(read(502, "<html>"), Answer::Unclear(_)));
}
