//! What can go wrong, told so that whoever must act knows what to do.

mod codes;

pub use codes::{KNOWN_CODES, shopper_messages};

use crate::Intent;
use crate::card::digits::ascii_digit;
use core::fmt;
use std::sync::Arc;

/// An error of a payment. Its [`code`](Error::code) is stable; its message may change.
///
/// ```
/// use tillkit_core::error::{Error, Retry, Who};
///
/// let error = Error::new("challenge_canceled");
/// assert_eq!(error.who(), Who::Shopper);
/// assert_eq!(error.retry(), Retry::Safe);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Debug, Clone, PartialEq)]
struct Inner {
    kind: Kind,
    code: String,
    decline_code: Option<String>,
    param: Option<String>,
    doc_url: Option<String>,
    message: String,
    who: Who,
    retry: Retry,
    intent: Option<Arc<Intent>>,
}

/// Stripe's error types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The card or its issuer refused.
    Card,
    /// The form's content cannot be sent.
    Validation,
    /// The integration asked for something that cannot be.
    InvalidRequest,
    /// The gateway failed.
    Api,
    /// The gateway could not be reached, or its answer was lost.
    ApiConnection,
    /// The key is wrong.
    Authentication,
    /// Too many requests.
    RateLimit,
    /// An idempotency key was used for something else.
    Idempotency,
}

impl Kind {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Card => "card_error",
            Self::Validation => "validation_error",
            Self::InvalidRequest => "invalid_request_error",
            Self::Api => "api_error",
            Self::ApiConnection => "api_connection_error",
            Self::Authentication => "authentication_error",
            Self::RateLimit => "rate_limit_error",
            Self::Idempotency => "idempotency_error",
        }
    }

    /// Reads the name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Card,
            Self::Validation,
            Self::InvalidRequest,
            Self::Api,
            Self::ApiConnection,
            Self::Authentication,
            Self::RateLimit,
            Self::Idempotency,
        ]
        .into_iter()
        .find(|kind| kind.name() == name)
    }
}

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The customer.
    Shopper,
    /// The developer of the merchant's page or server.
    Merchant,
    /// The payment provider.
    Provider,
}

impl Who {
    /// The name in error objects.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Shopper => "shopper",
            Self::Merchant => "merchant",
            Self::Provider => "provider",
        }
    }
}

/// Whether paying again is a good idea.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same again may work and cannot charge twice.
    Safe,
    /// Only after something was changed: another card, another option.
    AfterChange,
    /// It is not known whether the customer was charged: ask for the intent before anything else.
    CheckIntentFirst,
    /// This intent cannot be paid any more.
    Never,
}

impl Retry {
    /// The name in error objects.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::AfterChange => "after_change",
            Self::CheckIntentFirst => "check_intent_first",
            Self::Never => "never",
        }
    }
}

impl Error {
    /// An error with a code of [`KNOWN_CODES`], its message and advice from there. An unknown code is an
    /// API error that wants the intent checked first.
    #[must_use]
    pub fn new(code: &str) -> Self {
        let known = codes::find(code);
        Self {
            inner: Box::new(Inner {
                kind: known.map_or(Kind::Api, |known| known.kind),
                code: code.to_owned(),
                decline_code: None,
                param: None,
                doc_url: None,
                message: known
                    .map_or("Something went wrong with this payment.", |known| known.message)
                    .to_owned(),
                who: known.map_or(Who::Provider, |known| known.who),
                retry: known.map_or(Retry::CheckIntentFirst, |known| known.retry),
                intent: None,
            }),
        }
    }

    /// An error as a gateway tells it. Where its code or decline code is a known one, the message is ours,
    /// written for the customer; otherwise it is the gateway's.
    #[must_use]
    pub fn from_gateway(told: Told) -> Self {
        let told = told.masked();
        let reason = told.decline_code.as_deref().and_then(codes::find_decline);
        let known = codes::find(&told.code);
        let kind = told.kind.or(known.map(|known| known.kind)).unwrap_or(Kind::Api);
        let fallback = codes::of_kind(kind);
        let (who, retry) = known.map_or((fallback.who, fallback.retry), |known| (known.who, known.retry));
        let retry = reason.map_or(retry, |reason| reason.retry);
        let ours = reason.map(|reason| reason.message).or(known.map(|known| known.message));
        let message = match (ours, told.message) {
            // Merchants need what the gateway says of their mistake; customers need kind words.
            (_, Some(theirs)) if who == Who::Merchant => theirs,
            (Some(ours), _) => ours.to_owned(),
            (None, Some(theirs)) if who != Who::Shopper => theirs,
            (None, _) => fallback.message.to_owned(),
        };
        Self {
            inner: Box::new(Inner {
                kind,
                code: told.code,
                decline_code: told.decline_code,
                param: told.param,
                doc_url: told.doc_url,
                message,
                who,
                retry,
                intent: told.intent.map(Arc::new),
            }),
        }
    }

    /// This error, about that option or field.
    #[must_use]
    pub fn with_param(mut self, param: &str) -> Self {
        self.inner.param = Some(param.to_owned());
        self
    }

    /// This error with another message.
    #[must_use]
    pub fn with_message(mut self, message: &str) -> Self {
        message.clone_into(&mut self.inner.message);
        self
    }

    /// This error with the intent as it was, if the gateway has said which one it is.
    #[must_use]
    pub fn with_intent(mut self, intent: Arc<Intent>) -> Self {
        self.inner.intent = (!intent.id.is_empty()).then_some(intent);
        self
    }

    /// The error's type.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.inner.kind
    }

    /// The stable name of what happened.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.inner.code
    }

    /// The issuer's reason.
    #[must_use]
    pub fn decline_code(&self) -> Option<&str> {
        self.inner.decline_code.as_deref()
    }

    /// The option or field to change.
    #[must_use]
    pub fn param(&self) -> Option<&str> {
        self.inner.param.as_deref()
    }

    /// A page about it.
    #[must_use]
    pub fn doc_url(&self) -> Option<&str> {
        self.inner.doc_url.as_deref()
    }

    /// For whoever must act.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    /// Who must act.
    #[must_use]
    pub fn who(&self) -> Who {
        self.inner.who
    }

    /// Whether paying again is a good idea.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.inner.retry
    }

    /// The intent as it was when it happened.
    #[must_use]
    pub fn intent(&self) -> Option<&Intent> {
        self.inner.intent.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.inner.code, self.inner.message)
    }
}

impl core::error::Error for Error {}

/// Hides what may be a card number: twelve digits and more, with spaces or dashes between them. Ids, whose
/// digits follow a letter or an underscore, stay.
fn masked(text: &str) -> String {
    const FEWEST_DIGITS: usize = 12;
    let mut masked = String::with_capacity(text.len());
    let mut run = String::new();
    let mut inside_id = false;
    for c in text.chars().chain(['\0']) {
        let joins = !run.is_empty() && matches!(c, ' ' | '-');
        if (ascii_digit(c).is_some() && !inside_id) || joins {
            run.push(c);
            continue;
        }
        if run.chars().filter(|c| ascii_digit(*c).is_some()).count() >= FEWEST_DIGITS {
            masked.push_str("•••");
            run.drain(..run.trim_end_matches([' ', '-']).len());
        }
        masked.push_str(&run);
        run.clear();
        inside_id = c.is_alphanumeric() || c == '_';
        if c != '\0' {
            masked.push(c);
        }
    }
    masked
}

impl Told {
    /// A gateway's words may repeat the card number that it was sent.
    fn masked(self) -> Self {
        let mask = |text: Option<String>| text.as_deref().map(masked);
        Self {
            code: masked(&self.code),
            decline_code: mask(self.decline_code),
            param: mask(self.param),
            doc_url: mask(self.doc_url),
            message: mask(self.message),
            ..self
        }
    }
}

/// What a gateway says about an error.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The error's type, when it is a known one.
    pub kind: Option<Kind>,
    /// The error's code.
    pub code: String,
    /// The issuer's reason.
    pub decline_code: Option<String>,
    /// The parameter at fault.
    pub param: Option<String>,
    /// A page about it.
    pub doc_url: Option<String>,
    /// The gateway's words.
    pub message: Option<String>,
    /// The intent, when it came along.
    pub intent: Option<Intent>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decline_is_told_kindly() {
        let error = Error::from_gateway(Told {
            kind: Some(Kind::Card),
            code: "card_declined".into(),
            decline_code: Some("insufficient_funds".into()),
            message: Some("INSUFF FUNDS 51".into()),
            ..Told::default()
        });
        assert_eq!(error.who(), Who::Shopper);
        assert_eq!(error.retry(), Retry::AfterChange);
        assert!(!error.message().contains("INSUFF"));
    }

    #[test]
    fn a_merchants_mistake_keeps_the_gateways_words() {
        let error = Error::from_gateway(Told {
            kind: Some(Kind::InvalidRequest),
            code: "parameter_missing".into(),
            message: Some("Missing required param: amount.".into()),
            ..Told::default()
        });
        assert_eq!((error.who(), error.message()), (Who::Merchant, "Missing required param: amount."));
    }

    #[test]
    fn an_unknown_card_error_is_the_shoppers() {
        let error = Error::from_gateway(Told {
            kind: Some(Kind::Card),
            code: "something_new".into(),
            ..Told::default()
        });
        assert_eq!((error.code(), error.who()), ("something_new", Who::Shopper));
        assert!(!error.message().is_empty());
    }

    #[test]
    fn card_numbers_in_a_gateways_words_are_hidden() {
        for (told, kept) in [
            ("number 4242424242424242 is wrong", "number ••• is wrong"),
            ("4242 4242-4242 4242", "•••"),
            ("٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢!", "•••!"),
            ("No such intent: pi_1583367070215569408", "No such intent: pi_1583367070215569408"),
            ("12 of 34, 2026-11-21", "12 of 34, 2026-11-21"),
            ("", ""),
        ] {
            assert_eq!(masked(told), kept);
        }
        let error = Error::from_gateway(Told {
            kind: Some(Kind::InvalidRequest),
            code: "parameter_invalid".into(),
            message: Some("card[number]: 4242424242424242".into()),
            ..Told::default()
        });
        assert_eq!(error.message(), "card[number]: •••");
    }

    #[test]
    fn codes_are_listed_once() {
        for (index, code) in KNOWN_CODES.iter().enumerate() {
            assert!(KNOWN_CODES.iter().skip(index + 1).all(|other| other.code != code.code), "{}", code.code);
        }
    }
}
