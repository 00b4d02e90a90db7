//! Payments by keyboard alone: real keys that go to whatever has the focus, and never a click.
//!
//! In Chromium only: keys reach a frame of another origin only there; `form::the_keyboard_alone_pays` runs in Firefox
//! and WebKit too, as far as their drivers let it.

use crate::devtools::{press, press_with};
use crate::screens::see;
use serde_json::{Value, json};
use thirtyfour::Key;
use tillkit_e2e::{Engine, Intent, Merchant};
use tillkit_sandbox::Settlement;

const CARD: &str = "4242424242424242";
const CHALLENGED: &str = "4000000000003220";

/// More presses of Tab than there are places for the focus.
const ALL_AROUND: usize = 8;

/// What has the focus, in the page and then in the form: ids, test ids, or names of elements.
const FOCUSED: &str = "const focused = document.activeElement;
    return focused?.id || focused?.dataset.testid || focused?.localName || ''";

/// A merchant's page with a link before the form and a button after it, that pays.
async fn shop(intent: impl Fn(&Merchant) -> Intent, element: Value) -> (Merchant, Intent) {
    let merchant = Merchant::open().await;
    merchant.show_in_place();
    let intent = intent(&merchant);
    let page = "document.querySelector('main').innerHTML =
          '<a id=\"before\" href=\"#\">Terms</a><form><div id=\"checkout\"></div><button id=\"pay\">Pay</button></form>';
        document.querySelector('form').addEventListener('submit', (event) => {
          event.preventDefault();
          window.result = null;
          tillkit.confirmPayment({ elements, redirect: 'if_required', confirmParams: { return_url: location.origin + '/plain?back' } })
            .then((result) => { window.result = JSON.stringify({ result }); });
        });";
    merchant.browser.script(page, vec![]).await;
    merchant.mount_with(&intent, json!({}), element).await;
    see(&merchant, ".tk-form[data-stage=open]").await;
    // Where a customer starts who tabs through the page.
    press(&merchant, "" + Key::Tab).await;
    page_focus_comes_to(&merchant, "before").await;
    press(&merchant, "" + Key::Tab).await;
    page_focus_comes_to(&merchant, "iframe").await;
    (merchant, intent)
}

fn chromium() -> bool {
    Engine::chosen() == Engine::Chromium
}

async fn focused(merchant: &Merchant) -> String {
    merchant.browser.script(FOCUSED, vec![]).await.as_str().unwrap_or_default().to_owned()
}

async fn focused_in_form(merchant: &Merchant) -> String {
    merchant.enter_form().await;
    let focused = focused(merchant).await;
    merchant.leave_frames().await;
    focused
}

/// Waits until this has the focus in the form.
async fn focus_comes_to(merchant: &Merchant, name: &str) {
    merchant.enter_form().await;
    let there = format!("return (() => {{ {FOCUSED} }})() == '{name}'");
    assert!(merchant.browser.becomes_true(&there).await, "{name}, not {}", focused(merchant).await);
    merchant.leave_frames().await;
}

/// Waits until this has the focus in the page.
async fn page_focus_comes_to(merchant: &Merchant, name: &str) {
    let there = format!("return (() => {{ {FOCUSED} }})() == '{name}'");
    assert!(merchant.browser.becomes_true(&there).await, "{name}, not {}", focused(merchant).await);
}

async fn tab_to(merchant: &Merchant, name: &str) {
    press(merchant, "" + Key::Tab).await;
    focus_comes_to(merchant, name).await;
}

async fn back_to(merchant: &Merchant, name: &str) {
    press_with(merchant, Key::Shift, "" + Key::Tab).await;
    focus_comes_to(merchant, name).await;
}

/// From the number on: types a card and goes on to the merchant's button.
async fn type_card(merchant: &Merchant, number: &str) {
    press(merchant, number).await;
    tab_to(merchant, "tk-expiry").await;
    press(merchant, "1234").await;
    tab_to(merchant, "tk-cvc").await;
    press(merchant, "123").await;
    press(merchant, "" + Key::Tab).await;
    page_focus_comes_to(merchant, "pay").await;
}

fn usd(merchant: &Merchant) -> Intent {
    merchant.intent(json!({ "payment_method_types": ["card"] }))
}

fn challenged(merchant: &Merchant) -> Intent {
    let always = json!({ "card": { "request_three_d_secure": "any" } });
    merchant.intent(json!({ "payment_method_types": ["card"], "payment_method_options": always }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_pays() {
    if !chromium() {
        return;
    }
    let (merchant, intent) = shop(usd, json!({})).await;
    focus_comes_to(&merchant, "tk-number").await;
    // A mistake first: it is told, and the focus goes to it.
    type_card(&merchant, "4242424242424241").await;
    press(&merchant, "" + Key::Enter).await;
    assert_eq!(merchant.result().await.code(), "invalid_number");
    focus_comes_to(&merchant, "tk-number").await;
    press(&merchant, Key::End + Key::Backspace + "2").await;
    for name in ["tk-expiry", "tk-cvc"] {
        tab_to(&merchant, name).await;
    }
    press(&merchant, "" + Key::Tab).await;
    page_focus_comes_to(&merchant, "pay").await;
    // The way back is as open.
    back_to(&merchant, "tk-cvc").await;
    press(&merchant, "" + Key::Tab).await;
    press(&merchant, " ").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

/// What has the focus inside the loader's dialog; `page` where something of the page's has it instead.
const IN_DIALOG: &str = "const host = [...document.body.children].find((each) => each.shadowRoot?.querySelector('dialog[open]'));
    const inside = host?.shadowRoot.activeElement;
    return inside ? inside.localName : [null, document.body].includes(document.activeElement) ? 'browser' : 'page'";

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_keeps_the_focus_and_gives_it_back() {
    if !chromium() {
        return;
    }
    let (merchant, intent) = shop(challenged, json!({})).await;
    focus_comes_to(&merchant, "tk-number").await;
    type_card(&merchant, CHALLENGED).await;
    press(&merchant, "" + Key::Enter).await;
    merchant.enter_challenge().await;
    merchant.browser.element("return document.querySelector('button')").await;
    merchant.leave_frames().await;
    assert_eq!(
        merchant.browser.script(IN_DIALOG, vec![]).await,
        "iframe",
        "the focus starts in the bank's page"
    );

    let mut places = vec![];
    for _ in 0..ALL_AROUND {
        press(&merchant, "" + Key::Tab).await;
        places.push(merchant.browser.script(IN_DIALOG, vec![]).await);
    }
    assert!(!places.contains(&json!("page")), "{places:?}");
    for place in ["iframe", "button"] {
        assert!(places.contains(&json!(place)), "{place} is not in {places:?}");
    }
    while merchant.browser.script(IN_DIALOG, vec![]).await != "button" {
        press(&merchant, "" + Key::Tab).await;
    }
    press(&merchant, "" + Key::Escape).await;
    assert_eq!(merchant.result().await.code(), "challenge_canceled");
    assert!(!merchant.challenge_is_open().await);
    page_focus_comes_to(&merchant, "pay").await;
    merchant.assert_not_charged(&intent);

    back_to(&merchant, "tk-cvc").await;
    press(&merchant, "123" + Key::Enter).await;
    press(&merchant, "" + Key::Tab).await;
    press(&merchant, "" + Key::Enter).await;
    merchant.enter_challenge().await;
    merchant.browser.element("return document.querySelector('button')").await;
    for _ in 0..ALL_AROUND {
        let on = "return document.activeElement?.textContent.trim() == 'Approve'";
        if merchant.browser.script(on, vec![]).await == json!(true) {
            break;
        }
        press(&merchant, "" + Key::Tab).await;
    }
    press(&merchant, "" + Key::Enter).await;
    merchant.leave_frames().await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
    page_focus_comes_to(&merchant, "pay").await;
}

const MANY: [&str; 10] = [
    "card",
    "ideal",
    "alipay",
    "klarna",
    "wechat_pay",
    "giropay",
    "eps",
    "bancontact",
    "sepa_debit",
    "bank_transfer_eu",
];

fn euros(merchant: &Merchant) -> Intent {
    merchant.intent(json!({ "currency": "EUR", "payment_method_types": MANY }))
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_and_more_lead_to_every_method() {
    if !chromium() {
        return;
    }
    let (merchant, intent) = shop(euros, json!({})).await;
    focus_comes_to(&merchant, "tk-method-card").await;
    for (key, name) in [
        (Key::Right, "tk-method-ideal"),
        (Key::End, "tk-method-alipay"),
        (Key::Right, "tk-method-card"),
        (Key::Left, "tk-method-alipay"),
        (Key::Home, "tk-method-card"),
    ] {
        press(&merchant, "" + key).await;
        focus_comes_to(&merchant, name).await;
    }
    tab_to(&merchant, "more-methods").await;
    press(&merchant, "" + Key::Enter).await;
    see(&merchant, "[type=search]").await;
    press(&merchant, "" + Key::Tab).await;
    merchant.enter_form().await;
    let searching = "return document.activeElement.type == 'search'";
    assert!(merchant.browser.becomes_true(searching).await);
    merchant.leave_frames().await;
    press(&merchant, "sepa").await;
    merchant.enter_form().await;
    merchant.browser.until("return document.querySelectorAll('.tk-other').length == 1").await;
    merchant.leave_frames().await;
    press(&merchant, Key::Tab + Key::Enter).await;
    focus_comes_to(&merchant, "tk-method-sepa_debit").await;
    tab_to(&merchant, "more-methods").await;
    tab_to(&merchant, "tk-iban").await;
    press(&merchant, "DE12500105170648489890").await;
    tab_to(&merchant, "tk-full-name").await;
    press(&merchant, "Ada Lovelace").await;
    tab_to(&merchant, "tk-email").await;
    press(&merchant, "ada@example.com").await;
    tab_to(&merchant, "tk-mandate").await;
    press(&merchant, " ").await;
    press(&merchant, "" + Key::Tab).await;
    page_focus_comes_to(&merchant, "pay").await;
    press(&merchant, "" + Key::Enter).await;
    assert_eq!(merchant.result().await.status(), "processing");
    merchant.settle(&intent, Settlement::Approve);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accordion_is_walked_by_arrows() {
    if !chromium() {
        return;
    }
    let (merchant, intent) = shop(euros, json!({ "layout": "accordion" })).await;
    focus_comes_to(&merchant, "tk-method-card").await;
    for (key, name) in [
        (Key::Down, "tk-method-ideal"),
        (Key::Down, "tk-method-alipay"),
        (Key::Up, "tk-method-ideal"),
        (Key::Up, "tk-method-card"),
    ] {
        press(&merchant, "" + key).await;
        focus_comes_to(&merchant, name).await;
        see(&merchant, &format!("#{name}:checked")).await;
    }
    tab_to(&merchant, "tk-number").await;
    press(&merchant, CARD).await;
    tab_to(&merchant, "tk-expiry").await;
    press(&merchant, "1234").await;
    tab_to(&merchant, "tk-cvc").await;
    press(&merchant, "123").await;
    tab_to(&merchant, "more-methods").await;
    press(&merchant, "" + Key::Tab).await;
    press(&merchant, "" + Key::Enter).await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_copied_and_given_up_for_a_card() {
    if !chromium() {
        return;
    }
    let baht = |merchant: &Merchant| merchant.intent_for("promptpay", &["card", "promptpay"]).0;
    let (merchant, intent) = shop(baht, json!({})).await;
    press(&merchant, "" + Key::Right).await;
    focus_comes_to(&merchant, "tk-method-promptpay").await;
    press(&merchant, "" + Key::Tab).await;
    page_focus_comes_to(&merchant, "pay").await;
    press(&merchant, "" + Key::Enter).await;
    see(&merchant, "[data-testid=instructions] svg").await;
    // Back into the form, from the button behind it.
    back_to(&merchant, "instructions-close").await;
    press_with(&merchant, Key::Shift, "" + Key::Tab).await;
    press(&merchant, "" + Key::Enter).await;
    merchant.enter_form().await;
    merchant.browser.until("return document.activeElement.textContent == 'Copied'").await;
    merchant.leave_frames().await;
    tab_to(&merchant, "instructions-close").await;
    press(&merchant, "" + Key::Enter).await;
    assert_eq!(merchant.result().await.code(), "action_canceled");
    focus_comes_to(&merchant, "tk-method-promptpay").await;
    press(&merchant, "" + Key::Left).await;
    focus_comes_to(&merchant, "tk-method-card").await;
    tab_to(&merchant, "tk-number").await;
    type_card(&merchant, CARD).await;
    press(&merchant, "" + Key::Enter).await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).charges, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_cards_are_chosen_kept_and_removed() {
    if !chromium() {
        return;
    }
    let card = |id: &str, brand: &str| json!({ "id": id, "card": { "brand": brand, "last4": "4242", "exp_month": 1, "exp_year": 2034 } });
    let cards = json!([card("pm_1", "visa"), card("pm_2", "mastercard")]);
    let options = json!({ "savedPaymentMethods": cards, "savedPaymentMethodRemove": true });
    let (merchant, intent) = shop(usd, options).await;
    see(&merchant, "[data-saved=pm_1][data-chosen]").await;
    press(&merchant, "" + Key::Down).await;
    see(&merchant, "[data-saved=pm_2][data-chosen]").await;
    // The chosen one's button comes after the group's stop.
    tab_to(&merchant, "remove-saved").await;
    press(&merchant, "" + Key::Enter).await;
    // A second press of the same key changes nothing.
    focus_comes_to(&merchant, "remove-keep").await;
    press(&merchant, "" + Key::Enter).await;
    focus_comes_to(&merchant, "remove-saved").await;
    assert_eq!(merchant.events("savedpaymentmethodremove").await, [] as [Value; 0]);
    press(&merchant, "" + Key::Enter).await;
    back_to(&merchant, "remove-confirm").await;
    press(&merchant, "" + Key::Enter).await;
    merchant.browser.until("return events.some(([name]) => name == 'savedpaymentmethodremove')").await;
    see(&merchant, "[data-saved=''][data-chosen] input:focus").await;
    tab_to(&merchant, "tk-number").await;
    type_card(&merchant, CARD).await;
    press(&merchant, "" + Key::Enter).await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
    assert_eq!(focused_in_form(&merchant).await, "body", "nothing takes the focus at the end");
}
