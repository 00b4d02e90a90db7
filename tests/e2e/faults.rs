//! Gateways whose answers cannot be understood, and what is made of each: the code, who must act, whether paying again is
//! a good idea, and one charge at most, also after the customer has pressed the button again.
//!
//! Core's `bad_answers` goes through all kinds in every dialect. Here each kind strikes one confirm at the first gateway,
//! and one of each sort at the others; with `TILLKIT_E2E_FULL=1` all kinds do so everywhere, and also answer everything. Answers that are lost are in
//! `dialects`.

use serde_json::json;
use tillkit_e2e::{Gateway, Intent, Merchant, PAYMENT_OPTIONS, STRIPE, WOOSHPAY, is_full};
use tillkit_sandbox::{Fault, FaultKind, FaultTarget};

/// How many times faster the engine's clock runs: a minute, its deadline for an answer, is three seconds.
const CLOCK_SPEED: u32 = 20;

/// Longer than the engine waits for an answer, and longer than any test.
const NEVER_MS: u64 = 600_000;

/// As many as anybody could ask for.
const ALL_OF_THEM: u32 = 1_000;

/// A code, who must act, and whether to pay again.
type Told = (&'static str, &'static str, &'static str);

/// What comes of a bad answer.
struct Row {
    kind: FaultKind,
    /// To one confirm; none where the payment succeeds all the same.
    once: Option<Told>,
    /// To every request.
    always: Option<Told>,
}

const UNKNOWN: Told = ("outcome_unknown", "shopper", "check_intent_first");

/// Asked about until the answer is a good one.
const fn unclear(kind: FaultKind) -> Row {
    Row { kind, once: None, always: Some(UNKNOWN) }
}

const fn later(kind: FaultKind) -> Row {
    Row { kind, once: None, always: Some(("rate_limit", "provider", "safe")) }
}

const fn told(kind: FaultKind, told: Told) -> Row {
    Row { kind, once: Some(told), always: Some(told) }
}

const CONTENTS: &[Row] = &[
    unclear(FaultKind::HtmlBody),
    unclear(FaultKind::EmptyBody),
    unclear(FaultKind::MalformedBody),
    unclear(FaultKind::TextAsNumbers),
    Row { kind: FaultKind::NumbersAsText, once: None, always: None },
    unclear(FaultKind::ErrorInside),
    told(FaultKind::UnknownErrorType, ("sandbox_fault", "provider", "check_intent_first")),
];

const WORDS: &[Row] = &[
    told(FaultKind::UnknownStatus, ("unknown_status", "provider", "check_intent_first")),
    told(FaultKind::UnknownAction, ("unknown_next_action", "merchant", "after_change")),
];

/// What a gateway lacks ([`tillkit_e2e::Lack::case`]) whose confirm is answered without a status and an action's name.
pub(crate) const UNKNOWN_WORDS: &str = "unknown_words";

/// The sandbox's frame and its API have one origin, so CORS has only a say in inline mode.
const CROSS_ORIGIN: &[Row] = &[unclear(FaultKind::CorsRefusal)];

const TRANSPORT: &[Row] = &[
    unclear(FaultKind::ServerError { status: 500 }),
    unclear(FaultKind::ServerError { status: 502 }),
    unclear(FaultKind::ServerError { status: 503 }),
    later(FaultKind::RateLimit { retry_after_s: 1 }),
    later(FaultKind::RateLimitUntold),
    unclear(FaultKind::Redirect { status: 301 }),
    unclear(FaultKind::Redirect { status: 302 }),
    unclear(FaultKind::Redirect { status: 307 }),
    // A connection that stays open and says nothing.
    unclear(FaultKind::DelayAnswer { ms: NEVER_MS }),
];

async fn ready_to_pay(merchant: &Merchant, number: &str) -> Intent {
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.hurry_engine(CLOCK_SPEED).await;
    merchant.type_card(number).await;
    intent
}

/// Presses the button, and again where the first press came to nothing.
async fn pay(merchant: &Merchant, path: &str, fault: Fault, expected: Option<Told>) {
    let what = format!("{} {fault:?}", merchant.gateway.name());
    merchant.begin_anew(path).await;
    let intent = ready_to_pay(merchant, "4242424242424242").await;
    merchant.sandbox.arm(fault);
    let result = merchant.confirm().await;
    let Some((code, who, retry)) = expected else {
        assert_eq!(result.status(), "succeeded", "{what}");
        assert_eq!(merchant.ledger(&intent).attempts, 1, "{what}");
        return merchant.assert_charged_once(&intent);
    };
    assert_eq!(
        (result.code(), result.text("/error/who"), result.text("/error/retry")),
        (code, who, retry),
        "{what}"
    );
    assert!(merchant.ledger(&intent).charges <= 1, "{what}");
    merchant.sandbox.clear_faults();
    merchant.type_into("cvc", "123").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded", "{what}, again");
    assert_eq!(merchant.ledger(&intent).attempts, 1, "{what}, again");
    merchant.assert_charged_once(&intent);
}

async fn pay_in_spite_of(rows: &[Row], gateway: &'static Gateway) {
    // Core's tests have all of them in every dialect.
    let count = if gateway.goes_all_ways() { rows.len() } else { 1 };
    pay_all(rows.iter().take(count), &Merchant::at(gateway).await, "/plain").await;
}

async fn pay_all(rows: impl IntoIterator<Item = &Row>, merchant: &Merchant, path: &str) {
    for row in rows {
        pay(merchant, path, Fault::new(row.kind), row.once).await;
        if is_full() {
            let every = Fault::new(row.kind).on(FaultTarget::Any).times(ALL_OF_THEM);
            pay(merchant, path, every, row.always).await;
        }
    }
}

macro_rules! payments_at {
    ($gateway:expr) => {
        use super::*;

        #[tokio::test(flavor = "multi_thread")]
        async fn contents_that_make_no_sense() {
            pay_in_spite_of(CONTENTS, &$gateway).await;
            if $gateway.lack(UNKNOWN_WORDS).is_none() {
                pay_in_spite_of(WORDS, &$gateway).await;
            }
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn answers_that_are_none() {
            pay_in_spite_of(TRANSPORT, &$gateway).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_retrieve_that_fails_during_authentication_is_repeated() {
    let merchant = Merchant::open().await;
    let intent = ready_to_pay(&merchant, "4000000000003527").await;
    merchant.sandbox.arm(Fault::new(FaultKind::HtmlBody).on(FaultTarget::Retrieve).times(2));
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_no_page_may_read() {
    let merchant = Merchant::open_inline().await;
    pay_all(CROSS_ORIGIN, &merchant, "/plain?csp=inline").await;
    merchant.begin_anew("/plain?csp=inline").await;
    let told = ("gateway_unreachable", "shopper", "safe");
    look_in_vain(&merchant, FaultKind::CorsRefusal, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_only_talks_nonsense_is_the_providers_to_mend() {
    let merchant = Merchant::open().await;
    let told = ("gateway_unreadable", "provider", "check_intent_first");
    look_in_vain(&merchant, FaultKind::HtmlBody, told).await;
}

/// Retrieves without paying, while every answer is like this.
async fn look_in_vain(merchant: &Merchant, kind: FaultKind, told: Told) {
    let intent = ready_to_pay(merchant, "4242424242424242").await;
    merchant.sandbox.arm(Fault::new(kind).on(FaultTarget::Retrieve).times(ALL_OF_THEM));
    let look = format!("tillkit.retrievePaymentIntent('{}')", intent.client_secret);
    let result = merchant.call(&look).await;
    let advice = (result.code(), result.text("/error/who"), result.text("/error/retry"));
    assert_eq!(advice, told, "{kind:?}");
    merchant.assert_not_charged(&intent);
}
