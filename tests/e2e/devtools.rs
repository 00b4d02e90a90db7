//! Chromium's DevTools, reached through its driver.

use serde_json::{Value, json};
use thirtyfour::{Key, TypingData};
use tillkit_e2e::{Browser, Engine, Merchant};

/// Desktop.
const WINDOW: (u32, u32) = (1280, 900);

/// Frames of other sites live in the page's process: the driver's DevTools reach no other one.
const ONE_PROCESS: [&str; 2] =
    ["--disable-site-isolation-trials", "--disable-features=IsolateOrigins,site-per-process"];

/// Opens an empty page whose frames [`command`] reaches as well.
pub(crate) async fn open_merchant() -> Merchant {
    let args = if Engine::chosen() == Engine::Chromium { &ONE_PROCESS[..] } else { &[] };
    Merchant::open_in(Browser::start_with(WINDOW, args).await, "/plain").await
}

/// Sends a command of the DevTools protocol to the page, and gives its answer.
pub(crate) async fn command(browser: &Browser, name: &str, params: Value) -> Value {
    let value = attempt(browser, name, params).await;
    assert_eq!(value.get("error"), None, "{name}: {value}");
    value
}

/// The same for a command that may be refused: the answer has an `error` then.
pub(crate) async fn attempt(browser: &Browser, name: &str, params: Value) -> Value {
    let session = browser.driver.handle();
    let url = format!("{}session/{}/goog/cdp/execute", session.server_url().as_str(), session.session_id());
    let body = json!({ "cmd": name, "params": params });
    let answer = reqwest::Client::new().post(url).json(&body).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    answer.get("value").cloned().unwrap_or_default()
}

/// The page's id.
pub(crate) async fn page_frame(browser: &Browser) -> Value {
    let tree = command(browser, "Page.getFrameTree", json!({})).await;
    tree.pointer("/frameTree/frame/id").cloned().unwrap()
}

/// The id of the frame that the form is in.
pub(crate) async fn form_frame(browser: &Browser) -> Value {
    let tree = command(browser, "Page.getFrameTree", json!({})).await;
    let children = tree.pointer("/frameTree/childFrames").and_then(Value::as_array).cloned();
    let frame = children.unwrap_or_default().into_iter().find(|child| {
        let url = child.pointer("/frame/url").and_then(Value::as_str);
        url.is_some_and(|url| url.contains("/frame.html"))
    });
    frame.and_then(|frame| frame.pointer("/frame/id").cloned()).unwrap_or_else(|| panic!("no form in {tree}"))
}

/// Has the page believe in these media features: `("prefers-color-scheme", "dark")`.
pub(crate) async fn emulate_media(browser: &Browser, features: &[(&str, &str)]) {
    let features: Vec<_> =
        features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    command(browser, "Emulation.setEmulatedMedia", json!({ "features": features })).await;
}

/// Has the browser prefer a language.
pub(crate) async fn emulate_language(browser: &Browser, language: &str) {
    let user_agent = browser.script("return navigator.userAgent", vec![]).await;
    let preferences = json!({ "userAgent": user_agent, "acceptLanguage": language });
    command(browser, "Emulation.setUserAgentOverride", preferences).await;
}

/// Gives the page a window of this size in CSS pixels.
pub(crate) async fn emulate_window(browser: &Browser, (width, height): (u32, u32)) {
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    command(browser, "Emulation.setDeviceMetricsOverride", metrics).await;
}

/// Gives the page its own window back.
pub(crate) async fn restore_window(browser: &Browser) {
    command(browser, "Emulation.clearDeviceMetricsOverride", json!({})).await;
}

/// Presses keys one after the other, as a keyboard does: they go to whatever has the focus, in whatever frame.
pub(crate) async fn press(merchant: &Merchant, keys: impl Into<TypingData>) {
    let chain = merchant.browser.driver.action_chain_with_delay(None, None);
    chain.send_keys(keys).perform().await.unwrap();
}

/// Presses a key while another is held.
pub(crate) async fn press_with(merchant: &Merchant, held: Key, key: impl Into<TypingData>) {
    let chain = merchant.browser.driver.action_chain_with_delay(None, None);
    chain.key_down(held.clone()).send_keys(key).key_up(held).perform().await.unwrap();
}
