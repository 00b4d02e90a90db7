//! Device data collection and the bank's challenge.

use serde_json::json;
use tillkit_e2e::{Intent, Merchant};
use tillkit_sandbox::{Fault, FaultKind};

const CHALLENGED: &str = "4000000000003220";
const FRICTIONLESS: &str = "4000000000003527";

/// A form with this card typed in, and an intent that asks for 3-D Secure.
async fn ready_to_pay(number: &str, options: serde_json::Value) -> (Merchant, Intent) {
    let merchant = Merchant::open().await;
    let intent = merchant.intent_with_3ds();
    merchant.mount_with(&intent, options, json!({})).await;
    merchant.type_card(number).await;
    (merchant, intent)
}

async fn action_outcomes(merchant: &Merchant) -> Vec<(String, String)> {
    let text = |event: &serde_json::Value, name: &str| event[name].as_str().unwrap().to_owned();
    let events = merchant.events("actionend").await;
    events.iter().map(|event| (text(event, "kind"), text(event, "outcome"))).collect()
}

fn outcomes(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(kind, outcome)| ((*kind).to_owned(), (*outcome).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn frictionless_authentication_shows_nothing() {
    let (merchant, intent) = ready_to_pay(FRICTIONLESS, json!({})).await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(action_outcomes(&merchant).await, outcomes(&[("ddc", "completed")]));
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_challenge_pays_once() {
    let (merchant, intent) = ready_to_pay(CHALLENGED, json!({})).await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert_eq!(
        action_outcomes(&merchant).await,
        outcomes(&[("ddc", "completed"), ("challenge", "completed")])
    );
    assert!(!merchant.challenge_is_open().await);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_of_the_new_wire_generation_pays_once() {
    let merchant = Merchant::open().await;
    merchant.sandbox.set_wire(tillkit_sandbox::Wire::New);
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    merchant.type_card(CHALLENGED).await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_challenge_opens_the_form_again() {
    let (merchant, intent) = ready_to_pay(CHALLENGED, json!({})).await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Decline").await;
    let result = merchant.result().await;
    assert_eq!(result.code(), "payment_intent_authentication_failure");
    assert_eq!(result.text("/error/who"), "shopper");
    merchant.assert_not_charged(&intent);
    merchant.type_into("cvc", "123").await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn declines_after_the_challenge_have_their_code() {
    for (number, decline_code) in
        [("4000008260003178", "insufficient_funds"), ("4000008400001629", "generic_decline")]
    {
        let (merchant, intent) = ready_to_pay(number, json!({})).await;
        merchant.begin_confirm().await;
        merchant.answer_challenge("Approve").await;
        let result = merchant.result().await;
        assert_eq!((result.code(), result.text("/error/decline_code")), ("card_declined", decline_code));
        merchant.assert_not_charged(&intent);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_lookup_is_a_processing_error() {
    let (merchant, intent) = ready_to_pay("4000008400001280", json!({})).await;
    assert_eq!(merchant.confirm().await.code(), "processing_error");
    merchant.assert_not_charged(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_without_3ds_is_charged_without() {
    let (merchant, intent) = ready_to_pay("378282246310005", json!({})).await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(action_outcomes(&merchant).await, []);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_the_challenge_cancels_it_and_a_fresh_attempt_pays() {
    let (merchant, intent) = ready_to_pay(CHALLENGED, json!({})).await;
    merchant.begin_confirm().await;
    merchant.close_challenge().await;
    let result = merchant.result().await;
    assert_eq!((result.code(), result.text("/error/retry")), ("challenge_canceled", "safe"));
    assert_eq!(
        action_outcomes(&merchant).await,
        outcomes(&[("ddc", "completed"), ("challenge", "canceled")])
    );
    merchant.assert_not_charged(&intent);
    merchant.type_into("cvc", "123").await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_has_a_deadline() {
    let (merchant, intent) = ready_to_pay(CHALLENGED, json!({ "challenge": { "timeoutMs": 2000 } })).await;
    merchant.begin_confirm().await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    assert_eq!(merchant.result().await.code(), "challenge_timed_out");
    assert!(!merchant.challenge_is_open().await);
    merchant.assert_not_charged(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_that_never_comes_back_is_noticed_by_asking() {
    let (merchant, intent) = ready_to_pay(CHALLENGED, json!({})).await;
    merchant.sandbox.arm(Fault::new(FaultKind::ChallengeNeverReturns));
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert!(!merchant.challenge_is_open().await);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn device_data_that_never_arrives_does_not_stop_the_payment() {
    let (merchant, intent) = ready_to_pay(FRICTIONLESS, json!({})).await;
    merchant.sandbox.arm(Fault::new(FaultKind::DdcNeverReturns));
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(action_outcomes(&merchant).await, outcomes(&[("ddc", "timed_out")]));
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dialog_has_the_size_that_was_chosen_and_a_name() {
    let (merchant, _) = ready_to_pay(CHALLENGED, json!({ "challenge": { "windowSize": "03" } })).await;
    merchant.begin_confirm().await;
    merchant.enter_challenge().await;
    let size = merchant.browser.until("return innerWidth == 500 && innerHeight == 600").await;
    assert_eq!(size, json!(true));
    merchant.leave_frames().await;
    let label = "return [...document.body.children].map((host) => host.shadowRoot?.querySelector('dialog')).find(Boolean)?.getAttribute('aria-label')";
    assert_eq!(merchant.browser.until(label).await, json!("Confirm with your bank"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_can_take_the_whole_page_and_resume_tells_the_result() {
    let (merchant, intent) =
        ready_to_pay(CHALLENGED, json!({ "challenge": { "display": "redirect" } })).await;
    let call = "tillkit.confirmPayment({ elements, redirect: 'if_required', confirmParams: { return_url: location.origin + '/plain?back' } })";
    merchant.begin(call).await;
    let button =
        "return [...document.querySelectorAll('button')].find((b) => b.textContent.trim() == 'Approve')";
    merchant.browser.element(button).await.click().await.unwrap();
    merchant.browser.until("return location.search.startsWith('?back')").await;
    merchant.without_form("").await;
    assert_eq!(merchant.call("tillkit.resume()").await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_can_be_prevented() {
    let (merchant, intent) =
        ready_to_pay(CHALLENGED, json!({ "challenge": { "display": "redirect" } })).await;
    let call = "(element.on('beforeredirect', (event) => event.preventDefault()),
        tillkit.confirmPayment({ elements, redirect: 'if_required', confirmParams: { return_url: location.origin + '/plain?back' } }))";
    assert_eq!(merchant.call(call).await.code(), "redirect_prevented");
    merchant.assert_not_charged(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_confirmed_on_the_server_is_carried_on() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({
        "confirm": true,
        "payment_method_options": { "card": { "request_three_d_secure": "any" } },
        "payment_method_data": { "type": "card", "card": { "number": CHALLENGED, "exp_month": "12", "exp_year": "2034", "cvc": "123" } },
        "return_url": format!("{}/plain?server", merchant.sandbox.shop_url()),
    }));
    merchant.without_form(&intent.client_secret).await;
    merchant.begin("tillkit.handleNextAction({ clientSecret: secret })").await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}
