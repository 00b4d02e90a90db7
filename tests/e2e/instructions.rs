//! Codes, account details, vouchers and approvals that are shown in the form.

use serde_json::json;
use std::time::Duration;
use tillkit_core::method::{Field, find};
use tillkit_e2e::{Browser, Engine, Intent, Merchant};
use tillkit_sandbox::{Fault, FaultKind, FaultTarget, Settlement};

/// Longer than two polls at their quick pace.
const TWO_POLLS: Duration = Duration::from_secs(5);

const MOST_RETRIEVES: u64 = 1_000;

const SHOWN: &str = "[data-testid=instructions]";

/// A payment with this method, up to the instructions in the form, beside cards.
async fn showing(kind: &str) -> (Merchant, Intent) {
    let merchant = Merchant::open().await;
    let intent = begin(&merchant, kind).await;
    (merchant, intent)
}

async fn begin(merchant: &Merchant, kind: &str) -> Intent {
    let method = find(kind).unwrap();
    merchant.show_in_place();
    let (intent, _) = merchant.intent_for(kind, &["card", method.kind]);
    merchant.mount(&intent).await;
    merchant.choose(kind).await;
    merchant.fill_in(method, method.required).await;
    merchant.begin_confirm_and_return().await;
    shown(merchant).await;
    intent
}

/// Waits until instructions are shown.
async fn shown(merchant: &Merchant) {
    merchant.enter_form().await;
    merchant.in_form(SHOWN).await;
    merchant.leave_frames().await;
}

/// Presses a button of the instructions.
async fn press(merchant: &Merchant, selector: &str) {
    merchant.enter_form().await;
    merchant.in_form(&format!("{SHOWN} {selector}")).await.click().await.unwrap();
    merchant.leave_frames().await;
}

/// What the form says once its payment is over.
async fn said(merchant: &Merchant) -> String {
    merchant.enter_form().await;
    merchant.in_form(".tk-form[data-stage=done]").await;
    let said = merchant.in_form("[role=status].tk-status").await.text().await.unwrap();
    merchant.leave_frames().await;
    said
}

/// The error that the form shows.
async fn alerted(merchant: &Merchant) -> String {
    merchant.enter_form().await;
    let alert = merchant.in_form(".tk-alert[data-shown]").await.text().await.unwrap();
    merchant.leave_frames().await;
    alert
}

async fn action_ends(merchant: &Merchant) -> Vec<(String, String)> {
    let text = |event: &serde_json::Value, name: &str| event[name].as_str().unwrap().to_owned();
    let events = merchant.events("actionend").await;
    events.iter().map(|event| (text(event, "kind"), text(event, "outcome"))).collect()
}

fn ends(kind: &str, outcome: &str) -> Vec<(String, String)> {
    vec![(kind.to_owned(), outcome.to_owned())]
}

async fn pay_by_card(merchant: &Merchant, intent: &Intent) {
    merchant.choose("card").await;
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.ledger(intent).charges, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_drawn_and_the_phone_that_scans_it_pays() {
    let (merchant, intent) = showing("promptpay").await;
    merchant.enter_form().await;
    let path = merchant.in_form(&format!("{SHOWN} svg[role=img][aria-label] path[d]")).await;
    // By a script: WebKit's driver has no rectangle of what is inside a picture.
    let drawn = "const { width, height } = arguments[0].getBoundingClientRect();
        return [arguments[0].getAttribute('d').length, width, Math.abs(width - height)]";
    let drawn = merchant.browser.script(drawn, vec![path.to_json().unwrap()]).await;
    let [length, width, difference] = [0, 1, 2].map(|place| drawn[place].as_f64().unwrap());
    assert!(length > 500.0, "a code of a whole address");
    assert!(width > 100.0 && difference < 40.0, "{drawn}");
    let code = merchant.in_form("[data-row=code] input").await.prop("value").await.unwrap().unwrap();
    assert!(code.starts_with(&format!("{}/phone/{}", merchant.sandbox.bank_url(), intent.id)), "{code}");
    let time = merchant.in_form("[role=timer]").await.text().await.unwrap();
    assert!(time.starts_with("Valid for 4:") || time.starts_with("Valid for 5:"), "{time}");
    merchant.leave_frames().await;

    // Another window stands for the phone. It comes to the front, as phones do.
    let shop = merchant.browser.driver.window().await.unwrap();
    let phone = merchant.browser.driver.new_tab().await.unwrap();
    merchant.browser.driver.switch_to_window(phone).await.unwrap();
    merchant.browser.driver.goto(&code).await.unwrap();
    let pay = "return document.querySelector('[data-testid=approve]')";
    merchant.browser.element(pay).await.click().await.unwrap();
    merchant.browser.until("return document.querySelector('[data-testid=outcome]') && true").await;
    merchant.browser.driver.close_window().await.unwrap();
    merchant.browser.driver.switch_to_window(shop).await.unwrap();
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert_eq!(said(&merchant).await, "Your payment is complete.");
    assert_eq!(action_ends(&merchant).await, ends("qr_code", "completed"));
    assert_eq!(merchant.ledger(&intent).charges, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_from_elsewhere_is_noticed() {
    for (kind, name) in [("wechat_pay", "qr_code"), ("ovo", "app_approval")] {
        let (merchant, intent) = showing(kind).await;
        merchant.browser.until("return events.some(([name]) => name == 'actionstart')").await;
        assert_eq!(merchant.events("actionstart").await[0]["kind"], name);
        merchant.settle(&intent, Settlement::Approve);
        assert_eq!(merchant.result().await.status(), "succeeded");
        assert_eq!(action_ends(&merchant).await, ends(name, "completed"));
        assert_eq!(merchant.ledger(&intent).charges, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_from_elsewhere_opens_the_form_again() {
    let (merchant, intent) = showing("ovo").await;
    merchant.settle(&intent, Settlement::Fail);
    let result = merchant.result().await;
    assert_eq!((result.code(), result.text("/error/who")), ("payment_method_provider_decline", "shopper"));
    assert_eq!(alerted(&merchant).await, result.text("/error/message"));
    pay_by_card(&merchant, &intent).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copying_says_so_and_copies() {
    let (merchant, _) = showing("bank_transfer_eu").await;
    let row = "[data-row=iban]";
    merchant.enter_form().await;
    let button = merchant.in_form(&format!("{row} .tk-copy")).await;
    assert!(button.attr("aria-label").await.unwrap().unwrap().contains("IBAN"));
    merchant.leave_frames().await;
    press(&merchant, &format!("{row} .tk-copy")).await;
    merchant.enter_form().await;
    merchant
        .browser
        .until(&format!("return document.querySelector('{row} .tk-copy').textContent == 'Copied'"))
        .await;
    let others =
        "return [...document.querySelectorAll('.tk-copy')].filter((b) => b.textContent == 'Copied').length";
    assert_eq!(merchant.browser.script(others, vec![]).await, json!(1));
    let iban = merchant.in_form(&format!("{row} input")).await.prop("value").await.unwrap().unwrap();
    assert_eq!(Field::Iban.fault(&iban), None, "{iban}");
    merchant.leave_frames().await;
    // What a customer pastes elsewhere.
    let body = "const input = Object.assign(document.createElement('input'), { id: 'paste' }); document.querySelector('main').append(input)";
    merchant.browser.script(body, vec![]).await;
    let paste = merchant.browser.element("return document.querySelector('#paste')").await;
    paste.click().await.unwrap();
    paste.send_keys(thirtyfour::Key::Control + "v").await.unwrap();
    let pasted = paste.prop("value").await.unwrap().unwrap();
    assert_eq!(pasted, iban);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_ran_out_opens_the_form_again_and_a_card_pays() {
    let merchant = Merchant::open().await;
    merchant.change_settings(&json!({ "code_lifetime_ms": 4_000 }));
    let intent = begin(&merchant, "promptpay").await;
    let result = merchant.result().await;
    assert_eq!(
        (result.code(), result.text("/error/who")),
        ("payment_intent_payment_attempt_expired", "shopper")
    );
    assert_eq!(alerted(&merchant).await, result.text("/error/message"));
    assert_eq!(merchant.ledger(&intent).charges, 0);
    pay_by_card(&merchant, &intent).await;
    assert_eq!(merchant.ledger(&intent).attempts, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn paying_another_way_cancels_and_a_card_pays() {
    for (kind, name) in [("promptpay", "qr_code"), ("ovo", "app_approval")] {
        let (merchant, intent) = showing(kind).await;
        press(&merchant, "[data-testid=instructions-close]").await;
        let result = merchant.result().await;
        assert_eq!(
            (result.code(), result.text("/error/retry")),
            ("action_canceled", "check_intent_first"),
            "{kind}"
        );
        assert_eq!(action_ends(&merchant).await, ends(name, "canceled"));
        pay_by_card(&merchant, &intent).await;
        // The code on the phone is of no use any more.
        assert!(merchant.sandbox.settle(&intent.id, Settlement::Approve).is_err());
        assert_eq!(merchant.ledger(&intent).charges, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_paid_before_the_customer_gave_up_is_paid() {
    let (merchant, intent) = showing("promptpay").await;
    merchant.settle(&intent, Settlement::Approve);
    press(&merchant, "[data-testid=instructions-close]").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).charges, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn account_details_are_noted_and_the_form_waits_for_the_money() {
    for (kind, rows) in [
        ("bank_transfer_eu", &["amount", "account_holder_name", "iban", "bic", "reference"][..]),
        ("bank_transfer_uk", &["amount", "account_holder_name", "sort_code", "account_number", "reference"]),
        ("spei", &["amount", "account_holder_name", "clabe", "reference"]),
        ("boleto", &["number"]),
    ] {
        let (merchant, intent) = showing(kind).await;
        merchant.enter_form().await;
        let names = "return [...document.querySelectorAll('[data-row]')].filter((row) => row.querySelector('input').value && row.querySelector('label').textContent).map((row) => row.dataset.row)";
        let names = merchant.browser.script(names, vec![]).await;
        for row in rows {
            assert!(names.as_array().unwrap().contains(&json!(row)), "{kind}: {row} in {names}");
        }
        merchant.leave_frames().await;
        press(&merchant, "[data-testid=instructions-close]").await;
        let result = merchant.result().await;
        assert_eq!(result.status(), "requires_action", "{kind}");
        assert_eq!(said(&merchant).await, "We are waiting for your payment.");
        assert_eq!(merchant.ledger(&intent).charges, 0);
        merchant.settle(&intent, Settlement::Arrive);
        assert_eq!(merchant.ledger(&intent).charges, 1);
    }
}

/// How often intents were retrieved since [`count_retrieves`].
async fn retrieves(merchant: &Merchant) -> u64 {
    let faults = merchant.faults().await;
    MOST_RETRIEVES - faults.pointer("/armed/0/times").and_then(serde_json::Value::as_u64).unwrap()
}

/// Lets the sandbox count: a fault that does nothing knows how often it can still strike.
fn count_retrieves(merchant: &Merchant) {
    let most = u32::try_from(MOST_RETRIEVES).unwrap();
    merchant.sandbox.arm(Fault::new(FaultKind::Delay { ms: 0 }).on(FaultTarget::Retrieve).times(most));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_while_nobody_looks() {
    if Engine::chosen() == Engine::Webkit {
        // Under its driver, every window counts as seen.
        return;
    }
    let (merchant, intent) = showing("promptpay").await;
    let driver = &merchant.browser.driver;
    let body = "document.addEventListener('visibilitychange', () => events.push([document.visibilityState]))";
    merchant.browser.script(body, vec![]).await;
    count_retrieves(&merchant);
    while retrieves(&merchant).await == 0 {
        tokio::task::yield_now().await;
    }
    let shop = driver.window().await.unwrap();
    let other = driver.new_tab().await.unwrap();
    driver.switch_to_window(other).await.unwrap();
    let before = retrieves(&merchant).await;
    tokio::time::sleep(TWO_POLLS).await;
    assert_eq!(retrieves(&merchant).await, before, "nobody looks");

    merchant.settle(&intent, Settlement::Approve);
    driver.close_window().await.unwrap();
    driver.switch_to_window(shop).await.unwrap();
    assert_eq!(merchant.result().await.status(), "succeeded");
    let seen = "return events.filter((event) => event.length == 1).flat()";
    assert_eq!(merchant.browser.script(seen, vec![]).await, json!(["hidden", "visible"]));
    assert_eq!(merchant.ledger(&intent).charges, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_gets_a_link_to_the_app_instead_of_a_code() {
    const PHONE: &str = "--user-agent=Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
    if Engine::chosen() != Engine::Chromium {
        // Only Chromium takes another name for itself as an argument.
        return;
    }
    let browser = Browser::start_with((412, 915), &[PHONE]).await;
    let merchant = Merchant::open_in(browser, "/plain").await;
    let intent = begin(&merchant, "wechat_pay").await;
    let options = merchant.confirmed(&intent)["options"].clone();
    assert_eq!(options, json!({ "terminal_type": "APP", "os_type": "ANDROID" }));
    merchant.enter_form().await;
    let link = merchant.in_form(&format!("{SHOWN} a.tk-button")).await;
    assert_eq!(link.text().await.unwrap(), "Open the app");
    let address = link.prop("href").await.unwrap().unwrap();
    assert!(address.starts_with(merchant.sandbox.gateway_url()), "{address}");
    let codes = "return document.querySelectorAll('svg.tk-qr').length";
    assert_eq!(merchant.browser.script(codes, vec![]).await, json!(0));
    merchant.leave_frames().await;
    merchant.settle(&intent, Settlement::Approve);
    assert_eq!(merchant.result().await.status(), "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_frame_a_code_is_drawn_and_copied_just_as_well() {
    let merchant = Merchant::open_inline().await;
    let intent = begin(&merchant, "pix").await;
    merchant.in_form(&format!("{SHOWN} svg[role=img] path[d]")).await;
    press(&merchant, "[data-row=code] .tk-copy").await;
    let copy = merchant.in_form("[data-row=code] .tk-copy").await;
    let copied = "return arguments[0].textContent";
    assert_eq!(merchant.browser.script(copied, vec![copy.to_json().unwrap()]).await, "Copied");
    merchant.settle(&intent, Settlement::Approve);
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert_eq!(said(&merchant).await, "Your payment is complete.");
    assert_eq!(merchant.ledger(&intent).charges, 1);
}
