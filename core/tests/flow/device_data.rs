//! Device data collection.

use super::bench::*;
use tillkit_core::flow::{ActionKind, ActionOutcome, DDC_DEADLINE_MS, Event};

const DDC: &str = r#""requires_action","next_action":"{\"ddc_redirect\":{\"url\":\"https://bank.example/ddc\"},\"type\":\"ddc_redirect\"}""#;

#[test]
fn data_collection_then_a_challenge() {
    let mut bench = bench();
    bench.pay("a").intent(DDC);
    assert!(!bench.flow.holds_card(), "the attempt is answered");
    let surface = bench.surface();
    bench.step(Event::SurfaceReturned { surface });
    assert!(bench.ended(ActionKind::Ddc, ActionOutcome::Completed));
    bench.intent(CHALLENGE);
    let surface = bench.surface();
    bench.step(Event::SurfaceReturned { surface }).intent(SUCCEEDED);
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn data_collection_fails_open() {
    for outcome in [ActionOutcome::TimedOut, ActionOutcome::Unavailable] {
        let mut bench = bench();
        bench.pay("a").intent(DDC);
        let surface = bench.surface();
        if outcome == ActionOutcome::TimedOut {
            bench.timer(DDC_DEADLINE_MS);
        } else {
            bench.step(Event::SurfaceFailed { surface });
        }
        assert!(bench.ended(ActionKind::Ddc, outcome));
        // The gateway is asked, also while it still says the same.
        bench.intent(DDC).any_timer().intent(SUCCEEDED);
        assert_eq!(bench.status(), "succeeded");
    }
}

#[test]
fn an_action_that_never_ends_is_given_up() {
    let mut bench = bench();
    bench.pay("a").intent(DDC).timer(DDC_DEADLINE_MS).intent(DDC);
    let mut asked = 1;
    while bench.flow.is_running() {
        bench.any_timer().intent(DDC);
        asked += 1;
    }
    assert_eq!((bench.error(), asked), ("authentication_unresolved", 9));
    assert!(!bench.effects.contains(&cleared()), "a reload can still ask");
}
