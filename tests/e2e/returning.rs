//! Leaving for a wallet's page and coming back, or not: one charge at most, and never a dead form.

use serde_json::{Value, json};
use tillkit_core::method::find;
use tillkit_e2e::{Answer, Intent, Merchant, Result};
use tillkit_sandbox::Settlement;

const CARD: &str = "4242424242424242";

/// A form with this method chosen and filled in, beside cards.
async fn ready_to_pay(kind: &str) -> (Merchant, Intent) {
    let merchant = Merchant::open().await;
    let method = find(kind).unwrap();
    let (intent, _) = merchant.intent_for(kind, &["card", method.kind]);
    merchant.mount(&intent).await;
    merchant.choose(kind).await;
    merchant.fill_in(method, method.required).await;
    (merchant, intent)
}

/// The same, and the customer has got to the wallet's page.
async fn at_the_wallet(kind: &str) -> (Merchant, Intent) {
    let (merchant, intent) = ready_to_pay(kind).await;
    merchant.begin_confirm_and_return().await;
    merchant.away().await;
    (merchant, intent)
}

/// What the merchant's script does on the page of the return.
async fn resume(merchant: &Merchant) -> Result {
    merchant.without_form("").await;
    merchant.call("tillkit.resume()").await
}

async fn pay_by_card(merchant: &Merchant) -> Result {
    merchant.choose("card").await;
    merchant.type_card(CARD).await;
    merchant.confirm().await
}

fn assert_charges(merchant: &Merchant, intent: &Intent, charges: u32) {
    let ledger = merchant.ledger(intent);
    assert_eq!(ledger.charges, charges, "{ledger:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn resume_tells_of_an_approval_once() {
    let (merchant, intent) = at_the_wallet("alipay").await;
    merchant.answer_and_return(Answer::Approve).await;
    let result = resume(&merchant).await;
    assert_eq!((result.status(), result.text("/paymentIntent/id")), ("succeeded", intent.id.as_str()));
    assert_charges(&merchant, &intent, 1);
    // The address still names the intent, which is paid.
    assert_eq!(merchant.call("tillkit.resume()").await.status(), "succeeded");
    assert_charges(&merchant, &intent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_refusal_the_same_wallet_pays() {
    let (merchant, intent) = at_the_wallet("gcash").await;
    merchant.answer_and_return(Answer::Fail).await;
    let result = resume(&merchant).await;
    assert_eq!((result.code(), result.text("/error/who")), ("payment_method_provider_decline", "shopper"));
    assert_eq!(result.text("/error/payment_intent/status"), "requires_payment_method");
    assert_charges(&merchant, &intent, 0);
    merchant.visit("/plain").await;
    merchant.mount(&intent).await;
    merchant.choose("gcash").await;
    merchant.begin_confirm_and_return().await;
    merchant.answer_and_return(Answer::Approve).await;
    assert_eq!(resume(&merchant).await.status(), "succeeded");
    assert_charges(&merchant, &intent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_walks_away_finds_a_form_that_pays() {
    let (merchant, intent) = at_the_wallet("alipay").await;
    merchant.answer_and_return(Answer::Leave).await;
    assert_eq!(resume(&merchant).await.status(), "requires_action");
    merchant.visit("/plain").await;
    merchant.mount(&intent).await;
    assert_eq!(pay_by_card(&merchant).await.status(), "succeeded");
    // The wallet's page in another tab is of no use any more.
    assert!(merchant.sandbox.settle(&intent.id, Settlement::Approve).is_err());
    assert_charges(&merchant, &intent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_without_parameters_resumes_what_was_stored() {
    for (answer, charges) in [(Answer::Approve, 1), (Answer::Cancel, 0)] {
        let (merchant, intent) = ready_to_pay("alipay").await;
        merchant.change_settings(&json!({ "return_parameters": false }));
        merchant.begin_confirm_and_return().await;
        merchant.answer_and_return(answer).await;
        assert_eq!(merchant.browser.script("return location.search", vec![]).await, "?back");
        let result = resume(&merchant).await;
        match answer {
            Answer::Approve => assert_eq!(result.status(), "succeeded"),
            _ => assert_eq!(result.code(), "payment_method_customer_decline"),
        }
        assert_charges(&merchant, &intent, charges);
        assert_eq!(merchant.call("tillkit.resume()").await.0, Value::Null, "it was told");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prevented_redirect_leaves_the_form_open() {
    let (merchant, intent) = ready_to_pay("alipay").await;
    let body = "element.on('beforeredirect', (event) => event.preventDefault())";
    merchant.browser.script(body, vec![]).await;
    merchant.begin_confirm_and_return().await;
    assert_eq!(merchant.result().await.code(), "redirect_prevented");
    let address = merchant.events("beforeredirect").await[0]["url"].as_str().unwrap().to_owned();
    assert!(address.starts_with(merchant.sandbox.gateway_url()), "{address}");
    assert_charges(&merchant, &intent, 0);
    assert_eq!(pay_by_card(&merchant).await.status(), "succeeded");
    assert_charges(&merchant, &intent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_back_button_leads_to_a_form_that_pays() {
    let (merchant, intent) = at_the_wallet("alipay").await;
    merchant.browser.driver.back().await.unwrap();
    let restored =
        merchant.browser.until("return document.readyState == 'complete' && [Boolean(window.element)]").await;
    if restored == json!([true]) {
        // From the back/forward cache, with the call still under way.
        let code = merchant.result().await.code().to_owned();
        assert_eq!(code, "redirect_prevented");
    } else {
        merchant.mount(&intent).await;
    }
    assert_eq!(pay_by_card(&merchant).await.status(), "succeeded");
    assert!(merchant.sandbox.settle(&intent.id, Settlement::Approve).is_err());
    assert_charges(&merchant, &intent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn back_from_a_wallet_that_was_paid_there_is_nothing_left_to_pay() {
    let (merchant, intent) = at_the_wallet("alipay").await;
    merchant.settle(&intent, Settlement::Approve);
    merchant.browser.driver.back().await.unwrap();
    let restored =
        merchant.browser.until("return document.readyState == 'complete' && [Boolean(window.element)]").await;
    if restored == json!([true]) {
        assert_eq!(merchant.result().await.status(), "succeeded");
    } else {
        merchant.mount(&intent).await;
        assert_eq!(merchant.call("tillkit.resume()").await.status(), "succeeded");
    }
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    assert_charges(&merchant, &intent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_tab_that_approves_is_one_charge_and_both_know() {
    let (merchant, intent) = at_the_wallet("alipay").await;
    let driver = &merchant.browser.driver;
    let (page, first) = (driver.current_url().await.unwrap(), driver.window().await.unwrap());
    let second = driver.new_tab().await.unwrap();
    driver.switch_to_window(second).await.unwrap();
    driver.goto(page.as_str()).await.unwrap();
    merchant.answer_and_return(Answer::Approve).await;
    // This tab has stored nothing: the address tells.
    assert_eq!(resume(&merchant).await.status(), "succeeded");
    driver.switch_to_window(first).await.unwrap();
    driver.refresh().await.unwrap();
    merchant.back().await;
    assert_eq!(resume(&merchant).await.status(), "succeeded");
    assert_charges(&merchant, &intent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_with_one_intent_are_one_charge() {
    let (merchant, intent) = at_the_wallet("alipay").await;
    let driver = &merchant.browser.driver;
    let first = driver.window().await.unwrap();
    let second = driver.new_tab().await.unwrap();
    driver.switch_to_window(second).await.unwrap();
    merchant.visit("/plain").await;
    merchant.mount(&intent).await;
    assert_eq!(pay_by_card(&merchant).await.status(), "succeeded");
    driver.switch_to_window(first).await.unwrap();
    let approve = "const find = (name) => document.querySelector(`[data-testid=${name}]`);
        if (!find('log-in')) return /no longer valid/.test(document.body.textContent) || find('approve');
        find('log-in').click(); return false";
    merchant.browser.until(approve).await;
    let press = "document.querySelector('[data-testid=approve]')?.click()";
    merchant.browser.script(press, vec![]).await;
    merchant.browser.until("return !document.querySelector('[data-testid=approve]')").await;
    assert_charges(&merchant, &intent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_while_a_code_is_shown_shows_it_again_and_it_pays() {
    let merchant = Merchant::open().await;
    merchant.show_in_place();
    let (intent, _) = merchant.intent_for("promptpay", &["card", "promptpay"]);
    merchant.mount(&intent).await;
    merchant.choose("promptpay").await;
    merchant.begin_confirm_and_return().await;
    for _ in 0..2 {
        merchant.enter_form().await;
        merchant.in_form("[data-testid=instructions] svg path").await;
        merchant.leave_frames().await;
        merchant.browser.driver.refresh().await.unwrap();
        merchant.mount(&intent).await;
        merchant.begin("tillkit.resume()").await;
    }
    merchant.enter_form().await;
    merchant.in_form("[data-testid=instructions] svg path").await;
    merchant.leave_frames().await;
    merchant.settle(&intent, Settlement::Approve);
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    assert_charges(&merchant, &intent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_secret_is_an_error() {
    let (merchant, intent) = at_the_wallet("alipay").await;
    merchant.answer_and_return(Answer::Approve).await;
    let (other, _) = merchant.intent_for("alipay", &["alipay"]);
    merchant.without_form(&other.client_secret).await;
    let result = merchant.call("tillkit.resume({ clientSecret: secret })").await;
    assert_eq!((result.code(), result.text("/error/param")), ("resume_intent_mismatch", "clientSecret"));
    // What was stored counts, whatever the address says.
    merchant.visit(&format!("/plain?back&payment_intent_client_secret={}", other.client_secret)).await;
    assert_eq!(resume(&merchant).await.text("/paymentIntent/id"), intent.id);
    // Nothing is stored any more, and the address is forged.
    let forged = format!("{}_secret_{}", other.id, "A".repeat(24));
    merchant.visit(&format!("/plain?back&payment_intent_client_secret={forged}")).await;
    let result = resume(&merchant).await;
    assert_eq!((result.code(), result.text("/error/who")), ("client_secret_invalid", "merchant"));
    assert_charges(&merchant, &intent, 1);
    assert_charges(&merchant, &other, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_without_a_way_back_is_refused_and_nothing_is_sent() {
    let (merchant, intent) = ready_to_pay("alipay").await;
    let result = merchant.confirm().await;
    assert_eq!(
        (result.code(), result.text("/error/param"), result.text("/error/who")),
        ("return_url_missing", "return_url", "merchant")
    );
    assert_eq!(merchant.ledger(&intent).attempts, 0);
    assert_eq!(merchant.call("tillkit.resume()").await.0, Value::Null, "nothing was begun");
    merchant.begin_confirm_and_return().await;
    merchant.answer_and_return(Answer::Approve).await;
    assert_eq!(resume(&merchant).await.status(), "succeeded");
    assert_charges(&merchant, &intent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_element_resumes_by_itself() {
    let (merchant, intent) = at_the_wallet("alipay").await;
    merchant.answer_and_return(Answer::Approve).await;
    let body = "const element = document.createElement('tillkit-payment');
        element.setAttribute('publishable-key', 'pk_test_sandbox');
        element.setAttribute('client-secret', arguments[0]);
        element.addEventListener('resume', (event) => { window.resumed = event.detail.paymentIntent.status; });
        document.querySelector('#checkout').append(element)";
    // The element's script stands in the place of tillkit.js.
    let load = "delete window.Tillkit; const script = document.createElement('script'); script.src = arguments[0]; document.head.append(script)";
    let source = format!("{}/v1/tillkit-payment.js", merchant.sandbox.gateway_url());
    merchant.browser.script(load, vec![json!(source)]).await;
    merchant.browser.until("return Boolean(customElements.get('tillkit-payment'))").await;
    merchant.browser.script(body, vec![json!(intent.client_secret)]).await;
    assert_eq!(merchant.browser.until("return window.resumed").await, "succeeded");
    assert_charges(&merchant, &intent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_must_not_be_opened_is_refused_and_the_form_goes_on() {
    for address in ["javascript:alert(1)", "http://wallet.example/pay", "data:text/html,paid"] {
        let (merchant, intent) = ready_to_pay("alipay").await;
        // A gateway that says so.
        merchant.enter_form().await;
        let body = "const [address] = arguments;
            const real = window.fetch;
            window.fetch = async (...given) => {
              const answer = await real(...given);
              const text = (await answer.text()).replaceAll(/http:[^\"\\\\]*[/]receives[/][^\"\\\\]*/g, address);
              window.told = text.includes(address);
              return new Response(text, { status: answer.status, headers: answer.headers });
            }";
        merchant.browser.script(body, vec![json!(address)]).await;
        merchant.leave_frames().await;
        merchant.begin_confirm_and_return().await;
        assert_eq!(merchant.result().await.code(), "redirect_refused", "{address}");
        merchant.enter_form().await;
        assert_eq!(merchant.browser.script("return window.told", vec![]).await, json!(true));
        merchant.leave_frames().await;
        assert_eq!(merchant.events("beforeredirect").await, [] as [Value; 0]);
        assert_eq!(pay_by_card(&merchant).await.status(), "succeeded");
        assert_charges(&merchant, &intent, 1);
    }
}
