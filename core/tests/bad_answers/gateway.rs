//! A gateway that honours idempotency keys and charges whoever comes with a new one.

use crate::kind::{Bad, Instead};
use std::collections::HashMap;
use tillkit_core::gateway::{Dialect, Method, Request, Response};

/// Before or after the gateway has done what it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    BeforeWork,
    AfterWork,
}

/// Which requests get a bad answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strikes {
    bad: Option<&'static Bad>,
    when: When,
    confirms_left: u32,
    retrieves_left: u32,
    /// Confirms are not answered at all.
    loses_confirms: bool,
}

impl Strikes {
    pub(crate) fn none() -> Self {
        Self { bad: None, when: When::BeforeWork, confirms_left: 0, retrieves_left: 0, loses_confirms: false }
    }

    pub(crate) fn confirms(bad: &'static Bad, when: When, times: u32) -> Self {
        Self { bad: Some(bad), when, confirms_left: times, ..Self::none() }
    }

    pub(crate) fn everything(bad: &'static Bad, when: When) -> Self {
        Self { retrieves_left: u32::MAX, ..Self::confirms(bad, when, u32::MAX) }
    }

    pub(crate) fn retrieves_after_a_lost_confirm(bad: &'static Bad) -> Self {
        Self { confirms_left: 0, loses_confirms: true, ..Self::everything(bad, When::AfterWork) }
    }

    fn strike(&mut self, method: Method) -> Option<&'static Bad> {
        let left = match method {
            Method::Post => &mut self.confirms_left,
            Method::Get => &mut self.retrieves_left,
        };
        if *left == 0 {
            return None;
        }
        *left -= 1;
        self.bad
    }
}

pub(crate) struct Gateway {
    dialect: Dialect,
    pub(crate) charges: u32,
    pub(crate) strikes: Strikes,
    answers: HashMap<String, String>,
}

impl Gateway {
    pub(crate) fn new(dialect: Dialect, strikes: Strikes) -> Self {
        Self { dialect, charges: 0, strikes, answers: HashMap::new() }
    }

    /// The answer; none where it is lost.
    pub(crate) fn answer(&mut self, request: &Request) -> Option<Response> {
        let struck = self.strikes.strike(request.method);
        if let (Some(bad), When::BeforeWork) = (struck, self.strikes.when) {
            return self.instead(bad);
        }
        let body = match &request.idempotency_key {
            None => {
                intent(self.dialect, if self.charges > 0 { "succeeded" } else { "requires_payment_method" })
            }
            Some(key) => {
                let charges = &mut self.charges;
                let answer = self.answers.entry(key.clone()).or_insert_with(|| {
                    *charges += 1;
                    intent(self.dialect, "succeeded")
                });
                answer.clone()
            }
        };
        if let Some(bad) = struck {
            return self.instead(bad);
        }
        let lost = self.strikes.loses_confirms && request.method == Method::Post;
        (!lost).then(|| response(200, body))
    }

    fn instead(&self, bad: &Bad) -> Option<Response> {
        let response = match bad.instead {
            Instead::Nothing => return None,
            Instead::Answer(status, body) => response(status, body.to_owned()),
            Instead::Later(retry_after_s) => {
                Response { retry_after_s, ..response(429, error("invalid_request_error", "rate_limit")) }
            }
            Instead::Error(status, kind, code) => response(status, error(kind, code)),
            // What was done shows in these: they are good answers with something else in them.
            Instead::Respelled(respell) => {
                let status = if self.charges > 0 { "succeeded" } else { "requires_payment_method" };
                response(200, respell(&intent(self.dialect, status)))
            }
        };
        Some(response)
    }
}

fn response(status: u16, body: String) -> Response {
    Response { status, retry_after_s: None, body }
}

fn error(kind: &str, code: &str) -> String {
    format!(r#"{{"error":{{"type":"{kind}","code":"{code}","message":"…"}}}}"#)
}

/// What a dialect says of the one intent that there is.
struct Words {
    dialect: Dialect,
    client_secret: &'static str,
    /// The intent with `STATUS` in the place of its status.
    intent: &'static str,
}

/// In the documented shapes (gateway-facts 1.4 and 11.2; the order's is in `docs/payment-options.md`).
const WORDS: [Words; Dialect::ALL.len()] = [
    Words {
        dialect: Dialect::WooshPay,
        client_secret: "pi_1583367070215569408_secret_gXwuHGXjHgMqVw35oBInuYyC",
        intent: r#"{"id":"pi_1583367070215569408","object":"payment_intent","created":1666318080000,"amount":1999,"currency":"USD","status":"STATUS","next_action":"","cancel_at":"","last_payment_error":null}"#,
    },
    Words {
        dialect: Dialect::Stripe,
        client_secret: "pi_0FdpcX589O8KAxCGR6tGNyWj_secret_e00tjcVrSv2tjjufYqPNZBKZc",
        intent: r#"{"id":"pi_0FdpcX589O8KAxCGR6tGNyWj","object":"payment_intent","created":1666318080,"amount":1999,"currency":"usd","status":"STATUS","next_action":null,"last_payment_error":null}"#,
    },
    Words {
        dialect: Dialect::PaymentOptions,
        client_secret: "ord_tok_5f0c",
        intent: r#"{"id":"order-7","object":"order","created":1666318080,"amount":1999,"currency":"USD","status":"STATUS","redirect_url":null,"last_payment_error":null}"#,
    },
];

fn words(dialect: Dialect) -> &'static Words {
    WORDS.iter().find(|words| words.dialect == dialect).unwrap_or_else(|| panic!("no words of {dialect:?}"))
}

pub(crate) fn client_secret(dialect: Dialect) -> &'static str {
    words(dialect).client_secret
}

fn intent(dialect: Dialect, status: &str) -> String {
    words(dialect).intent.replace("STATUS", status)
}
