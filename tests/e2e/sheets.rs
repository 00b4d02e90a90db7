//! Apple Pay and Google Pay, with the sandbox's stand-in for the browser's payment sheets.

use serde_json::{Value, json};
use tillkit_e2e::{Engine, Intent, Merchant};

const WALLETS: [&str; 2] = ["apple_pay", "google_pay"];

/// As merchants do: the form says that it is done, and they confirm.
const CONFIRM_ON_SUBMIT: &str = "new Promise((resolve) => element.once('submit',
    () => resolve(tillkit.confirmPayment({ elements, redirect: 'if_required' }))))";

fn listing_wallets(merchant: &Merchant) -> Intent {
    merchant.intent(json!({ "payment_method_types": ["card", "apple_pay", "google_pay"] }))
}

/// A merchant whose customer's browser has payment sheets.
async fn with_sheets(merchant: Merchant) -> Merchant {
    merchant.sandbox.change_settings(&json!({ "wallets": true })).unwrap();
    merchant
}

/// The same, with the form in the page: there it is the page that has to have the stand-in.
async fn inline_with_sheets() -> Merchant {
    let merchant = with_sheets(Merchant::open_inline().await).await;
    put_stand_in(&merchant).await;
    merchant
}

async fn put_stand_in(merchant: &Merchant) {
    let put = "document.head.append(Object.assign(document.createElement('script'), { src: arguments[0] }))";
    let address = format!("{}/_sandbox/wallets.js", merchant.sandbox.gateway_url());
    merchant.browser.script(put, vec![json!(address)]).await;
    merchant.browser.until("return typeof ApplePaySession == 'function'").await;
}

/// Chooses a wallet and ends its sheet: `approve`, `decline`, `challenge` or `close`.
async fn use_sheet(merchant: &Merchant, wallet: &str, end: &str) {
    merchant.choose(wallet).await;
    merchant.enter_form().await;
    merchant.press("[data-testid=open-sheet]").await;
    let button = format!("return document.querySelector('dialog[open] [data-end={end}]')");
    merchant.browser.element(&button).await.click().await.unwrap();
    merchant.leave_frames().await;
}

async fn offered(merchant: &Merchant) -> Value {
    merchant.enter_form().await;
    let names = "return [...document.querySelectorAll('[data-method]')].map((each) => each.dataset.method)";
    let names = merchant.browser.script(names, vec![]).await;
    merchant.leave_frames().await;
    names
}

async fn pays_with_each(merchant: &Merchant) {
    for wallet in WALLETS {
        let intent = listing_wallets(merchant);
        merchant.mount(&intent).await;
        merchant.begin(CONFIRM_ON_SUBMIT).await;
        use_sheet(merchant, wallet, "approve").await;
        assert_eq!(merchant.result().await.status(), "succeeded", "{wallet}");
        let changes = merchant.events("change").await;
        let of_wallet = changes.iter().filter(|change| change.pointer("/value/type") == Some(&json!(wallet)));
        let complete: Vec<_> = of_wallet.map(|change| change.get("complete")).collect();
        assert_eq!(complete.get(..2), Some(&[Some(&json!(false)), Some(&json!(true))][..]), "{changes:?}");
        assert_eq!(merchant.sandbox.confirmed(&intent.id).unwrap().kind, wallet);
        merchant.assert_charged_once(&intent);
        merchant.browser.script("element.destroy()", vec![]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_sheet_pays_once() {
    pays_with_each(&with_sheets(Merchant::open().await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_sheet_pays_once_inline() {
    pays_with_each(&inline_with_sheets().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_sheets_nothing_is_left_to_see() {
    let merchant = Merchant::open().await;
    let intent = listing_wallets(&merchant);
    merchant.mount(&intent).await;
    assert_eq!(offered(&merchant).await, json!([]), "a single method needs no list");
    if merchant.browser.engine == Engine::Chromium {
        assert_eq!(merchant.browser.console().await, [""; 0]);
    }
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_is_listed_alone_is_loaded_alone() {
    let merchant = with_sheets(Merchant::open().await).await;
    let intent = merchant.intent(json!({ "payment_method_types": ["card", "google_pay", "alipay"] }));
    merchant.mount(&intent).await;
    assert_eq!(offered(&merchant).await, json!(["card", "google_pay", "alipay"]));
    let without = merchant.intent(json!({ "payment_method_types": ["card", "alipay"] }));
    merchant.browser.script("element.destroy()", vec![]).await;
    merchant.mount(&without).await;
    merchant.enter_form().await;
    let loaded = "return performance.getEntriesByType('resource').map(({ name }) => name)
        .filter((name) => name.includes('/sheets.') || name.includes('wallets.json')).length";
    assert_eq!(merchant.browser.script(loaded, vec![]).await, json!(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_decline_the_sheet_opens_again() {
    let merchant = with_sheets(Merchant::open().await).await;
    let intent = listing_wallets(&merchant);
    merchant.mount(&intent).await;
    for (end, expected) in [("decline", "card_declined"), ("approve", "succeeded")] {
        merchant.begin(CONFIRM_ON_SUBMIT).await;
        use_sheet(&merchant, "google_pay", end).await;
        let result = merchant.result().await;
        let told = if end == "decline" { result.code() } else { result.status() };
        assert_eq!(told, expected);
    }
    assert_eq!(merchant.ledger(&intent).attempts, 2);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallets_card_is_challenged() {
    let merchant = with_sheets(Merchant::open().await).await;
    let intent = listing_wallets(&merchant);
    merchant.mount(&intent).await;
    merchant.begin(CONFIRM_ON_SUBMIT).await;
    use_sheet(&merchant, "google_pay", "challenge").await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_sheet_pays_nothing_and_a_card_still_does() {
    let merchant = with_sheets(Merchant::open().await).await;
    let intent = listing_wallets(&merchant);
    merchant.mount(&intent).await;
    for wallet in WALLETS {
        use_sheet(&merchant, wallet, "close").await;
        let result = merchant.confirm().await;
        assert_eq!((result.code(), result.text("/error/type")), ("incomplete_wallet", "validation_error"));
        assert_eq!(result.text("/error/who"), "shopper");
        merchant.enter_form().await;
        let alert = "return document.querySelector('.tk-alert[data-shown]')?.textContent || null";
        assert_eq!(merchant.browser.until(alert).await, json!(result.text("/error/message")));
        merchant.leave_frames().await;
    }
    assert_eq!(merchant.ledger(&intent).attempts, 0);
    merchant.choose("card").await;
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.sandbox.confirmed(&intent.id).unwrap().kind, "card");
    assert_eq!(merchant.events("submit").await.len(), 0, "a closed sheet says nothing");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shops_panel_offers_the_stand_in() {
    let merchant = Merchant::open_page("/?wallets=sandbox&methods=card,google_pay").await;
    merchant
        .browser
        .until(
            "return !document.querySelector('#pay')?.disabled && document.querySelector('#checkout iframe')",
        )
        .await;
    use_sheet(&merchant, "google_pay", "approve").await;
    merchant.browser.until("return location.pathname == '/done'").await;
    let paid = "return document.querySelector('#result')?.dataset.state == 'paid'";
    assert!(merchant.browser.becomes_true(paid).await);
}
