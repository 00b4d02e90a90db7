//! Every screen, looked at as assistive technology and people with low vision meet it.
//!
//! In Chromium only: the markup is the same in every browser, and with it what is found here. By default every screen
//! is looked at in light and English, and one of each kind in the dark, from right to left, and in languages of long
//! words; with `TILLKIT_E2E_FULL=1`, as `npm test -- --full` sets it, every screen in all of these.

use crate::accessibility_tree;
use crate::axe;
use crate::devtools;
use crate::layout;
use crate::screens::{Group, Look, Place, SCREENS, Screen, USUAL};
use tillkit_e2e::{Engine, Merchant, is_full};

/// What samples are looked at in beside [`USUAL`].
const DARK: Look = Look { scheme: "dark", locale: "en" };
const FROM_THE_RIGHT: Look = Look { scheme: "light", locale: "ar" };
const DARK_FROM_THE_RIGHT: Look = Look { scheme: "dark", locale: "ar" };
const LONG_WORDS: [Look; 2] =
    [Look { scheme: "light", locale: "de" }, Look { scheme: "light", locale: "fi" }];

/// 1280 CSS pixels at a zoom of 400 %: WCAG 1.4.10.
const ZOOMED: (u32, u32) = (320, 256);

/// The narrowest place that a form is made for.
const NARROWEST: (u32, u32) = (280, 600);

/// A phone, where text is made larger: WCAG 1.4.4.
const PHONE: (u32, u32) = (390, 844);

/// Nothing is cut, too small or too wide in narrow windows and with large text.
async fn fits(merchant: &Merchant, screen: Screen, found: &mut Vec<String>) {
    let Screen { place, .. } = screen;
    found.extend(layout::small_targets(merchant, place).await);
    for window in [NARROWEST, ZOOMED] {
        devtools::emulate_window(&merchant.browser, window).await;
        found.extend(layout::overflow(merchant, place).await);
    }
    found.extend(layout::cut_spaced_text(merchant, place).await);
    devtools::emulate_window(&merchant.browser, PHONE).await;
    found.extend(layout::small_input_text(merchant, place).await);
    found.extend(layout::cut_text(merchant, place).await);
    devtools::restore_window(&merchant.browser).await;
}

async fn look_at(merchant: &Merchant, screen: Screen, look: Look, faults: &mut Vec<String>) {
    screen.show(merchant, look).await;
    let mut found = vec![];
    if !LONG_WORDS.contains(&look) {
        found.extend(axe::violations(merchant, screen.place, look.scheme).await);
    }
    if look == USUAL {
        found.extend(accessibility_tree::differences(merchant, screen).await);
        found.extend(layout::unnamed_frames(merchant).await);
    }
    if look.scheme == "light" {
        fits(merchant, screen, &mut found).await;
    }
    let Look { scheme, locale } = look;
    faults.extend(found.iter().map(|fault| format!("{} ({scheme}, {locale}): {fault}", screen.name)));
}

/// What a screen is looked at in.
fn looks(screen: Screen) -> Vec<Look> {
    let all = is_full();
    let mut looks = vec![USUAL];
    if all || screen.sample {
        looks.extend([DARK, FROM_THE_RIGHT]);
        looks.extend(LONG_WORDS);
    }
    if all {
        looks.push(DARK_FROM_THE_RIGHT);
    }
    // The shop speaks English alone.
    looks.retain(|look| look.locale == "en" || screen.speaks);
    looks
}

async fn look_at_all(group: Group) {
    if Engine::chosen() != Engine::Chromium {
        return;
    }
    let merchant = devtools::open_merchant().await;
    let mut faults = vec![];
    for screen in SCREENS.into_iter().filter(|screen| screen.group == group) {
        for look in looks(screen) {
            look_at(&merchant, screen, look, &mut faults).await;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_kind_of_screen_has_a_sample() {
    for group in [Group::Card, Group::Methods, Group::Instructions, Group::Pages] {
        let samples = SCREENS.iter().filter(|screen| screen.group == group && screen.sample);
        assert!(samples.count() >= 2, "{group:?}");
    }
    assert!(SCREENS.iter().any(|screen| screen.place == Place::Dialog && screen.sample));
}

#[tokio::test(flavor = "multi_thread")]
async fn card_screens() {
    look_at_all(Group::Card).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn method_screens() {
    look_at_all(Group::Methods).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instruction_screens() {
    look_at_all(Group::Instructions).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages() {
    look_at_all(Group::Pages).await;
}
