//! Where a card number may be, and the strictest policies.

use serde_json::json;
use tillkit_e2e::{Engine, Merchant};

const NUMBER: &str = "4000000000003220";

#[tokio::test(flavor = "multi_thread")]
async fn the_merchants_page_never_sees_the_card() {
    let merchant = Merchant::open().await;
    let body = "window.heard = [];
        addEventListener('message', (event) => heard.push(JSON.stringify(event.data)));
        for (const name of ['log', 'info', 'warn', 'error', 'debug']) {
          const real = console[name]; console[name] = (...all) => { heard.push(all.map(String).join(' ')); real(...all); };
        }";
    merchant.browser.script(body, vec![]).await;
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    merchant.type_card(NUMBER).await;
    merchant.begin_confirm().await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    let everything = "const dump = (node) => [node.nodeValue ?? '', node.value ?? '',
            ...[...node.attributes ?? []].map((attribute) => attribute.value),
            ...[...node.childNodes, ...node.shadowRoot ? [node.shadowRoot] : []].map(dump)].join(' ');
        return [dump(document), JSON.stringify(events), JSON.stringify(heard), JSON.stringify({ ...localStorage }),
            JSON.stringify({ ...sessionStorage }), document.cookie, location.href, document.title,
            performance.getEntriesByType('resource').map((entry) => entry.name).join(' '),
            String(window.result)].join('\\n')";
    let mut seen = merchant.browser.script(everything, vec![]).await.as_str().unwrap().to_owned();
    assert!(seen.contains("tillkit-frame"), "the search finds what is there");
    assert!(seen.contains(&intent.client_secret), "the stored attempt is there: {seen}");
    merchant.answer_challenge("Decline").await;
    merchant.result().await;
    seen += merchant.browser.script(everything, vec![]).await.as_str().unwrap();
    if merchant.browser.engine == Engine::Chromium {
        seen += &merchant.browser.console().await.join("\n");
    }
    let spaceless = seen.replace([' ', '-'], "");
    for text in [NUMBER, "400000000000322", "0000003220"] {
        assert!(!spaceless.contains(text), "the card number is in the merchant's page");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_frame_says_a_word_about_policies() {
    let merchant = Merchant::open().await;
    let body = "window.violations = [];
        addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI))";
    merchant.browser.script(body, vec![]).await;
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    merchant.type_card(NUMBER).await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
    assert_eq!(merchant.browser.script("return violations", vec![]).await, json!([]));
    if merchant.browser.engine == Engine::Chromium {
        assert_eq!(merchant.browser.console().await, [] as [&str; 0], "not from any frame");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_from_strangers_do_nothing() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    merchant.type_card(NUMBER).await;
    merchant.begin_confirm().await;
    merchant.enter_challenge().await;
    // The bank's page, and the merchant's, pretend to be ours.
    let pretend = "for (const target of [parent, top]) {
            for (const data of [{ tillkit: 'returned' }, { tillkit: 'hello', version: 1 }, 'returned', { result: {} }]) {
              target.postMessage(data, '*');
            }
          }";
    merchant.browser.script(pretend, vec![]).await;
    merchant.leave_frames().await;
    merchant.browser.script("for (const frame of [...document.querySelectorAll('iframe')]) {
        frame.contentWindow.postMessage({ tillkit: 'connect', version: 1 }, '*', [new MessageChannel().port1]); }", vec![]).await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert_eq!(merchant.events("actionend").await.len(), 2);
    merchant.assert_charged_once(&intent);
}
