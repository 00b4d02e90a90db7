//! Typing, pasting and correcting, as people do it.

use crate::devtools::{press, press_with};
use crate::screens::see;
use serde_json::json;
use thirtyfour::{Key, TypingData};
use tillkit_e2e::{Engine, Merchant};

const CARD: &str = "4242 4242 4242 4242";

/// A form with the focus in this field.
async fn in_field(name: &str) -> Merchant {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({ "payment_method_types": ["card"] }));
    merchant.mount(&intent).await;
    focus(&merchant, name).await;
    merchant
}

async fn focus(merchant: &Merchant, name: &str) {
    merchant.enter_form().await;
    merchant.field(name).await.click().await.unwrap();
    merchant.leave_frames().await;
}

/// The field's text with `|` where the caret is.
async fn text(merchant: &Merchant, name: &str) -> String {
    merchant.enter_form().await;
    let body = "const { value, selectionStart } = document.getElementById(arguments[0]);
        return value.slice(0, selectionStart) + '|' + value.slice(selectionStart)";
    let text = merchant.browser.script(body, vec![json!(format!("tk-{name}"))]).await;
    merchant.leave_frames().await;
    text.as_str().unwrap().to_owned()
}

/// Selects from one place to another.
async fn select(merchant: &Merchant, name: &str, from: u32, to: u32) {
    merchant.enter_form().await;
    let body = "document.getElementById(arguments[0]).setSelectionRange(arguments[1], arguments[2])";
    merchant.browser.script(body, vec![json!(format!("tk-{name}")), json!(from), json!(to)]).await;
    merchant.leave_frames().await;
}

async fn type_(merchant: &Merchant, keys: impl Into<TypingData>) {
    press(merchant, keys).await;
}

/// Puts a text into the clipboard, by copying it from a field of the merchant's page.
async fn copy(merchant: &Merchant, text: &str) {
    let body = "document.querySelector('#copied')?.remove();
        const field = Object.assign(document.createElement('input'), { id: 'copied', value: arguments[0] });
        document.querySelector('main').append(field);
        field.focus();
        field.select()";
    merchant.browser.script(body, vec![json!(text)]).await;
    press_with(merchant, Key::Control, "c").await;
}

async fn paste(merchant: &Merchant, name: &str, text: &str) {
    copy(merchant, text).await;
    focus(merchant, name).await;
    press_with(merchant, Key::Control, "a").await;
    press_with(merchant, Key::Control, "v").await;
}

fn chromium() -> bool {
    Engine::chosen() == Engine::Chromium
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_number_is_found_in_whatever_is_around_it() {
    if !chromium() {
        // The driver's keys reach another origin's frame only in Chromium; what is made of the text is core's.
        return;
    }
    let merchant = in_field("number").await;
    for pasted in [
        "4242424242424242",
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "4242\u{a0}4242\u{2011}4242\u{2013}4242",
        "  4242.4242.4242.4242\t",
        "Card: 4242-4242-4242-4242 exp",
        "Card: 4242 4242 4242 4242 exp 12/34 cvc 123",
        "Visa no. 4242424242424242, valid until 2034",
        "٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢",
        "۴۲۴۲۴۲۴۲۴۲۴۲۴۲۴۲",
        "４２４２　４２４２　４２４２　４２４２",
    ] {
        paste(&merchant, "number", pasted).await;
        assert_eq!(text(&merchant, "number").await, format!("{CARD}|"), "{pasted:?}");
    }
    paste(&merchant, "number", "no digits").await;
    assert_eq!(text(&merchant, "number").await, "|");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_takes_what_is_pasted() {
    if !chromium() {
        return;
    }
    let merchant = in_field("number").await;
    for (name, pasted, shown) in [
        ("expiry", "12/2034", "12 / 34|"),
        ("expiry", "12-34", "12 / 34|"),
        ("expiry", "１２／３４", "12 / 34|"),
        ("expiry", "١٢/٣٤", "12 / 34|"),
        ("cvc", " 123 ", "123|"),
        ("cvc", "١٢٣", "123|"),
    ] {
        paste(&merchant, name, pasted).await;
        assert_eq!(text(&merchant, name).await, shown, "{pasted:?}");
    }
    merchant.visit("/plain").await;
    let (intent, _) = merchant.intent_for("sepa_debit", &["card", "sepa_debit"]);
    merchant.mount(&intent).await;
    merchant.choose("sepa_debit").await;
    for (name, pasted) in
        [("iban", "DE12 5001 0517 0648 4898 90"), ("full-name", "Ada Lovelace"), ("email", "ada@example.com")]
    {
        paste(&merchant, name, pasted).await;
        assert_eq!(text(&merchant, name).await, format!("{pasted}|"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_is_corrected_in_its_middle() {
    if !chromium() {
        return;
    }
    let merchant = in_field("number").await;
    type_(&merchant, "424242424242").await;
    assert_eq!(text(&merchant, "number").await, "4242 4242 4242|");
    // Before the second group, a digit more.
    select(&merchant, "number", 5, 5).await;
    type_(&merchant, "9").await;
    assert_eq!(text(&merchant, "number").await, "4242 9|424 2424 2");
    type_(&merchant, "" + Key::Backspace).await;
    assert_eq!(text(&merchant, "number").await.replace([' ', '|'], ""), "424242424242");
    // Backspace over a gap takes the digit before it, Delete the one after it.
    select(&merchant, "number", 5, 5).await;
    type_(&merchant, "" + Key::Backspace).await;
    assert_eq!(text(&merchant, "number").await, "424|4 2424 242");
    select(&merchant, "number", 4, 4).await;
    type_(&merchant, "" + Key::Delete).await;
    assert_eq!(text(&merchant, "number").await.replace('|', ""), "4244 4242 42");
    // A selection is replaced by what is typed.
    select(&merchant, "number", 0, 12).await;
    type_(&merchant, "5").await;
    assert_eq!(text(&merchant, "number").await, "5|");
    type_(&merchant, "5555555").await;
    select(&merchant, "number", 2, 7).await;
    type_(&merchant, "12").await;
    assert_eq!(text(&merchant, "number").await, "5512 |55");
    // Letters are no digits, and move nothing.
    select(&merchant, "number", 2, 2).await;
    type_(&merchant, "x").await;
    assert_eq!(text(&merchant, "number").await.replace('|', ""), "5512 55");
}

#[tokio::test(flavor = "multi_thread")]
async fn expiry_and_security_code_are_corrected() {
    if !chromium() {
        return;
    }
    let merchant = in_field("expiry").await;
    type_(&merchant, "1234").await;
    assert_eq!(text(&merchant, "expiry").await, "12 / 34|");
    for _ in 0..2 {
        type_(&merchant, "" + Key::Backspace).await;
    }
    // Backspace goes through the slash, and the rest can be typed anew.
    for _ in 0..4 {
        type_(&merchant, "" + Key::Backspace).await;
    }
    assert_eq!(text(&merchant, "expiry").await, "|");
    type_(&merchant, "4/35").await;
    assert_eq!(text(&merchant, "expiry").await, "04 / 35|");
    select(&merchant, "expiry", 0, 2).await;
    type_(&merchant, "12").await;
    assert_eq!(text(&merchant, "expiry").await.replace('|', ""), "12 / 35");
    focus(&merchant, "cvc").await;
    type_(&merchant, "12").await;
    select(&merchant, "cvc", 1, 1).await;
    type_(&merchant, "9").await;
    assert_eq!(text(&merchant, "cvc").await, "19|2");
    type_(&merchant, "" + Key::Delete).await;
    assert_eq!(text(&merchant, "cvc").await, "19|");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_takes_the_focus_away_and_nothing_is_said_while_typing() {
    if !chromium() {
        return;
    }
    let merchant = in_field("number").await;
    merchant.enter_form().await;
    // What is taken away is not read out; what comes is.
    let watch = "window.said = [];
        const watch = new MutationObserver((changes) => {
          for (const { type, target, addedNodes } of changes) {
            const text = type == 'characterData' ? target.data : [...addedNodes].map((node) => node.textContent).join('');
            if (text) said.push(text);
          }
        });
        for (const live of document.querySelectorAll('[role=alert], [role=status], [role=timer], [aria-live]')) {
          watch.observe(live, { childList: true, characterData: true, subtree: true });
        }
        window.moves = [];
        document.addEventListener('focusin', ({ target }) => moves.push(target.id));
        return document.querySelectorAll('[role=alert], [role=status]').length";
    let regions = merchant.browser.script(watch, vec![]).await;
    assert!(regions.as_f64() >= Some(2.0), "{regions}");
    merchant.leave_frames().await;
    for (name, keys) in [("number", "4242424242424242"), ("expiry", "1234"), ("cvc", "1234")] {
        focus(&merchant, name).await;
        for key in keys.chars() {
            type_(&merchant, key.to_string()).await;
            see(&merchant, &format!("#tk-{name}:focus")).await;
        }
    }
    merchant.enter_form().await;
    assert_eq!(merchant.browser.script("return said", vec![]).await, json!([]));
    let moves = merchant.browser.script("return moves", vec![]).await;
    assert_eq!(moves, json!(["tk-expiry", "tk-cvc"]), "the customer's own");
}
