//! Loaders and frames of different releases.

use serde_json::{Value, json};
use tillkit_e2e::{AssetHost, Engine, Merchant, Serve};

/// A frame of the next major version: it says so, as often as it likes.
const NEXT_MAJOR: &str = "<!doctype html><script>
    const origin = new URLSearchParams(location.hash.slice(1)).get('origin');
    for (let times = 0; times < 3; times += 1) parent.postMessage({ tillkit: 'hello', version: 2 }, origin);
    </script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_of_another_major_version_is_named_once_with_the_fix() {
    let merchant = Merchant::open_page("/plain?csp=none").await;
    let host = AssetHost::start(|name, _| match name {
        "frame.html" => Serve::Page(NEXT_MAJOR),
        _ => Serve::Well,
    });
    let intent = merchant.intent(json!({}));
    let options =
        json!({ "assetsBase": host.base, "gateway": { "apiBase": merchant.sandbox.gateway_url() } });
    merchant.begin_mount(&intent, options, json!({})).await;
    merchant.browser.until("return events.some(([name]) => name == 'loaderror')").await;
    assert_eq!(merchant.confirm().await.code(), "version_mismatch");
    let errors = merchant.events("loaderror").await;
    let [event] = errors.as_slice() else { panic!("once: {errors:?}") };
    let error = &event["error"];
    assert_eq!(
        (&error["code"], &error["who"], &error["param"]),
        (&json!("version_mismatch"), &json!("merchant"), &json!("assetsBase"))
    );
    let fix = format!("Take tillkit.js from the release of {}frame.html", host.base);
    assert_eq!(error["message"], json!(fix));
    if merchant.browser.engine == Engine::Chromium {
        let said = merchant.browser.console().await;
        assert_eq!(said.iter().filter(|line| line.contains("version_mismatch")).count(), 1, "{said:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn todays_frame_serves_the_first_loader_of_its_version() {
    let merchant = Merchant::open_page("/plain?csp=none").await;
    let intent = merchant.intent(json!({}));
    let gateway = merchant.sandbox.gateway_url();
    let arguments = vec![json!(format!("{gateway}/v1/")), json!(gateway), json!(intent.client_secret)];
    merchant.browser.script(include_str!("first_loader.js"), arguments).await;
    merchant.browser.until("return heard.includes('ready')").await;
    merchant.type_card("4242424242424242").await;
    let confirm = "say({ confirm: { id: 1, returnUrl: null, alwaysRedirect: false, billingDetails: null,
        pageWidth: innerWidth, checkFirst: false } })";
    merchant.browser.script(confirm, vec![]).await;
    let result = merchant.browser.until("return heard.find((message) => message.result)").await;
    assert_eq!(result.pointer("/result/paymentIntent/status"), Some(&json!("succeeded")), "{result}");
    assert_eq!(result.pointer("/result/id"), Some(&json!(1)));
    merchant.assert_charged_once(&intent);

    // What such a loader acts on has kept its names.
    let heard = merchant.browser.script("return heard", vec![]).await;
    let change = heard.as_array().unwrap().iter().rev().find_map(|message| message.get("change")).unwrap();
    assert_eq!(
        ["empty", "complete", "method", "brand"].map(|name| change.get(name).map(Value::to_string)),
        ["false", "true", "\"card\"", "\"visa\""].map(|value| Some(value.to_owned()))
    );
}
