//! The card of a confirm: checked, then only its behaviour and last four digits are kept. This Luhn check is the
//! sandbox's own on purpose, as a judge independent of the widget's.

use serde_json::Value;
use tillkit_core::card::Brand;
use time::OffsetDateTime;

use super::card_table::{Authentication, Behaviour, Decline, Outcome, ThreeDSecure, behaviour_of};
use super::error::{ApiError, ErrorType, PaymentError};
use super::parameters::Params;
use super::payment_method::PaymentMethod;

const NUMBER_LENGTHS: std::ops::RangeInclusive<usize> = 12..=19;
/// A year further ahead than this is a typing mistake.
const YEARS_AHEAD: i64 = 50;

/// What may be shown of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CardFace {
    /// `visa`, `mastercard`.
    pub(crate) brand: &'static str,
    pub(crate) last4: String,
    pub(crate) exp_month: i64,
    pub(crate) exp_year: i64,
}

impl CardFace {
    /// Whether its month is over.
    pub(crate) fn has_expired(&self, now_ms: u64) -> bool {
        (self.exp_year, self.exp_month) < year_and_month(now_ms)
    }

    /// How many digits its security code has.
    pub(crate) fn cvc_length(&self) -> usize {
        if self.brand == "amex" { 4 } else { 3 }
    }
}

/// How a saved card is used again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SavedUse {
    pub(crate) is_set_up: bool,
    /// Whether its security code was not entered again.
    pub(crate) lacks_cvc: bool,
}

/// A card that was presented for a payment, without what would let anyone pay with it.
#[derive(Clone, Debug)]
pub(crate) struct PresentedCard {
    /// `card`, or the wallet that holds it.
    pub(crate) kind: &'static str,
    pub(crate) payment_method: String,
    /// None for wallets, which do not tell, and for cards that are wrong.
    pub(crate) face: Option<CardFace>,
    /// How it is used again; none for a card that was entered for this payment.
    pub(crate) saved: Option<SavedUse>,
    /// What it does, or why it can't be charged at all.
    pub(crate) verdict: Result<Behaviour, PaymentError>,
}

impl PresentedCard {
    /// Reads `payment_method_data.card`. Missing parts are the request's fault (an error here); wrong ones are the
    /// card's, which fails the payment attempt.
    pub(crate) fn read(card: &Params, payment_method: String, now_ms: u64) -> Result<Self, ApiError> {
        let required = |name: &str| {
            card.text_or_number(name)?.ok_or_else(|| {
                let path = card.path(name);
                ApiError::missing(&path, format!("Missing {path}: send the card's {name}."))
            })
        };
        let number = required("number")?;
        let (month, year, cvc) = (required("exp_month")?, required("exp_year")?, required("cvc")?);
        Ok(Self::entered((&number, &month, &year, &cvc), payment_method, now_ms))
    }

    /// A card that was entered for this payment: its number, expiry month and year, and security code.
    pub(crate) fn entered(
        (number, month, year, cvc): (&str, &str, &str, &str),
        payment_method: String,
        now_ms: u64,
    ) -> Self {
        let (face, verdict) = match judge(number, month, year, cvc, now_ms) {
            Ok((face, behaviour)) => (Some(face), Ok(behaviour)),
            Err(error) => (None, Err(error)),
        };
        Self { kind: "card", payment_method, face, saved: None, verdict }
    }

    /// Reads `payment_method_data.<wallet>.token`, the opaque text of a payment sheet. It stands where the card's
    /// own data would, and not among the options, which intents and ledgers show.
    pub(crate) fn of_token(
        wallet: &'static str,
        data: &Params,
        payment_method: String,
    ) -> Result<Self, ApiError> {
        let data = data.object_or_empty(wallet)?;
        let path = data.path("token");
        let token = data.text("token")?.ok_or_else(|| {
            ApiError::missing(&path, format!("Missing {path}: send the token of the payment sheet."))
        })?;
        Ok(Self {
            kind: wallet,
            payment_method,
            face: None,
            saved: None,
            verdict: Ok(behaviour_of_token(&token)),
        })
    }

    /// A saved card, and the security code if it was entered again.
    pub(crate) fn of_saved(method: &PaymentMethod, cvc: Option<&str>, now_ms: u64) -> Self {
        let checked = match cvc {
            _ if method.face.has_expired(now_ms) => Err(expired()),
            Some(cvc) => check_cvc(cvc, method.face.cvc_length()),
            None => Ok(()),
        };
        Self {
            kind: "card",
            payment_method: method.id.clone(),
            face: Some(method.face.clone()),
            saved: Some(SavedUse {
                is_set_up: method.is_set_up,
                // Nobody enters a code again for a card that they have only just entered.
                lacks_cvc: cvc.is_none() && method.customer.is_some(),
            }),
            verdict: checked.map(|()| method.behaviour),
        }
    }

    /// The last four digits; empty for wallets.
    pub(crate) fn last4(&self) -> &str {
        self.face.as_ref().map_or("", |face| &face.last4)
    }
}

/// When a card is used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Occasion {
    /// It was saved for charges without its holder, and authenticated then.
    pub(crate) is_set_up: bool,
    /// Its holder is not there.
    pub(crate) is_off_session: bool,
    /// The merchant asks for 3-D Secure whenever the card can.
    pub(crate) is_asked_for: bool,
}

/// What a wallet's token, or the `data` of one in JSON, does, by how it starts: `decline`, `challenge` (authenticated as a card is, as wallets' cards
/// without a cryptogram are), or anything else, which succeeds.
fn behaviour_of_token(token: &str) -> Behaviour {
    let structured = serde_json::from_str::<Value>(token).ok();
    let token = structured.as_ref().and_then(|token| token.get("data")?.as_str()).unwrap_or(token);
    let three_d_secure = if token.starts_with("challenge") {
        ThreeDSecure::Required(Authentication::Challenge)
    } else {
        ThreeDSecure::Unsupported
    };
    let outcome =
        if token.starts_with("decline") { Outcome::Declines(Decline::Generic) } else { Outcome::Succeeds };
    Behaviour { three_d_secure, outcome }
}

fn judge(
    number: &str,
    month: &str,
    year: &str,
    cvc: &str,
    now_ms: u64,
) -> Result<(CardFace, Behaviour), PaymentError> {
    if !NUMBER_LENGTHS.contains(&number.len()) || !all_digits(number) {
        return Err(card_error("invalid_number", "number", "The card number is not a card number."));
    }
    if !passes_luhn(number) {
        return Err(card_error("incorrect_number", "number", "The card number is not right."));
    }
    let month = (month.len() <= 2 && all_digits(month)).then(|| month.parse::<i64>().ok()).flatten();
    let Some(month) = month.filter(|month| (1..=12).contains(month)) else {
        return Err(card_error("invalid_expiry_month", "exp_month", "The expiry month is not a month."));
    };
    let wrong_year = || card_error("invalid_expiry_year", "exp_year", "The expiry year is not right.");
    let year = match (year.len(), all_digits(year)) {
        (2, true) => format!("20{year}").parse::<i64>(),
        (4, true) => year.parse::<i64>(),
        _ => return Err(wrong_year()),
    }
    .map_err(|_| wrong_year())?;
    let last4: Vec<char> = number.chars().rev().take(4).collect();
    let face = CardFace {
        brand: Brand::of(number).map_or("unknown", Brand::name),
        last4: last4.into_iter().rev().collect(),
        exp_month: month,
        exp_year: year,
    };
    if face.has_expired(now_ms) {
        return Err(expired());
    }
    if year > year_and_month(now_ms).0 + YEARS_AHEAD {
        return Err(wrong_year());
    }
    check_cvc(cvc, face.cvc_length())?;
    Ok((face, behaviour_of(number)))
}

fn card_error(code: &'static str, param: &str, message: &str) -> PaymentError {
    PaymentError {
        kind: ErrorType::Card,
        code,
        decline_code: None,
        message: message.to_owned(),
        param: Some(param.to_owned()),
    }
}

/// The error of a card whose month is over.
pub(crate) fn expired() -> PaymentError {
    card_error("expired_card", "exp_year", "The card has expired.")
}

/// Whether a security code is as long as the card's is.
pub(crate) fn check_cvc(cvc: &str, length: usize) -> Result<(), PaymentError> {
    if cvc.len() == length && all_digits(cvc) {
        return Ok(());
    }
    Err(card_error("invalid_cvc", "cvc", "The card's security code is not a security code."))
}

/// The error of a declined charge.
pub(crate) fn decline_error(decline: Decline) -> PaymentError {
    let (code, decline_code, message) = decline.texts();
    let param = match decline {
        Decline::ExpiredCard => Some("exp_month"),
        Decline::IncorrectCvc => Some("cvc"),
        _ => None,
    };
    PaymentError {
        kind: ErrorType::Card,
        code,
        decline_code: Some(decline_code),
        message: message.to_owned(),
        param: param.map(str::to_owned),
    }
}

/// How charging the card ends.
pub(crate) fn charge_outcome(behaviour: Behaviour) -> Result<(), PaymentError> {
    match behaviour.outcome {
        Outcome::Succeeds => Ok(()),
        Outcome::Declines(decline) | Outcome::DeclinesCharges(decline) => Err(decline_error(decline)),
    }
}

/// How saving the card without a charge ends.
pub(crate) fn setup_outcome(behaviour: Behaviour) -> Result<(), PaymentError> {
    match behaviour.outcome {
        // No money is asked for, so none is missing.
        Outcome::Declines(Decline::InsufficientFunds) | Outcome::DeclinesCharges(_) | Outcome::Succeeds => {
            Ok(())
        }
        Outcome::Declines(decline) => Err(decline_error(decline)),
    }
}

/// Whether a payment with this card, or its saving, is to be authenticated, and how.
pub(crate) fn authentication_for(behaviour: Behaviour, when: Occasion) -> Option<Authentication> {
    match behaviour.three_d_secure {
        ThreeDSecure::Required(authentication) => Some(authentication),
        ThreeDSecure::UntilSetUp(authentication) if !when.is_set_up || when.is_asked_for => {
            Some(authentication)
        }
        ThreeDSecure::OnSession(authentication) if !when.is_off_session => Some(authentication),
        ThreeDSecure::Optional(authentication) if when.is_asked_for => Some(authentication),
        ThreeDSecure::UntilSetUp(_)
        | ThreeDSecure::OnSession(_)
        | ThreeDSecure::Optional(_)
        | ThreeDSecure::Unsupported => None,
    }
}

/// The error of a charge without the customer that the bank wants authenticated.
pub(crate) fn authentication_required() -> PaymentError {
    PaymentError {
        kind: ErrorType::Card,
        code: "authentication_required",
        decline_code: Some("authentication_required"),
        message:
            "The bank wants the card's holder to approve this payment: ask the customer to come back and pay."
                .to_owned(),
        param: None,
    }
}

/// The same of a page that carries out no actions (`error_on_requires_action`), in Stripe's words.
pub(crate) fn authentication_not_handled() -> PaymentError {
    PaymentError {
        kind: ErrorType::Card,
        code: "authentication_required",
        decline_code: Some("authentication_not_handled"),
        message: "This payment required an authentication action to complete, but `error_on_requires_action` was set. \
                  When you're ready, you can upgrade your integration to handle actions at \
                  https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions."
            .to_owned(),
        param: None,
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the digits pass the Luhn check.
pub(crate) fn passes_luhn(number: &str) -> bool {
    let sum: u32 = number
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(10))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    all_digits(number) && sum.is_multiple_of(10)
}

fn year_and_month(now_ms: u64) -> (i64, i64) {
    let seconds = i64::try_from(now_ms / 1_000).unwrap_or(i64::MAX);
    let date = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    (i64::from(date.year()), i64::from(u8::from(date.month())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-15.
    const NOW_MS: u64 = 1_794_700_800_000;

    fn code(number: &str, month: &str, year: &str, cvc: &str) -> &'static str {
        judge(number, month, year, cvc, NOW_MS).map_or_else(|error| error.code, |_| "fine")
    }

    #[test]
    fn luhn() {
        assert!(passes_luhn("4242424242424242"));
        assert!(!passes_luhn("4242424242424241"));
        assert!(!passes_luhn(""));
        assert!(!passes_luhn("4242 4242"));
    }

    #[test]
    fn each_part_is_checked() {
        let good = "4242424242424242";
        assert_eq!(code(good, "11", "2026", "123"), "fine");
        assert_eq!(code(good, "3", "27", "123"), "fine");
        assert_eq!(code("4242424242424241", "11", "2026", "123"), "incorrect_number");
        assert_eq!(code("4242 4242 4242 4242", "11", "2026", "123"), "invalid_number");
        assert_eq!(code("42424242420", "11", "2026", "123"), "invalid_number");
        assert_eq!(code(good, "13", "2026", "123"), "invalid_expiry_month");
        assert_eq!(code(good, "10", "2026", "123"), "expired_card");
        assert_eq!(code(good, "12", "2077", "123"), "invalid_expiry_year");
        assert_eq!(code(good, "12", "026", "123"), "invalid_expiry_year");
        assert_eq!(code(good, "12", "2026", "12"), "invalid_cvc");
        assert_eq!(code("378282246310005", "12", "2026", "123"), "invalid_cvc");
        assert_eq!(code("378282246310005", "12", "2026", "1234"), "fine");
    }
}
