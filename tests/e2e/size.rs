//! The list of files whose size `npm run size` sums up is what a browser loads.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use tillkit_e2e::{Merchant, plain_name};

#[tokio::test(flavor = "multi_thread")]
async fn a_card_payment_loads_the_listed_files() {
    let listed: Value = serde_json::from_str(include_str!("../../scripts/card_payment_files.json")).unwrap();
    let listed: BTreeSet<_> =
        listed.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    let merchant = Merchant::open().await;
    let intent = merchant.intent_with_3ds();
    // The list is of a form in English, whatever the machine speaks.
    merchant.mount_with(&intent, json!({ "locale": "en" }), json!({})).await;
    merchant.type_card("4000000000003220").await;
    merchant.begin_confirm().await;
    let mut loaded = loaded_here(&merchant).await;
    merchant.enter_form().await;
    loaded.extend(loaded_here(&merchant).await);
    merchant.leave_frames().await;
    merchant.enter_challenge().await;
    merchant.browser.driver.enter_parent_frame().await.unwrap();
    loaded.extend(loaded_here(&merchant).await);
    merchant.leave_frames().await;
    // What only the bank's way back loads cannot be looked at: it is gone at once.
    let return_page: BTreeSet<_> = ["return.html", "return.css", "return.js"].map(String::from).into();
    loaded.extend(return_page);
    // What methods need once they are shown counts apart.
    // So does what only forms with a test key load.
    loaded.retain(|name| !name.starts_with("marks/") && name != "checks.js");
    assert_eq!(loaded, listed);
}

/// The names of our files that the current document has loaded, itself included.
async fn loaded_here(merchant: &Merchant) -> BTreeSet<String> {
    let body =
        "return [location.href, ...performance.getEntriesByType('resource').map((entry) => entry.name)]
        .filter((name) => name.startsWith(arguments[0] + '/v1/') && !name.includes('payment_intents'))
        .map((name) => new URL(name).pathname.split('/v1/').pop())";
    let names = merchant.browser.script(body, vec![json!(merchant.sandbox.gateway_url())]).await;
    names.as_array().unwrap().iter().map(|name| plain_name(name.as_str().unwrap())).collect()
}
