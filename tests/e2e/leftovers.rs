//! What an element that is destroyed leaves in the merchant's page: nothing.

use serde_json::{Value, json};
use tillkit_e2e::{Intent, Merchant};
use tillkit_sandbox::{Fault, FaultKind};

const CHALLENGED: &str = "4000000000003220";

/// A page that counts what it holds, from before the loader came.
struct Counted {
    merchant: Merchant,
    before: Value,
}

impl Counted {
    async fn open(inline: bool) -> Self {
        let merchant = if inline { Merchant::open_inline().await } else { Merchant::open().await };
        merchant.browser.script(include_str!("leftovers.js"), vec![]).await;
        let load = "delete window.Tillkit;
            document.head.append(Object.assign(document.createElement('script'), { src: document.scripts[0].src }));
            return leftovers()";
        let before = merchant.browser.script(load, vec![]).await;
        merchant.browser.until("return typeof Tillkit == 'function'").await;
        Self { merchant, before }
    }

    async fn mount(&self) -> Intent {
        let intent = self.merchant.intent_with_3ds();
        self.merchant.mount(&intent).await;
        intent
    }

    /// Says that the page holds what it held before there was a loader, as soon as what has begun is over.
    async fn assert_nothing_left(&self, after: &str) {
        let body = format!(
            "const [now, before] = [leftovers(), {}];
            const names = ['listeners', 'timers', 'channels', 'elements'];
            return names.every((name) => now[name] == before[name])",
            self.before
        );
        if !self.merchant.browser.becomes_true(&body).await {
            let now = self.merchant.browser.script("return leftovers()", vec![]).await;
            panic!("{after}: {now:#}, before: {:#}", self.before);
        }
    }
}

async fn leaves_nothing(inline: bool) {
    let page = Counted::open(inline).await;
    let merchant = &page.merchant;

    page.mount().await;
    let held = merchant.browser.script("return leftovers()", vec![]).await;
    for kind in ["listeners", "timers", "channels", "elements"] {
        let [held, before] = [&held, &page.before].map(|counts| counts.get(kind).and_then(Value::as_u64));
        assert!(held > before, "a form has {kind}: {held:?}");
    }
    merchant.browser.script("element.destroy()", vec![]).await;
    page.assert_nothing_left("destroyed when ready").await;

    let intent = merchant.intent(json!({}));
    merchant.begin_mount(&intent, json!({}), json!({})).await;
    merchant.browser.script("element.destroy()", vec![]).await;
    page.assert_nothing_left("destroyed while loading").await;

    page.mount().await;
    merchant.sandbox.arm(Fault::new(FaultKind::DdcNeverReturns));
    merchant.type_card(CHALLENGED).await;
    merchant.begin_confirm().await;
    merchant.browser.until("return events.some(([name]) => name == 'actionstart')").await;
    merchant.browser.script("element.destroy()", vec![]).await;
    assert_eq!(merchant.result().await.code(), "element_destroyed");
    page.assert_nothing_left("destroyed while device data was collected").await;

    page.mount().await;
    merchant.type_card(CHALLENGED).await;
    merchant.begin_confirm().await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    merchant.browser.script("element.destroy()", vec![]).await;
    assert_eq!(merchant.result().await.code(), "element_destroyed");
    page.assert_nothing_left("destroyed during the challenge").await;

    page.mount().await;
    for _ in 0..20 {
        let again = "element.unmount(); events.length = 0; element.mount('#checkout')";
        merchant.browser.script(again, vec![]).await;
        merchant.browser.until("return events.some(([name]) => name == 'ready')").await;
    }
    merchant.browser.script("element.unmount()", vec![]).await;
    page.assert_nothing_left("mounted and unmounted twenty times").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroyed_element_leaves_nothing_behind() {
    leaves_nothing(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destroyed_inline_element_leaves_nothing_behind() {
    leaves_nothing(true).await;
}
