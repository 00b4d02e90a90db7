//! What axe-core finds on a screen.

use crate::screens::Place;
use serde_json::{Value, json};
use tillkit_e2e::Merchant;

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../node_modules/axe-core/axe.min.js");

/// With fewer rules that apply, something other than a screen was looked at.
const FEWEST_RULES: u64 = 5;

/// What axe-core has to say about a screen.
pub(crate) async fn violations(merchant: &Merchant, place: Place, scheme: &str) -> Vec<String> {
    let source = std::fs::read_to_string(AXE).unwrap();
    if place == Place::Form {
        merchant.enter_form().await;
    }
    merchant.browser.script(&source, vec![]).await;
    // The main landmark and the first heading are the merchant's page's, whose part form and dialog are. axe takes a
    // transparent page for a white one, so a form in the dark gets the page's colour. Frames are looked at as screens
    // of their own: the form's as a form, the bank's not at all.
    let run = "const [place, scheme] = arguments;
        const rules = place == 'Page' ? {} : { 'landmark-one-main': { enabled: false }, 'page-has-heading-one': { enabled: false } };
        if (place == 'Form') document.documentElement.style.backgroundColor = scheme == 'dark' ? 'rgb(18, 18, 18)' : 'rgb(255, 255, 255)';
        window.found = null;
        axe.run(document, { resultTypes: ['violations'], rules, iframes: false }).then(({ violations, passes }) => {
          window.found = { passed: passes.length, violations: violations.flatMap(({ id, nodes }) =>
            nodes.map(({ html, failureSummary }) => `axe ${id}: ${html}: ${failureSummary}`)) };
        }, (error) => { window.found = { violations: [String(error)] }; })";
    merchant.browser.script(run, vec![json!(format!("{place:?}")), json!(scheme)]).await;
    let found = merchant.browser.until("return window.found").await;
    merchant.leave_frames().await;
    let passed = found.get("passed").and_then(Value::as_u64);
    assert!(passed > Some(FEWEST_RULES), "axe has looked at something: {found}");
    let found = found.get("violations").and_then(Value::as_array).cloned().unwrap_or_default();
    found.iter().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}
