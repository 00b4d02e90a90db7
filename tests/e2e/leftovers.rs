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

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_custom_element_leaves_nothing_behind() {
    let page = Counted::open(false).await;
    let merchant = &page.merchant;
    let load = "delete window.Tillkit; const script = document.createElement('script');
        script.src = document.scripts[0].src.replace('tillkit.js', 'tillkit-payment.js'); document.scripts[1].replaceWith(script)";
    merchant.browser.script(load, vec![]).await;
    merchant.browser.until("return Boolean(customElements.get('tillkit-payment'))").await;
    for _ in 0..3 {
        let add = "const tag = window.tag = document.createElement('tillkit-payment');
            tag.setAttribute('publishable-key', 'pk_test_sandbox');
            tag.clientSecret = arguments[0];
            window.ready = false;
            tag.addEventListener('ready', () => { window.ready = true; });
            document.body.append(tag)";
        let intent = merchant.intent(json!({}));
        merchant.browser.script(add, vec![json!(intent.client_secret)]).await;
        merchant.browser.until("return window.ready").await;
        merchant.browser.script("tag.remove()", vec![]).await;
        page.assert_nothing_left("removed from the page").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn custom_elements_resume_in_their_forms_without_more_frames() {
    let page = Counted::open(false).await;
    let merchant = &page.merchant;
    let intent = page.mount().await;
    merchant.type_card(CHALLENGED).await;
    merchant.begin_confirm().await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    merchant.browser.driver.refresh().await.unwrap();
    let load = "delete window.Tillkit; const script = document.createElement('script');
        script.src = document.scripts[0].src.replace('tillkit.js', 'tillkit-payment.js'); document.head.append(script)";
    merchant.browser.script(load, vec![]).await;
    merchant.browser.until("return Boolean(customElements.get('tillkit-payment'))").await;
    let add = "window.tags = [0, 1, 2].map(() => {
          const tag = document.createElement('tillkit-payment');
          tag.setAttribute('publishable-key', 'pk_test_sandbox');
          tag.clientSecret = arguments[0];
          return tag;
        });
        document.body.append(...tags)";
    merchant.browser.script(add, vec![json!(intent.client_secret)]).await;
    merchant.browser.until("return tags.every((tag) => tag.tillkit)").await;
    let same = "return tags.some((tag) => tag.tillkit != tags[0].tillkit)
        || document.querySelectorAll('body > iframe[name^=tillkit-frame]').length";
    assert_eq!(merchant.browser.script(same, vec![]).await, json!(0), "one object, and no hidden frame");
    merchant.answer_challenge("Approve").await;
    merchant.attempts(&intent, 1).await;
    merchant.browser.until("return !sessionStorage.getItem('tillkit.attempt')").await;
    merchant.assert_charged_once(&intent);
}
