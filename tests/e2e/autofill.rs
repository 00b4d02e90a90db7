//! The browser's autofill, and what phones' keyboards and password managers go by.

use crate::devtools;
use crate::screens::see;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use thirtyfour::Key;
use tillkit_core::method::{CATALOG, Field};
use tillkit_e2e::{Browser, Engine, Intent, Merchant, sample};

const PHONE: (u32, u32) = (412, 915);
const PHONES_NAME: &str = "--user-agent=Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

/// The browser looks for forms a moment after they came, and knows no field until then.
const FORM_KNOWN_WITHIN: Duration = Duration::from_secs(20);

fn card_only(merchant: &Merchant) -> Intent {
    merchant.intent(json!({ "payment_method_types": ["card"] }))
}

fn with_name() -> Value {
    json!({ "fields": { "billingDetails": { "name": "always" } } })
}

/// Chromium's own autofill, as if the customer had chosen a card in its list. `Autofill.trigger` wants the backend's
/// id of a field, which the accessibility tree tells.
#[tokio::test(flavor = "multi_thread")]
async fn chromiums_autofill_fills_every_field_at_once_and_pays() {
    if Engine::chosen() != Engine::Chromium {
        return;
    }
    let merchant = devtools::open_merchant().await;
    let intent = card_only(&merchant);
    merchant.mount_with(&intent, json!({}), with_name()).await;
    let browser = &merchant.browser;
    let frame = devtools::form_frame(browser).await;
    let tree = devtools::command(browser, "Accessibility.getFullAXTree", json!({ "frameId": frame })).await;
    let nodes = tree.get("nodes").and_then(Value::as_array).unwrap();
    let number = nodes.iter().find(|node| {
        node.pointer("/name/value") == Some(&json!("Card number"))
            && node.pointer("/role/value") == Some(&json!("textbox"))
    });
    let field = number.and_then(|node| node.get("backendDOMNodeId")).unwrap();
    let card = json!({ "number": "4242424242424242", "name": "Ada Lovelace", "expiryMonth": "12", "expiryYear": "2034", "cvc": "123" });
    let fill = json!({ "fieldId": field, "frameId": frame, "card": card });
    let started = Instant::now();
    loop {
        let answer = devtools::attempt(browser, "Autofill.trigger", fill.clone()).await;
        merchant.enter_form().await;
        let is_filled = "return Boolean(document.querySelector('#tk-cvc').value)";
        if browser.script(is_filled, vec![]).await == json!(true) {
            break;
        }
        merchant.leave_frames().await;
        assert!(started.elapsed() < FORM_KNOWN_WITHIN, "nothing was filled: {answer}");
    }
    let filled = "return [...document.querySelectorAll('input')].map((input) => [input.id, input.value, input.matches(':autofill')])";
    let filled = merchant.browser.script(filled, vec![]).await;
    merchant.leave_frames().await;
    let expected = json!([
        ["tk-number", "4242 4242 4242 4242", true],
        ["tk-expiry", "12 / 34", true],
        ["tk-cvc", "123", true],
        ["tk-name", "Ada Lovelace", true],
    ]);
    assert_eq!(filled, expected);
    assert_eq!(merchant.events("restarted").await, [] as [Value; 0]);
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

/// As password managers do it in every browser: values set past the page's own setters, and plain events that have
/// neither key nor input type.
#[tokio::test(flavor = "multi_thread")]
async fn plain_events_fill_the_form() {
    for expiry in ["12/34", "12/2034", "12 / 34", "1234", "2034-12"] {
        let merchant = Merchant::open().await;
        let intent = card_only(&merchant);
        merchant.mount(&intent).await;
        merchant.enter_form().await;
        let fill = "const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
            for (const [id, value] of arguments[0]) {
              const field = document.getElementById(id);
              const tell = (type) => field.dispatchEvent(new Event(type, { bubbles: true }));
              field.focus();
              tell('keydown');
              set.call(field, value);
              ['input', 'change', 'keyup'].forEach(tell);
              field.blur();
            }";
        let values = json!([["tk-number", "4242424242424242"], ["tk-expiry", expiry], ["tk-cvc", "123"]]);
        merchant.in_form("#tk-cvc").await;
        merchant.browser.script(fill, vec![values]).await;
        merchant.leave_frames().await;
        assert_eq!(merchant.value("expiry").await, "12 / 34", "{expiry}");
        assert_eq!(merchant.confirm().await.status(), "succeeded", "{expiry}");
        merchant.assert_charged_once(&intent);
        if expiry != "12/34" && Engine::chosen() != Engine::Chromium {
            // How dates are read does not depend on the browser.
            break;
        }
    }
}

/// The tokens of every field, as HTML and WCAG 1.3.5 name them. `off` where there is no token for it.
fn tokens(field: Field) -> &'static str {
    match field {
        Field::Number => "cc-number",
        Field::Expiry => "cc-exp",
        Field::SecurityCode => "cc-csc",
        Field::CardName => "cc-name",
        Field::Name => "name",
        Field::FirstName => "given-name",
        Field::LastName => "family-name",
        Field::Email => "email",
        Field::Phone => "tel",
        Field::Country => "billing country",
        Field::Line1 => "billing address-line1",
        Field::City => "billing address-level2",
        Field::State => "billing address-level1",
        Field::PostalCode => "billing postal-code",
        Field::BirthDate => "bday",
        Field::Iban
        | Field::Bank
        | Field::TaxId
        | Field::Curp
        | Field::Rfc
        | Field::UpiApp
        | Field::UpiAddress
        | Field::Mandate => "off",
    }
}

/// Those whose keyboard on phones has digits alone, or what addresses need.
fn keyboard(field: Field) -> &'static str {
    match field {
        Field::Number | Field::Expiry | Field::SecurityCode | Field::TaxId => "numeric",
        Field::Email | Field::UpiAddress => "email",
        Field::Phone => "tel",
        _ => "text",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_says_what_it_is_for_and_all_are_in_one_form() {
    if Engine::chosen() != Engine::Chromium {
        return;
    }
    let merchant = Merchant::open().await;
    let mut seen = BTreeMap::new();
    for row in CATALOG {
        let fields: Vec<_> = row.required.iter().chain(row.optional).copied().collect();
        if fields.iter().all(|field| seen.contains_key(&(*field as u32))) {
            continue;
        }
        merchant.visit("/plain").await;
        let (intent, _) = merchant.intent_for(row.kind, &["card", row.kind]);
        merchant.mount(&intent).await;
        // A single method needs no list.
        if row.kind != "card" {
            merchant.choose(row.kind).await;
        }
        merchant.enter_form().await;
        for (place, field) in fields.iter().enumerate() {
            let id = format!("tk-{}", sample(row, *field).id);
            merchant.in_form(&format!("form #{id}")).await;
            let says = "const field = document.getElementById(arguments[0]);
                return [field.autocomplete, field.inputMode, field.enterKeyHint, field.labels.length, document.forms.length, field.pattern ?? '']";
            let says = merchant.browser.script(says, vec![json!(id)]).await;
            let typed = !matches!(field, Field::Country | Field::Bank | Field::UpiApp | Field::Mandate);
            let (mode, enter) = match (typed, place + 1 < fields.len()) {
                (false, _) => ("", ""),
                (true, true) => (keyboard(*field), "next"),
                (true, false) => (keyboard(*field), "done"),
            };
            assert_eq!(says, json!([tokens(*field), mode, enter, 1, 1, ""]), "{}: {id}", row.kind);
            seen.insert(*field as u32, ());
        }
        merchant.leave_frames().await;
    }
    let asked = Field::ALL.iter().filter(|field| **field != Field::CardName);
    for field in asked {
        assert!(seen.contains_key(&(*field as u32)), "no method asks for {field:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_a_phones_keyboard_goes_on_and_ends() {
    if Engine::chosen() != Engine::Chromium {
        // Only Chromium takes another name for itself as an argument.
        return;
    }
    let browser = Browser::start_with(PHONE, &[PHONES_NAME]).await;
    let merchant = Merchant::open_in(browser, "/plain").await;
    let intent = card_only(&merchant);
    merchant.mount_with(&intent, json!({}), with_name()).await;
    merchant.enter_form().await;
    merchant.field("number").await.click().await.unwrap();
    merchant.leave_frames().await;
    for (text, next) in
        [("4242424242424242", "#tk-expiry:focus"), ("1234", "#tk-cvc:focus"), ("123", "#tk-name:focus")]
    {
        devtools::press(&merchant, text.to_owned() + Key::Enter).await;
        see(&merchant, next).await;
        assert_eq!(merchant.events("submit").await, [] as [Value; 0], "{next}");
    }
    devtools::press(&merchant, "Ada" + Key::Enter).await;
    merchant.browser.until("return events.some(([name]) => name == 'submit')").await;
}
