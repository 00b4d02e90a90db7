//! WooshPay's wire format, held against the documented samples byte for byte.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what went wrong by panicking"
)]

use serde_json::Value;
use tillkit_core::action::{InstructionKind, Instructions, NextAction, Task};
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

const OLD_3DS: &str = include_str!("samples/wooshpay-pi-create-3ds.response.json");
const OLD_NON_3DS: &str = include_str!("samples/wooshpay-pi-create-non3ds.response.json");
const NEW_GENERATION: &str = include_str!("samples/wooshpay-docs-responses.json");

fn answer(status: u16, body: &str) -> Answer {
    Dialect::WooshPay.read(&Response { status, retry_after_s: None, body: body.to_owned() })
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

/// One object of the file with the newer generation's objects.
fn new_generation(name: &str) -> String {
    let all: Value = serde_json::from_str(NEW_GENERATION).expect("JSON");
    all[name].to_string()
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
        // Its type says `redirect_to_url`.
        ("gcash", "gcash_handle_redirect"),
        ("dana", "dana_handle_redirect"),
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
    assert_eq!(Dialect::WooshPay.read(&response), Answer::Later(LaterReason::RateLimited(Some(3000))));
}

fn card() -> Card {
    Card {
        number: Secret::new("4111111111111111"),
        exp_month: 3,
        exp_year: 2027,
        security_code: Secret::new("123"),
        name: None,
    }
}

fn confirm(payment: &Payment, billing: &Billing) -> Request {
    let return_url = &PageUrl::parse("https://wooshpay.com").unwrap();
    let confirmation = Confirmation {
        payment,
        billing,
        shipping: None,
        return_url,
        error_on_requires_action: false,
        browser: &Browser::default(),
        window_size: WindowSize::W390,
    };
    Dialect::WooshPay.confirm("pk_test_x", "pi_1_secret_abc", &confirmation, "key-1").expect("a good secret")
}

#[test]
fn a_confirm_sends_the_card_as_the_documented_request_does() {
    let sample: Value =
        serde_json::from_str(include_str!("samples/wooshpay-pi-create-3ds.request.json")).unwrap();
    let request = confirm(&Payment::Card(card()), &Billing::default());
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.path, "/v1/payment_intents/pi_1/confirm");
    assert_eq!(
        (request.basic_user.as_str(), request.idempotency_key.as_deref()),
        ("pk_test_x", Some("key-1"))
    );
    let body = request.body.unwrap();
    assert_eq!(body.content_type, "application/json");
    let sent: Value = serde_json::from_str(body.text.expose()).unwrap();
    for member in ["payment_method_data", "return_url"] {
        assert_eq!(sent[member], sample[member], "{member}");
    }
    assert_eq!(sent["client_secret"], "pi_1_secret_abc");
    assert_eq!(sent.as_object().map(serde_json::Map::len), Some(3));
}

#[test]
fn billing_details_are_sent_where_given() {
    let card = Card { name: Some("Ada \"L\" Byron".into()), ..card() };
    let billing = Billing { country: "GB".into(), postal_code: "SW1A 1AA".into(), ..Billing::default() };
    let request = confirm(&Payment::Card(card), &billing);
    let text = request.body.unwrap().text.expose().to_owned();
    assert!(text.contains(
        r#""billing_details":{"name":"Ada \"L\" Byron","address":{"country":"GB","postal_code":"SW1A 1AA"}}"#
    ));
}

#[test]
fn a_retrieve_carries_the_secret() {
    let request = Dialect::WooshPay.retrieve("pk_test_x", "pi_1_secret_abc").unwrap();
    assert_eq!(request.method, Method::Get);
    assert_eq!(request.path, "/v1/payment_intents/pi_1?client_secret=pi_1_secret_abc");
    assert_eq!(request.body, None);
    assert_eq!(format!("{request:?}"), "Get /v1/payment_intents/pi_1");
    assert_eq!(Dialect::WooshPay.retrieve("pk", "pi_1").unwrap_err().code(), "client_secret_malformed");
    assert_eq!(
        Dialect::WooshPay.retrieve("pk", "pi_1/../x_secret_y").unwrap_err().code(),
        "client_secret_malformed"
    );
}

fn method_body(kind: &str, fields: &[(Field, &str)], device: Device) -> String {
    let offer = Offer { kind: kind.into(), method: method::find(kind) };
    let mut billing = Billing::default();
    let data = MethodData::new(&offer, fields, &mut billing, device, "Browser/1.0");
    confirm(&Payment::Method(data), &billing).body.unwrap().text.expose().to_owned()
}

/// The documented requests of SEPA, SPEI, UPI and Alipay (gateway-facts 4.2, 4.3).
#[test]
fn what_methods_want_goes_into_their_options() {
    let sepa = [
        (Field::Iban, "DE12 5001 0517 0648 4898 90"),
        (Field::Name, "Ada"),
        (Field::Email, "ada@example.com"),
        (Field::Mandate, "yes"),
    ];
    assert_eq!(
        method_body("sepa", &sepa, Device::Desktop),
        concat!(
            r#"{"client_secret":"pi_1_secret_abc","payment_method_data":{"type":"sepa","billing_details":"#,
            r#"{"name":"Ada","email":"ada@example.com","address":{"country":"DE"}}},"#,
            r#""payment_method_options":{"sepa":{"iban":"DE12500105170648489890"}},"#,
            r#""mandate_data":{"customer_acceptance":{"type":"online","online":{"user_agent":"Browser/1.0"}}},"#,
            r#""return_url":"https://wooshpay.com"}"#
        )
    );
    assert!(
        method_body("alipay", &[], Device::Ios)
            .contains(r#""payment_method_options":{"alipay":{"terminal_type":"APP","os_type":"IOS"}}"#)
    );
    assert!(method_body("alipay", &[], Device::Desktop).contains(r#"{"alipay":{"terminal_type":"WEB"}}"#));
    assert!(!method_body("grabpay", &[], Device::Ios).contains("payment_method_options"));
    assert!(
        method_body("klarna", &[(Field::BirthDate, "1984-02-09")], Device::Desktop)
            .contains(r#"{"klarna":{"dob":{"day":"9","month":"2","year":"1984"}}}"#)
    );
    assert!(
        method_body("eps", &[(Field::FirstName, "Ada"), (Field::LastName, "L")], Device::Desktop)
            .contains(r#""billing_details":{"firstName":"Ada","lastName":"L","address":{"country":"AT"}}"#)
    );
}

#[test]
fn a_wallets_token_goes_into_its_data() {
    let offer = Offer { kind: "google_pay".into(), method: method::find("google_pay") };
    let mut data = MethodData::new(&offer, &[], &mut Billing::default(), Device::Android, "");
    data.token = Secret::new(r#"{"signature":"x"}"#);
    let request = confirm(&Payment::Method(data), &Billing::default());
    assert!(!format!("{request:?}").contains("signature"));
    assert_eq!(
        request.body.unwrap().text.expose(),
        concat!(
            r#"{"client_secret":"pi_1_secret_abc","payment_method_data":{"type":"google_pay","#,
            r#""google_pay":{"token":"{\"signature\":\"x\"}"}},"return_url":"https://wooshpay.com"}"#
        )
    );
}

fn action(json: &str) -> NextAction {
    let body = format!(
        r#"{{"id":"pi_1","amount":1,"currency":"EUR","status":"requires_action","next_action":{json}}}"#
    );
    let Answer::Intent(intent) = answer(200, &body) else { panic!("{body}") };
    intent.next_action.clone().unwrap()
}

fn instructions(json: &str) -> Instructions {
    match action(json).task {
        Task::Show(instructions) => *instructions,
        other => panic!("{other:?}"),
    }
}

#[test]
fn codes_come_as_data() {
    let pix = instructions(
        r#"{"type":"pix_display_qr_code","pix_display_qr_code":{"data":"000201pix","expires_at":1790000000,
            "hosted_instructions_url":"https://pay.example/pix","image_url_svg":"https://pay.example/pix.svg"}}"#,
    );
    assert_eq!(pix.kind, InstructionKind::Code);
    assert_eq!((pix.code.as_deref(), pix.expires_at_s), (Some("000201pix"), Some(1_790_000_000)));
    assert_eq!(pix.page.unwrap().as_str(), "https://pay.example/pix");
    let swish = instructions(
        r#"{"type":"swish_handle_redirect_or_display_qr_code","swish_handle_redirect_or_display_qr_code":
            {"mobile_auth_url":"https://app.swish.example/1","qr_code":{"data":"D123","expires_at":5}}}"#,
    );
    assert_eq!((swish.code.as_deref(), swish.expires_at_s), (Some("D123"), Some(5)));
    assert_eq!(swish.page.unwrap().as_str(), "https://app.swish.example/1");
    // A picture alone is on the gateway's own page, too.
    let picture = action(
        r#"{"type":"upi_handle_redirect_or_display_qr_code","upi_handle_redirect_or_display_qr_code":
            {"hosted_instructions_url":"https://pay.example/upi","qr_code":{"image_url_png":"https://pay.example/u.png"}}}"#,
    );
    assert!(matches!(picture.task, Task::Redirect(_)));
}

#[test]
fn transfers_and_vouchers_come_as_data() {
    let transfer = instructions(
        r#"{"type":"display_bank_transfer_instructions","display_bank_transfer_instructions":
            {"amount_remaining":1999,"currency":"EUR","reference":"R-1","type":"eu_bank_transfer","financial_addresses":
            [{"type":"iban","iban":{"account_holder_name":"Fogbound","bic":"COBADEFF","country":"DE","iban":"DE12"}}]}}"#,
    );
    assert_eq!(transfer.amount, Some(ExponentTable::WooshPay.plan(1999, "eur")));
    assert_eq!(transfer.amount.as_ref().unwrap().decimal, "19.99");
    let rows: Vec<_> = transfer.rows.iter().map(|row| (row.label, row.value.as_str())).collect();
    assert_eq!(
        rows,
        [("account_holder_name", "Fogbound"), ("iban", "DE12"), ("bic", "COBADEFF"), ("reference", "R-1")]
    );
    assert!(transfer.can_wait());
    let konbini = instructions(
        r#"{"type":"konbini_display_details","konbini_display_details":{"expires_at":9,"stores":
            {"lawson":{"payment_code":"12","confirmation_number":"34"},"familymart":{"payment_code":"56"}}}}"#,
    );
    let rows: Vec<_> = konbini.rows.iter().map(|row| (row.label, row.value.as_str())).collect();
    assert_eq!(rows, [("familymart", "56"), ("lawson", "12 / 34")]);
    for (name, detail, label) in [
        ("boleto", r#"{"number":"34191","pdf":"https://pay.example/b.pdf","expires_at":9}"#, "number"),
        (
            "oxxo",
            r#"{"number":"12","expires_after":9,"hosted_voucher_url":"https://pay.example/o"}"#,
            "number",
        ),
        ("multibanco", r#"{"entity":"1","reference":"2","expires_at":9}"#, "entity"),
    ] {
        let voucher = instructions(&format!(
            r#"{{"type":"{name}_display_details","{name}_display_details":{detail}}}"#
        ));
        assert_eq!((voucher.kind, voucher.expires_at_s), (InstructionKind::Voucher, Some(9)), "{name}");
        assert_eq!(voucher.rows[0].label, label);
    }
}

#[test]
fn instructions_are_good_until_they_run_out() {
    let until = |status: &str, detail: &str| {
        let body = format!(
            r#"{{"id":"pi_1","amount":1,"currency":"EUR","status":"{status}","next_action":
                {{"type":"pix_display_qr_code","pix_display_qr_code":{detail}}}}}"#
        );
        let Answer::Intent(intent) = answer(200, &body) else { panic!("{body}") };
        intent.shows_until()
    };
    assert_eq!(until("requires_action", r#"{"data":"1","expires_at":9}"#), Some(9));
    assert_eq!(until("requires_action", r#"{"data":"1"}"#), Some(i64::MAX));
    assert_eq!(until("requires_payment_method", r#"{"data":"1","expires_at":9}"#), None);
    assert_eq!(until("requires_action", r#"{"url":"https://pay.example/"}"#), None);
}

#[test]
fn a_reference_without_an_account_is_nothing_to_pay_by() {
    let details = |addresses: &str| {
        action(&format!(
            r#"{{"type":"display_bank_transfer_instructions","display_bank_transfer_instructions":
                {{"amount_remaining":5,"currency":"IDR","reference":"R","financial_addresses":{addresses},
                "hosted_instructions_url":"https://pay.example/t"}}}}"#
        ))
        .task
    };
    let page = PageUrl::parse("https://pay.example/t").unwrap();
    assert_eq!(details("[]"), Task::Redirect(page.clone()));
    assert_eq!(details(r#"[{"type":"moon_account","moon_account":{"crater":"7"}}]"#), Task::Redirect(page));
}

#[test]
fn approvals_need_nothing_but_the_app() {
    for name in ["upi_await_notification", "card_await_notification", "blik_authorize"] {
        let approval = instructions(&format!(r#"{{"type":"{name}","{name}":{{}}}}"#));
        assert_eq!(approval.kind, InstructionKind::Approval, "{name}");
    }
    assert_eq!(instructions(r#"{"type":"blik_authorize"}"#).kind, InstructionKind::Approval);
}

#[test]
fn a_redirect_is_called_by_the_name_of_its_detail() {
    let gcash =
        action(r#"{"type":"redirect_to_url","gcash_handle_redirect":{"url":"https://gcash.example/1"}}"#);
    assert_eq!(gcash.name, "gcash_handle_redirect");
    for (url, task) in [("javascript:alert(1)", Task::Refused), ("http://gcash.example/", Task::Refused)] {
        let refused = action(&format!(
            r#"{{"type":"gcash_handle_redirect","gcash_handle_redirect":{{"url":"{url}"}}}}"#
        ));
        assert_eq!(refused.task, task, "{url}");
    }
    assert_eq!(action(r#"{"type":"moonpay_wave"}"#).task, Task::Unknown);
    // Data without what is to be shown, and without a page.
    assert_eq!(
        action(r#"{"type":"pix_display_qr_code","pix_display_qr_code":{"data":""}}"#).task,
        Task::Unknown
    );
}

#[test]
fn a_documented_setup_is_an_intent_without_an_amount() {
    let setup = intent(&new_generation("setup_intent_challenge"));
    assert!(setup.is_setup());
    assert_eq!((setup.id.as_str(), setup.amount), ("seti_1838873795297804288", 0));
    assert_eq!((&setup.status, setup.currency.as_str()), (&Status::RequiresAction, ""));
    assert_eq!(setup.payment_method.as_deref(), Some("pm_1838873795201335296"));
    assert!(matches!(setup.next_action.unwrap().task, Task::Challenge(_)));

    let failed = intent(
        r#"{"id":"seti_1","status":"requires_payment_method","usage":"off_session",
            "last_setup_error":{"type":"card_error","code":"card_declined","message":"No."}}"#,
    );
    assert_eq!(failed.setup_future_usage.as_deref(), Some("off_session"));
    let unsure =
        refused(400, r#"{"error":{"code":"setup_intent_authentication_failure","type":"card_error"}}"#);
    assert_eq!((unsure.code(), unsure.who()), ("setup_intent_authentication_failure", Who::Shopper));
    assert_eq!(
        failed.last_payment_error.map(|error| error.code().to_owned()).as_deref(),
        Some("card_declined")
    );
}

#[test]
fn setups_have_paths_of_their_own() {
    assert_eq!(
        Dialect::WooshPay.retrieve("pk_test_x", "seti_1_secret_abc").unwrap().path,
        "/v1/setup_intents/seti_1?client_secret=seti_1_secret_abc"
    );
    let (payment, billing) = (&Payment::Card(card()), &Billing::default());
    let return_url = &PageUrl::parse("https://wooshpay.com").unwrap();
    let confirmation = Confirmation {
        payment,
        billing,
        shipping: None,
        return_url,
        error_on_requires_action: false,
        browser: &Browser::default(),
        window_size: WindowSize::W390,
    };
    let request =
        Dialect::WooshPay.confirm("pk_test_x", "seti_1_secret_abc", &confirmation, "key-1").unwrap();
    assert_eq!(request.path, "/v1/setup_intents/seti_1/confirm");
}

#[test]
fn a_saved_card_goes_by_its_id_and_takes_its_security_code_along_where_asked() {
    let send = |code: &str| {
        let card = SavedCard { id: "pm_1".into(), security_code: Secret::new(code) };
        let request = confirm(&Payment::Saved(card), &Billing { name: "Ada".into(), ..Billing::default() });
        request.body.unwrap().text.expose().to_owned()
    };
    assert_eq!(
        send(""),
        r#"{"client_secret":"pi_1_secret_abc","payment_method":"pm_1","return_url":"https://wooshpay.com"}"#
    );
    assert_eq!(
        send("123"),
        r#"{"client_secret":"pi_1_secret_abc","payment_method":"pm_1","payment_method_options":{"card":{"cvc":"123"}},"return_url":"https://wooshpay.com"}"#
    );
    let asks = r#"{"id":"pi_1","status":"requires_payment_method","amount":1,"currency":"eur",
        "payment_method_options":{"card":{"require_cvc_recollection":true}}}"#;
    assert!(intent(asks).requires_security_code);
    assert!(!intent(OLD_3DS).requires_security_code);
}
