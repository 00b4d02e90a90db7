//! Stripe's dialect in the browser: the same form, the same payments, another gateway.

use serde_json::{Value, json};
use tillkit_core::method::find;
use tillkit_e2e::{Answer, Intent, Merchant, Result};
use tillkit_sandbox::{Fault, FaultKind, FaultTarget, Settlement, Wire};

const PLAIN: &str = "4242424242424242";
const CHALLENGED: &str = "4000000000003220";

/// A merchant's page at a gateway that speaks Stripe's API.
async fn open() -> Merchant {
    let merchant = Merchant::open().await;
    merchant.sandbox.set_wire(Wire::Stripe);
    merchant
}

/// What `Tillkit()` is told of it.
fn options(merchant: &Merchant) -> Value {
    json!({ "gateway": { "dialect": "stripe", "apiBase": format!("{}/stripe", merchant.sandbox.gateway_url()) } })
}

async fn ready_to_pay(number: &str) -> (Merchant, Intent) {
    let merchant = open().await;
    let intent = merchant.intent(json!({ "currency": "usd" }));
    merchant.mount_with(&intent, options(&merchant), json!({})).await;
    merchant.type_card(number).await;
    (merchant, intent)
}

/// Chooses a method, fills in what it asks for, and confirms.
async fn begin_with(merchant: &Merchant, kind: &str) -> (Intent, u64) {
    let method = find(kind).unwrap();
    let (intent, amount) = merchant.intent_for(kind, &["card", kind]);
    merchant.mount_with(&intent, options(merchant), json!({})).await;
    merchant.choose(kind).await;
    merchant.fill_in(method, method.required).await;
    merchant.begin_confirm_and_return().await;
    (intent, amount)
}

/// What `resume()` says on the page that the customer came back to.
async fn resumed(merchant: &Merchant) -> Result {
    merchant.browser.until("return typeof Tillkit == 'function'").await;
    let body = "window.tillkit = Tillkit('pk_test_sandbox', arguments[0])";
    merchant.browser.script(body, vec![options(merchant)]).await;
    merchant.call("tillkit.resume()").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_charged_once() {
    let (merchant, intent) = ready_to_pay(PLAIN).await;
    let result = merchant.confirm().await;
    assert_eq!((result.status(), result.text("/paymentIntent/id")), ("succeeded", intent.id.as_str()));
    assert_eq!(result.text("/paymentIntent/currency"), "usd");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decline_has_its_code_and_another_card_pays() {
    let (merchant, intent) = ready_to_pay("4000000000009995").await;
    let result = merchant.confirm().await;
    assert_eq!((result.code(), result.text("/error/decline_code")), ("card_declined", "insufficient_funds"));
    assert_eq!((result.text("/error/who"), result.text("/error/retry")), ("shopper", "after_change"));
    assert_eq!(result.text("/error/payment_intent/status"), "requires_payment_method");
    merchant.assert_not_charged(&intent);
    merchant.browser.script("element.destroy()", vec![]).await;
    merchant.mount_with(&intent, options(&merchant), json!({})).await;
    merchant.type_card(PLAIN).await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_challenge_pays_once() {
    let (merchant, intent) = ready_to_pay(CHALLENGED).await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert!(!merchant.challenge_is_open().await);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_challenge_opens_the_form_again() {
    let (merchant, intent) = ready_to_pay(CHALLENGED).await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Decline").await;
    assert_eq!(merchant.result().await.code(), "payment_intent_authentication_failure");
    merchant.assert_not_charged(&intent);
    merchant.type_into("cvc", "123").await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_asks_nothing_lets_the_payment_through() {
    let (merchant, intent) = ready_to_pay("4000000000003527").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert!(!merchant.challenge_is_open().await);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_leads_to_the_bank_and_back() {
    let merchant = open().await;
    for (kind, answer) in [("ideal", Answer::Approve), ("ideal", Answer::Cancel), ("alipay", Answer::Approve)]
    {
        merchant.visit("/plain").await;
        let (intent, amount) = begin_with(&merchant, kind).await;
        merchant.answer_and_return(answer).await;
        let query = merchant.browser.script("return location.search", vec![]).await;
        let paid = answer == Answer::Approve;
        let status = if paid { "redirect_status=succeeded" } else { "redirect_status=failed" };
        assert!(query.as_str().unwrap().contains(status), "{kind}: {query}");
        let result = resumed(&merchant).await;
        if paid {
            assert_eq!(result.status(), "succeeded", "{kind}");
        } else {
            assert_eq!(result.code(), "payment_method_customer_decline", "{kind}");
        }
        let ledger = merchant.ledger(&intent);
        assert_eq!((ledger.attempts, ledger.captured), (1, amount * u64::from(paid)), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_and_vouchers_are_shown_in_the_form() {
    let merchant = open().await;
    for (kind, shown) in [
        ("promptpay", "[data-row=code]"),
        ("pix", "[data-row=code]"),
        ("wechat_pay", "svg[role=img] path[d]"),
        ("boleto", "[data-row]"),
    ] {
        merchant.visit("/plain").await;
        let (intent, amount) = begin_with(&merchant, kind).await;
        merchant.enter_form().await;
        merchant.in_form(&format!("[data-testid=instructions] {shown}")).await;
        merchant.leave_frames().await;
        merchant.settle(&intent, Settlement::Arrive);
        assert_eq!(merchant.result().await.status(), "succeeded", "{kind}");
        let ledger = merchant.ledger(&intent);
        assert_eq!((ledger.charges, ledger.captured), (1, amount), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_is_processed() {
    let merchant = open().await;
    merchant.change_settings(&json!({ "processing_ms": null }));
    let (intent, _) = begin_with(&merchant, "sepa_debit").await;
    assert_eq!(merchant.result().await.status(), "processing");
    let confirmed = merchant.sandbox.confirmed(&intent.id).unwrap();
    assert_eq!((confirmed.options, confirmed.mandate), (json!({ "iban": "DE12500105170648489890" }), true));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_lost_after_the_charge_is_a_success_and_one_charge() {
    for kind in
        [FaultKind::AnswerLostAfterCharge, FaultKind::AnswerLostBeforeCharge, FaultKind::MalformedBody]
    {
        let (merchant, intent) = ready_to_pay(PLAIN).await;
        merchant.sandbox.arm(Fault::new(kind));
        assert_eq!(merchant.confirm().await.status(), "succeeded", "{kind:?}");
        assert_eq!(merchant.ledger(&intent).attempts, 1, "{kind:?}");
        merchant.assert_charged_once(&intent);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_stays_away_leaves_the_outcome_open() {
    let (merchant, intent) = ready_to_pay(PLAIN).await;
    merchant.sandbox.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
    merchant
        .sandbox
        .arm(Fault::new(FaultKind::AnswerLostBeforeCharge).on(FaultTarget::Retrieve).times(1_000));
    let result = merchant.confirm().await;
    assert_eq!((result.code(), result.text("/error/retry")), ("outcome_unknown", "check_intent_first"));
    merchant.sandbox.clear_faults();
    merchant.type_into("cvc", "123").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_is_paid_by_the_gateway_that_its_panel_chooses() {
    let merchant = Merchant::open_page("/?gateway=stripe&currency=EUR").await;
    let ready =
        "return !document.querySelector('#pay')?.disabled && document.querySelector('#checkout iframe')";
    merchant.browser.until(ready).await;
    merchant.choose("card").await;
    merchant.type_card(PLAIN).await;
    merchant.browser.element("return document.querySelector('#pay')").await.click().await.unwrap();
    merchant.browser.until("return location.pathname == '/done'").await;
    merchant.browser.until("return document.querySelector('#result')?.dataset.state == 'paid'").await;
    let order = merchant.browser.script("return location.search", vec![]).await;
    let id = order.as_str().unwrap().trim_start_matches("?order=").to_owned();
    let order: Value = reqwest::get(format!("{}/api/orders/{id}", merchant.sandbox.shop_url()))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let text = |name: &str| order.get(name).and_then(Value::as_str).unwrap().to_owned();
    assert_eq!((text("gateway"), text("toldBy")), ("stripe".to_owned(), "webhook".to_owned()));
    let ledger = merchant.sandbox.ledger(&text("paymentIntent")).unwrap();
    assert_eq!((ledger.charges, ledger.attempts), (1, 1));
}
