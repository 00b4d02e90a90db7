//! `docs/accessibility.md`: WCAG 2.2's criteria up to AA, how each is met, and the tests that hold it.
//!
//! The page is written from this list by `TILLKIT_WRITE_SNAPSHOTS=1`; the test holds the page to the list, and the
//! list to tests that exist.

use crate::screens::SCREENS;
use crate::snapshot;
use serde_json::Value;
use std::path::{Path, PathBuf};

struct Criterion {
    number: &'static str,
    name: &'static str,
    met: &'static str,
    /// What holds it, as `file::test` below `tests/e2e`; none where nothing could show it but reading the code.
    tests: &'static [&'static str],
}

const fn row(
    number: &'static str,
    name: &'static str,
    met: &'static str,
    tests: &'static [&'static str],
) -> Criterion {
    Criterion { number, name, met, tests }
}

const CARD: &str = "accessibility::card_screens";
const METHODS: &str = "accessibility::method_screens";
const INSTRUCTIONS: &str = "accessibility::instruction_screens";
const PAGES: &str = "accessibility::pages";

const CRITERIA: [Criterion; 39] = [
    row(
        "1.1.1",
        "Non-text content",
        "QR codes and brand marks have names, and the code stands beside its picture as text to copy; what only decorates is hidden.",
        &[CARD, INSTRUCTIONS],
    ),
    row(
        "1.3.1",
        "Info and relationships",
        "Real labels, groups, tabs, radio buttons and headings; errors belong to their fields.",
        &[CARD, METHODS, PAGES],
    ),
    row(
        "1.3.2",
        "Meaningful sequence",
        "The order of the document is the order on the screen.",
        &["adaptation::the_focus_goes_as_the_eye_does"],
    ),
    row(
        "1.3.3",
        "Sensory characteristics",
        "No text points at something by its place, shape or colour.",
        &[],
    ),
    row(
        "1.3.4",
        "Orientation",
        "Nothing depends on how a screen is held: every width from 280 px works.",
        &[CARD, METHODS, INSTRUCTIONS, PAGES],
    ),
    row(
        "1.3.5",
        "Identify input purpose",
        "`autocomplete` tokens on every field that HTML has one for.",
        &["autofill::every_field_says_what_it_is_for_and_all_are_in_one_form"],
    ),
    row(
        "1.4.1",
        "Use of color",
        "Errors are words, a chosen tab or card also has a state and an outline.",
        &[],
    ),
    row(
        "1.4.3",
        "Contrast (minimum)",
        "At least 4.5:1, in light and dark.",
        &[CARD, METHODS, INSTRUCTIONS, PAGES],
    ),
    row(
        "1.4.4",
        "Resize text",
        "Text at 200 % on a phone is neither cut nor does it widen the page.",
        &[CARD, METHODS, INSTRUCTIONS, PAGES],
    ),
    row(
        "1.4.10",
        "Reflow",
        "At 400 % (320 px), and 280 px wide, nothing scrolls sideways.",
        &[CARD, METHODS, INSTRUCTIONS, PAGES],
    ),
    row(
        "1.4.11",
        "Non-text contrast",
        "Focus and errors change lines of at least 3:1. Not measured by a test: axe-core has no rule for it.",
        &["adaptation::focus_is_visible_in_forced_colours_too"],
    ),
    row(
        "1.4.12",
        "Text spacing",
        "With that spacing, text is neither cut nor does it widen the page.",
        &[CARD, METHODS, INSTRUCTIONS, PAGES],
    ),
    row("1.4.13", "Content on hover or focus", "There is none.", &[]),
    row(
        "2.1.1",
        "Keyboard",
        "Everything can be done by keys; whole payments are.",
        &[
            "keyboard::a_card_pays",
            "keyboard::tabs_and_more_lead_to_every_method",
            "keyboard::an_accordion_is_walked_by_arrows",
            "keyboard::a_code_is_copied_and_given_up_for_a_card",
            "keyboard::saved_cards_are_chosen_kept_and_removed",
        ],
    ),
    row(
        "2.1.2",
        "No keyboard trap",
        "Tab leads through the form and out of it; Escape and a button close the bank's dialog.",
        &["keyboard::a_card_pays", "keyboard::a_challenge_keeps_the_focus_and_gives_it_back"],
    ),
    row(
        "2.2.1",
        "Timing adjustable",
        "Only a payment's own end is a limit, which nobody can extend: the time left is shown, and a minute before the end it is said.",
        &["adaptation::a_code_tells_how_long_it_is_good_for_and_warns_before_its_end"],
    ),
    row(
        "2.2.2",
        "Pause, stop, hide",
        "Only a sign of work in progress moves, and only as long as that.",
        &["adaptation::less_motion_is_less_motion"],
    ),
    row("2.3.1", "Three flashes", "Nothing flashes.", &[]),
    row(
        "2.4.1",
        "Bypass blocks",
        "The hosted page has landmarks; the form is one frame with a title.",
        &[PAGES],
    ),
    row("2.4.2", "Page titled", "Every page and frame has a title.", &[CARD, METHODS, PAGES]),
    row(
        "2.4.3",
        "Focus order",
        "As the eye goes. A dialog keeps the focus and gives it back; no field is left unless by the customer.",
        &[
            "adaptation::the_focus_goes_as_the_eye_does",
            "keyboard::a_challenge_keeps_the_focus_and_gives_it_back",
            "editing::nothing_takes_the_focus_away_and_nothing_is_said_while_typing",
        ],
    ),
    row("2.4.6", "Headings and labels", "Each field says what belongs into it.", &[METHODS, PAGES]),
    row(
        "2.4.7",
        "Focus visible",
        "An outline or a ring on every control, forced colours included.",
        &["adaptation::focus_is_visible_in_forced_colours_too"],
    ),
    row(
        "2.4.11",
        "Focus not obscured (minimum)",
        "Nothing floats over the form; the dialog is in the top layer.",
        &["keyboard::a_challenge_keeps_the_focus_and_gives_it_back"],
    ),
    row("2.5.2", "Pointer cancellation", "Controls are the browser's own and act on release.", &[]),
    row(
        "2.5.3",
        "Label in name",
        "What can be read on a control is in its name, in every language: the build fails where it is not.",
        &[INSTRUCTIONS, METHODS],
    ),
    row(
        "2.5.8",
        "Target size (minimum)",
        "At least 24 × 24 px, 44 px for main ones.",
        &[CARD, METHODS, INSTRUCTIONS, PAGES],
    ),
    row("3.1.1", "Language of page", "Pages, frames and the form say theirs.", &[CARD, PAGES]),
    row(
        "3.2.1",
        "On focus",
        "Focus alone changes nothing.",
        &["editing::nothing_takes_the_focus_away_and_nothing_is_said_while_typing"],
    ),
    row(
        "3.2.2",
        "On input",
        "Choosing a method shows its fields after it and moves no focus; no field passes the focus on.",
        &[
            "keyboard::tabs_and_more_lead_to_every_method",
            "editing::nothing_takes_the_focus_away_and_nothing_is_said_while_typing",
        ],
    ),
    row(
        "3.2.6",
        "Consistent help",
        "The provider's and merchant's own pages offer help; the form has none to place.",
        &[],
    ),
    row(
        "3.3.1",
        "Error identification",
        "Each mistake is told in words at its field and in a summary; the focus goes to the first.",
        &[
            CARD,
            METHODS,
            "keyboard::a_card_pays",
            "form::submitting_with_mistakes_focuses_the_first_and_tells_all",
        ],
    ),
    row(
        "3.3.2",
        "Labels or instructions",
        "Labels above fields, and examples where a format is not common.",
        &[],
    ),
    row("3.3.3", "Error suggestion", "Errors say what to do.", &[]),
    row(
        "3.3.4",
        "Error prevention (financial)",
        "Entries are checked before they are sent; a removal is asked about first.",
        &[
            "keyboard::saved_cards_are_chosen_kept_and_removed",
            "form::submitting_with_mistakes_focuses_the_first_and_tells_all",
        ],
    ),
    row(
        "3.3.7",
        "Redundant entry",
        "Nothing is asked for twice; after a decline only the security code is.",
        &["shop::a_declined_customer_stays_and_tries_again"],
    ),
    row(
        "3.3.8",
        "Accessible authentication (minimum)",
        "Pasting and autofill work everywhere; the bank's own page is the bank's.",
        &[
            "editing::every_field_takes_what_is_pasted",
            "editing::a_pasted_number_is_found_in_whatever_is_around_it",
            "autofill::chromiums_autofill_fills_every_field_at_once_and_pays",
            "autofill::plain_events_fill_the_form",
        ],
    ),
    row(
        "4.1.2",
        "Name, role, value",
        "Held to a snapshot of each screen's accessibility tree.",
        &[CARD, METHODS, INSTRUCTIONS, PAGES],
    ),
    row(
        "4.1.3",
        "Status messages",
        "Alerts and status texts are said without moving the focus, and not while typing.",
        &["editing::nothing_takes_the_focus_away_and_nothing_is_said_while_typing", CARD],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page() -> String {
    let axe = std::fs::read_to_string(root().join("node_modules/axe-core/package.json")).unwrap();
    let axe: Value = serde_json::from_str(&axe).unwrap();
    let version = axe.get("version").and_then(Value::as_str).unwrap();
    let names: Vec<_> = SCREENS.iter().map(|screen| screen.name).collect();
    let mut page = format!(
        "# Accessibility\n\n\
        Tillkit is built to WCAG 2.2, level AA. This page is written by `tests/e2e/accessibility_report.rs`, whose tests\n\
        hold it to tests that exist; `npm test` passes only while they pass.\n\n\
        {} screens are brought up in a real Chromium: {}.\n\n\
        On each of them axe-core {version} finds nothing, its accessibility tree is the one kept in\n\
        `tests/e2e/snapshots`, targets are 24 px at least and main ones 44 px, text in inputs has 16 px on phones, and\n\
        nothing is cut off or scrolls sideways: at a zoom of 400 %, 280 px wide, with text at 200 %, and with text spaced\n\
        out. One screen of each kind is looked at in the dark as well, in Arabic from right to left, and in German and\n\
        Finnish for their long words; all of them by `npm test -- --full`.\n\n\
        ## WCAG 2.2, level A and AA\n\n\
        | criterion | | how it is met | tests |\n|---|---|---|---|\n",
        SCREENS.len(),
        names.join(", ")
    );
    for Criterion { number, name, met, tests } in &CRITERIA {
        let tests: Vec<_> = tests.iter().map(|test| format!("`{test}`")).collect();
        let tests = if tests.is_empty() { "by design, no test".to_owned() } else { tests.join(", ") };
        page.push_str(&format!("| {number} | {name} | {met} | {tests} |\n"));
    }
    page.push_str(
        "\nThere is no video, audio, image of text, gesture, dragging, motion of a device or shortcut of one letter that 1.2.x,\n\
        1.4.2, 1.4.5, 2.1.4, 2.5.1, 2.5.4 and 2.5.7 could apply to, and no set of pages for 2.4.5, 3.2.3 and 3.2.4. What links\n\
        are for (2.4.4) and the language of parts (3.1.2) are held by the snapshots of the accessibility trees and by axe-core.\n\n\
        ## Running it\n\n\
        | command | does |\n|---|---|\n\
        | `npm test` | all of it, with everything else |\n\
        | `cargo test -p tillkit-e2e -- accessibility adaptation autofill editing keyboard visual` | this alone, with what is in `dist` |\n\
        | `TILLKIT_E2E_FULL=1` before that | every screen in all colours and languages |\n\
        | `TILLKIT_WRITE_SNAPSHOTS=1` before that | writes trees, pictures and this page anew: read what `git diff` says |\n\
        | `npm run pictures` | a picture of every screen in `pictures/`, with an index |\n\n\
        ## What was not tried\n\n\
        - No person has used the form with a screen reader, by voice or with a switch. The tests hold what assistive technology\n  \
        is given, not how it reads it out.\n\
        - Zoom, forced colours, less motion and autofill are tried as DevTools emulate them, in Chromium. Firefox and WebKit run\n  \
        the payments of the other tests, a few of them by keyboard, and no axe-core.\n\
        - No test measures the contrast of lines, rings and marks (1.4.11): axe-core has no rule for it.\n\
        - Colours and rules of a merchant's own `appearance` are the merchant's; in test mode a warning names text under 4.5:1.\n\
        - The bank's pages are the bank's: nobody can promise anything about what a challenge shows.\n",
    );
    page
}

#[test]
fn the_page_is_what_the_list_says() {
    let path = root().join("docs/accessibility.md");
    if snapshot::writing() {
        std::fs::write(&path, page()).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page(), "docs/accessibility.md is written anew by TILLKIT_WRITE_SNAPSHOTS=1");
}

#[test]
fn every_test_of_the_list_exists() {
    for Criterion { number, tests, .. } in &CRITERIA {
        for test in *tests {
            let (file, name) = test.split_once("::").unwrap();
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("{file}.rs"));
            let source = std::fs::read_to_string(path).unwrap();
            assert!(source.contains(&format!("async fn {name}()")), "{number}: there is no test {test}");
        }
    }
}
