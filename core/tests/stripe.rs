//! Stripe's wire format, held against the documented samples and the shapes of its public API.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what went wrong by panicking"
)]

use tillkit_core::action::{InstructionKind, NextAction, Task};
use tillkit_core::card::Card;
use tillkit_core::error::{Kind, Retry, Who};
use tillkit_core::flow::WindowSize;
use tillkit_core::gateway::{
    Answer, Billing, Browser, Confirmation, Dialect, LaterReason, Method, MethodData, Payment, Request,
    Response, SavedCard,
};
use tillkit_core::intent::Status;
use tillkit_core::method::{self, Device, Field, Offer};
use tillkit_core::money::ExponentTable;
use tillkit_core::page_url::PageUrl;
use tillkit_core::secret::Secret;
use tillkit_core::{Error, Intent};

const SUCCEEDED: &str = include_str!("samples/stripe-pi-succeeded.response.json");
const AUTHENTICATION_REQUIRED: &str =
    include_str!("samples/stripe-error-authentication-required.response.json");

fn answer(status: u16, body: &str) -> Answer {
    Dialect::Stripe.read(&Response { status, retry_after_s: None, body: body.to_owned() })
}

fn intent(body: &str) -> Intent {
    match answer(200, body) {
        Answer::Intent(intent) => Intent::clone(&intent),
        other => panic!("{other:?}"),
    }
}

fn refused(status: u16, body: &str) -> Error {
    match answer(status, body) {
        Answer::Refused(error) => error,
        other => panic!("{other:?}"),
    }
}

fn action(json: &str) -> NextAction {
    let body = format!(
        r#"{{"id":"pi_1","amount":1,"currency":"eur","status":"requires_action","next_action":{json}}}"#
    );
    intent(&body).next_action.unwrap()
}

#[test]
fn the_documented_success() {
    let intent = intent(SUCCEEDED);
    assert_eq!(intent.id, "pi_0FdpcX589O8KAxCGR6tGNyWj");
    assert_eq!((&intent.status, intent.amount, intent.currency.as_str()), (&Status::Succeeded, 1099, "usd"));
    assert_eq!(intent.last_payment_error, None);
    assert!(intent.client_secret.unwrap().starts_with("pi_0FdpcX589O8KAxCGR6tGNyWj_secret_"));
}

#[test]
fn the_documented_refusal_without_bank_authentication() {
    let error = refused(402, AUTHENTICATION_REQUIRED);
    assert_eq!(
        (error.kind(), error.code(), error.decline_code()),
        (Kind::Card, "authentication_required", Some("authentication_not_handled"))
    );
    assert_eq!((error.who(), error.retry()), (Who::Shopper, Retry::AfterChange));
    assert_eq!(error.doc_url(), Some("https://docs.stripe.com/error-codes#authentication-required"));
    // The sample's intent has no currency.
    let intent = error.intent().unwrap();
    assert_eq!((intent.id.as_str(), intent.amount), ("pi_1G8JtxDpqHItWkFAnB32FhtI", 1099));
    assert_eq!(intent.status, Status::RequiresPaymentMethod);
    assert_eq!(intent.last_payment_error.as_ref().unwrap().code(), "authentication_required");
}

#[test]
fn errors_and_patience() {
    let declined = r#"{"error":{"type":"card_error","code":"card_declined","decline_code":"insufficient_funds","message":"x",
        "setup_intent":{"id":"seti_1","status":"requires_payment_method"}}}"#;
    assert!(refused(402, declined).intent().unwrap().is_setup());
    let unknown = r#"{"error":{"type":"invalid_request_error","code":"parameter_unknown","param":"card[name]","message":"Received unknown parameter: card[name]"}}"#;
    let error = refused(400, unknown);
    assert_eq!((error.who(), error.param()), (Who::Merchant, Some("card[name]")));
    let key = r#"{"error":{"type":"invalid_request_error","message":"Invalid API Key provided: pk_test_x"}}"#;
    assert_eq!(refused(401, key).kind(), Kind::Authentication);
    let locked = r#"{"error":{"type":"invalid_request_error","code":"lock_timeout","message":"busy"}}"#;
    assert_eq!(answer(429, locked), Answer::Later(LaterReason::RateLimited(None)));
    let in_use = r#"{"error":{"type":"idempotency_error","code":"idempotency_key_in_use","message":"busy"}}"#;
    assert_eq!(answer(409, in_use), Answer::Later(LaterReason::InProgress));
    for (status, body) in [(200, ""), (200, "<html>"), (200, "[]"), (502, SUCCEEDED), (302, "")] {
        assert!(matches!(answer(status, body), Answer::Unclear(_)), "{status} {body}");
    }
}

#[test]
fn times_are_seconds_and_unset_is_null() {
    let intent = intent(
        r#"{"id":"pi_3","object":"payment_intent","amount":500,"amount_received":0,"capture_method":"manual",
            "cancellation_reason":null,"created":1700000000,"currency":"jpy","description":null,"livemode":true,
            "next_action":null,"payment_method":"pm_1","payment_method_options":{"card":{"request_three_d_secure":"automatic",
            "require_cvc_recollection":true}},"payment_method_types":["card","ideal"],"receipt_email":null,
            "setup_future_usage":"off_session","status":"requires_capture"}"#,
    );
    assert_eq!((intent.created_s, intent.livemode, intent.manual_capture), (1_700_000_000, true, true));
    assert_eq!((intent.description, intent.next_action, intent.receipt_email), (None, None, None));
    assert_eq!(intent.payment_method_types, ["card", "ideal"]);
    assert!(intent.requires_security_code);
    assert_eq!(Dialect::Stripe.exponents(), ExponentTable::Stripe);
}

#[test]
fn a_redirect_says_where_it_leads_back_to() {
    let redirect = action(
        r#"{"type":"redirect_to_url","redirect_to_url":{"url":"https://hooks.stripe.com/3d_secure_2/1","return_url":"https://shop.example/done"}}"#,
    );
    assert_eq!(redirect.name, "redirect_to_url");
    assert!(matches!(redirect.task, Task::Redirect(_)));
    assert_eq!(redirect.return_url.unwrap().as_str(), "https://shop.example/done");
    let alipay = action(
        r#"{"type":"alipay_handle_redirect","alipay_handle_redirect":{"native_data":null,"native_url":null,
            "return_url":"https://shop.example/done","url":"https://hooks.stripe.com/redirect/1"}}"#,
    );
    assert!(matches!(alipay.task, Task::Redirect(_)));
}

#[test]
fn what_is_for_stripes_own_script_is_done_where_that_can_be() {
    let source = action(
        r#"{"type":"use_stripe_sdk","use_stripe_sdk":{"type":"three_d_secure_redirect","stripe_js":"https://hooks.stripe.com/redirect/authenticate/src_1","source":"src_1"}}"#,
    );
    assert!(matches!(source.task, Task::Challenge(_)));
    let fingerprint = action(
        r#"{"type":"use_stripe_sdk","use_stripe_sdk":{"type":"stripe_3ds2_fingerprint","stripe_js":"","directory_server_name":"visa",
            "three_ds_method_url":"https://acs.example/method","three_d_secure_2_source":"src_2"}}"#,
    );
    assert_eq!((fingerprint.name.as_str(), fingerprint.task), ("use_stripe_sdk", Task::Unknown));
    let evil = action(
        r#"{"type":"use_stripe_sdk","use_stripe_sdk":{"type":"three_d_secure_redirect","stripe_js":"javascript:alert(1)"}}"#,
    );
    assert_eq!(evil.task, Task::Refused);
}

/// Every type of gateway-facts 11.3 that is not a plain redirect.
#[test]
fn every_documented_action_has_a_task() {
    let shows = |name: &str, detail: &str| {
        let json = format!(r#"{{"type":"{name}","{name}":{detail}}}"#);
        match action(&json).task {
            Task::Show(instructions) => Ok(instructions.kind),
            other => Err(other),
        }
    };
    let page = r#""hosted_instructions_url":"https://payments.stripe.com/qr/1""#;
    for name in ["wechat_pay", "pix", "paynow", "promptpay", "klarna"] {
        let detail = format!(r#"{{"data":"0002","image_url_png":"https://qr.stripe.com/1.png",{page}}}"#);
        assert_eq!(shows(&format!("{name}_display_qr_code"), &detail), Ok(InstructionKind::Code), "{name}");
    }
    let swish =
        format!(r#"{{{page},"qr_code":{{"data":"D1","image_url_png":"https://qr.stripe.com/1.png"}}}}"#);
    assert_eq!(shows("swish_handle_redirect_or_display_qr_code", &swish), Ok(InstructionKind::Code));
    // Pictures alone are on a page, too.
    for name in ["cashapp", "upi"] {
        let detail = format!(
            r#"{{{page},"qr_code":{{"image_url_png":"https://qr.stripe.com/1.png","expires_at":1}}}}"#
        );
        let task = shows(&format!("{name}_handle_redirect_or_display_qr_code"), &detail);
        assert!(matches!(task, Err(Task::Redirect(_))), "{name}: {task:?}");
    }
    for (name, detail) in [
        (
            "boleto",
            r#"{"number":"34191","pdf":"https://stripe.com/b.pdf","expires_at":9,"hosted_voucher_url":"https://stripe.com/b"}"#,
        ),
        ("oxxo", r#"{"number":"12","expires_after":9,"hosted_voucher_url":"https://stripe.com/o"}"#),
        ("multibanco", r#"{"entity":"1","reference":"2","expires_at":9}"#),
        (
            "konbini",
            r#"{"expires_at":9,"stores":{"lawson":{"payment_code":"12","confirmation_number":"3"},"seicomart":null}}"#,
        ),
    ] {
        assert_eq!(shows(&format!("{name}_display_details"), detail), Ok(InstructionKind::Voucher), "{name}");
    }
    let transfer = r#"{"amount_remaining":1999,"currency":"gbp","reference":"R","type":"gb_bank_transfer","financial_addresses":
        [{"type":"sort_code","sort_code":{"account_holder_name":"F","account_number":"1","sort_code":"2"},"supported_networks":["bacs"]}]}"#;
    assert_eq!(shows("display_bank_transfer_instructions", transfer), Ok(InstructionKind::Transfer));
    for name in ["blik_authorize", "card_await_notification", "upi_await_notification"] {
        assert_eq!(shows(name, "{}"), Ok(InstructionKind::Approval), "{name}");
    }
    let deposits = r#"{"arrival_date":1,"hosted_verification_url":"https://payments.stripe.com/m/1","microdeposit_type":"amounts"}"#;
    assert!(matches!(shows("verify_with_microdeposits", deposits), Err(Task::Redirect(_))));
    // An app's own scheme is no page.
    assert_eq!(shows("wechat_pay_redirect_to_ios_app", r#"{"native_url":"weixin://1"}"#), Err(Task::Unknown));
}

fn card() -> Card {
    Card {
        number: Secret::new("4000002500003155"),
        exp_month: 3,
        exp_year: 2027,
        security_code: Secret::new("123"),
        name: Some("Ada Byron".into()),
    }
}

fn confirm(payment: &Payment, billing: &Billing) -> Request {
    let return_url = &PageUrl::parse("https://js.provider.example/return.html").unwrap();
    let confirmation = Confirmation {
        payment,
        billing,
        shipping: None,
        return_url,
        error_on_requires_action: false,
        browser: &Browser::default(),
        window_size: WindowSize::W390,
    };
    Dialect::Stripe.confirm("pk_test_x", "pi_1_secret_abc", &confirmation, "key-1").expect("a good secret")
}

/// The body as it is before percent-encoding, a member a line, without what every confirm has.
fn members(request: &Request) -> Vec<String> {
    let body = request.body.as_ref().unwrap();
    assert_eq!(body.content_type, "application/x-www-form-urlencoded");
    let mut members: Vec<_> = body.text.expose().split('&').map(decoded).collect();
    assert_eq!(members.remove(0), "client_secret=pi_1_secret_abc");
    assert_eq!(members.pop().unwrap(), "return_url=https://js.provider.example/return.html");
    members
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_confirm_sends_the_card_as_a_form() {
    let billing = Billing { country: "GB".into(), postal_code: "SW1A 1AA".into(), ..Billing::default() };
    let request = confirm(&Payment::Card(card()), &billing);
    assert_eq!((request.method, request.path.as_str()), (Method::Post, "/v1/payment_intents/pi_1/confirm"));
    assert_eq!(
        (request.basic_user.as_str(), request.idempotency_key.as_deref()),
        ("pk_test_x", Some("key-1"))
    );
    // `card[name]` is a parameter that Stripe does not know.
    assert_eq!(
        members(&request),
        [
            "payment_method_data[type]=card",
            "payment_method_data[card][number]=4000002500003155",
            "payment_method_data[card][exp_month]=03",
            "payment_method_data[card][exp_year]=2027",
            "payment_method_data[card][cvc]=123",
            "payment_method_data[billing_details][name]=Ada Byron",
            "payment_method_data[billing_details][address][country]=GB",
            "payment_method_data[billing_details][address][postal_code]=SW1A 1AA",
        ]
    );
    assert!(!format!("{request:?}").contains("4000002500003155"));
}

#[test]
fn cards_without_bank_authentication() {
    let (payment, billing) = (Payment::Card(card()), Billing::default());
    let return_url = &PageUrl::parse("https://js.provider.example/return.html").unwrap();
    let confirmation = Confirmation {
        payment: &payment,
        billing: &billing,
        shipping: None,
        return_url,
        error_on_requires_action: true,
        browser: &Browser::default(),
        window_size: WindowSize::W390,
    };
    let body = |dialect: Dialect, secret: &str| {
        let request = dialect.confirm("pk_test_x", secret, &confirmation, "key-1").unwrap();
        request.body.unwrap().text.expose().to_owned()
    };
    assert!(body(Dialect::Stripe, "pi_1_secret_abc").contains("&error_on_requires_action=true&"));
    assert!(body(Dialect::WooshPay, "pi_1_secret_abc").contains(r#","error_on_requires_action":true,"#));
    // SetupIntents have no such parameter.
    assert!(!body(Dialect::Stripe, "seti_1_secret_abc").contains("error_on"));
}

#[test]
fn a_saved_card_goes_by_its_id() {
    let saved = SavedCard { id: "pm_1".into(), security_code: Secret::new("123") };
    let request = confirm(&Payment::Saved(saved), &Billing::default());
    assert_eq!(members(&request), ["payment_method=pm_1", "payment_method_options[card][cvc]=123"]);
}

fn method_members(kind: &str, fields: &[(Field, &str)], device: Device) -> Vec<String> {
    let offer = Offer { kind: kind.into(), method: method::find(kind) };
    let mut billing = Billing::default();
    let data = MethodData::new(&offer, fields, &mut billing, device, "Browser/1.0");
    let request = confirm(&Payment::Method(data), &billing);
    members(&request).iter().map(|member| member.replace("payment_method_data", "data")).collect()
}

#[test]
fn what_methods_want_goes_into_their_data() {
    let sepa = [
        (Field::Iban, "DE12 5001 0517 0648 4898 90"),
        (Field::Name, "Ada"),
        (Field::Email, "ada@example.com"),
        (Field::Mandate, "yes"),
    ];
    assert_eq!(
        method_members("sepa_debit", &sepa, Device::Desktop),
        [
            "data[type]=sepa_debit",
            "data[sepa_debit][iban]=DE12500105170648489890",
            "data[billing_details][name]=Ada",
            "data[billing_details][email]=ada@example.com",
            "data[billing_details][address][country]=DE",
            "mandate_data[customer_acceptance][type]=online",
            "mandate_data[customer_acceptance][online][user_agent]=Browser/1.0",
        ]
    );
    for (kind, fields, member) in [
        ("fpx", &[(Field::Bank, "maybank2u")][..], "data[fpx][bank]=maybank2u"),
        ("ideal", &[(Field::Bank, "ing")], "data[ideal][bank]=ing"),
        ("sofort", &[(Field::Country, "AT")], "data[sofort][country]=AT"),
        ("boleto", &[(Field::TaxId, "529.982.247-25")], "data[boleto][tax_id]=52998224725"),
        ("pix", &[(Field::TaxId, "529.982.247-25")], "data[billing_details][tax_id]=52998224725"),
        ("klarna", &[(Field::BirthDate, "1984-02-09")], "data[klarna][dob][month]=2"),
        (
            "eps",
            &[(Field::FirstName, "Ada"), (Field::LastName, "Byron")],
            "data[billing_details][name]=Ada Byron",
        ),
        ("wechat_pay", &[], "payment_method_options[wechat_pay][client]=web"),
    ] {
        let members = method_members(kind, fields, Device::Ios);
        assert_eq!(members.iter().filter(|sent| *sent == member).count(), 1, "{kind}: {members:?}");
    }
}

/// A parameter that Stripe does not know is an error there, so nothing else may be sent.
#[test]
fn nothing_is_sent_that_stripe_does_not_know() {
    assert_eq!(method_members("alipay", &[], Device::Ios), ["data[type]=alipay"]);
    let upi = [(Field::Email, "a@example.com"), (Field::UpiApp, "paytm")];
    assert_eq!(
        method_members("upi", &upi, Device::Ios),
        [
            "data[type]=upi",
            "data[billing_details][email]=a@example.com",
            "data[billing_details][address][country]=IN"
        ]
    );
}

#[test]
fn setups_and_retrieves() {
    assert_eq!(
        Dialect::Stripe.retrieve("pk_test_x", "seti_1_secret_abc").unwrap().path,
        "/v1/setup_intents/seti_1?client_secret=seti_1_secret_abc"
    );
    let setup = intent(
        r#"{"id":"seti_1","object":"setup_intent","status":"requires_action","usage":"off_session","payment_method_types":["card"],
            "last_setup_error":null,"next_action":{"type":"redirect_to_url","redirect_to_url":{"url":"https://hooks.stripe.com/1","return_url":"https://shop.example/"}}}"#,
    );
    assert!(setup.is_setup());
    assert_eq!(setup.setup_future_usage.as_deref(), Some("off_session"));
    assert!(matches!(setup.next_action.unwrap().task, Task::Redirect(_)));
}
