//! Every screen that customers see, and the way to it.
//!
//! One table for axe-core, the accessibility tree's snapshots, the checks of layout, and the pictures.

use crate::devtools;
use reqwest::Method;
use serde_json::{Value, json};
use tillkit_core::method::find;
use tillkit_e2e::Merchant;
use tillkit_sandbox::{Fault, FaultKind, FaultTarget};

/// Longer than anybody looks at a payment that is being processed.
const PROCESSING_MS: u64 = 20_000;

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

/// Where a screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the form's frame, in a merchant's page.
    Form,
    /// The loader's dialog, in a merchant's page.
    Dialog,
    /// A page of the gateway's or the shop's.
    Page,
}

/// What the tests of a run share the screens by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Card,
    Methods,
    Instructions,
    Pages,
}

/// A screen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    pub(crate) group: Group,
    /// The screen that stands for its kind wherever not every screen is looked at.
    pub(crate) sample: bool,
    /// It is shown in the customer's language.
    pub(crate) speaks: bool,
}

const fn screen(name: &'static str, place: Place, group: Group) -> Screen {
    Screen { name, place, group, sample: false, speaks: true }
}

const fn sample(name: &'static str, place: Place, group: Group) -> Screen {
    Screen { name, place, group, sample: true, speaks: true }
}

/// The demo shop's own, in English.
const fn shop(name: &'static str, sample: bool) -> Screen {
    Screen { name, place: Place::Page, group: Group::Pages, sample, speaks: false }
}

/// Every screen.
pub(crate) const SCREENS: [Screen; 34] = [
    screen("card", Place::Form, Group::Card),
    sample("card with errors", Place::Form, Group::Card),
    screen("card with address", Place::Form, Group::Card),
    screen("floating labels", Place::Form, Group::Card),
    screen("processing", Place::Form, Group::Card),
    sample("done", Place::Form, Group::Card),
    sample("declined", Place::Form, Group::Card),
    screen("saved cards", Place::Form, Group::Card),
    sample("removing a saved card", Place::Form, Group::Card),
    sample("challenge", Place::Dialog, Group::Card),
    screen("tabs", Place::Form, Group::Methods),
    sample("more methods", Place::Form, Group::Methods),
    screen("search without a result", Place::Form, Group::Methods),
    screen("accordion", Place::Form, Group::Methods),
    sample("whole accordion", Place::Form, Group::Methods),
    screen("redirect", Place::Form, Group::Methods),
    screen("country and birth date", Place::Form, Group::Methods),
    screen("banks", Place::Form, Group::Methods),
    screen("debit", Place::Form, Group::Methods),
    sample("debit with errors", Place::Form, Group::Methods),
    screen("code form", Place::Form, Group::Methods),
    screen("transfer form", Place::Form, Group::Methods),
    screen("voucher form", Place::Form, Group::Methods),
    screen("wallet button", Place::Form, Group::Methods),
    sample("code", Place::Form, Group::Instructions),
    sample("account details", Place::Form, Group::Instructions),
    screen("voucher", Place::Form, Group::Instructions),
    screen("approval", Place::Form, Group::Instructions),
    sample("hosted order", Place::Page, Group::Pages),
    screen("hosted notice", Place::Page, Group::Pages),
    screen("hosted setup", Place::Page, Group::Pages),
    screen("return page", Place::Page, Group::Pages),
    shop("shop", true),
    shop("shop order", false),
];

/// How a screen is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// `light` or `dark`.
    pub(crate) scheme: &'static str,
    pub(crate) locale: &'static str,
}

/// What every screen is looked at in.
pub(crate) const USUAL: Look = Look { scheme: "light", locale: "en" };

impl Screen {
    /// Its name as a part of a file's name.
    pub(crate) fn file_name(&self) -> String {
        self.name.replace(' ', "_")
    }

    /// Brings the screen up. The window's size and scheme are set by then and stay.
    pub(crate) async fn show(&self, merchant: &Merchant, look: Look) {
        devtools::emulate_media(&merchant.browser, &[("prefers-color-scheme", look.scheme)]).await;
        merchant.show_in_place();
        match self.place {
            Place::Page => {
                // Pages speak the browser's language.
                devtools::emulate_language(&merchant.browser, look.locale).await;
                show_page(self.name, merchant).await;
            }
            Place::Form | Place::Dialog => {
                merchant.visit("/plain").await;
                let title = "document.documentElement.style.colorScheme = 'light dark'";
                merchant.browser.script(title, vec![]).await;
                show_in_form(self.name, merchant, look).await;
            }
        }
    }
}

/// A mounted form with these parameters of its intent and options of its element.
async fn mount(merchant: &Merchant, look: Look, intent: Value, element: Value) {
    let intent = merchant.intent(intent);
    let options = if look.locale == "en" { json!({}) } else { json!({ "locale": look.locale }) };
    merchant.mount_with(&intent, options, element).await;
}

async fn mount_card(merchant: &Merchant, look: Look, element: Value) {
    mount(merchant, look, json!({ "payment_method_types": ["card"] }), element).await;
}

async fn mount_many(merchant: &Merchant, look: Look, element: Value) {
    mount(merchant, look, json!({ "currency": "EUR", "payment_method_types": MANY }), element).await;
}

/// A form in which this method is chosen, beside cards.
async fn mount_method(merchant: &Merchant, look: Look, kind: &str) {
    let (intent, _) = merchant.intent_for(kind, &["card", kind]);
    let options = if look.locale == "en" { json!({}) } else { json!({ "locale": look.locale }) };
    merchant.mount_with(&intent, options, json!({})).await;
    merchant.choose(kind).await;
}

/// The instructions of a method.
async fn mount_instructions(merchant: &Merchant, look: Look, kind: &str) {
    mount_method(merchant, look, kind).await;
    let method = find(kind).unwrap();
    merchant.fill_in(method, method.required).await;
    merchant.begin_confirm_and_return().await;
    see(merchant, "[data-testid=instructions]").await;
}

/// Waits for something in the form.
pub(crate) async fn see(merchant: &Merchant, selector: &str) {
    merchant.enter_form().await;
    merchant.in_form(selector).await;
    merchant.leave_frames().await;
}

async fn press(merchant: &Merchant, selector: &str) {
    merchant.enter_form().await;
    merchant.in_form(selector).await.click().await.unwrap();
    merchant.leave_frames().await;
}

async fn open_more(merchant: &Merchant) {
    press(merchant, "[data-testid=more-methods]").await;
    see(merchant, "[type=search]").await;
}

fn three_saved_cards() -> Value {
    let card = |id: &str, brand: &str, exp_year: u32| {
        let card = json!({ "brand": brand, "last4": "4242", "exp_month": 1, "exp_year": exp_year });
        json!({ "id": id, "card": card })
    };
    let cards = [card("pm_1", "visa", 2034), card("pm_2", "mastercard", 2024), card("pm_3", "unheard", 2034)];
    json!({ "savedPaymentMethods": cards, "savedPaymentMethodRemove": true })
}

async fn show_in_form(name: &str, merchant: &Merchant, look: Look) {
    match name {
        "card" => mount_card(merchant, look, json!({})).await,
        "card with errors" => {
            mount_card(merchant, look, json!({})).await;
            assert_eq!(merchant.confirm().await.code(), "incomplete_number");
            see(merchant, ".tk-error").await;
        }
        "card with address" => {
            let details =
                json!({ "name": "always", "address": { "country": "always", "postalCode": "always" } });
            mount_card(merchant, look, json!({ "fields": { "billingDetails": details } })).await;
        }
        "floating labels" => {
            mount_card(merchant, look, json!({})).await;
            let floating = "elements.update({ appearance: { labels: 'floating', inputs: 'condensed' } })";
            merchant.browser.script(floating, vec![]).await;
            merchant.enter_form().await;
            let floats =
                "return getComputedStyle(document.querySelector('.tk-label')).position == 'absolute'";
            merchant.browser.until(floats).await;
            merchant.leave_frames().await;
            merchant.type_into("number", "4242424242424242").await;
        }
        "processing" => {
            mount_card(merchant, look, json!({})).await;
            merchant.type_card("4242424242424242").await;
            let late = FaultKind::DelayAnswer { ms: PROCESSING_MS };
            merchant.sandbox.arm(Fault::new(late).on(FaultTarget::Confirm));
            merchant.begin_confirm().await;
            see(merchant, "[data-stage=processing]").await;
        }
        "done" => {
            mount_card(merchant, look, json!({})).await;
            merchant.type_card("4242424242424242").await;
            assert_eq!(merchant.confirm().await.status(), "succeeded");
            see(merchant, "[data-stage=done]").await;
        }
        "declined" => {
            mount_card(merchant, look, json!({})).await;
            merchant.type_card("4000000000000002").await;
            assert_eq!(merchant.confirm().await.code(), "card_declined");
            see(merchant, ".tk-alert[data-shown]").await;
        }
        "saved cards" => mount_card(merchant, look, three_saved_cards()).await,
        "removing a saved card" => {
            mount_card(merchant, look, three_saved_cards()).await;
            press(merchant, "[data-saved=pm_3] [data-testid=remove-saved]").await;
            see(merchant, "[data-testid=remove-confirm]").await;
        }
        "challenge" => {
            let always = json!({ "card": { "request_three_d_secure": "any" } });
            mount(
                merchant,
                look,
                json!({ "payment_method_types": ["card"], "payment_method_options": always }),
                json!({}),
            )
            .await;
            merchant.type_card("4000000000003220").await;
            merchant.begin_confirm().await;
            merchant.enter_challenge().await;
            merchant.browser.element("return document.querySelector('button')").await;
            merchant.leave_frames().await;
        }
        "tabs" => mount_many(merchant, look, json!({})).await,
        "more methods" => {
            mount_many(merchant, look, json!({})).await;
            open_more(merchant).await;
        }
        "search without a result" => {
            mount_many(merchant, look, json!({})).await;
            open_more(merchant).await;
            merchant.enter_form().await;
            merchant.in_form("[type=search]").await.send_keys("bankrupt").await.unwrap();
            merchant.in_form("[role=status]:not(:empty, .tk-status)").await;
            merchant.leave_frames().await;
        }
        "accordion" => mount_many(merchant, look, json!({ "layout": "accordion" })).await,
        "whole accordion" => {
            mount_many(merchant, look, json!({ "layout": "accordion" })).await;
            open_more(merchant).await;
        }
        "redirect" => mount_method(merchant, look, "alipay").await,
        "country and birth date" => mount_method(merchant, look, "klarna").await,
        "banks" => {
            mount_method(merchant, look, "eps").await;
            see(merchant, "#tk-bank option:nth-child(2)").await;
        }
        "debit" => mount_method(merchant, look, "sepa_debit").await,
        "debit with errors" => {
            mount_method(merchant, look, "sepa_debit").await;
            assert_eq!(merchant.confirm().await.code(), "incomplete_iban");
            see(merchant, "#tk-mandate-error").await;
        }
        "code form" => mount_method(merchant, look, "wechat_pay").await,
        "transfer form" => mount_method(merchant, look, "bank_transfer_eu").await,
        "voucher form" => mount_method(merchant, look, "boleto").await,
        "wallet button" => {
            merchant.change_settings(&json!({ "wallets": true }));
            mount(merchant, look, json!({ "payment_method_types": ["card", "apple_pay"] }), json!({})).await;
            merchant.choose("apple_pay").await;
            merchant.change_settings(&json!({ "wallets": false }));
        }
        "code" => {
            mount_instructions(merchant, look, "promptpay").await;
            see(merchant, "svg path").await;
        }
        "account details" => mount_instructions(merchant, look, "bank_transfer_eu").await,
        "voucher" => mount_instructions(merchant, look, "boleto").await,
        "approval" => mount_instructions(merchant, look, "ovo").await,
        other => panic!("no way to {other}"),
    }
}

async fn show_page(name: &str, merchant: &Merchant) {
    let gateway = merchant.sandbox.gateway_url();
    let go = async |url: &str| merchant.browser.driver.goto(url).await.unwrap();
    match name {
        "hosted order" => {
            let session = checkout_session(merchant, "payment").await;
            go(text(&session, "url")).await;
            see(merchant, ".tk-form").await;
            merchant.browser.until("return document.querySelector('#page').dataset.view == 'open'").await;
        }
        "hosted notice" => {
            let session = checkout_session(merchant, "payment").await;
            let path = format!("/v1/checkout/sessions/{}/expire", text(&session, "id"));
            merchant.ask_gateway(Method::POST, &path, &json!({})).await;
            go(text(&session, "url")).await;
            merchant.browser.until("return document.querySelector('#page').dataset.view == 'expired'").await;
        }
        "hosted setup" => {
            let session = checkout_session(merchant, "setup").await;
            go(text(&session, "url")).await;
            see(merchant, ".tk-form").await;
        }
        "return page" => {
            go(&format!("{gateway}/v1/return.html")).await;
            merchant.browser.until("return !document.querySelector('#root').hidden").await;
        }
        "shop" => {
            visit_shop(merchant).await;
            see(merchant, ".tk-form").await;
            merchant.browser.until("return !document.querySelector('#pay').disabled").await;
        }
        "shop order" => {
            visit_shop(merchant).await;
            see(merchant, ".tk-form").await;
            merchant.type_card("4111111111111111").await;
            merchant
                .browser
                .element("return document.querySelector('#pay:enabled')")
                .await
                .click()
                .await
                .unwrap();
            let paid = "return document.querySelector('#result')?.dataset.state == 'paid'";
            merchant.browser.until(paid).await;
        }
        other => panic!("no way to {other}"),
    }
}

/// Opens the shop as a customer does who has begun no payment on the screens before.
async fn visit_shop(merchant: &Merchant) {
    merchant.visit("/plain").await;
    merchant.browser.script("sessionStorage.clear()", vec![]).await;
    merchant.visit("/").await;
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap()
}

/// A checkout session of the hosted page, in `mode` `payment` or `setup`.
async fn checkout_session(merchant: &Merchant, mode: &str) -> Value {
    let shop = merchant.sandbox.shop_url();
    let data = json!({ "currency": "EUR", "unit_amount": 1_250, "product_data": { "name": "Morning Fog" } });
    let mut body = json!({
        "mode": mode,
        "success_url": format!("{shop}/plain?paid"),
        "cancel_url": format!("{shop}/plain?left"),
    });
    if let Some(body) = body.as_object_mut() {
        if mode == "setup" {
            body.insert("customer".into(), json!(merchant.customer().await));
        } else {
            body.insert("line_items".into(), json!([{ "price_data": data, "quantity": 2 }]));
        }
    }
    merchant.ask_gateway(Method::POST, "/v1/checkout/sessions", &body).await
}
