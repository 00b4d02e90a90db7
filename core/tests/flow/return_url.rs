//! Redirects whose `return_url` is known: only what leads back to our own return page can be shown in the page.

use super::bench::*;
use tillkit_core::flow::{ContinueMode, Display, Effect};

const TO_US: &str = "https://js.provider.example/v1/return.html";
const TO_THE_SHOP: &str = "https://shop.example/done?order=7";

fn redirect(return_url: &str) -> String {
    format!(
        r#""requires_action","next_action":{{"type":"redirect_to_url","redirect_to_url":{{"url":"https://bank.example/3ds","return_url":"{return_url}"}}}}"#
    )
}

fn leaves(bench: &Bench) -> bool {
    bench.effects.contains(&Effect::Navigate { url: "https://bank.example/3ds".into(), finished: false })
}

fn frames(bench: &Bench) -> bool {
    bench.effects.iter().any(|effect| matches!(effect, Effect::OpenSurface { window: Some(_), .. }))
}

#[test]
fn what_leads_back_to_us_is_shown_in_the_page() {
    for mode in [ContinueMode::Recover, ContinueMode::HandleNextAction, ContinueMode::Resume] {
        let mut bench = bench();
        bench.resume(mode).intent(&redirect(TO_US));
        assert!(frames(&bench) && !leaves(&bench), "{mode:?}");
    }
}

#[test]
fn what_leads_back_to_the_shop_takes_the_whole_page() {
    for mode in [ContinueMode::Recover, ContinueMode::HandleNextAction] {
        let mut bench = bench();
        bench.resume(mode).intent(&redirect(TO_THE_SHOP));
        assert!(leaves(&bench) && !frames(&bench), "{mode:?}");
    }
    let mut resumed = bench();
    resumed.resume(ContinueMode::Resume).intent(&redirect(TO_THE_SHOP));
    assert!(!leaves(&resumed) && !frames(&resumed), "a page that resumes as it loads stays");
}

#[test]
fn who_wants_no_dialog_gets_none() {
    let mut bench = Bench::new(|settings| settings.display = Display::Redirect);
    bench.resume(ContinueMode::HandleNextAction).intent(&redirect(TO_US));
    assert!(leaves(&bench) && !frames(&bench));
}
