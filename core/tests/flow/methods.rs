//! Methods other than cards: leaving the page, and instructions.

use super::bench::*;
use tillkit_core::action::InstructionKind;
use tillkit_core::flow::{
    ActionKind, ActionOutcome, Confirm, Continue, ContinueMode, Effect, Event, SHOWING_DEADLINE_MS,
};
use tillkit_core::gateway::{Billing, MethodData, Payment};
use tillkit_core::method::{Device, Offer, find};
use tillkit_core::money::ExponentTable;

const PIX: &str = r#""requires_action","next_action":{"type":"pix_display_qr_code","pix_display_qr_code":{"data":"0002","hosted_instructions_url":"https://pay.example/pix"}}"#;
const BOLETO: &str = r#""requires_action","next_action":{"type":"boleto_display_details","boleto_display_details":{"number":"34191"}}"#;
const DECLINED: &str = r#""requires_payment_method","last_payment_error":{"type":"card_error","code":"payment_method_provider_decline"}"#;

const CODE: ActionKind = ActionKind::Show(InstructionKind::Code);
const FIRST_POLL_MS: u32 = 2_000;
const SECOND_POLL_MS: u32 = 2_050;

fn with_method(kind: &str) -> Confirm {
    let offer = Offer { kind: kind.into(), method: find(kind) };
    let mut billing = Billing::default();
    let data = MethodData::new(&offer, &[], &mut billing, Device::Desktop, "");
    Confirm { payment: Payment::Method(data), billing, ..confirm("a") }
}

fn paying_with(kind: &str) -> Bench {
    let mut bench = bench();
    bench.step(Event::Confirm(Box::new(with_method(kind))));
    bench
}

fn shows(bench: &Bench) -> bool {
    bench.effects.iter().any(|effect| matches!(effect, Effect::Show(_)))
}

#[test]
fn a_wallet_takes_the_whole_page_with_the_merchants_return_url() {
    let mut bench = paying_with(WALLET);
    assert!(bench.sends("https://shop.example/done?order=7"));
    bench.intent(WALLET_ACTION);
    let leaves = Effect::Navigate { url: "https://wallet.example/1".into(), finished: false };
    assert!(bench.effects.contains(&leaves) && !bench.effects.contains(&cleared()));
}

#[test]
fn a_wallet_needs_a_page_to_come_back_to() {
    let mut bench = bench();
    bench.step(Event::Confirm(Box::new(Confirm { return_url: None, ..with_method(WALLET) })));
    assert_eq!(bench.error(), "return_url_missing");
    // A debit does not leave.
    let mut debit = super::bench::bench();
    debit.step(Event::Confirm(Box::new(Confirm { return_url: None, ..with_method("sepa_debit") })));
    debit.intent(r#""processing""#);
    assert_eq!(debit.status(), "processing");
}

#[test]
fn a_code_is_shown_until_it_is_paid() {
    let mut bench = paying_with("pix");
    bench.intent(PIX);
    assert!(shows(&bench));
    bench.timer(FIRST_POLL_MS).intent(PIX);
    assert!(!bench.effects.contains(&Effect::Unshow), "nothing has changed");
    bench.timer(SECOND_POLL_MS).intent(SUCCEEDED);
    assert!(bench.effects.contains(&Effect::Unshow) && bench.ended(CODE, ActionOutcome::Completed));
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn a_declined_code_is_an_error_of_its_own() {
    let mut bench = paying_with("pix");
    bench.intent(PIX).timer(FIRST_POLL_MS).intent(DECLINED);
    assert_eq!(bench.error(), "payment_method_provider_decline");
}

#[test]
fn codes_end_by_their_time_and_by_going_back() {
    for (event, outcome, code) in [
        (Event::InstructionsExpired, ActionOutcome::TimedOut, "code_expired"),
        (Event::InstructionsClosed, ActionOutcome::Canceled, "action_canceled"),
    ] {
        let mut bench = paying_with("pix");
        bench.intent(PIX).step(event.clone());
        assert!(bench.ended(CODE, outcome));
        bench.intent(PIX);
        assert_eq!(bench.error(), code);
        // The code may still be paid, so the next attempt asks first.
        bench.pay("b");
        assert_eq!(bench.sent().1.body, None);
        // And a payment that came in at the last moment is one.
        let mut paid = paying_with("pix");
        paid.intent(PIX).step(event).intent(SUCCEEDED);
        assert_eq!(paid.status(), "succeeded");
    }
}

#[test]
fn a_code_without_an_end_has_one() {
    let mut bench = paying_with("pix");
    bench.intent(PIX).timer(SHOWING_DEADLINE_MS).intent(PIX);
    assert_eq!(bench.error(), "code_expired");
}

#[test]
fn a_voucher_is_noted_and_paid_some_day() {
    let mut bench = paying_with("boleto");
    bench.intent(BOLETO).step(Event::InstructionsClosed).intent(BOLETO);
    assert_eq!(bench.status(), "requires_action");
    bench.pay("b");
    assert_eq!(bench.sent().1.body, None, "the voucher may be paid by now");
}

#[test]
fn nobody_asks_while_nobody_looks() {
    let mut bench = paying_with("pix");
    bench.intent(PIX);
    bench.step(Event::PageHidden);
    assert!(bench.effects.iter().any(|effect| matches!(effect, Effect::StopTimer { .. })));
    bench.step(Event::PageHidden);
    assert_eq!(bench.effects, []);
    bench.step(Event::PageSeen).intent(SUCCEEDED);
    assert_eq!(bench.status(), "succeeded");
}

#[test]
fn coming_back_to_a_page_without_a_form_does_not_lead_away_again() {
    let resumed = |mode, can_show| {
        let mut bench = bench();
        bench.step(Event::Continue(Continue {
            client_secret: SECRET.into(),
            mode,
            page_width: 1280,
            finish_at: None,
            can_show,
        }));
        bench.intent(PIX);
        bench
    };
    assert_eq!(resumed(ContinueMode::Resume, false).status(), "requires_action");
    assert!(shows(&resumed(ContinueMode::Resume, true)));
    // Who asks for the action gets it, on the gateway's page.
    let asked = resumed(ContinueMode::HandleNextAction, false);
    let leaves = Effect::Navigate { url: "https://pay.example/pix".into(), finished: false };
    assert!(asked.effects.contains(&leaves));
}

#[test]
fn a_gateway_that_hears_late_is_asked_again() {
    let mut bench = bench();
    bench
        .resume(ContinueMode::Resume)
        .intent(WALLET_ACTION)
        .any_timer()
        .intent(WALLET_ACTION)
        .any_timer()
        .intent(SUCCEEDED);
    assert_eq!(bench.status(), "succeeded");
    let mut open = super::bench::bench();
    open.resume(ContinueMode::Resume).intent(WALLET_ACTION);
    for _ in 0..3 {
        open.any_timer().intent(WALLET_ACTION);
    }
    assert_eq!(open.status(), "requires_action");
}

#[test]
fn after_the_engine_was_replaced_a_wallet_is_not_framed() {
    let mut bench = bench();
    bench.resume(ContinueMode::Recover).intent(WALLET_ACTION);
    assert!(bench.effects.iter().any(|effect| matches!(effect, Effect::Navigate { finished: false, .. })));
}

#[test]
fn a_transfer_paid_in_part_is_shown_anew() {
    let transfer = |amount: u32| {
        format!(
            r#""requires_action","next_action":{{"type":"display_bank_transfer_instructions","display_bank_transfer_instructions":{{"amount_remaining":{amount},"currency":"EUR","reference":"R","financial_addresses":[{{"iban":{{"iban":"DE12"}}}}]}}}}"#
        )
    };
    let mut bench = paying_with("bank_transfer_eu");
    bench.intent(&transfer(500)).timer(FIRST_POLL_MS).intent(&transfer(200));
    assert!(bench.effects.iter().any(|effect| {
        matches!(effect, Effect::Show(now) if now.amount == Some(ExponentTable::WooshPay.plan(200, "eur")))
    }));
    assert!(!bench.effects.iter().any(|effect| matches!(effect, Effect::ActionStarted(_))));
    bench.timer(FIRST_POLL_MS).intent(SUCCEEDED);
    assert_eq!(bench.status(), "succeeded");
}
