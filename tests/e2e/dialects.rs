//! One table of payments: every case is written once and paid at every gateway that can express it.
//!
//! What a gateway lacks is named in its row, with the source, and [`nothing_is_left_out_silently`] holds the whole list.
//! By default the first gateway goes through all cases and the others through the first of each kind; with
//! `TILLKIT_E2E_FULL=1`, as `npm test -- --full` sets it, all of them go through all. Methods other than cards have the
//! same table in `methods.rs`, bad answers theirs in `faults.rs`.
//!
//! A new gateway is a row in `src/gateway.rs` and a line of `payments_at!` below.

mod authentication;
mod card;
mod inline;
mod lost_answer;
mod reload;
mod saved_card;
mod setup;

use crate::faults::UNKNOWN_WORDS;
use crate::methods::{LACKABLE, METHOD_TESTS};
use serde_json::Value;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;
use tillkit_core::gateway::Dialect;
use tillkit_e2e::{Gateway, Lack, Merchant, PAYMENT_OPTIONS, STRIPE, WOOSHPAY};

type Payment = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A payment, with a merchant whose page is empty.
struct Case {
    kind: &'static str,
    name: &'static str,
    pay: fn(Arc<Merchant>) -> Payment,
}

macro_rules! cases {
    ($($kind:ident { $($case:ident)+ })+) => {
        const CASES: &[Case] = &[$($(Case {
            kind: stringify!($kind),
            name: stringify!($case),
            pay: |merchant| Box::pin(async move { $kind::$case(&merchant).await }),
        },)+)+];
    };
}

cases! {
    card {
        is_charged_once
        every_decline_has_its_code_and_kind_words
        after_a_decline_another_card_pays
        confirming_twice_is_one_promise_and_one_charge
        manual_capture_is_an_authorisation
        authentication_can_be_refused
    }
    authentication {
        an_approved_challenge_pays_once
        a_bank_that_asks_nothing_lets_the_payment_through
        a_declined_challenge_opens_the_form_again
        closing_the_challenge_cancels_it_and_a_fresh_attempt_pays
        a_challenge_has_a_deadline
        a_challenge_that_never_comes_back_is_noticed_by_asking
        declines_after_the_challenge_have_their_code
        a_failing_lookup_is_a_processing_error
        a_card_without_3ds_is_charged_without
        a_challenge_of_the_new_wire_generation_pays_once
        device_data_that_never_arrives_does_not_stop_the_payment
        a_challenge_can_take_the_whole_page_and_resume_tells_the_result
    }
    saved_card {
        pays_without_typing
        is_challenged_like_any_other
    }
    setup {
        a_card_is_saved
        a_bank_asks_before_a_card_is_saved
    }
    reload {
        while_the_challenge_is_open
        while_confirming
    }
    inline {
        a_challenge_is_passed
    }
    lost_answer {
        after_the_charge_is_a_success_and_one_charge
        before_the_charge_is_asked_for_again
        to_a_decline_stays_one_attempt
        and_a_gateway_that_stays_away_leave_the_outcome_open
    }
}

/// The tests: one for each kind, which pays its cases one after the other in one browser.
macro_rules! payments_at {
    ($gateway:expr) => {
        payments_at!($gateway, card authentication saved_card setup reload inline lost_answer);
    };
    ($gateway:expr, $($kind:ident)+) => {
        use super::*;
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $kind() {
                pay(&$gateway, stringify!($kind)).await;
            }
        )+
        #[test]
        fn every_kind_has_a_test() {
            let tested = [$(stringify!($kind)),+];
            assert!(CASES.iter().all(|case| tested.contains(&case.kind)));
        }
    };
}

mod at_wooshpay {
    payments_at!(WOOSHPAY);
}

mod at_stripe {
    payments_at!(STRIPE);
}

mod at_payment_options {
    payments_at!(PAYMENT_OPTIONS);
}

/// Pays the cases of a kind at a gateway, each with an intent of its own, and says which of them went wrong.
#[expect(clippy::print_stdout, reason = "a test of many cases says which of them it has paid")]
async fn pay(gateway: &'static Gateway, kind: &str) {
    let possible = |case: &&Case| case.kind == kind && lack(gateway, case).is_none();
    let count = if gateway.goes_all_ways() { usize::MAX } else { 1 };
    let cases: Vec<_> = CASES.iter().filter(possible).take(count).collect();
    if cases.is_empty() {
        // All of them are named by the gateway as lacking.
        return;
    }
    let mut merchant = Merchant::at(gateway).await;
    let path = match (kind, gateway.dialect) {
        // The page's policy for inline mode allows the gateway alone, and this one is behind the merchant's server.
        ("inline", Dialect::PaymentOptions) => "/plain?csp=none",
        ("inline", _) => "/plain?csp=inline",
        _ => "/plain",
    };
    if kind == "inline" {
        merchant = merchant.inline();
    }
    let merchant = Arc::new(merchant);
    let mut failed = Vec::new();
    for Case { name, pay, .. } in cases {
        merchant.begin_anew(path).await;
        let started = Instant::now();
        let ended = tokio::spawn(pay(Arc::clone(&merchant))).await;
        let what = format!("{} {kind}::{name}", gateway.name());
        println!(
            "{what}: {} ms, {}",
            started.elapsed().as_millis(),
            if ended.is_ok() { "paid" } else { "FAILED" }
        );
        failed.extend(ended.err().map(|_| what));
    }
    assert!(failed.is_empty(), "{failed:?}");
}

fn lack(gateway: &Gateway, case: &Case) -> Option<&'static Lack> {
    gateway.lacks.iter().find(|lack| lack.case == case.name || lack.case == case.kind)
}

/// What is not paid, at which gateway. Whoever takes a case from a gateway takes it from here, too.
#[test]
fn nothing_is_left_out_silently() {
    let lacking: Vec<_> = Gateway::ALL
        .iter()
        .flat_map(|gateway| gateway.lacks.iter().map(|lack| (gateway.name(), lack.case)))
        .collect();
    assert_eq!(
        lacking,
        [
            ("wooshpay", "authentication_can_be_refused"),
            ("stripe", "device_data_that_never_arrives_does_not_stop_the_payment"),
            ("stripe", "a_challenge_of_the_new_wire_generation_pays_once"),
            ("stripe", "hosted_instructions"),
            ("stripe", "bank_transfers"),
            ("payment_options", "methods"),
            ("payment_options", "saved_card"),
            ("payment_options", "setup"),
            ("payment_options", "manual_capture_is_an_authorisation"),
            ("payment_options", "authentication_can_be_refused"),
            ("payment_options", "device_data_that_never_arrives_does_not_stop_the_payment"),
            ("payment_options", "a_card_without_3ds_is_charged_without"),
            ("payment_options", "unknown_words"),
            ("payment_options", "a_challenge_of_the_new_wire_generation_pays_once"),
        ]
    );
    for gateway in Gateway::ALL {
        for lack in gateway.lacks {
            let names_a_case = CASES.iter().any(|case| [case.name, case.kind].contains(&lack.case));
            let names_methods = METHOD_TESTS.contains(&lack.case) || LACKABLE.contains(&lack.case);
            assert!(names_a_case || names_methods || lack.case == UNKNOWN_WORDS, "{lack:?}");
            assert!(!lack.reason.is_empty() && lack.source.starts_with("gateway-facts "), "{lack:?}");
        }
    }
    for (place, case) in CASES.iter().enumerate() {
        assert!(CASES.iter().skip(place + 1).all(|other| other.name != case.name), "{}", case.name);
    }
}

/// Pays an order as a visitor does who chose this gateway in the shop's panel, and asks its server what it knows.
async fn pay_in_shop(gateway: &'static Gateway) {
    let merchant = Merchant::at(gateway).await;
    merchant.visit(&format!("/?gateway={}&currency=EUR", gateway.name())).await;
    let ready =
        "return !document.querySelector('#pay')?.disabled && document.querySelector('#checkout iframe')";
    merchant.browser.until(ready).await;
    if gateway.lack("methods").is_none() {
        merchant.choose("card").await;
    }
    merchant.type_card("4242424242424242").await;
    merchant.browser.element("return document.querySelector('#pay')").await.click().await.unwrap();
    merchant.browser.until("return location.pathname == '/done'").await;
    merchant.browser.until("return document.querySelector('#result')?.dataset.state == 'paid'").await;
    let order = merchant.browser.script("return location.search", vec![]).await;
    let id = order.as_str().unwrap().trim_start_matches("?order=").to_owned();
    let order: Value = reqwest::get(format!("{}/api/orders/{id}", merchant.sandbox.shop_url()))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let text = |name: &str| order.get(name).and_then(Value::as_str).unwrap().to_owned();
    assert_eq!((text("gateway"), text("toldBy")), (gateway.name().to_owned(), "webhook".to_owned()));
    let ledger = merchant.sandbox.ledger(&text("paymentIntent")).unwrap();
    assert_eq!((ledger.charges, ledger.attempts), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_is_paid_at_stripe() {
    pay_in_shop(&STRIPE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_is_paid_at_payment_options() {
    pay_in_shop(&PAYMENT_OPTIONS).await;
}
