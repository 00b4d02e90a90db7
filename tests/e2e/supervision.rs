//! Engines that break down for real, in a build with the test door: another takes their place.

use serde_json::json;
use std::fs;
use std::path::Path;
use tillkit_e2e::{Intent, Merchant, TEST_DOOR_ASSETS};
use tillkit_sandbox::{Fault, FaultKind};

const PANIC: &str = "panic";

/// After which the loader gives up.
const MOST_RESTARTS: usize = 3;

async fn mounted(inline: bool) -> (Merchant, Intent) {
    let merchant = Merchant::open_with_test_door(inline).await;
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    (merchant, intent)
}

/// Waits until the engine was replaced this often and its form can be used again.
async fn replaced(merchant: &Merchant, times: usize) {
    let body = format!(
        "const last = events.map(([name]) => name).lastIndexOf('restarted');
        return events.filter(([name]) => name == 'restarted').length == {times}
          && events.slice(last).some(([name]) => name == 'ready')"
    );
    merchant.browser.until(&body).await;
}

async fn breaks_before_a_payment(inline: bool, how: &str) {
    let (merchant, intent) = mounted(inline).await;
    merchant.type_into("number", "4242").await;
    merchant.break_engine(how).await;
    replaced(&merchant, 1).await;
    assert_eq!(merchant.value("number").await, "", "what was typed is gone with the engine");
    merchant.type_card("378282246310005").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.assert_charged_once(&intent);
}

async fn breaks_while_confirming(inline: bool, how: &str) {
    let (merchant, intent) = mounted(inline).await;
    merchant.type_card("378282246310005").await;
    merchant.sandbox.arm(Fault::new(FaultKind::DelayAnswer { ms: 60_000 }));
    merchant.begin_confirm().await;
    merchant.attempts(&intent, 1).await;
    merchant.break_engine(how).await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    replaced(&merchant, 1).await;
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.assert_charged_once(&intent);
}

async fn breaks_during_the_challenge(inline: bool, how: &str) {
    let (merchant, intent) = mounted(inline).await;
    merchant.type_card("4000000000003220").await;
    merchant.begin_confirm().await;
    merchant.enter_challenge().await;
    merchant.leave_frames().await;
    merchant.break_engine(how).await;
    replaced(&merchant, 1).await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    assert_eq!(merchant.ledger(&intent).attempts, 1);
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_before_a_payment_leaves_a_form_that_pays() {
    breaks_before_a_payment(false, PANIC).await;
    breaks_before_a_payment(true, PANIC).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_while_confirming_charges_once() {
    breaks_while_confirming(false, PANIC).await;
    breaks_while_confirming(true, PANIC).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_during_the_challenge_charges_once() {
    breaks_during_the_challenge(false, PANIC).await;
    breaks_during_the_challenge(true, PANIC).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_that_runs_out_is_a_panic_like_any_other() {
    breaks_before_a_payment(false, "exhaust-memory").await;
    breaks_while_confirming(true, "exhaust-memory").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_breaks_down_again_and_again_is_given_up() {
    for inline in [false, true] {
        let (merchant, intent) = mounted(inline).await;
        for times in 1..=MOST_RESTARTS {
            merchant.break_engine(PANIC).await;
            replaced(&merchant, times).await;
        }
        merchant.break_engine(PANIC).await;
        merchant.browser.until("return events.some(([name]) => name == 'loaderror')").await;
        let error = merchant.events("loaderror").await[0]["error"].clone();
        assert_eq!(
            (&error["code"], &error["retry"]),
            (&json!("engine_crashed"), &json!("check_intent_first"))
        );
        assert_eq!(merchant.confirm().await.code(), "engine_crashed");
        merchant.assert_not_charged(&intent);

        // Mounted again, it starts from nothing: no instance that broke down is used any more.
        merchant.browser.script("events.length = 0; element.mount('#checkout')", vec![]).await;
        merchant.browser.until("return events.some(([name]) => name == 'ready')").await;
        merchant.type_card("378282246310005").await;
        assert_eq!(merchant.confirm().await.status(), "succeeded");
        merchant.assert_charged_once(&intent);
    }
}

/// The engines' bytes in a folder of the repository.
fn engines(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("engine") && name.ends_with(".wasm")
        })
        .map(|path| fs::read(path).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shipped_has_no_such_door() {
    let door = b"tillkit-test-";
    let has_door = |wasm: &Vec<u8>| wasm.windows(door.len()).any(|window| window == door);
    let [test_build] = engines(&format!("{TEST_DOOR_ASSETS}/v1")).try_into().unwrap();
    assert!(has_door(&test_build), "this is how a door looks");
    for folder in ["dist/v1", "dist/npm"] {
        let [shipped] = engines(folder).try_into().unwrap();
        assert!(!has_door(&shipped), "{folder}");
    }

    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card("4242424242424242").await;
    merchant.break_engine(PANIC).await;
    merchant.break_engine("exhaust-memory").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    assert!(merchant.events("restarted").await.is_empty());
    merchant.assert_charged_once(&intent);
}
