//! The kinds of bad answers, and what is made of them.

use crate::gateway::When::{self, AfterWork, BeforeWork};
use serde_json::{Value, json};
use tillkit_core::error::Retry::{self, AfterChange, CheckIntentFirst, Safe};
use tillkit_core::error::Who::{self, Merchant, Provider, Shopper};

/// What comes instead of an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Instead {
    /// Nothing: a browser tells a cut connection, a refused redirect, a refusal by CORS and a deadline that has passed
    /// apart no further.
    Nothing,
    /// This status and body.
    Answer(u16, &'static str),
    /// 429, with or without `Retry-After`.
    Later(Option<u64>),
    /// An error of this status, type and code.
    Error(u16, &'static str, &'static str),
    /// The intent, spelled in another way.
    Respelled(fn(&str) -> String),
}

/// How it ends for the merchant's page.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ends {
    Paid,
    /// A result with an intent of this status.
    Intent(&'static str),
    Error(&'static str, Who, Retry),
}

/// A kind of bad answers.
#[derive(Debug)]
pub(crate) struct Bad {
    pub(crate) name: &'static str,
    pub(crate) instead: Instead,
    /// When it can come: what says that nothing was done only comes before the work, unless the gateway lies.
    pub(crate) comes: &'static [When],
    /// One confirm is answered like this.
    pub(crate) once: Ends,
    /// Everything is.
    pub(crate) always: Ends,
    /// Everything is, and the customer presses the button again.
    pub(crate) again: Ends,
    /// Every retrieve is, after the confirm's answer was lost.
    pub(crate) after_lost_confirm: Ends,
    /// A retrieve that only looks is.
    pub(crate) retrieved: Ends,
}

const UNKNOWN: Ends = Ends::Error("outcome_unknown", Shopper, CheckIntentFirst);
const UNREACHABLE: Ends = Ends::Error("gateway_unreachable", Shopper, Safe);
const UNREADABLE: Ends = Ends::Error("gateway_unreadable", Provider, CheckIntentFirst);
const FAILED: Ends = Ends::Error("api_error", Provider, CheckIntentFirst);

const HTML: &str = "<!doctype html><html lang=\"en\"><title>Proxy</title><p>Something went wrong.</html>";

/// What cannot be understood: the gateway is asked until it can.
const fn unclear(name: &'static str, instead: Instead, retrieved: Ends) -> Bad {
    Bad {
        name,
        instead,
        comes: &[BeforeWork, AfterWork],
        once: Ends::Paid,
        always: UNKNOWN,
        again: UNKNOWN,
        after_lost_confirm: UNKNOWN,
        retrieved,
    }
}

/// What is as good as an answer.
const fn understood(name: &'static str, respell: fn(&str) -> String) -> Bad {
    Bad {
        name,
        instead: Instead::Respelled(respell),
        comes: &[AfterWork],
        once: Ends::Paid,
        always: Ends::Paid,
        again: Ends::Paid,
        after_lost_confirm: Ends::Paid,
        retrieved: Ends::Intent("requires_payment_method"),
    }
}

/// The gateway's word on this attempt, right or wrong.
const fn refused(name: &'static str, instead: Instead, told: Ends) -> Bad {
    Bad {
        name,
        instead,
        comes: &[BeforeWork],
        once: told,
        always: told,
        again: told,
        after_lost_confirm: UNKNOWN,
        retrieved: told,
    }
}

/// The gateway asks for patience.
const fn later(name: &'static str, retry_after_s: Option<u64>) -> Bad {
    let told = Ends::Error("rate_limit", Provider, Safe);
    Bad { once: Ends::Paid, ..refused(name, Instead::Later(retry_after_s), told) }
}

pub(crate) const TABLE: &[Bad] = &[
    unclear("no answer", Instead::Nothing, UNREACHABLE),
    unclear("HTML instead of JSON", Instead::Answer(200, HTML), UNREADABLE),
    unclear("an empty body", Instead::Answer(200, ""), UNREADABLE),
    unclear("truncated JSON", Instead::Answer(200, TRUNCATED), UNREADABLE),
    unclear("JSON of something else", Instead::Answer(200, "[]"), UNREADABLE),
    unclear("another intent", Instead::Answer(200, ANOTHER), UNREADABLE),
    unclear("texts as numbers", Instead::Respelled(texts_as_numbers), UNREADABLE),
    understood("numbers as texts", numbers_as_texts),
    unclear("500 with a page", Instead::Answer(500, HTML), FAILED),
    unclear("502 without a body", Instead::Answer(502, ""), FAILED),
    unclear("503 with an error", Instead::Error(503, "api_error", "internal_error"), FAILED),
    unclear("301", Instead::Answer(301, ""), UNREADABLE),
    unclear("302", Instead::Answer(302, HTML), UNREADABLE),
    unclear("307", Instead::Answer(307, ""), UNREADABLE),
    unclear(
        "200 with a failure inside",
        Instead::Error(200, "api_error", "internal_error"),
        Ends::Error("internal_error", Provider, CheckIntentFirst),
    ),
    Bad {
        // It may have come after the charge; the flow does not ask by itself, and the next press does.
        comes: &[BeforeWork, AfterWork],
        again: UNKNOWN,
        ..refused("200 with an error of no type inside", Instead::Answer(200, UNTYPED), FAILED)
    },
    refused(
        "200 with a decline inside",
        Instead::Error(200, "card_error", "card_declined"),
        Ends::Error("card_declined", Shopper, AfterChange),
    ),
    refused(
        "200 with a mistake inside",
        Instead::Error(200, "invalid_request_error", "parameter_invalid"),
        Ends::Error("parameter_invalid", Merchant, AfterChange),
    ),
    Bad {
        // Nobody knows what it said of the attempt before.
        again: UNKNOWN,
        ..refused(
            "an unknown type of error",
            Instead::Error(402, "cosmic_error", "gravity"),
            Ends::Error("gravity", Provider, CheckIntentFirst),
        )
    },
    later("429 with Retry-After", Some(2)),
    later("429 without Retry-After", None),
    Bad {
        comes: &[BeforeWork, AfterWork],
        after_lost_confirm: Ends::Error("unknown_status", Provider, CheckIntentFirst),
        retrieved: Ends::Intent("on_hold"),
        ..refused(
            "an unknown status",
            Instead::Respelled(unknown_status),
            Ends::Error("unknown_status", Provider, CheckIntentFirst),
        )
    },
    Bad {
        retrieved: Ends::Intent("requires_action"),
        ..refused(
            "an unknown next action",
            Instead::Respelled(unknown_action),
            Ends::Error("unknown_next_action", Merchant, AfterChange),
        )
    },
];

const TRUNCATED: &str = r#"{"id":"pi_1583367070215569408","status":"succ"#;
const UNTYPED: &str = r#"{"error":{"message":"Something went wrong."}}"#;
const ANOTHER: &str = r#"{"id":"pi_2","amount":1,"currency":"usd","status":"succeeded"}"#;

fn with_members(intent: &str, change: impl Fn(&mut Value)) -> String {
    let mut intent: Value = serde_json::from_str(intent).unwrap();
    intent.as_object_mut().unwrap().values_mut().for_each(change);
    intent.to_string()
}

fn numbers_as_texts(intent: &str) -> String {
    with_members(intent, |value| {
        if value.is_number() {
            *value = Value::String(value.to_string());
        }
    })
}

fn texts_as_numbers(intent: &str) -> String {
    with_members(intent, |value| {
        if value.is_string() {
            *value = json!(7);
        }
    })
}

fn with_status(intent: &str, status: &str, action: Value) -> String {
    let mut intent: Value = serde_json::from_str(intent).unwrap();
    intent["status"] = json!(status);
    intent["next_action"] = action;
    intent.to_string()
}

fn unknown_status(intent: &str) -> String {
    with_status(intent, "on_hold", Value::Null)
}

fn unknown_action(intent: &str) -> String {
    with_status(intent, "requires_action", json!({ "type": "dance", "dance": { "steps": 3 } }))
}
