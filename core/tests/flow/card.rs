use super::bench::*;
use tillkit_core::flow::{
    ActionKind, ActionOutcome, CHALLENGE_DEADLINE_MS, CHALLENGE_POLL_MS, Confirm, ContinueMode, Display,
    Effect, Event, Outcome, Settings, WindowSize,
};
use tillkit_core::gateway::{Method, Response};
use tillkit_core::page_url::PageUrl;

#[test]
fn a_payment_without_authentication() {
    let mut bench = bench();
    bench.pay("a");
    assert!(bench.flow.holds_card());
    assert!(bench.sends("https://js.provider.example/v1/return.html"));
    bench.intent(SUCCEEDED);
    assert_eq!(bench.status(), "succeeded");
    assert!(bench.effects.contains(&cleared()));
    assert!(!bench.flow.holds_card() && !bench.flow.is_running());
}

#[test]
fn closing_the_challenge_opens_the_form_again() {
    let mut bench = bench();
    bench.pay("a").intent(CHALLENGE);
    let surface = bench.surface();
    bench.step(Event::SurfaceClosed { surface });
    assert!(bench.ended(ActionKind::Challenge, ActionOutcome::Canceled));
    bench.intent(CHALLENGE);
    assert_eq!(bench.error(), "challenge_canceled");
    // The bank may have been approving as the customer closed it: ask, and only then charge.
    bench.pay("b");
    assert_eq!(bench.sent().1.method, Method::Get);
    bench.intent(CHALLENGE);
    assert_eq!(bench.sent().1.idempotency_key.as_deref(), Some("b"));
}

#[test]
fn closing_the_challenge_after_approving_it_is_a_success() {
    let mut bench = bench();
    bench.pay("a").intent(CHALLENGE);
    let surface = bench.surface();
    bench.step(Event::SurfaceClosed { surface }).intent(SUCCEEDED);
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn the_slow_poll_notices_a_challenge_that_reports_nothing() {
    let mut bench = bench();
    bench.pay("a").intent(CHALLENGE).timer(CHALLENGE_POLL_MS).intent(CHALLENGE);
    bench.timer(CHALLENGE_POLL_MS).lose().timer(CHALLENGE_POLL_MS).intent(SUCCEEDED);
    assert!(bench.ended(ActionKind::Challenge, ActionOutcome::Completed));
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn a_challenge_has_the_merchants_deadline_but_no_longer_than_emvs() {
    let mut short = Bench::new(|settings| settings.challenge_timeout_ms = 3_000);
    short.pay("a").intent(CHALLENGE).timer(3_000).intent(CHALLENGE);
    assert_eq!(short.error(), "challenge_timed_out");
    let mut long = Bench::new(|settings| settings.challenge_timeout_ms = u32::MAX);
    long.pay("a").intent(CHALLENGE).timer(CHALLENGE_DEADLINE_MS).intent(CHALLENGE);
    assert_eq!(long.error(), "challenge_timed_out");
}

#[test]
fn a_failed_challenge_says_why() {
    let mut bench = bench();
    bench.pay("a").intent(CHALLENGE);
    let surface = bench.surface();
    let declined =
        r#""requires_payment_method","last_payment_error":{"type":"card_error","code":"insufficient_funds"}"#;
    bench.step(Event::SurfaceReturned { surface }).intent(declined);
    assert_eq!(bench.error(), "insufficient_funds");
    let mut silent = Bench::new(|_| {});
    silent.pay("a").intent(CHALLENGE);
    let surface = silent.surface();
    silent.step(Event::SurfaceReturned { surface }).intent(UNPAID);
    assert_eq!(silent.error(), "payment_intent_authentication_failure");
}

#[test]
fn a_lost_answer_is_asked_about_and_repeated_to_the_letter() {
    let mut bench = bench();
    bench.pay("a");
    let (_, first) = bench.sent();
    bench.lose().any_timer();
    assert_eq!(bench.sent().1.method, Method::Get);
    bench.intent(UNPAID);
    assert_eq!(bench.sent().1, first);
    bench.intent(SUCCEEDED);
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn a_lost_answer_to_a_payment_that_went_through_is_a_success_without_another_charge() {
    let mut bench = bench();
    bench.pay("a").lose().any_timer().intent(SUCCEEDED);
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn an_older_attempts_action_is_not_mistaken_for_this_ones() {
    let mut bench = bench();
    bench.pay("a").lose().any_timer().intent(CHALLENGE);
    assert_eq!(bench.sent().1.idempotency_key.as_deref(), Some("a"));
}

#[test]
fn an_unknown_outcome_is_asked_about_before_the_next_attempt() {
    let mut bench = bench();
    bench.pay("a");
    while bench.flow.is_running() {
        if bench.effects.iter().any(|effect| matches!(effect, Effect::Send { .. })) {
            bench.lose();
        } else {
            bench.any_timer();
        }
    }
    assert_eq!(bench.error(), "outcome_unknown");
    assert!(!bench.flow.holds_card());
    bench.pay("b");
    assert_eq!(bench.sent().1.method, Method::Get);
    bench.intent(SUCCEEDED);
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn a_second_confirm_changes_nothing() {
    let mut bench = bench();
    bench.pay("a");
    let (request, _) = bench.sent();
    bench.pay("b");
    assert_eq!(bench.effects, []);
    let body = r#"{"id":"pi_1","amount":1,"currency":"USD","status":"succeeded"}"#;
    bench.step(Event::Answered {
        request,
        response: Response { status: 200, retry_after_s: None, body: body.into() },
    });
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn paying_what_is_paid_already_is_a_success() {
    let mut bench = bench();
    bench.pay("a").answer(
        400,
        r#"{"error":{"type":"invalid_request_error","code":"payment_intent_unexpected_state"}}"#,
    );
    assert!(!bench.flow.holds_card());
    bench.intent(SUCCEEDED);
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn a_refused_repetition_says_nothing_of_the_first_try() {
    for (status, body) in [(401, ""), (403, "<html>"), (404, "")] {
        let mut bench = bench();
        bench.pay("a").lose().any_timer().intent(UNPAID).answer(status, body);
        assert_eq!(bench.error(), "outcome_unknown", "{status}");
        assert!(!bench.effects.contains(&cleared()), "{status}");
    }
    let mut declined = bench();
    let decline = r#"{"error":{"type":"card_error","code":"card_declined"}}"#;
    declined.pay("a").lose().any_timer().intent(UNPAID).answer(402, decline);
    assert_eq!(declined.error(), "card_declined");
}

#[test]
fn what_cannot_begin_leaves_nothing_on_record() {
    let mut bench = Bench::new(|settings| settings.display = Display::Redirect);
    let confirm = Confirm { return_url: None, ..confirm("a") };
    bench.step(Event::Confirm(Box::new(confirm.clone())));
    assert_eq!(bench.error(), "return_url_missing");
    assert!(bench.effects.contains(&cleared()));
    // What was on record before stays there.
    bench.step(Event::Confirm(Box::new(Confirm { check_first: true, ..confirm })));
    assert!(!bench.effects.contains(&cleared()));
}

#[test]
fn patience_is_bounded() {
    let mut bench = bench();
    bench.pay("a");
    let busy = r#"{"error":{"type":"idempotency_error","code":"idempotency_key_in_use"}}"#;
    for _ in 0..8 {
        bench.answer(409, busy).any_timer();
    }
    bench.answer(409, busy);
    assert_eq!(bench.error(), "outcome_unknown");
}

#[test]
fn resume_carries_on_where_the_intent_stands() {
    let mut open = bench();
    open.resume(ContinueMode::Resume).intent(CHALLENGE);
    let surface = open.surface();
    open.step(Event::SurfaceReturned { surface }).intent(SUCCEEDED);
    assert_eq!(open.status(), "succeeded");

    let mut failed = bench();
    let declined =
        r#""requires_payment_method","last_payment_error":{"type":"card_error","code":"card_declined"}"#;
    failed.resume(ContinueMode::Resume).intent(declined);
    assert_eq!(failed.error(), "card_declined");

    let mut untouched = bench();
    untouched.resume(ContinueMode::Resume).intent(UNPAID);
    assert_eq!(untouched.outcome(), &Outcome::NothingPending);
    assert!(untouched.effects.contains(&cleared()));
}

#[test]
fn recovering_takes_the_place_of_a_confirm() {
    let mut paid = bench();
    paid.resume(ContinueMode::Recover).intent(SUCCEEDED);
    assert_eq!(paid.status(), "succeeded");

    let mut untouched = bench();
    untouched.resume(ContinueMode::Recover).intent(UNPAID);
    assert_eq!(untouched.error(), "payment_interrupted");
    // The lost engine's confirm may still be on its way: ask before the next one.
    untouched.pay("b");
    assert_eq!(untouched.sent().1.method, Method::Get);

    let mut open = bench();
    open.resume(ContinueMode::Recover).intent(CHALLENGE);
    let surface = open.surface();
    open.step(Event::SurfaceClosed { surface }).intent(CHALLENGE);
    assert_eq!(open.error(), "challenge_canceled");
}

#[test]
fn retrieve_only_looks() {
    let mut bench = bench();
    bench.resume(ContinueMode::Retrieve).intent(CHALLENGE);
    assert_eq!(bench.status(), "requires_action");
    assert_eq!(bench.effects.len(), 1, "{:?}", bench.effects);
    let mut offline = Bench::new(|_| {});
    offline.resume(ContinueMode::Retrieve);
    for _ in 0..5 {
        offline.lose().any_timer();
    }
    offline.lose();
    assert_eq!(offline.error(), "gateway_unreachable");
}

#[test]
fn success_can_end_on_the_merchants_page() {
    let mut bench = bench();
    bench.step(Event::Confirm(Box::new(Confirm { always_redirect: true, ..confirm("a") }))).intent(SUCCEEDED);
    let url = "https://shop.example/done?order=7&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_abc&redirect_status=succeeded";
    assert!(
        bench.effects.contains(&Effect::Navigate { url: url.into(), finished: true }),
        "{:?}",
        bench.effects
    );
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn a_challenge_can_take_the_whole_page() {
    let redirect = |settings: &mut Settings| settings.display = Display::Redirect;
    let mut bench = Bench::new(redirect);
    bench.pay("a");
    assert!(bench.sends("https://shop.example/done?order=7"));
    bench.intent(CHALLENGE);
    let navigate = Effect::Navigate { url: "https://bank.example/acs".into(), finished: false };
    assert!(bench.effects.contains(&navigate));
    bench.any_timer().intent(CHALLENGE);
    assert_eq!(bench.error(), "redirect_failed");

    let mut homeless = Bench::new(redirect);
    homeless.step(Event::Confirm(Box::new(Confirm { return_url: None, ..confirm("a") })));
    assert_eq!(homeless.error(), "return_url_missing");

    let mut kept = Bench::new(redirect);
    kept.pay("a").intent(CHALLENGE).step(Event::NavigationPrevented).intent(CHALLENGE);
    assert_eq!(kept.error(), "redirect_prevented");

    // Back from the bank by the back button, with the payment approved there.
    let mut back = Bench::new(redirect);
    back.pay("a").intent(CHALLENGE).step(Event::NavigationPrevented).intent(SUCCEEDED);
    assert_eq!(back.status(), "succeeded");
}

#[test]
fn no_error_denies_a_charge_that_may_have_been_made() {
    // Charged, the answer lost, and then the gateway only wants patience.
    let mut limited = bench();
    limited.pay("a").lose();
    for _ in 0..9 {
        limited.any_timer().answer(429, "");
    }
    assert_eq!(limited.error(), "outcome_unknown");

    // Approved, and then a wall in front of the gateway.
    let mut walled = bench();
    walled.pay("a").intent(CHALLENGE);
    let surface = walled.surface();
    walled.step(Event::SurfaceReturned { surface }).answer(403, "<html>");
    assert_eq!(walled.error(), "outcome_unknown");
    assert!(!walled.effects.contains(&cleared()));
}

#[test]
fn a_decline_whose_answer_was_lost_is_a_decline() {
    let declined = r#"{"error":{"type":"card_error","code":"card_declined"}}"#;
    let mut bench = bench();
    bench.pay("a").lose().any_timer().intent(UNPAID).answer(402, declined);
    assert_eq!(bench.error(), "card_declined");
}

#[test]
fn an_unanswered_resume_can_be_repeated() {
    let mut bench = bench();
    bench.resume(ContinueMode::Resume);
    for _ in 0..5 {
        bench.lose().any_timer();
    }
    bench.lose();
    assert_eq!(bench.error(), "gateway_unreachable");
    assert!(!bench.effects.contains(&cleared()));
}

#[test]
fn an_attempt_on_record_is_asked_about_first() {
    let mut bench = bench();
    bench.step(Event::Confirm(Box::new(Confirm { check_first: true, ..confirm("b") })));
    assert_eq!(bench.sent().1.method, Method::Get);
    bench.intent(UNPAID);
    assert_eq!(bench.sent().1.idempotency_key.as_deref(), Some("b"));
}

#[test]
fn a_pause_between_two_actions_ends_nothing() {
    let nothing = r#""requires_action","next_action":null"#;
    let mut bench = bench();
    bench.pay("a").intent(CHALLENGE).timer(CHALLENGE_POLL_MS).intent(nothing);
    assert!(bench.flow.is_running() && !bench.ended(ActionKind::Challenge, ActionOutcome::Completed));
    bench.timer(CHALLENGE_POLL_MS).intent(SUCCEEDED);
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn a_bank_that_takes_its_time_is_pending_on_the_merchants_page() {
    let mut bench = bench();
    let confirm = Confirm { always_redirect: true, ..confirm("a") };
    bench.step(Event::Confirm(Box::new(confirm))).intent(r#""processing""#);
    let pending = |effect: &Effect| matches!(effect, Effect::Navigate { url, .. } if url.ends_with("redirect_status=pending"));
    assert!(bench.effects.iter().any(pending), "{:?}", bench.effects);
}

#[test]
fn a_return_url_that_no_bank_would_keep_whole_is_refused() {
    let long = PageUrl::parse(&format!("https://shop.example/?{}", "x".repeat(2_100)));
    let mut bench = Bench::new(|settings| settings.display = Display::Redirect);
    bench.step(Event::Confirm(Box::new(Confirm { return_url: long, ..confirm("a") })));
    assert_eq!(bench.error(), "return_url_malformed");
}

#[test]
fn the_window_fits_the_page() {
    for (width, size) in [(375, WindowSize::FullScreen), (768, WindowSize::W500), (1280, WindowSize::W390)] {
        assert_eq!(WindowSize::for_page_width(width), size);
    }
    let mut chosen = Bench::new(|settings| settings.window_size = Some(WindowSize::W600));
    chosen.pay("a").intent(CHALLENGE);
    let window = chosen.effects.iter().find_map(|effect| match effect {
        Effect::OpenSurface { window, .. } => *window,
        _ => None,
    });
    assert_eq!(window.map(|window| (window.width, window.height)), Some((600, 400)));
}
