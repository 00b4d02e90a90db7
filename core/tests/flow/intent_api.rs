//! What rests on the ids, the client secrets and the named actions of intents.

use super::bench::*;
use tillkit_core::flow::{Confirm, ContinueMode, Effect, Event};

#[test]
fn the_answer_for_another_intent_is_not_believed() {
    let mut bench = bench();
    let other = r#"{"id":"pi_2","amount":1,"currency":"USD","status":"succeeded"}"#;
    bench.pay("a").answer(200, other);
    assert!(bench.flow.is_running());
    // Nor does the flow ask for ever.
    for _ in 0..20 {
        if bench.flow.is_running() {
            bench.any_timer().answer(200, other);
        }
    }
    assert_eq!(bench.error(), "outcome_unknown");
}

#[test]
fn a_wrong_secret_is_refused_before_anything_is_sent() {
    let mut bench = bench();
    bench.step(Event::Confirm(Box::new(Confirm { client_secret: "pi_1".into(), ..confirm("a") })));
    assert_eq!(bench.error(), "client_secret_malformed");
    assert!(!bench.flow.holds_card() && !bench.flow.is_running());
}

#[test]
fn what_a_card_confirm_leads_to_is_shown_in_the_page() {
    let redirect = r#""requires_action","next_action":{"type":"redirect_to_url","redirect_to_url":{"url":"https://bank.example/3ds"}}"#;
    let mut paying = bench();
    paying.pay("a").intent(redirect);
    let surface = paying.surface();
    paying.step(Event::SurfaceReturned { surface }).intent(SUCCEEDED);
    assert_eq!(paying.status(), "succeeded");

    let mut resumed = bench();
    resumed.resume(ContinueMode::Resume).intent(redirect);
    for _ in 0..3 {
        resumed.any_timer().intent(redirect);
    }
    assert_eq!(resumed.status(), "requires_action", "a page that resumes as it loads stays");
    let mut asked = bench();
    asked.resume(ContinueMode::HandleNextAction).intent(redirect);
    assert!(
        asked.effects.contains(&Effect::Navigate { url: "https://bank.example/3ds".into(), finished: false })
    );
}

#[test]
fn unknown_things_are_errors() {
    for (status, code) in [
        (r#""on_hold""#, "unknown_status"),
        (r#""canceled""#, "payment_intent_canceled"),
        (r#""requires_action""#, "unknown_next_action"),
        (r#""requires_action","next_action":{"type":"teleport"}"#, "unknown_next_action"),
        (
            r#""requires_action","next_action":{"type":"x","x":{"url":"javascript:alert(1)"}}"#,
            "redirect_refused",
        ),
        (
            r#""requires_action","next_action":{"type":"x","x":{"url":"http://bank.example"}}"#,
            "redirect_refused",
        ),
    ] {
        let mut bench = bench();
        bench.pay("a").intent(status);
        assert_eq!(bench.error(), code, "{status}");
    }
}
