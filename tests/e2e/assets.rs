//! The SDK's files, served well and badly.

use serde_json::{Value, json};
use tillkit_e2e::{AssetHost, Intent, Merchant, Serve};

/// A merchant whose SDK comes from `host`.
struct Hosted {
    merchant: Merchant,
    intent: Intent,
}

impl Hosted {
    async fn mount(host: &AssetHost, isolation: &str) -> Self {
        // The policies of the other pages know only the sandbox's own origins.
        let merchant = Merchant::open_page("/plain?csp=none").await;
        let intent = merchant.intent(json!({}));
        let count = "window.hellos = 0; addEventListener('message', () => { window.hellos += 1; })";
        merchant.browser.script(count, vec![]).await;
        let gateway = json!({ "apiBase": merchant.sandbox.gateway_url() });
        let options = json!({ "assetsBase": host.base, "gateway": gateway, "isolation": isolation });
        merchant.begin_mount(&intent, options, json!({})).await;
        Self { merchant, intent }
    }

    async fn in_frame(host: &AssetHost) -> Self {
        Self::mount(host, "frame").await
    }

    async fn pays(&self) {
        self.merchant.browser.until("return events.some(([name]) => name == 'ready')").await;
        self.merchant.type_card("4242424242424242").await;
        assert_eq!(self.merchant.confirm().await.status(), "succeeded");
        self.merchant.assert_charged_once(&self.intent);
    }

    async fn load_error(&self) -> Value {
        self.merchant.browser.until("return events.some(([name]) => name == 'loaderror')").await;
        self.merchant.events("loaderror").await.first().unwrap()["error"].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_file_is_asked_for_once() {
    let host = AssetHost::start(|_, _| Serve::Well);
    let hosted = Hosted::in_frame(&host).await;
    hosted.pays().await;
    assert_ne!(hosted.merchant.browser.script("return window.hellos", vec![]).await, json!(0));
    for name in ["frame.html", "frame.js", "frame.css", "engine.wasm", "hosts.json"] {
        assert_eq!(host.requests(name), 1, "{name}: what is preloaded is what is used");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_can_be_used_from_its_own_address() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    let version = merchant.browser.script("return Tillkit.version", vec![]).await;
    let base = format!("{}/v{}/", merchant.sandbox.gateway_url(), version.as_str().unwrap());
    merchant.mount_with(&intent, json!({ "assetsBase": base }), json!({})).await;
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_with_another_hash_does_not_start() {
    for isolation in ["frame", "inline"] {
        let host =
            AssetHost::start(|name, _| if name == "engine.wasm" { Serve::Changed } else { Serve::Well });
        let error = Hosted::mount(&host, isolation).await.load_error().await;
        assert_eq!((&error["code"], &error["who"]), (&json!("integrity_mismatch"), &json!("provider")));
        assert!(error["message"].as_str().unwrap().contains("sha384-"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_with_another_hash_does_not_run() {
    let host = AssetHost::start(|name, _| if name == "frame.js" { Serve::Changed } else { Serve::Well });
    let Hosted { merchant, .. } = Hosted::in_frame(&host).await;
    merchant.enter_form().await;
    // Scripts run before their document is complete, and the first thing that this one does is to say hello.
    merchant
        .browser
        .until(
            "return document.readyState == 'complete'
                && performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.js'))",
        )
        .await;
    merchant.leave_frames().await;
    assert_eq!(merchant.browser.script("return window.hellos", vec![]).await, json!(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_with_a_wrong_media_type_starts_all_the_same() {
    let host = AssetHost::start(|name, _| {
        if name == "engine.wasm" { Serve::As("application/octet-stream") } else { Serve::Well }
    });
    Hosted::in_frame(&host).await.pays().await;
    assert_eq!(host.requests("engine.wasm"), 1);
}
