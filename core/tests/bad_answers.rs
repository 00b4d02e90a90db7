//! Everything that a gateway may answer instead of an answer, in every dialect, through the real flow: what the
//! merchant's page is told, who must act, whether paying again is a good idea, and how often the customer was charged.
//!
//! The gateway here honours idempotency keys and nothing else: an attempt with a new key is a new charge. So it is the
//! flow alone that keeps the customer from being charged twice, also when they press the button again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what went wrong by panicking"
)]

#[path = "bad_answers/driver.rs"]
mod driver;
#[path = "bad_answers/gateway.rs"]
mod gateway;
#[path = "bad_answers/kind.rs"]
mod kind;

use driver::{Shop, Told};
use gateway::{Strikes, When};
use kind::{Bad, Ends, TABLE};
use tillkit_core::gateway::Dialect;

/// Longer than any answer that is worth waiting for: five retrieves after a confirm, each up to its deadline.
const LONGEST_MS: u64 = 200_000;

fn all(mut check: impl FnMut(Dialect, &'static Bad)) {
    for dialect in Dialect::ALL {
        for bad in TABLE {
            // An order is asked for by its token alone: there is no name that an answer could be held against.
            if (dialect, bad.name) != (Dialect::PaymentOptions, "another intent") {
                check(dialect, bad);
            }
        }
    }
}

fn assert_told(told: &Told, expected: &Ends, what: &str) {
    let expected = match expected {
        Ends::Paid => Told::paid(),
        Ends::Intent(status) => Told { said: (*status).into(), advice: None },
        Ends::Error(code, who, retry) => Told { said: (*code).into(), advice: Some((*who, *retry)) },
    };
    assert_eq!(told, &expected, "{what}");
}

/// One bad answer is nothing that a customer has to know of, unless it tells something that only people can mend.
#[test]
fn one_bad_answer_to_a_confirm() {
    all(|dialect, bad| {
        for when in bad.comes.iter().copied() {
            let what = format!("{dialect:?} {} once, {when:?}", bad.name);
            let mut shop = Shop::new(dialect, Strikes::confirms(bad, when, 1));
            let told = shop.pay();
            assert_told(&told, &bad.once, &what);
            assert!(shop.gateway.charges <= 1, "{what}");
            if told != Told::paid() {
                assert_eq!(shop.pay(), Told::paid(), "{what}, paid again");
            }
            assert_eq!(shop.gateway.charges, 1, "{what}, paid again");
        }
    });
}

#[test]
fn nothing_but_bad_answers() {
    all(|dialect, bad| {
        for when in bad.comes.iter().copied() {
            let what = format!("{dialect:?} {} always, {when:?}", bad.name);
            let mut shop = Shop::new(dialect, Strikes::everything(bad, when));
            for click in 1..=2 {
                let told = shop.pay();
                let expected = if click == 1 { &bad.always } else { &bad.again };
                assert_told(&told, expected, &format!("{what}, click {click}"));
                assert!(shop.gateway.charges <= 1, "{what}, click {click}");
                if told == Told::paid() {
                    return;
                }
            }
            assert!(shop.longest_run_ms <= LONGEST_MS, "{what}: {} ms", shop.longest_run_ms);
            shop.gateway.strikes = Strikes::none();
            assert_eq!(shop.pay(), Told::paid(), "{what}, once it is over");
            assert_eq!(shop.gateway.charges, 1, "{what}, once it is over");
        }
    });
}

/// The confirm's answer is lost, and no question about it is answered well.
#[test]
fn bad_answers_to_every_question_after_a_lost_confirm() {
    all(|dialect, bad| {
        let what = format!("{dialect:?} {} to every retrieve", bad.name);
        let mut shop = Shop::new(dialect, Strikes::retrieves_after_a_lost_confirm(bad));
        let told = shop.pay();
        assert_eq!(shop.gateway.charges, 1, "{what}");
        assert_told(&told, &bad.after_lost_confirm, &what);
        shop.gateway.strikes = Strikes::none();
        if told != Told::paid() {
            assert_eq!(shop.pay(), Told::paid(), "{what}, once it is over");
        }
        assert_eq!(shop.gateway.charges, 1, "{what}, once it is over");
    });
}

/// `retrievePaymentIntent` and the page that the customer comes back to.
#[test]
fn bad_answers_to_a_retrieve() {
    all(|dialect, bad| {
        let what = format!("{dialect:?} {}", bad.name);
        let mut shop = Shop::new(dialect, Strikes::everything(bad, When::BeforeWork));
        assert_told(&shop.retrieve(), &bad.retrieved, &what);
        assert_eq!(shop.gateway.charges, 0, "{what}");
    });
}
