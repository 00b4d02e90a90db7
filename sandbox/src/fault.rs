//! A fault that tests and the shop's developer panel arm: what goes wrong, on which request, how often.

use std::fmt;

use serde_json::{Map, Value, json};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The request waits this many milliseconds, then is worked on.
    Delay {
        /// Milliseconds of real time.
        ms: u64,
    },
    /// The request is worked on at once; its answer waits this many milliseconds.
    DelayAnswer {
        /// Milliseconds of real time.
        ms: u64,
    },
    /// The connection is cut; nothing was done.
    AnswerLostBeforeCharge,
    /// Everything is done, then the connection is cut instead of answering.
    AnswerLostAfterCharge,
    /// An error answer with this status, 500 to 599; nothing was done.
    ServerError {
        /// The HTTP status.
        status: u16,
    },
    /// 429 with `Retry-After`; nothing was done.
    RateLimit {
        /// The seconds in `Retry-After`.
        retry_after_s: u64,
    },
    /// 429 without `Retry-After`; nothing was done.
    RateLimitUntold,
    /// A redirect with this status, 300 to 399, to the same address; nothing was done.
    Redirect {
        /// The HTTP status.
        status: u16,
    },
    /// 402 with an error of a type that nobody knows; nothing was done.
    UnknownErrorType,
    /// 200 with an `api_error` in the body; everything is done.
    ErrorInside,
    /// Everything is done; the answer lacks what CORS wants, so that no page may read it.
    CorsRefusal,
    /// Everything is done; numbers are sent as text.
    NumbersAsText,
    /// Everything is done; texts are sent as numbers.
    TextAsNumbers,
    /// Everything is done; the status is none that anybody knows.
    UnknownStatus,
    /// Everything is done; the status is `requires_action`, with an action that nobody knows.
    UnknownAction,
    /// Everything is done; the JSON of the answer is cut short.
    MalformedBody,
    /// Everything is done; the answer has no body.
    EmptyBody,
    /// Everything is done; the body is an HTML page, as from a proxy.
    HtmlBody,
    /// The DDC page neither reports nor returns.
    DdcNeverReturns,
    /// The challenge page takes the customer's answer and then stays.
    ChallengeNeverReturns,
}

/// The names of all kinds.
pub(crate) const KIND_NAMES: &[&str] = &[
    "delay",
    "delay_answer",
    "answer_lost_before_charge",
    "answer_lost_after_charge",
    "server_error",
    "rate_limit",
    "rate_limit_untold",
    "redirect",
    "unknown_error_type",
    "error_inside",
    "cors_refusal",
    "numbers_as_text",
    "text_as_numbers",
    "unknown_status",
    "unknown_action",
    "malformed_body",
    "empty_body",
    "html_body",
    "ddc_never_returns",
    "challenge_never_returns",
];

impl FaultKind {
    fn name(self) -> &'static str {
        match self {
            Self::Delay { .. } => "delay",
            Self::DelayAnswer { .. } => "delay_answer",
            Self::AnswerLostBeforeCharge => "answer_lost_before_charge",
            Self::AnswerLostAfterCharge => "answer_lost_after_charge",
            Self::ServerError { .. } => "server_error",
            Self::RateLimit { .. } => "rate_limit",
            Self::RateLimitUntold => "rate_limit_untold",
            Self::Redirect { .. } => "redirect",
            Self::UnknownErrorType => "unknown_error_type",
            Self::ErrorInside => "error_inside",
            Self::CorsRefusal => "cors_refusal",
            Self::NumbersAsText => "numbers_as_text",
            Self::TextAsNumbers => "text_as_numbers",
            Self::UnknownStatus => "unknown_status",
            Self::UnknownAction => "unknown_action",
            Self::MalformedBody => "malformed_body",
            Self::EmptyBody => "empty_body",
            Self::HtmlBody => "html_body",
            Self::DdcNeverReturns => "ddc_never_returns",
            Self::ChallengeNeverReturns => "challenge_never_returns",
        }
    }

    pub(crate) fn is_delay(self) -> bool {
        matches!(self, Self::Delay { .. } | Self::DelayAnswer { .. })
    }

    pub(crate) fn is_of_a_page(self) -> bool {
        matches!(self, Self::DdcNeverReturns | Self::ChallengeNeverReturns)
    }

    /// Whether it cuts the connection.
    pub(crate) fn cuts(self) -> bool {
        matches!(self, Self::AnswerLostBeforeCharge | Self::AnswerLostAfterCharge)
    }
}

/// The request a fault waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FaultTarget {
    /// Confirming a PaymentIntent.
    #[default]
    Confirm,
    /// Retrieving one.
    Retrieve,
    /// Any request of the API.
    Any,
}

/// The names of all targets.
pub(crate) const TARGET_NAMES: &[&str] = &["confirm", "retrieve", "any"];

impl FaultTarget {
    fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Retrieve => "retrieve",
            Self::Any => "any",
        }
    }
}

/// One armed fault.
///
/// ```
/// use tillkit_sandbox::{Fault, FaultKind, FaultTarget};
///
/// let fault = Fault::new(FaultKind::ServerError { status: 503 }).on(FaultTarget::Retrieve).times(2);
/// assert_eq!(fault.to_string(), "server_error on retrieve, 2 times");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) on: FaultTarget,
    pub(crate) times: u32,
    intent: Option<String>,
}

impl Fault {
    /// A fault that strikes once, at the next confirm of any intent (page faults: at the next page).
    #[must_use]
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, on: FaultTarget::Confirm, times: 1, intent: None }
    }

    /// Strikes at this request instead of confirm. Page faults have their own moment and ignore it.
    #[must_use]
    pub fn on(mut self, target: FaultTarget) -> Self {
        self.on = target;
        self
    }

    /// Strikes this often.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Strikes only requests of this PaymentIntent.
    #[must_use]
    pub fn intent(mut self, id: impl Into<String>) -> Self {
        self.intent = Some(id.into());
        self
    }

    /// Reads the JSON of `POST /_sandbox/faults`:
    /// `{"kind": "delay", "ms": 800, "on": "confirm", "times": 1, "intent": "pi_…"}`.
    pub(crate) fn from_json(body: &Value) -> Result<Self, FaultError> {
        let Some(fields) = body.as_object() else {
            return Err(FaultError::new("", "a fault is a JSON object with a kind"));
        };
        let kind = kind(fields)?;
        let known = ["kind", "on", "times", "intent"];
        let own = match kind {
            FaultKind::Delay { .. } | FaultKind::DelayAnswer { .. } => "ms",
            FaultKind::ServerError { .. } | FaultKind::Redirect { .. } => "status",
            FaultKind::RateLimit { .. } => "retry_after_s",
            _ => "kind",
        };
        if let Some(name) = fields.keys().find(|name| !known.contains(&name.as_str()) && *name != own) {
            let own = if own == "kind" { String::new() } else { format!(", {own}") };
            return Err(FaultError::new(
                name,
                format!("a {} fault has no such field; it has {}{own}", kind.name(), known.join(", ")),
            ));
        }
        let on = match fields.get("on").map(Value::as_str) {
            None | Some(Some("confirm")) => FaultTarget::Confirm,
            Some(Some("retrieve")) => FaultTarget::Retrieve,
            Some(Some("any")) => FaultTarget::Any,
            Some(_) => {
                return Err(FaultError::new("on", format!("must be one of {}", TARGET_NAMES.join(", "))));
            }
        };
        let times = number(fields, "times", 1, 1, u64::from(u32::MAX))?;
        let intent = match fields.get("intent") {
            None | Some(Value::Null) => None,
            Some(Value::String(id)) if id.starts_with("pi_") => Some(id.clone()),
            Some(_) => return Err(FaultError::new("intent", "must be the id of a PaymentIntent, pi_…")),
        };
        Ok(Self { kind, on, times: u32::try_from(times).unwrap_or(u32::MAX), intent })
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut fields = json!({ "kind": self.kind.name(), "on": self.on.name(), "times": self.times });
        let own = match self.kind {
            FaultKind::Delay { ms } | FaultKind::DelayAnswer { ms } => Some(("ms", ms)),
            FaultKind::ServerError { status } | FaultKind::Redirect { status } => {
                Some(("status", u64::from(status)))
            }
            FaultKind::RateLimit { retry_after_s } => Some(("retry_after_s", retry_after_s)),
            _ => None,
        };
        if let Some(map) = fields.as_object_mut() {
            if let Some((name, value)) = own {
                map.insert(name.to_owned(), value.into());
            }
            if let Some(id) = &self.intent {
                map.insert("intent".to_owned(), id.as_str().into());
            }
        }
        fields
    }

    /// Whether it may strike a request of this intent.
    pub(crate) fn is_for(&self, intent: Option<&str>) -> bool {
        self.intent.is_none() || self.intent.as_deref() == intent
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}, {} times", self.kind.name(), self.on.name(), self.times)
    }
}

/// A fault that can't be armed: the field and what it takes.
#[derive(Debug)]
pub(crate) struct FaultError {
    pub(crate) field: String,
    pub(crate) message: String,
}

impl FaultError {
    fn new(field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let message = if field.is_empty() { message } else { format!("{field}: {message}") };
        Self { field: field.to_owned(), message }
    }
}

fn kind(fields: &Map<String, Value>) -> Result<FaultKind, FaultError> {
    let unknown = || FaultError::new("kind", format!("must be one of {}", KIND_NAMES.join(", ")));
    Ok(match fields.get("kind").and_then(Value::as_str).ok_or_else(unknown)? {
        "delay" => FaultKind::Delay { ms: number(fields, "ms", 1_000, 0, 600_000)? },
        "delay_answer" => FaultKind::DelayAnswer { ms: number(fields, "ms", 1_000, 0, 600_000)? },
        "answer_lost_before_charge" => FaultKind::AnswerLostBeforeCharge,
        "answer_lost_after_charge" => FaultKind::AnswerLostAfterCharge,
        "server_error" => {
            let status = number(fields, "status", 500, 500, 599)?;
            FaultKind::ServerError { status: u16::try_from(status).unwrap_or(500) }
        }
        "rate_limit" => FaultKind::RateLimit { retry_after_s: number(fields, "retry_after_s", 1, 0, 3_600)? },
        "rate_limit_untold" => FaultKind::RateLimitUntold,
        "redirect" => {
            let status = number(fields, "status", 302, 300, 399)?;
            FaultKind::Redirect { status: u16::try_from(status).unwrap_or(302) }
        }
        "unknown_error_type" => FaultKind::UnknownErrorType,
        "error_inside" => FaultKind::ErrorInside,
        "cors_refusal" => FaultKind::CorsRefusal,
        "numbers_as_text" => FaultKind::NumbersAsText,
        "text_as_numbers" => FaultKind::TextAsNumbers,
        "unknown_status" => FaultKind::UnknownStatus,
        "unknown_action" => FaultKind::UnknownAction,
        "malformed_body" => FaultKind::MalformedBody,
        "empty_body" => FaultKind::EmptyBody,
        "html_body" => FaultKind::HtmlBody,
        "ddc_never_returns" => FaultKind::DdcNeverReturns,
        "challenge_never_returns" => FaultKind::ChallengeNeverReturns,
        _ => return Err(unknown()),
    })
}

fn number(
    fields: &Map<String, Value>,
    name: &str,
    default: u64,
    least: u64,
    most: u64,
) -> Result<u64, FaultError> {
    match fields.get(name) {
        None => Ok(default),
        Some(value) => value
            .as_u64()
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| FaultError::new(name, format!("must be a whole number from {least} to {most}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_and_shown_by_its_name() {
        for name in KIND_NAMES {
            let fault = Fault::from_json(&json!({ "kind": name })).expect(name);
            assert_eq!(fault.to_json()["kind"], *name);
        }
    }

    #[test]
    fn mistakes_name_the_field_and_what_it_takes() {
        let refused = |body: Value| Fault::from_json(&body).expect_err("refused");
        let error = refused(json!({ "kind": "explode" }));
        assert_eq!(error.field, "kind");
        assert!(error.message.contains("answer_lost_after_charge"), "{}", error.message);
        assert_eq!(refused(json!({})).field, "kind");
        assert_eq!(refused(json!({ "kind": "delay", "ms": -1 })).field, "ms");
        assert_eq!(refused(json!({ "kind": "delay", "on": "refund" })).field, "on");
        assert_eq!(refused(json!({ "kind": "delay", "times": 0 })).field, "times");
        assert_eq!(refused(json!({ "kind": "delay", "intent": 7 })).field, "intent");
        assert_eq!(refused(json!({ "kind": "empty_body", "ms": 7 })).field, "ms");
        assert_eq!(refused(json!({ "kind": "server_error", "status": 404 })).field, "status");
        assert_eq!(refused(json!({ "kind": "redirect", "status": 200 })).field, "status");
    }
}
