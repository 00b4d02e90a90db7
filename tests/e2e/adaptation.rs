//! The form as customers have set up their browser: colours of their own, less motion, keys instead of a pointer; and
//! what they are told of time.
//!
//! In Chromium only: DevTools emulate what is set up in the system.

use crate::devtools::{self, press};
use crate::screens::{SCREENS, USUAL, see};
use serde_json::{Value, json};
use thirtyfour::Key;
use tillkit_core::method::find;
use tillkit_e2e::{Engine, Merchant};

/// Screens with every kind of control among them.
const CONTROLS: [&str; 5] =
    ["card with address", "more methods", "accordion", "removing a saved card", "account details"];

/// A little more than when the warning comes.
const LIFETIME_MS: u64 = 64_000;

fn chromium() -> bool {
    Engine::chosen() == Engine::Chromium
}

async fn show(merchant: &Merchant, name: &str) {
    SCREENS.iter().find(|screen| screen.name == name).unwrap().show(merchant, USUAL).await;
}

async fn faults(merchant: &Merchant, body: &str) -> Vec<String> {
    merchant.enter_form().await;
    let found = merchant.browser.script(body, vec![]).await;
    merchant.leave_frames().await;
    let found = found.as_array().cloned().unwrap_or_default();
    found.iter().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}

/// Controls that look the same with and without the focus.
async fn without_visible_focus(merchant: &Merchant, forced: bool) -> Vec<String> {
    // A key, so that focus is shown as it is to those who use keys.
    press(merchant, "" + Key::Tab).await;
    let seen = if forced {
        // Shadows are not drawn in forced colours.
        "const seen = ({ outlineStyle, outlineWidth }) => [outlineStyle, outlineWidth].join(' ');"
    } else {
        "const seen = ({ outlineStyle, outlineWidth, outlineColor, boxShadow }) =>
           [outlineColor.endsWith(', 0)') ? 'none' : outlineStyle + outlineWidth + outlineColor, boxShadow].join(' ');"
    };
    let body = format!(
        "{seen}
        const found = [];
        for (const control of document.querySelectorAll('input:not(:disabled), select, button:not(:disabled), a[href]')) {{
          document.activeElement.blur();
          const before = seen(getComputedStyle(control));
          control.focus();
          if (document.activeElement != control || seen(getComputedStyle(control)) == before) found.push(control.outerHTML.slice(0, 120));
        }}
        return found"
    );
    faults(merchant, &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn focus_is_visible_in_forced_colours_too() {
    if !chromium() {
        return;
    }
    let merchant = devtools::open_merchant().await;
    for screen in CONTROLS {
        show(&merchant, screen).await;
        assert_eq!(without_visible_focus(&merchant, false).await, [] as [String; 0], "{screen}");
        devtools::emulate_media(&merchant.browser, &[("forced-colors", "active")]).await;
        merchant.enter_form().await;
        assert!(merchant.browser.becomes_true("return matchMedia('(forced-colors: active)').matches").await);
        merchant.leave_frames().await;
        assert_eq!(
            without_visible_focus(&merchant, true).await,
            [] as [String; 0],
            "{screen}, forced colours"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_focus_goes_as_the_eye_does() {
    if !chromium() {
        return;
    }
    let merchant = devtools::open_merchant().await;
    for screen in CONTROLS {
        show(&merchant, screen).await;
        // Those of one row count as equally high; of two columns, the left one comes first.
        let body = "const stops = [...document.querySelectorAll('input, select, button, a[href]')]
              .filter((stop) => !stop.disabled && stop.tabIndex == 0 && stop.checkVisibility());
            const places = stops.map((stop) => (stop.closest('label') ?? stop).getBoundingClientRect());
            const found = stops.filter((stop) => stop.tabIndex > 0).map(() => 'a positive tabindex');
            places.forEach((place, at) => {
              const before = places[at - 1];
              if (!before) return;
              const below = place.top >= before.bottom - 4;
              const beside = place.left >= before.right - 4 && place.bottom > before.top;
              if (!below && !beside) found.push(stops[at].outerHTML.slice(0, 120));
            });
            return found";
        assert_eq!(faults(&merchant, body).await, [] as [String; 0], "{screen}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn less_motion_is_less_motion() {
    if !chromium() {
        return;
    }
    let merchant = devtools::open_merchant().await;
    let moving = "return [...document.querySelectorAll('.tk-root *')].filter((each) => {
          const durations = getComputedStyle(each).transitionDuration.split(',').map(parseFloat);
          return durations.some((duration) => duration > 0.01) && getComputedStyle(each).transitionProperty != 'none';
        }).map((each) => each.outerHTML.slice(0, 120))";
    show(&merchant, "card").await;
    assert_ne!(faults(&merchant, moving).await, [] as [String; 0], "there is motion to leave out");
    devtools::emulate_media(&merchant.browser, &[("prefers-reduced-motion", "reduce")]).await;
    assert_eq!(faults(&merchant, moving).await, [] as [String; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_tells_how_long_it_is_good_for_and_warns_before_its_end() {
    if !chromium() {
        return;
    }
    let merchant = Merchant::open().await;
    merchant.show_in_place();
    merchant.change_settings(&json!({ "code_lifetime_ms": LIFETIME_MS }));
    let (intent, _) = merchant.intent_for("promptpay", &["card", "promptpay"]);
    merchant.mount(&intent).await;
    merchant.choose("promptpay").await;
    merchant.fill_in(find("promptpay").unwrap(), &[]).await;
    merchant.begin_confirm_and_return().await;
    see(&merchant, "[role=timer]").await;
    merchant.enter_form().await;
    let said = "return document.querySelector('[role=alert]').textContent.includes('One minute left')";
    merchant.browser.until(said).await;
    let time = "return document.querySelector('[role=timer]').textContent";
    let time = merchant.browser.script(time, vec![]).await;
    assert!(time.as_str().is_some_and(|time| time.starts_with("Valid for")), "{time}");
    // A timer's role is not read out by itself: only the warning is.
    let live = "return document.querySelector('[role=timer]').getAttribute('aria-live')";
    assert_eq!(merchant.browser.script(live, vec![]).await, Value::Null);
}
