//! The hosted checkout page, as a customer uses it whom a merchant's server has sent there.

use serde_json::{Value, json};
use tillkit_e2e::{Browser, Engine, Intent, Merchant};
use tillkit_sandbox::Settlement;

const CARD: &str = "4242424242424242";
const PHONE: (u32, u32) = (390, 844);

/// A session, and what happened to its money.
struct Session {
    id: String,
    url: String,
    intent: Intent,
}

/// Calls the gateway as a merchant's server does, with the secret key.
async fn call(merchant: &Merchant, path: &str, body: &Value) -> Value {
    let url = format!("{}{path}", merchant.sandbox.gateway_url());
    let request = reqwest::Client::new().post(url).basic_auth("sk_test_sandbox", Some(""));
    let answer = request.json(body).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path} {body}");
    answer.json().await.unwrap()
}

/// A session of 2 × 12.50 and 30.00 EUR that ends at the shop, with changes.
async fn session(merchant: &Merchant, changes: Value) -> Session {
    let shop = merchant.sandbox.shop_url();
    let line = |name: &str, unit_amount: u64, quantity: u64| {
        let data = json!({ "currency": "EUR", "unit_amount": unit_amount, "product_data": { "name": name } });
        json!({ "price_data": data, "quantity": quantity })
    };
    let mut body = json!({
        "mode": "payment",
        "success_url": format!("{shop}/plain?paid={{CHECKOUT_SESSION_ID}}"),
        "cancel_url": format!("{shop}/plain?left"),
        "line_items": [line("Morning Fog", 1_250, 2), line("Stone dripper", 3_000, 1)],
    });
    if let (Some(body), Value::Object(changes)) = (body.as_object_mut(), changes) {
        body.extend(changes);
    }
    let answer = call(merchant, "/v1/checkout/sessions", &body).await;
    let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
    // A session that only saves a card says less.
    let (id, client_secret) = (text("payment_intent"), text("client_secret"));
    let intent = Intent { id: id.unwrap_or_default(), client_secret: client_secret.unwrap_or_default() };
    Session { id: text("id").unwrap(), url: text("url").unwrap(), intent }
}

/// Opens a session's page and waits for its form.
async fn open(merchant: &Merchant, session: &Session) {
    merchant.browser.driver.goto(&session.url).await.unwrap();
    ready(merchant).await;
}

async fn ready(merchant: &Merchant) {
    see(merchant, "open").await;
    merchant.enter_form().await;
    merchant.in_form(".tk-form").await;
    merchant.leave_frames().await;
}

/// Waits until the page shows this.
async fn see(merchant: &Merchant, view: &str) {
    merchant
        .browser
        .until(&format!("return document.querySelector('#page')?.dataset.view == '{view}'"))
        .await;
}

async fn press_pay(merchant: &Merchant) {
    // By script, as the form above the button may still be changing its height, and a driver aims first.
    merchant
        .browser
        .until(
            "const pay = document.querySelector('#pay:enabled'); pay?.focus(); pay?.click(); return Boolean(pay)",
        )
        .await;
}

/// A text of the page, without what the browser's language puts into amounts.
async fn text(merchant: &Merchant, selector: &str) -> String {
    let body = format!("return document.querySelector('{selector}')?.textContent || null");
    let text = merchant.browser.until(&body).await;
    text.as_str().unwrap().replace(['\u{a0}', ','], "")
}

/// Waits until the customer is on the merchant's page for paid sessions, which names the session.
async fn arrive(merchant: &Merchant, session: &Session) {
    let expected = format!("?paid={}", session.id);
    merchant.browser.until(&format!("return location.search == '{expected}'")).await;
    let origin = merchant.browser.script("return location.origin", vec![]).await;
    assert_eq!(origin, merchant.sandbox.shop_url());
}

/// Logs in at a wallet's page where asked and presses this button of it, until the wallet's page is left.
async fn answer_wallet(merchant: &Merchant, button: &str) {
    let away = format!("location.origin != '{}'", merchant.sandbox.bank_url());
    merchant.browser.until(&format!("return !({away})")).await;
    // One press a page: the next page is a page of its own.
    let body = format!(
        "if ({away}) return true;
         const find = (selector) => document.querySelector(selector);
         const button = find('[data-testid={button}]') ?? find('[data-testid=bank], [data-testid=log-in]');
         if (button && !window.pressed) {{ window.pressed = true; button.click(); }}
         return false"
    );
    merchant.browser.until(&body).await;
}

async fn status(merchant: &Merchant, session: &Session) -> (String, String) {
    let url = format!("{}/v1/checkout/sessions/{}", merchant.sandbox.gateway_url(), session.id);
    let request = reqwest::Client::new().get(url).basic_auth("sk_test_sandbox", Some(""));
    let session: Value = request.send().await.unwrap().json().await.unwrap();
    let text = |name: &str| session.get(name).and_then(Value::as_str).unwrap().to_owned();
    (text("status"), text("payment_status"))
}

fn pair(status: &str, payment_status: &str) -> (String, String) {
    (status.to_owned(), payment_status.to_owned())
}

fn assert_charged(merchant: &Merchant, session: &Session, charges: u32, captured: u64) {
    let ledger = merchant.ledger(&session.intent);
    assert_eq!((ledger.charges, ledger.captured), (charges, captured), "{ledger:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_made_by_plain_http_is_paid_by_card() {
    let merchant = Merchant::open().await;
    let session = session(&merchant, json!({})).await;
    open(&merchant, &session).await;
    for (selector, expected) in [
        ("#merchant", "Fogbound Coffee"),
        ("#total", "€55.00"),
        ("#pay", "Pay €55.00"),
        ("#sum", "€55.00"),
        (".item:first-child .item-name", "Morning Fog"),
        (".item:first-child .item-amount", "€25.00"),
        (".item:first-child .item-detail", "Quantity 2 €12.50 each"),
        (".item:last-child .item-detail", "Quantity 1"),
    ] {
        assert_eq!(text(&merchant, selector).await, expected, "{selector}");
    }
    merchant.type_card(CARD).await;
    press_pay(&merchant).await;
    arrive(&merchant, &session).await;
    assert_charged(&merchant, &session, 1, 5_500);
    assert_eq!(status(&merchant, &session).await, pair("complete", "paid"));

    // Whoever opens it again sees that it is paid, and is not asked to pay.
    merchant.browser.driver.goto(&session.url).await.unwrap();
    see(&merchant, "complete").await;
    assert_eq!(text(&merchant, "#notice-title").await, "Payment complete");
    let frames = merchant.browser.script("return document.querySelectorAll('iframe').length", vec![]).await;
    assert_eq!(frames.as_f64(), Some(0.0));
    merchant.browser.element("return document.querySelector('#onward')").await.click().await.unwrap();
    arrive(&merchant, &session).await;
    assert_eq!(merchant.ledger(&session.intent).attempts, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_proves_who_they_are() {
    let merchant = Merchant::open().await;
    let session = session(&merchant, json!({})).await;
    open(&merchant, &session).await;
    merchant.type_card("4000000000003220").await;
    press_pay(&merchant).await;
    merchant.answer_challenge("Approve").await;
    arrive(&merchant, &session).await;
    assert_charged(&merchant, &session, 1, 5_500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_customer_pays_with_another_card() {
    let merchant = Merchant::open().await;
    let session = session(&merchant, json!({})).await;
    open(&merchant, &session).await;
    merchant.type_card("4000000000000002").await;
    press_pay(&merchant).await;
    merchant.enter_form().await;
    merchant
        .browser
        .until("return document.querySelector('.tk-alert[data-shown]')?.textContent || null")
        .await;
    merchant.leave_frames().await;
    assert_eq!(status(&merchant, &session).await, pair("open", "unpaid"));
    // A reload tells how the last attempt ended.
    open(&merchant, &session).await;
    assert!(text(&merchant, "#payment-error").await.contains("declined"));
    merchant.type_card(CARD).await;
    press_pay(&merchant).await;
    arrive(&merchant, &session).await;
    assert_charged(&merchant, &session, 1, 5_500);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impatient_customer_is_charged_once() {
    let merchant = Merchant::open().await;
    let session = session(&merchant, json!({})).await;
    open(&merchant, &session).await;
    merchant.type_card(CARD).await;
    let press = "const pay = document.querySelector('#pay'); pay.click(); pay.click(); pay.click()";
    merchant.browser.script(press, vec![]).await;
    arrive(&merchant, &session).await;
    assert_eq!(merchant.ledger(&session.intent).attempts, 1);
    assert_charged(&merchant, &session, 1, 5_500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_pays_at_a_wallets_page_and_arrives() {
    let merchant = Merchant::open().await;
    let line = json!([{ "quantity": 1, "price_data": {
        "currency": "USD", "unit_amount": 1_999, "product_data": { "name": "Morning Fog" },
    }}]);
    for parameters in [true, false] {
        merchant.change_settings(&json!({ "return_parameters": parameters }));
        let session = session(&merchant, json!({ "line_items": line })).await;
        open(&merchant, &session).await;
        merchant.choose("alipay").await;
        press_pay(&merchant).await;
        answer_wallet(&merchant, "approve").await;
        arrive(&merchant, &session).await;
        assert_charged(&merchant, &session, 1, 1_999);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cancels_at_a_wallets_page_comes_back_and_pays_by_card() {
    let merchant = Merchant::open().await;
    let line = json!([{ "quantity": 1, "price_data": {
        "currency": "USD", "unit_amount": 1_999, "product_data": { "name": "Morning Fog" },
    }}]);
    let session = session(&merchant, json!({ "line_items": line })).await;
    open(&merchant, &session).await;
    merchant.choose("alipay").await;
    press_pay(&merchant).await;
    answer_wallet(&merchant, "cancel").await;
    ready(&merchant).await;
    assert!(!text(&merchant, "#payment-error").await.is_empty());
    assert_charged(&merchant, &session, 0, 0);
    merchant.choose("card").await;
    merchant.type_card(CARD).await;
    press_pay(&merchant).await;
    arrive(&merchant, &session).await;
    assert_charged(&merchant, &session, 1, 1_999);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_leaves_by_the_merchants_way_back() {
    let merchant = Merchant::open().await;
    let session = session(&merchant, json!({})).await;
    open(&merchant, &session).await;
    assert_eq!(text(&merchant, "#back .back-text").await, "Back to Fogbound Coffee");
    merchant
        .browser
        .element("return document.querySelector('#back:not([hidden])')")
        .await
        .click()
        .await
        .unwrap();
    merchant.browser.until("return location.search == '?left'").await;
    assert_eq!(merchant.ledger(&session.intent).attempts, 0);
    assert_eq!(status(&merchant, &session).await, pair("open", "unpaid"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_paid_says_so() {
    let merchant = Merchant::open().await;
    let session = session(&merchant, json!({})).await;
    let gateway = merchant.sandbox.gateway_url().to_owned();
    for (address, view) in [
        (format!("{gateway}/pay/cs_test_1?key=pk_test_sandbox"), "unknown"),
        (session.url.replace("pk_test_sandbox", "pk_test_other"), "wrong_key"),
        (format!("{gateway}/pay/plink_1?key=pk_test_sandbox"), "unknown"),
    ] {
        merchant.browser.driver.goto(&address).await.unwrap();
        see(&merchant, view).await;
        assert!(text(&merchant, "#notice-text").await.contains("Nothing was charged"), "{view}");
        let page = merchant.browser.script("return document.body.innerText", vec![]).await;
        assert!(!page.as_str().unwrap().contains("€55.00"), "{page}");
    }
    // In base64, the key opens it.
    let in_base64 = session.url.replace("pk_test_sandbox", "cGtfdGVzdF9zYW5kYm94");
    merchant.browser.driver.goto(&in_base64).await.unwrap();
    ready(&merchant).await;

    let path = format!("/v1/checkout/sessions/{}/expire", session.id);
    assert_eq!(call(&merchant, &path, &json!({})).await.get("status"), Some(&json!("expired")));
    merchant.browser.driver.goto(&session.url).await.unwrap();
    see(&merchant, "expired").await;
    merchant.browser.element("return document.querySelector('#onward')").await.click().await.unwrap();
    merchant.browser.until("return location.search == '?left'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_under_the_customers_hands_takes_no_money() {
    let merchant = Merchant::open().await;
    let session = session(&merchant, json!({})).await;
    open(&merchant, &session).await;
    merchant.type_card(CARD).await;
    merchant.sandbox.clock().advance(24 * 3_600_000);
    press_pay(&merchant).await;
    see(&merchant, "expired").await;
    assert_charged(&merchant, &session, 0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_in_process_is_said_to_be_and_its_end_is_told() {
    let merchant = Merchant::open().await;
    merchant.change_settings(&json!({ "processing_ms": null }));
    let session = session(&merchant, json!({ "payment_method_types": ["card", "sepa_debit"] })).await;
    let method = tillkit_core::method::find("sepa_debit").unwrap();
    open(&merchant, &session).await;
    for settlement in [Settlement::Fail, Settlement::Approve] {
        merchant.choose("sepa_debit").await;
        merchant.fill_in(method, method.required).await;
        press_pay(&merchant).await;
        see(&merchant, "processing").await;
        assert!(text(&merchant, "#notice-text").await.contains("do not pay again"));
        assert_eq!(status(&merchant, &session).await, pair("complete", "unpaid"));
        merchant.settle(&session.intent, settlement);
        if settlement == Settlement::Fail {
            // The form is back, and says why.
            ready(&merchant).await;
            assert!(!text(&merchant, "#payment-error").await.is_empty());
            assert_charged(&merchant, &session, 0, 0);
        }
    }
    arrive(&merchant, &session).await;
    assert_charged(&merchant, &session, 1, 5_500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_that_the_customer_has_noted_is_waited_for() {
    let merchant = Merchant::open().await;
    merchant.change_settings(&json!({ "codes": "in_place" }));
    let session = session(&merchant, json!({ "payment_method_types": ["card", "bank_transfer_eu"] })).await;
    let method = tillkit_core::method::find("bank_transfer_eu").unwrap();
    open(&merchant, &session).await;
    merchant.choose("bank_transfer_eu").await;
    merchant.fill_in(method, method.required).await;
    press_pay(&merchant).await;
    merchant.enter_form().await;
    // Pressed by script: the page may still move, and WebKit's driver then presses where the button was.
    merchant.in_form("[data-testid=instructions-close]").await;
    let press = "document.querySelector('[data-testid=instructions-close]').click()";
    merchant.browser.script(press, vec![]).await;
    merchant.leave_frames().await;
    see(&merchant, "processing").await;
    assert_eq!(text(&merchant, "#notice-title").await, "We are waiting for your payment");
    let error = "return document.querySelector('#payment-error').textContent";
    assert_eq!(merchant.browser.script(error, vec![]).await, json!(""));
    // Transfers take days, and the session is over by then.
    merchant.sandbox.clock().advance(25 * 3_600_000);
    merchant.settle(&session.intent, Settlement::Arrive);
    arrive(&merchant, &session).await;
    assert_charged(&merchant, &session, 1, 5_500);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorisation_is_called_one() {
    let merchant = Merchant::open().await;
    let manual = json!({ "payment_intent_data": { "capture_method": "manual" } });
    let session = session(&merchant, manual).await;
    open(&merchant, &session).await;
    assert_eq!(text(&merchant, "#pay").await, "Authorise €55.00");
    // Only cards can be authorised first.
    merchant.choose("klarna").await;
    merchant.browser.until("return document.querySelector('#pay').textContent.startsWith('Pay')").await;
    merchant.choose("card").await;
    merchant.browser.until("return document.querySelector('#pay').textContent.startsWith('Authorise')").await;
    merchant.type_card(CARD).await;
    press_pay(&merchant).await;
    arrive(&merchant, &session).await;
    assert_charged(&merchant, &session, 1, 0);
    merchant.browser.driver.goto(&session.url).await.unwrap();
    see(&merchant, "complete").await;
    assert_eq!(text(&merchant, "#notice-title").await, "Payment authorised");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_may_ask_for_more_than_the_card() {
    let merchant = Merchant::open().await;
    let data = json!({
        "currency": "JPY", "unit_amount": 1_200, "recurring": { "interval": "month", "interval_count": 3 },
        "product_data": { "name": "Coffee by post" },
    });
    let session = session(
        &merchant,
        json!({
            "mode": "subscription", "billing_address_collection": "required", "customer_email": "ada@example.com",
            "line_items": [{ "price_data": data }], "payment_method_types": ["card"],
        }),
    )
    .await;
    open(&merchant, &session).await;
    // Yen have no decimals, whatever a browser knows of them.
    assert!(text(&merchant, "#pay").await.ends_with("1200"));
    assert!(text(&merchant, "#then").await.ends_with("every 3 months"));
    merchant.type_card(CARD).await;
    press_pay(&merchant).await;
    merchant.enter_form().await;
    merchant.in_form("#tk-name[aria-invalid=true]").await;
    merchant.leave_frames().await;
    assert_eq!(merchant.ledger(&session.intent).attempts, 0);
    merchant.type_into("name", "Ada Lovelace").await;
    merchant.type_into("postal-code", "10115").await;
    merchant.enter_form().await;
    let country = "const field = document.querySelector('#tk-country');
        field.value = 'DE';
        field.dispatchEvent(new Event('change', { bubbles: true }))";
    merchant.browser.script(country, vec![]).await;
    merchant.leave_frames().await;
    press_pay(&merchant).await;
    arrive(&merchant, &session).await;
    assert_charged(&merchant, &session, 1, 1_200);
    let confirmed = merchant.confirmed(&session.intent);
    assert_eq!(confirmed.pointer("/billing_details/address/country"), Some(&json!("DE")), "{confirmed}");
    assert_eq!(confirmed.pointer("/billing_details/email"), Some(&json!("ada@example.com")), "{confirmed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_saved_without_a_payment() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    for (number, asks) in [(CARD, false), ("4000000000003220", true)] {
        let changes = json!({ "mode": "setup", "customer": customer, "line_items": null });
        let session = session(&merchant, changes).await;
        open(&merchant, &session).await;
        assert_eq!(text(&merchant, "#pay").await, "Save card");
        assert!(text(&merchant, "#purpose").await.contains("Nothing is charged now"));
        merchant.type_card(number).await;
        press_pay(&merchant).await;
        if asks {
            merchant.answer_challenge("Approve").await;
        }
        arrive(&merchant, &session).await;
        merchant.browser.driver.goto(&session.url).await.unwrap();
        see(&merchant, "complete").await;
        assert_eq!(text(&merchant, "#notice-title").await, "Your card is saved");
    }
    assert_eq!(merchant.saved_cards(&customer).await.as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_customer_pays_with_a_saved_card() {
    let merchant = Merchant::open().await;
    let customer = merchant.customer().await;
    let card = merchant.save_card(&customer, CARD, "2034").await;
    let session = session(&merchant, json!({ "customer": customer })).await;
    open(&merchant, &session).await;
    merchant.enter_form().await;
    merchant.in_form(&format!("[data-saved=\"{card}\"]")).await;
    merchant.leave_frames().await;
    press_pay(&merchant).await;
    arrive(&merchant, &session).await;
    assert_charged(&merchant, &session, 1, 5_500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_link_opens_a_session_that_ends_here() {
    let merchant = Merchant::open().await;
    let data = json!({ "currency": "USD", "unit_amount": 900, "product_data": { "name": "Biscuits" } });
    let price = call(&merchant, "/v1/prices", &data).await;
    let line = json!({ "price": price.get("id"), "quantity": 3 });
    let link = call(&merchant, "/v1/payment_links", &json!({ "line_items": [line] })).await;
    merchant.browser.driver.goto(link.get("url").and_then(Value::as_str).unwrap()).await.unwrap();
    ready(&merchant).await;
    let path = merchant.browser.script("return location.pathname", vec![]).await;
    assert!(path.as_str().unwrap().starts_with("/pay/cs_test_"), "{path}");
    merchant.type_card(CARD).await;
    press_pay(&merchant).await;
    see(&merchant, "complete").await;
    assert_eq!(text(&merchant, "#notice-amount").await, "$27.00");
    let onward = merchant.browser.script("return document.querySelector('#onward').hidden", vec![]).await;
    assert_eq!(onward, json!(true), "there is nowhere to go on to");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_fits_a_phone_and_breaks_no_rule() {
    if Engine::chosen() != Engine::Chromium {
        // Only Chromium's driver tells what the console says, and axe finds the same everywhere.
        return;
    }
    for (scheme, setting) in [("light", "1"), ("dark", "0")] {
        let setting = format!("--blink-settings=preferredColorScheme={setting}");
        let merchant = Merchant::open_in(Browser::start_with(PHONE, &[&setting]).await, "/plain").await;
        let open_session = session(&merchant, json!({})).await;
        let ended = session(&merchant, json!({})).await;
        call(&merchant, &format!("/v1/checkout/sessions/{}/expire", ended.id), &json!({})).await;
        merchant.browser.console().await;
        for (session, view) in [(&open_session, "open"), (&ended, "expired")] {
            merchant.browser.driver.goto(&session.url).await.unwrap();
            see(&merchant, view).await;
            let body = "return document.documentElement.scrollWidth <= innerWidth
                && matchMedia(`(prefers-color-scheme: ${arguments[0]})`).matches";
            assert_eq!(
                merchant.browser.script(body, vec![json!(scheme)]).await,
                json!(true),
                "{scheme} {view}"
            );
            assert_eq!(violations(&merchant).await, json!("[]"), "{scheme} {view}");
        }
        assert_eq!(merchant.browser.console().await, Vec::<String>::new());
    }
}

/// What axe-core finds in the page, frames left out: those are the form's own tests' business.
async fn violations(merchant: &Merchant) -> Value {
    let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/../../node_modules/axe-core/axe.min.js");
    merchant.browser.script(&std::fs::read_to_string(axe).unwrap(), vec![]).await;
    let run = "window.found = null;
        axe.run(document, { resultTypes: ['violations'], iframes: false }).then(({ violations }) => {
          window.found = JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]));
        }, (error) => { window.found = String(error); })";
    merchant.browser.script(run, vec![]).await;
    merchant.browser.until("return window.found").await
}
