//! The SDK's files, served well and badly.

use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tillkit_e2e::{AssetHost, Engine, Intent, Merchant, Serve};

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
        Self { merchant: if isolation == "inline" { merchant.inline() } else { merchant }, intent }
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

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_fails_twice_is_asked_for_again() {
    for failure in [Serve::Nothing, Serve::Half, Serve::Status(503), Serve::Changed] {
        if failure == Serve::Half && Engine::chosen() == Engine::Webkit {
            // WebKitGTK never ends a body that is cut short, so there the loader's own deadline tells of it.
            continue;
        }
        let host = AssetHost::start(move |name, before| match name {
            "engine.wasm" if before < 2 => failure,
            "hosts.json" if before < 1 && failure != Serve::Changed => failure,
            _ => Serve::Well,
        });
        Hosted::in_frame(&host).await.pays().await;
        assert!(host.requests("engine.wasm") >= 3, "{failure:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn why_the_engine_did_not_load_is_told_apart() {
    // Only the engine's requests fail, so the network and the host are well.
    let blocked =
        AssetHost::start(|name, _| if name == "engine.wasm" { Serve::Nothing } else { Serve::Well });
    assert_eq!(Hosted::in_frame(&blocked).await.load_error().await["code"], "load_blocked");

    // Everything fails once the frame is there.
    let lost = AssetHost::start(|name, before| match name {
        "engine.wasm" | "hosts.json" => Serve::Nothing,
        "frame.html" if before > 0 => Serve::Nothing,
        _ => Serve::Well,
    });
    let error = Hosted::in_frame(&lost).await.load_error().await;
    assert_eq!(
        (&error["code"], &error["who"], &error["retry"]),
        (&json!("load_failed"), &json!("shopper"), &json!("safe"))
    );

    // Not there, which no further attempt mends.
    let missing =
        AssetHost::start(|name, _| if name == "engine.wasm" { Serve::Status(404) } else { Serve::Well });
    let error = Hosted::in_frame(&missing).await.load_error().await;
    assert_eq!((&error["code"], &error["who"]), (&json!("load_failed"), &json!("provider")));
    assert!(error["message"].as_str().unwrap().contains("404"), "{error}");
    assert!(missing.requests("engine.wasm") <= 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_does_not_come_is_told_soon() {
    for failure in [Serve::Status(404), Serve::Nothing, Serve::Unframeable] {
        if failure == Serve::Nothing && Engine::chosen() != Engine::Chromium {
            // The others fire no `load` for what has no answer at all, so there the loader's own deadline tells of it.
            continue;
        }
        let host = AssetHost::start(move |name, _| if name == "frame.html" { failure } else { Serve::Well });
        let begun = Instant::now();
        let error = Hosted::in_frame(&host).await.load_error().await;
        assert_eq!((&error["code"], &error["retry"]), (&json!("load_failed"), &json!("safe")), "{failure:?}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(&host.base) && message.contains("frame-ancestors"), "{message}");
        // Half of the loader's own deadline, with a browser started meanwhile.
        assert!(begun.elapsed() < Duration::from_secs(15), "{failure:?}: {:?}", begun.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_load_can_be_retried_in_the_same_page() {
    for (isolation, missing) in [("frame", "engine.wasm"), ("inline", "engine.wasm"), ("inline", "inline.js")]
    {
        let healed = Arc::new(AtomicBool::new(false));
        let well = Arc::clone(&healed);
        let host = AssetHost::start(move |name, _| {
            if name == missing && !well.load(Ordering::SeqCst) { Serve::Status(404) } else { Serve::Well }
        });
        let hosted = Hosted::mount(&host, isolation).await;
        assert_eq!(hosted.load_error().await["code"], "load_failed", "{isolation}, {missing}");
        hosted.merchant.browser.script("events.length = 0; element.mount('#checkout')", vec![]).await;
        assert_eq!(hosted.load_error().await["code"], "load_failed", "{isolation}, {missing}");
        healed.store(true, Ordering::SeqCst);
        hosted.merchant.browser.script("events.length = 0; element.mount('#checkout')", vec![]).await;
        hosted.pays().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_the_policy_refuses_are_told_with_the_line_to_add() {
    let merchant = Merchant::open_page("/plain?csp=noconnect").await;
    let intent = merchant.intent(json!({}));
    merchant.begin_mount(&intent, json!({ "isolation": "inline" }), json!({})).await;
    merchant.browser.until("return events.some(([name]) => name == 'loaderror')").await;
    let error = merchant.events("loaderror").await.first().unwrap()["error"].clone();
    assert_eq!((&error["code"], &error["who"]), (&json!("blocked_by_csp"), &json!("merchant")));
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(merchant.sandbox.gateway_url()) && message.contains("connect-src"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_webassembly_is_told_apart() {
    let merchant = Merchant::open_inline().await;
    let intent = merchant.intent(json!({}));
    merchant.browser.script("delete window.WebAssembly", vec![]).await;
    merchant.begin_mount(&intent, json!({}), json!({})).await;
    merchant.browser.until("return events.some(([name]) => name == 'loaderror')").await;
    let error = merchant.events("loaderror").await.first().unwrap()["error"].clone();
    assert_eq!((&error["code"], &error["who"]), (&json!("wasm_unsupported"), &json!("shopper")));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_while_the_form_loads() {
    let merchant = Merchant::open().await;
    if merchant.browser.engine != Engine::Chromium {
        return;
    }
    let asks = json!({ "name": "always", "address": { "country": "always", "postalCode": "always" } });
    for options in [json!({}), json!({ "fields": { "billingDetails": asks } })] {
        merchant.visit("/plain").await;
        // The button comes with the frame, before either is painted, as where a page mounts while it is made. Painted
        // alone, it would be moved by `mount()` itself, which takes the room before anything has loaded.
        let body = "window.shift = 0;
            const button = Object.assign(document.createElement('button'), { textContent: 'Pay' });
            new MutationObserver(() => {
              window.room = document.querySelector('#checkout iframe').offsetHeight;
              document.querySelector('main').append(button);
            }).observe(document.querySelector('#checkout'), { childList: true });
            new PerformanceObserver((list) => list.getEntries().forEach((entry) => { shift += entry.value; }))
              .observe({ type: 'layout-shift', buffered: true });";
        merchant.browser.script(body, vec![]).await;
        // With more methods than cards the form is higher, which nobody knows before the gateway has said so.
        let intent = merchant.intent(json!({ "payment_method_types": ["card"] }));
        merchant.mount_with(&intent, json!({}), options.clone()).await;
        merchant.enter_form().await;
        merchant.field("number").await;
        let form_height = merchant
            .browser
            .script("return document.documentElement.getBoundingClientRect().height", vec![])
            .await;
        merchant.leave_frames().await;
        merchant
            .browser
            .until("return new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(true))))")
            .await;
        let measured = "return [shift, room, document.querySelector('#checkout iframe').offsetHeight]";
        let measured = merchant.browser.script(measured, vec![]).await;
        let (shift, room, height) = (&measured[0], &measured[1], &measured[2]);
        // Chromium does not count what moves by less than three pixels.
        assert_eq!((room, &form_height), (height, height), "{options}");
        assert_eq!(shift, &json!(0), "{options}");
        let place =
            "return document.querySelector('button').offsetTop - document.querySelector('iframe').offsetTop";
        assert_eq!(merchant.browser.script(place, vec![]).await, *height, "the button is below the form");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_tabs_fits_into_the_room_that_the_documentation_names() {
    let page = include_str!("../../docs/payment-methods.md");
    let (_, room) = page.split_once("`min-height` of ").unwrap();
    let room: u32 = room.split(' ').next().unwrap().parse().unwrap();
    let merchant = Merchant::open().await;
    let body = "const checkout = document.querySelector('#checkout');
        checkout.style.minHeight = arguments[0] + 'px';
        window.below = document.createElement('p');
        checkout.after(below);
        window.before = below.offsetTop;";
    merchant.browser.script(body, vec![json!(room)]).await;
    let kinds = ["card", "alipay", "wechat_pay", "unionpay", "shopeepay"];
    merchant.mount(&merchant.intent(json!({ "payment_method_types": kinds }))).await;
    let height = format!("return document.querySelector('#checkout iframe').offsetHeight == {room}");
    merchant.browser.until(&height).await;
    assert_eq!(merchant.browser.script("return below.offsetTop - before", vec![]).await, json!(0));
}
