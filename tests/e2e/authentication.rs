//! The bank's challenge, as far as no gateway makes a difference to it. Paying through it is in `dialects`.

use serde_json::json;
use tillkit_e2e::{Intent, Merchant};

const CHALLENGED: &str = "4000000000003220";

/// A form with this card typed in, and an intent that asks for 3-D Secure.
async fn ready_to_pay(number: &str, options: serde_json::Value) -> (Merchant, Intent) {
    let merchant = Merchant::open().await;
    let intent = merchant.intent_with_3ds();
    merchant.mount_with(&intent, options, json!({})).await;
    merchant.type_card(number).await;
    (merchant, intent)
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
