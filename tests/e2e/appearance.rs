//! How merchants change the form's looks, and that it fits small screens and large text.

use serde_json::{Value, json};
use tillkit_e2e::{AssetHost, Intent, Merchant, Serve, plain_name};

/// A script that shows the form with this look and these options of `Tillkit()`.
const MOUNT: &str = "const [clientSecret, look, options] = arguments;
    window.events = [];
    window.tillkit = Tillkit('pk_test_sandbox', options);
    window.elements = tillkit.elements({ clientSecret, ...look });
    window.element = elements.create('payment', {
      fields: { billingDetails: { name: 'always', address: { country: 'always', postalCode: 'always' } } },
    });
    for (const name of ['ready', 'loaderror', 'change']) element.on(name, (event) => events.push([name, event]));
    element.mount('#checkout');";

/// Opens a page of the merchant's with a form that looks so.
async fn open(look: Value, inline: bool) -> (Merchant, Intent) {
    let merchant = if inline { Merchant::open_inline().await } else { Merchant::open().await };
    let intent = merchant.intent(json!({ "payment_method_types": ["card", "alipay"] }));
    let options = if inline { json!({ "isolation": "inline" }) } else { json!({}) };
    merchant.browser.script(MOUNT, vec![json!(intent.client_secret), look, options]).await;
    merchant.browser.until("return events.some(([name]) => name == 'ready')").await;
    (merchant, intent)
}

/// Waits until a part of the form has this value of a property.
async fn paints(merchant: &Merchant, selector: &str, property: &str, value: &str) {
    merchant.enter_form().await;
    merchant.in_form(selector).await;
    let body = format!(
        "const root = document.querySelector('#checkout > div')?.shadowRoot ?? document;
         return getComputedStyle(root.querySelector('{selector}')).{property} == '{value}'"
    );
    assert!(merchant.browser.becomes_true(&body).await, "{selector}: {property} is not {value}");
    merchant.leave_frames().await;
}

/// Keeps what the form's own scripts say on the console from now on.
async fn listen(merchant: &Merchant) {
    merchant.enter_form().await;
    merchant.browser.script("window.told = []; console.warn = (text) => told.push(text)", vec![]).await;
    merchant.leave_frames().await;
}

/// Waits until something was said that has all of these parts.
async fn told(merchant: &Merchant, parts: &[&str]) {
    merchant.enter_form().await;
    let body = format!("return told.some((text) => {}.every((part) => text.includes(part)))", json!(parts));
    if !merchant.browser.becomes_true(&body).await {
        let said = merchant.browser.script("return told", vec![]).await;
        panic!("{parts:?} was not said, but {said:#}");
    }
    merchant.leave_frames().await;
}

/// Our files that the form has loaded, by their plain names.
async fn loaded(merchant: &Merchant) -> Vec<String> {
    merchant.enter_form().await;
    let body = "return performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => name.includes('/v1/'))";
    let names = merchant.browser.script(body, vec![]).await;
    merchant.leave_frames().await;
    names
        .as_array()
        .unwrap()
        .iter()
        .map(|name| plain_name(name.as_str().unwrap().split("/v1/").last().unwrap()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appearance_paints_the_form_and_what_has_no_effect_is_told() {
    let (merchant, _) = open(json!({ "appearance": { "theme": "flat" } }), false).await;
    paints(&merchant, "#tk-number", "borderTopLeftRadius", "6px").await;
    listen(&merchant).await;
    let look = json!({
        "appearence": {},
        "appearance": {
            "variables": { "colorPrimary": "#0f766e", "colorPrimry": "red", "borderRadius": "3px", "colorTextPlaceholder": "#bbbbbb" },
            "rules": {
                ".Label": { "color": "rgb(1, 2, 3)", "position": "fixed" },
                ".Input": { "background": "url(https://shop.example/x.png)", "fontWeight": "700" },
                "input[value^=\"4\"]": { "color": "red" },
            },
        },
        "fonts": [{ "cssSrc": "https://fonts.example/css" }, { "family": "Elsewhere", "src": "url(https://fonts.example/a.woff2)" }],
    });
    merchant.browser.script("elements.update(arguments[0])", vec![look]).await;
    paints(&merchant, "#tk-number", "borderTopLeftRadius", "3px").await;
    paints(&merchant, "#tk-number", "fontWeight", "700").await;
    paints(&merchant, "#tk-number", "backgroundImage", "none").await;
    paints(&merchant, ".tk-label", "color", "rgb(1, 2, 3)").await;
    paints(&merchant, ".tk-label", "position", "static").await;
    paints(&merchant, ".tk-tab[aria-selected=true]", "borderTopColor", "rgb(15, 118, 110)").await;
    let expected: [&[&str]; 8] = [
        &["unknown option of elements.update() \"appearence\"", "Did you mean \"appearance\"?"],
        &["unknown member of appearance.variables \"colorPrimry\"", "Did you mean \"colorPrimary\"?"],
        &["unknown member of appearance.rules[\".Label\"] \"position\""],
        &["appearance.rules[\".Input\"].background has no effect", "url() is not allowed"],
        &["unknown member of appearance.rules \"input[value^"],
        &["fonts[0].cssSrc has no effect"],
        &["fonts[1].src has no effect", "fontSources"],
        &["colorTextPlaceholder on colorBackground has a contrast of 1.92:1"],
    ];
    for parts in expected {
        told(&merchant, parts).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_update_keeps_what_was_typed_and_the_payment_is_charged_once() {
    let (merchant, intent) = open(json!({}), false).await;
    merchant.type_into("name", "Ada Lovelace").await;
    merchant.type_card("4242424242424242").await;
    let update = "elements.update({ appearance: { theme: 'dark', labels: 'floating', variables: { colorBackground: 'rgb(9, 8, 7)' } } })";
    merchant.browser.script(update, vec![]).await;
    paints(&merchant, "#tk-number", "backgroundColor", "rgb(9, 8, 7)").await;
    paints(&merchant, ".tk-root", "colorScheme", "dark").await;
    paints(&merchant, ".tk-label", "position", "absolute").await;
    assert_eq!(merchant.value("number").await, "4242 4242 4242 4242");
    merchant.browser.script("elements.update({ appearance: {} })", vec![]).await;
    paints(&merchant, ".tk-label", "position", "static").await;
    assert_eq!(merchant.value("name").await, "Ada Lovelace");
    merchant.enter_form().await;
    let choose = "const country = document.querySelector('#tk-country'); country.value = 'GB';
        country.dispatchEvent(new Event('change', { bubbles: true }))";
    merchant.browser.script(choose, vec![]).await;
    merchant.leave_frames().await;
    merchant.type_into("postal-code", "SW1A 1AA").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_default_look_loads_nothing_for_it() {
    let (merchant, _) = open(json!({ "appearance": {} }), false).await;
    assert!(!loaded(&merchant).await.contains(&"appearance.js".to_owned()));
    merchant.browser.script("elements.update({ appearance: { theme: 'flat' } })", vec![]).await;
    paints(&merchant, "#tk-number", "borderTopLeftRadius", "6px").await;
    assert!(loaded(&merchant).await.contains(&"appearance.js".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn inline_forms_look_as_they_are_told() {
    let look =
        json!({ "appearance": { "inputs": "condensed", "variables": { "colorText": "rgb(4, 5, 6)" } } });
    let (merchant, intent) = open(look, true).await;
    paints(&merchant, "#tk-number", "color", "rgb(4, 5, 6)").await;
    paints(&merchant, "#tk-expiry", "borderTopLeftRadius", "0px").await;
    merchant.type_card("4242424242424242").await;
    merchant.browser.script("elements.update({ appearance: { inputs: 'spaced' } })", vec![]).await;
    paints(&merchant, "#tk-expiry", "borderTopLeftRadius", "8px").await;
    assert_eq!(merchant.value("number").await, "4242 4242 4242 4242");
    merchant.assert_not_charged(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_script_does_not_run_and_the_form_comes_as_it_is() {
    let changed = "document.documentElement.dataset.changed = 'yes'; export default async () => [];";
    let host = AssetHost::start(
        move |name, _| if name == "appearance.js" { Serve::Page(changed) } else { Serve::Well },
    );
    let merchant = Merchant::open_page("/plain?csp=none").await;
    let intent = merchant.intent(json!({}));
    let options =
        json!({ "assetsBase": host.base, "gateway": { "apiBase": merchant.sandbox.gateway_url() } });
    let look = json!({ "appearance": { "variables": { "borderRadius": "3px" } } });
    merchant.browser.script(MOUNT, vec![json!(intent.client_secret), look, options]).await;
    merchant.browser.until("return events.some(([name]) => name == 'ready')").await;
    paints(&merchant, "#tk-number", "borderTopLeftRadius", "8px").await;
    assert_ne!(host.requests("appearance.js"), 0);
    merchant.enter_form().await;
    assert_eq!(
        merchant.browser.script("return document.documentElement.dataset.changed", vec![]).await,
        Value::Null
    );
}

/// What overflows to a side, and what is too small to press, with errors and long labels in the form.
const MISFITS: &str = "const misfits = [];
    const width = document.documentElement.clientWidth;
    for (const label of document.querySelectorAll('.tk-label')) {
      label.textContent = 'Kreditkartennummer beziehungsweise Debitkartennummer Luottokorttitunnusluku';
    }
    for (const part of document.querySelectorAll('.tk-root *')) {
      const { left, right } = part.getBoundingClientRect();
      if (part.closest('.tk-unseen, .tk-status, .tk-alert')) continue;
      if (left < 0 || right > width + 0.5) misfits.push(`${part.tagName} ${part.className} from ${left} to ${right} of ${width}`);
    }
    if (document.documentElement.scrollWidth > width) misfits.push(`${document.documentElement.scrollWidth} wide in ${width}`);
    for (const target of document.querySelectorAll('input, select, button')) {
      const { width, height } = target.getBoundingClientRect();
      if (width < 24 || height < 44) misfits.push(`${target.id} ${target.className} ${width} x ${height}`);
    }
    for (const [one, other] of [['expiry', 'cvc'], ['country', 'postal-code']]) {
      const [first, second] = [one, other].map((name) => document.querySelector(`#tk-${name}`).getBoundingClientRect());
      if (Math.abs(first.bottom - second.bottom) > 0.5 && second.left > first.left + 1) misfits.push(`${other} is not level with ${one}`);
    }
    return misfits";

#[tokio::test(flavor = "multi_thread")]
async fn narrow_pages_and_large_text_fit() {
    for appearance in [json!({}), json!({ "labels": "floating" }), json!({ "inputs": "condensed" })] {
        let (merchant, _) = open(json!({ "appearance": appearance }), false).await;
        // The last one is what a page of 1280 px has at a zoom of 400 %, with text of 200 % besides.
        for (width, size) in
            [("264px", "16px"), ("374px", "16px"), ("900px", "16px"), ("374px", "32px"), ("320px", "32px")]
        {
            let narrow = "document.querySelector('#checkout').style.width = arguments[0]";
            merchant.browser.script(narrow, vec![json!(width)]).await;
            merchant.enter_form().await;
            let resized = format!("return innerWidth == parseInt('{width}')");
            merchant.browser.until(&resized).await;
            merchant
                .browser
                .script("document.documentElement.style.fontSize = arguments[0]", vec![json!(size)])
                .await;
            let misfits = merchant.browser.script(MISFITS, vec![]).await;
            assert_eq!(misfits, json!([]), "{appearance} {width} {size}");
            let text = "return parseFloat(getComputedStyle(document.querySelector('#tk-number')).fontSize)";
            assert_eq!(
                merchant.browser.script(text, vec![]).await.as_f64(),
                size.trim_end_matches("px").parse().ok()
            );
            merchant.leave_frames().await;
        }
    }
}
