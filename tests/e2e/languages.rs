//! The form and the hosted page in the customer's language.

use serde_json::{Value, json};
use tillkit_e2e::{AssetHost, Browser, Engine, Intent, Merchant, Serve};

const DECLINED: &str = "4000000000000002";
const PLAIN: &str = "4242424242424242";

/// The texts as translators have written them.
fn texts(tag: &str) -> Value {
    let path = format!("{}/../../www/locales/{tag}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn text(tag: &str, pointer: &str) -> String {
    texts(tag).pointer(pointer).and_then(Value::as_str).unwrap().to_owned()
}

async fn mount(merchant: &Merchant, intent: &Intent, locale: &str) {
    merchant.mount_with(intent, json!({ "locale": locale }), json!({})).await;
}

/// What the form's root and the card number's field are like: language, direction, the number's own direction, its label.
async fn shown(merchant: &Merchant) -> [String; 4] {
    merchant.enter_form().await;
    merchant.field("number").await;
    let body = "const root = document.querySelector('.tk-root');
        return [root.lang, root.dir, getComputedStyle(root.querySelector('#tk-number')).direction,
          root.querySelector('label[for=tk-number]').textContent]";
    let shown = merchant.browser.script(body, vec![]).await;
    merchant.leave_frames().await;
    serde_json::from_value(shown).unwrap()
}

async fn english(merchant: &Merchant) {
    assert_eq!(shown(merchant).await, ["en", "ltr", "ltr", "Card number"]);
}

/// Waits until the form says this somewhere.
async fn says(merchant: &Merchant, words: &str) {
    merchant.enter_form().await;
    let body = format!("return document.querySelector('.tk-root').textContent.includes({})", json!(words));
    merchant.browser.until(&body).await;
    merchant.leave_frames().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_german_form_explains_in_german_and_charges_once() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent_with_3ds();
    mount(&merchant, &intent, "de-AT").await;
    assert_eq!(shown(&merchant).await, ["de", "ltr", "ltr", &text("de", "/form/card_number")]);
    let incomplete = text("de", "/error/incomplete_number");
    assert_eq!(merchant.confirm().await.text("/error/message"), incomplete);
    says(&merchant, &incomplete).await;

    merchant.type_card(DECLINED).await;
    let declined = text("de", "/error/card_declined");
    assert_eq!(merchant.confirm().await.text("/error/message"), declined);
    says(&merchant, &declined).await;
    merchant.assert_not_charged(&intent);

    merchant.browser.script("element.destroy()", vec![]).await;
    let intent = merchant.intent_with_3ds();
    mount(&merchant, &intent, "de-AT").await;
    merchant.type_card("4000000000003220").await;
    merchant.begin_confirm().await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    let dialog = "return [...document.body.children]
        .map((host) => host.shadowRoot?.querySelector('dialog[open]')?.getAttribute('aria-label')).find(Boolean)";
    assert_eq!(merchant.browser.until(dialog).await, json!(text("de", "/form/challenge_title")));
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
    says(&merchant, &text("de", "/form/done")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn arabic_lines_begin_on_the_right_and_card_numbers_on_the_left() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    mount(&merchant, &intent, "ar").await;
    assert_eq!(shown(&merchant).await, ["ar", "rtl", "ltr", &text("ar", "/form/card_number")]);
    merchant.type_card(PLAIN).await;
    assert_eq!(merchant.value("number").await, "4242 4242 4242 4242");
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_is_found_by_any_locale_of_it_and_a_change_keeps_what_was_typed() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    let keep_port = "const post = MessagePort.prototype.postMessage;
        MessagePort.prototype.postMessage = function (message, ...more) {
          if (message?.init) window.enginePort = this;
          return post.call(this, message, ...more);
        }";
    merchant.browser.script(keep_port, vec![]).await;
    merchant.mount(&intent).await;
    merchant.type_card(PLAIN).await;
    for (locale, language) in [
        ("de-AT", "de"),
        ("pt-PT", "pt"),
        ("pt-br", "pt-BR"),
        ("zh", "zh"),
        ("zh-SG", "zh"),
        ("zh-Hans-HK", "zh"),
        ("zh-Hant", "zh-TW"),
        ("zh-Hant-TW", "zh-TW"),
        ("zh-MO", "zh-HK"),
        ("zh-Hant-HK", "zh-HK"),
        ("nn-NO", "nb"),
        ("iw", "he"),
        ("no", "nb"),
        ("in", "id"),
        ("en-GB", "en"),
        ("sv_SE", "sv"),
        ("fil-PH", "en"),
        ("de", "de"),
        ("c", "en"),
    ] {
        let look = "enginePort.postMessage({ look: { locale: arguments[0] } })";
        merchant.browser.script(look, vec![json!(locale)]).await;
        merchant.enter_form().await;
        let speaks = format!("return document.querySelector('.tk-root').lang == '{language}'");
        assert!(merchant.browser.becomes_true(&speaks).await, "{locale}");
        merchant.leave_frames().await;
    }
    assert_eq!(merchant.value("number").await, "4242 4242 4242 4242");
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_whose_texts_do_not_come_is_english_and_pays() {
    for (broken, serve) in [("locales/index.json", Serve::Nothing), ("locales/de.txt", Serve::Changed)] {
        let host = AssetHost::start(move |name, _| if name == broken { serve } else { Serve::Well });
        // The policies of the other pages know only the sandbox's own origins.
        let merchant = Merchant::open_page("/plain?csp=none").await;
        let intent = merchant.intent(json!({}));
        let gateway = json!({ "apiBase": merchant.sandbox.gateway_url() });
        let options = json!({ "assetsBase": host.base, "gateway": gateway, "locale": "de" });
        merchant.mount_with(&intent, options, json!({})).await;
        assert!(host.requests(broken) > 0, "{broken} was asked for");
        english(&merchant).await;
        merchant.type_card(PLAIN).await;
        assert_eq!(merchant.confirm().await.status(), "succeeded");
        merchant.assert_charged_once(&intent);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn english_loads_no_texts() {
    let host = AssetHost::start(|_, _| Serve::Well);
    let merchant = Merchant::open_page("/plain?csp=none").await;
    let intent = merchant.intent(json!({}));
    let gateway = json!({ "apiBase": merchant.sandbox.gateway_url() });
    let options = json!({ "assetsBase": host.base, "gateway": gateway, "locale": "en-GB" });
    merchant.mount_with(&intent, options, json!({})).await;
    english(&merchant).await;
    assert_eq!(host.requests("locales/index.json"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hosted_page_speaks_german() {
    if Engine::chosen() != Engine::Chromium {
        // The others take their languages from a profile.
        return;
    }
    let browser = Browser::start_with((1280, 900), &["--accept-lang=de-AT,en"]).await;
    let merchant = Merchant::open_in(browser, "/plain").await;
    let line = json!({ "price_data": { "currency": "EUR", "unit_amount": 1_999, "product_data": { "name": "Morning Fog" },
        "recurring": { "interval": "month", "interval_count": 3 } }, "quantity": 1 });
    let shop = merchant.sandbox.shop_url();
    let body =
        json!({ "mode": "subscription", "success_url": format!("{shop}/plain?paid"), "line_items": [line] });
    let session = merchant.ask_gateway(reqwest::Method::POST, "/v1/checkout/sessions", &body).await;
    merchant.browser.driver.goto(session["url"].as_str().unwrap()).await.unwrap();
    merchant.browser.until("return document.querySelector('#page')?.dataset.view == 'open'").await;
    let page = "const text = (selector) => document.querySelector(selector).textContent;
        return [document.documentElement.lang, document.documentElement.dir, text('#total-label'), text('#pay'), text('#then')]";
    let shown = merchant.browser.script(page, vec![]).await;
    let [lang, dir, total, pay, then]: [String; 5] = serde_json::from_value(shown).unwrap();
    let price = "€\u{a0}19,99";
    assert_eq!([lang.as_str(), &dir, &total], ["de", "ltr", &text("de", "/page/total_to_pay")]);
    assert_eq!(pay, text("de", "/page/pay").replace("{amount}", price));
    let period = text("de", "/page/then_period").replace("{amount}", price);
    assert_eq!(then, period.replace("{period}", "3 Monate"));
    assert_eq!(shown_in_frame(&merchant).await, text("de", "/form/card_number"));
    merchant.type_card(PLAIN).await;
    let press =
        "const pay = document.querySelector('#pay:enabled'); pay?.focus(); pay?.click(); return Boolean(pay)";
    merchant.browser.until(press).await;
    merchant.browser.until("return location.search == '?paid'").await;
}

async fn shown_in_frame(merchant: &Merchant) -> String {
    let [_, _, _, label] = shown(merchant).await;
    label
}
