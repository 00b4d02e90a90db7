//! A merchant's page with a form in it, driven the way a merchant's script and a customer would.

use crate::browser::{Browser, wait_for};
use crate::gateway::{Gateway, WOOSHPAY};
use serde_json::{Value, json};
use std::path::Path;
use thirtyfour::{Key, WebElement};
use tillkit_sandbox::{Config, Ledger, Sandbox};

/// Everything that the merchant's page can hear.
const EVENTS: &str = "ready loaderstart loaderror change focus blur escape submit actionstart actionend \
                      beforeredirect restarted savedpaymentmethodremove";

/// Desktop.
const WINDOW: (u32, u32) = (1280, 900);

/// The build whose engine tests can break, as `scripts/build/test_door.mjs` makes it.
pub const TEST_DOOR_ASSETS: &str = ".cache/test-door/dist";

/// A PaymentIntent that the merchant's server made.
#[derive(Debug, Clone)]
pub struct Intent {
    /// `pi_…`
    pub id: String,
    /// For the browser.
    pub client_secret: String,
}

/// What a call to the SDK resolved to.
#[derive(Debug, Clone, PartialEq)]
pub struct Result(pub Value);

impl Result {
    /// The status of the intent in it.
    #[must_use]
    pub fn status(&self) -> &str {
        self.text("/paymentIntent/status")
    }

    /// The code of the error in it.
    #[must_use]
    pub fn code(&self) -> &str {
        self.text("/error/code")
    }

    /// A text somewhere in it.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        self.0
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("no {pointer} in {}", self.0))
    }
}

/// A merchant with a page open in a browser, and the sandbox behind it.
#[derive(Debug)]
pub struct Merchant {
    /// Gateway, bank and shop.
    pub sandbox: Sandbox,
    /// Where the page is open.
    pub browser: Browser,
    /// Where is paid.
    pub gateway: &'static Gateway,
    inline: bool,
}

impl Merchant {
    /// Opens an empty page with the strictest policy that frame mode allows.
    pub async fn open() -> Self {
        Self::open_page("/plain").await
    }

    /// Opens an empty page of a merchant who is paid at this gateway.
    pub async fn at(gateway: &'static Gateway) -> Self {
        let merchant = Self { gateway, ..Self::open().await };
        merchant.sandbox.set_wire(gateway.wire);
        merchant
    }

    /// Opens an empty page for inline mode.
    pub async fn open_inline() -> Self {
        Self::open_page("/plain?csp=inline").await.inline()
    }

    /// The same merchant, with the form in the page itself.
    #[must_use]
    pub fn inline(self) -> Self {
        Self { inline: true, ..self }
    }

    /// Leaves nothing of an earlier payment behind: neither faults, nor another wire, nor what the page has stored.
    pub async fn begin_anew(&self, path: &str) {
        self.leave_frames().await;
        self.sandbox.clear_faults();
        self.sandbox.set_wire(self.gateway.wire);
        self.visit(path).await;
        self.browser.script("sessionStorage.clear(); localStorage.clear()", vec![]).await;
    }

    /// Opens a page of the shop's origin.
    pub async fn open_page(path: &str) -> Self {
        Self::open_in(Browser::start(WINDOW).await, path).await
    }

    /// Opens a page of the shop's origin in this browser.
    pub async fn open_in(browser: Browser, path: &str) -> Self {
        Self::open_with_assets(browser, path, "dist").await
    }

    /// Opens an empty page whose engine tests can break ([`Merchant::break_engine`]): in its frame, or inline.
    pub async fn open_with_test_door(inline: bool) -> Self {
        let path = if inline { "/plain?csp=inline" } else { "/plain" };
        let browser = Browser::start(WINDOW).await;
        Self { inline, ..Self::open_with_assets(browser, path, TEST_DOOR_ASSETS).await }
    }

    /// `assets` is a folder of the repository.
    async fn open_with_assets(browser: Browser, path: &str, assets: &str) -> Self {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(assets);
        assert!(assets.join("v1").exists(), "nothing is built in {assets:?}: node scripts/test_door.mjs");
        let sandbox = Sandbox::start(Config::free_ports(assets)).await.unwrap();
        let merchant = Self { sandbox, browser, gateway: &WOOSHPAY, inline: false };
        merchant.visit(path).await;
        merchant
    }

    /// Goes to a page of the shop's origin.
    pub async fn visit(&self, path: &str) {
        self.browser.driver.goto(format!("{}{path}", self.sandbox.shop_url())).await.unwrap();
    }

    /// Makes an intent on the server: 1999 USD cents, and whatever `params` adds.
    #[must_use]
    pub fn intent(&self, params: Value) -> Intent {
        let mut all = json!({ "amount": 1999, "currency": "USD" });
        if let (Some(all), Value::Object(params)) = (all.as_object_mut(), params) {
            all.extend(params);
        }
        (self.gateway.make)(&self.sandbox, all)
    }

    /// An intent that asks for 3-D Secure whenever the card can.
    #[must_use]
    pub fn intent_with_3ds(&self) -> Intent {
        self.intent(json!({ "payment_method_options": { "card": { "request_three_d_secure": "any" } } }))
    }

    /// What really happened to an intent's money.
    #[must_use]
    pub fn ledger(&self, intent: &Intent) -> Ledger {
        (self.gateway.ledger)(&self.sandbox, intent)
    }

    /// Says that an intent was charged exactly once, in full.
    pub fn assert_charged_once(&self, intent: &Intent) {
        let ledger = self.ledger(intent);
        assert_eq!((ledger.charges, ledger.captured), (1, 1999), "{ledger:?}");
    }

    /// Says that an intent was not charged.
    pub fn assert_not_charged(&self, intent: &Intent) {
        let ledger = self.ledger(intent);
        assert_eq!((ledger.charges, ledger.captured), (0, 0), "{ledger:?}");
    }

    // The merchant's script.

    /// Mounts a form and waits until it can be used.
    pub async fn mount(&self, intent: &Intent) {
        self.mount_with(intent, json!({}), json!({})).await;
    }

    /// Mounts a form with options for `Tillkit()` and for the element, and waits until it can be used.
    pub async fn mount_with(&self, intent: &Intent, tillkit: Value, element: Value) {
        self.begin_mount(intent, tillkit, element).await;
        self.browser.until("return events.some(([name]) => name == 'ready')").await;
    }

    /// Mounts a form.
    pub async fn begin_mount(&self, intent: &Intent, tillkit: Value, element: Value) {
        let tillkit = self.options(tillkit);
        let body = "const [options, clientSecret, elementOptions, names] = arguments;
            window.events = [];
            window.tillkit = Tillkit('pk_test_sandbox', options);
            window.elements = tillkit.elements({ clientSecret });
            window.element = elements.create('payment', elementOptions);
            for (const name of names.split(/\\s+/)) {
              element.on(name, (event) => events.push([name, JSON.parse(JSON.stringify(event))]));
            }
            element.mount('#checkout');";
        let arguments = vec![tillkit, json!(intent.client_secret), element, json!(EVENTS)];
        self.browser.script(body, arguments).await;
    }

    /// Makes a `tillkit` without a form, and leaves the intent's secret in `secret`.
    pub async fn without_form(&self, secret: &str) {
        self.browser.until("return typeof Tillkit == 'function'").await;
        let body = "window.tillkit = Tillkit('pk_test_sandbox', arguments[1]); window.secret = arguments[0]";
        self.browser.script(body, vec![json!(secret), self.options(json!({}))]).await;
    }

    /// What `Tillkit()` is told: of the gateway and of the isolation, unless `options` have it already.
    fn options(&self, mut options: Value) -> Value {
        if let Some(options) = options.as_object_mut() {
            self.gateway.add_settings(&self.sandbox, options);
            if self.inline {
                options.insert("isolation".into(), json!("inline"));
            }
        }
        options
    }

    /// Calls the SDK with this expression, without waiting for its result.
    pub async fn begin(&self, call: &str) {
        let body = format!(
            "window.result = null;
            ({call}).then((result) => {{ window.result = JSON.stringify({{ result }}); }},
              (error) => {{ window.result = JSON.stringify({{ rejected: String(error) }}); }});"
        );
        self.browser.script(&body, vec![]).await;
    }

    /// Presses the merchant's pay button.
    pub async fn begin_confirm(&self) {
        self.begin("tillkit.confirmPayment({ elements, redirect: 'if_required' })").await;
    }

    /// What the last call resolved to.
    pub async fn result(&self) -> Result {
        let text = self.browser.until("return window.result").await;
        let answer: Value = serde_json::from_str(text.as_str().unwrap()).unwrap();
        assert_eq!(answer.get("rejected"), None, "calls never reject");
        Result(answer.get("result").cloned().unwrap_or(Value::Null))
    }

    /// Presses the merchant's pay button and waits.
    pub async fn confirm(&self) -> Result {
        self.begin_confirm().await;
        self.result().await
    }

    /// Calls the SDK and waits.
    pub async fn call(&self, call: &str) -> Result {
        self.begin(call).await;
        self.result().await
    }

    /// The events that the element emitted, with this name.
    pub async fn events(&self, name: &str) -> Vec<Value> {
        let all = self.browser.script("return events", vec![]).await;
        let all = all.as_array().cloned().unwrap_or_default();
        all.iter()
            .filter(|event| event.get(0) == Some(&json!(name)))
            .filter_map(|event| event.get(1).cloned())
            .collect()
    }

    // The customer.

    /// Goes to where the form is: into its frame, or nowhere in inline mode.
    pub async fn enter_form(&self) {
        if !self.inline {
            let frame =
                self.browser.element("return document.querySelector('iframe[name^=tillkit-frame]')").await;
            frame.enter_frame().await.unwrap();
        }
    }

    /// Goes back to the merchant's page.
    pub async fn leave_frames(&self) {
        self.browser.driver.enter_default_frame().await.unwrap();
    }

    /// A field of the form, once there: `number`, `expiry`, `cvc`, `name`, `country`, `postal-code`. Enter the
    /// form first.
    pub async fn field(&self, name: &str) -> WebElement {
        self.in_form(&format!("#tk-{name}")).await
    }

    /// An element of the form, once there. Enter the form first.
    pub async fn in_form(&self, selector: &str) -> WebElement {
        self.browser.element(&format!("return {}?.querySelector(`{selector}`)", self.form_root())).await
    }

    /// The form's document or shadow root, as an expression. Enter the form first.
    pub(crate) fn form_root(&self) -> &'static str {
        if self.inline { "document.querySelector('#checkout > div')?.shadowRoot" } else { "document" }
    }

    /// Types into a field of the form.
    pub async fn type_into(&self, name: &str, text: &str) {
        self.enter_form().await;
        let field = self.field(name).await;
        if self.inline {
            // WebKit's driver takes the shadow host for something that covers the field.
            field.focus().await.unwrap();
        } else {
            // WebKit's driver takes keys for a field in another origin's frame only after a click.
            field.click().await.unwrap();
        }
        field.send_keys(text).await.unwrap();
        self.leave_frames().await;
    }

    /// Presses a button of the form, by a CSS selector. Enter the form first.
    pub async fn press(&self, selector: &str) {
        let root =
            if self.inline { "document.querySelector('#checkout > div')?.shadowRoot" } else { "document" };
        let button = self.browser.element(&format!("return {root}?.querySelector('{selector}')")).await;
        if self.inline {
            // WebKit's driver takes the shadow host for something that covers the button.
            button.focus().await.unwrap();
            button.send_keys("" + Key::Enter).await.unwrap();
        } else {
            button.click().await.unwrap();
        }
    }

    /// What stands in a field of the form.
    pub async fn value(&self, name: &str) -> String {
        self.enter_form().await;
        let value = self.field(name).await.prop("value").await.unwrap().unwrap_or_default();
        self.leave_frames().await;
        value
    }

    /// Types a card with a good expiry and security code.
    pub async fn type_card(&self, number: &str) {
        self.type_into("number", number).await;
        self.type_into("expiry", "1234").await;
        self.type_into("cvc", if number.starts_with('3') { "1234" } else { "123" }).await;
        if self.gateway.dialect.requires_name() {
            self.type_into("name", "Ada Lovelace").await;
        }
    }

    /// Waits for the challenge and goes into the bank's page.
    pub async fn enter_challenge(&self) {
        self.browser.element(CHALLENGE_FRAME).await.enter_frame().await.unwrap();
        self.browser.element("return document.querySelector('iframe')").await.enter_frame().await.unwrap();
    }

    /// Waits for the challenge and presses a button of the bank's page.
    pub async fn answer_challenge(&self, button: &str) {
        self.enter_challenge().await;
        self.press_at_the_bank(button).await;
        self.leave_frames().await;
    }

    /// Presses a button of the bank's page, once nothing can move it any more. Enter the challenge first, where it is
    /// in a frame.
    pub async fn press_at_the_bank(&self, button: &str) {
        let body = format!(
            "return document.readyState == 'complete'
                && [...document.querySelectorAll('button')].find((b) => b.textContent.trim() == '{button}')"
        );
        self.browser.element(&body).await.click().await.unwrap();
    }

    /// Presses the dialog's own close button.
    pub async fn close_challenge(&self) {
        self.browser.element(CHALLENGE_FRAME).await;
        let button = "return [...document.body.children].map((host) => host.shadowRoot?.querySelector('dialog button')).find(Boolean)";
        self.browser.element(button).await.click().await.unwrap();
    }

    /// Whether a challenge is open.
    pub async fn challenge_is_open(&self) -> bool {
        let body = format!("return Boolean((() => {{ {CHALLENGE_FRAME} }})())");
        self.browser.script(&body, vec![]).await == json!(true)
    }

    /// Lets the timers of the engine in the form's frame run this many times faster, so that nobody waits for its
    /// deadlines. What other pages wait for takes as long as ever.
    pub async fn hurry_engine(&self, times: u32) {
        self.enter_form().await;
        let body = "const [times] = arguments;
            const start = window.setTimeout;
            window.setTimeout = (callback, ms, ...more) => start.call(window, callback, ms / times, ...more)";
        self.browser.script(body, vec![json!(times)]).await;
        self.leave_frames().await;
    }

    /// Breaks the engine, where it was built with the test door: `panic` or `exhaust-memory`.
    pub async fn break_engine(&self, how: &str) {
        // From outside of the frame, which goes away at that: a driver waits for what runs in it.
        self.enter_form().await;
        let listen = "addEventListener('message', ({ data }) => {
            if (data.breaks) dispatchEvent(new Event('tillkit-test-' + data.breaks));
          })";
        self.browser.script(listen, vec![]).await;
        self.leave_frames().await;
        let tell = "const frame = document.querySelector('iframe[name^=tillkit-frame]');
            const [to, { origin }] = frame ? [frame.contentWindow, new URL(frame.src)] : [window, location];
            to.postMessage({ breaks: arguments[0] }, origin)";
        self.browser.script(tell, vec![json!(how)]).await;
    }

    /// Waits for an alert, closes it, and gives its text.
    pub async fn alert(&self) -> String {
        let text = wait_for("an alert", || async { self.browser.driver.get_alert_text().await.ok() }).await;
        self.browser.driver.accept_alert().await.unwrap();
        text
    }

    /// Waits until the ledger knows of this many attempts.
    pub async fn attempts(&self, intent: &Intent, attempts: u64) {
        wait_for("attempts in the ledger", || async {
            (u64::from(self.ledger(intent).attempts) >= attempts).then_some(())
        })
        .await;
    }
}

const CHALLENGE_FRAME: &str = "return [...document.body.children].map((host) => host.shadowRoot?.querySelector('dialog[open] iframe')).find(Boolean)";
