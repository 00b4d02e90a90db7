//! What axe-core finds in the form, in each of its shapes, light and dark: nothing.

use serde_json::{Value, json};
use tillkit_core::method::find;
use tillkit_e2e::{Engine, Intent, Merchant};

/// axe takes a transparent page for a white one; these are Chromium's own.
const SCHEMES: [(&str, &str); 2] = [("light", "rgb(255, 255, 255)"), ("dark", "rgb(18, 18, 18)")];

/// Enough methods for a search among those behind "More".
const MANY: [&str; 10] = [
    "card",
    "sepa_debit",
    "bank_transfer_eu",
    "wechat_pay",
    "alipay",
    "klarna",
    "ideal",
    "giropay",
    "eps",
    "bancontact",
];

/// What axe-core has to say about the form's document.
async fn violations(merchant: &Merchant, background: &str) -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(path).unwrap();
    merchant.enter_form().await;
    merchant.browser.script(&axe, vec![]).await;
    // The main landmark and the first heading are the merchant's page's, whose part the form is.
    let run = "const rules = { 'landmark-one-main': { enabled: false }, 'page-has-heading-one': { enabled: false } };
        document.documentElement.style.backgroundColor = arguments[0];
        window.found = null;
        axe.run(document, { resultTypes: ['violations'], rules }).then(({ violations, passes }) => {
          window.found = { passed: passes.length, violations: violations.map(({ id, nodes }) =>
            ({ id, nodes: nodes.map(({ html, failureSummary }) => html + ': ' + failureSummary) })) };
        }, (error) => { window.found = { violations: [String(error)] }; })";
    merchant.browser.script(run, vec![json!(background)]).await;
    let found = merchant.browser.until("return window.found").await;
    merchant.leave_frames().await;
    let passed = found.get("passed").and_then(Value::as_u64);
    assert!(passed > Some(5), "axe has looked at something: {found}");
    found.get("violations").cloned().unwrap_or_default()
}

/// Brings a form into some shape in both schemes, and lets axe look at it.
async fn is_accessible(element: Value, shape: impl AsyncFn(&Merchant, &Intent)) {
    if Engine::chosen() != Engine::Chromium {
        // The markup is the same everywhere, and so are axe's findings.
        return;
    }
    let merchant = Merchant::open().await;
    merchant.show_in_place();
    for (scheme, background) in SCHEMES {
        let body = "document.documentElement.style.colorScheme = arguments[0]; window.element?.destroy()";
        merchant.browser.script(body, vec![json!(scheme)]).await;
        let params = json!({ "currency": "EUR", "payment_method_types": MANY });
        let intent = merchant.intent(params);
        merchant.mount_with(&intent, json!({}), element.clone()).await;
        shape(&merchant, &intent).await;
        let found = violations(&merchant, background).await;
        assert_eq!(found, json!([]), "{scheme}: {found:#}");
    }
}

async fn confirm_with(merchant: &Merchant, kind: &str) {
    let method = find(kind).unwrap();
    merchant.choose(kind).await;
    merchant.fill_in(method, method.required).await;
    merchant.begin_confirm_and_return().await;
    seen(merchant, "[data-testid=instructions]").await;
}

async fn seen(merchant: &Merchant, selector: &str) {
    merchant.enter_form().await;
    merchant.in_form(selector).await;
    merchant.leave_frames().await;
}

async fn open_more(merchant: &Merchant) {
    merchant.enter_form().await;
    merchant.in_form("[data-testid=more-methods]").await.click().await.unwrap();
    merchant.in_form("[type=search]").await;
    merchant.leave_frames().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs() {
    is_accessible(json!({}), async |_, _| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_methods() {
    is_accessible(json!({}), async |merchant, _| open_more(merchant).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accordion() {
    is_accessible(json!({ "layout": "accordion" }), async |_, _| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accordion_with_every_method() {
    is_accessible(json!({ "layout": "accordion" }), async |merchant, _| open_more(merchant).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn card_errors() {
    is_accessible(json!({}), async |merchant, _| {
        assert_eq!(merchant.confirm().await.code(), "incomplete_number");
        seen(merchant, ".tk-error").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_with_errors() {
    is_accessible(json!({}), async |merchant, _| {
        merchant.choose("sepa_debit").await;
        assert_eq!(merchant.confirm().await.code(), "incomplete_iban");
        seen(merchant, "#tk-mandate-error").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_banks() {
    is_accessible(json!({}), async |merchant, _| {
        merchant.choose("eps").await;
        seen(merchant, "#tk-bank option:nth-child(2)").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_cards() {
    let card = |id: &str, brand: &str, exp_year: u32| json!({ "id": id, "card": { "brand": brand, "last4": "4242", "exp_month": 1, "exp_year": exp_year } });
    let cards = [card("pm_1", "visa", 2034), card("pm_2", "mastercard", 2024), card("pm_3", "unheard", 2034)];
    let options = json!({ "savedPaymentMethods": cards, "savedPaymentMethodRemove": true });
    is_accessible(options, async |merchant, _| {
        merchant.enter_form().await;
        merchant.in_form("[data-saved=pm_3] [data-testid=remove-saved]").await.click().await.unwrap();
        merchant.in_form("[data-testid=remove-confirm]").await;
        merchant.leave_frames().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code() {
    is_accessible(json!({}), async |merchant, _| {
        confirm_with(merchant, "wechat_pay").await;
        seen(merchant, "svg path").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn account_details() {
    is_accessible(json!({}), async |merchant, _| confirm_with(merchant, "bank_transfer_eu").await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_is_complete() {
    is_accessible(json!({}), async |merchant, _| {
        merchant.type_card("4242424242424242").await;
        assert_eq!(merchant.confirm().await.status(), "succeeded");
        seen(merchant, "[data-stage=done]").await;
    })
    .await;
}
