//! Card rules: what a customer may type into the card fields, and what it means.

pub mod brand;
pub mod digits;
pub mod expiry;
pub mod number;
pub mod security_code;

pub use brand::Brand;

use crate::secret::Secret;

/// What a check of a field's content says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// More is needed; nothing is wrong so far.
    Incomplete,
    /// It can be used.
    Valid,
    /// It cannot become right by typing more.
    Invalid(Fault),
}

/// What is wrong with a card field. [`Fault::code`] is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The number's check digit or length is wrong.
    Number,
    /// The expiry's month is not a month.
    ExpiryMonth,
    /// The month is over, in this year.
    ExpiryMonthPast,
    /// The year is over.
    ExpiryYearPast,
    /// No card is valid that long.
    ExpiryYear,
    /// The security code's length does not fit the brand.
    SecurityCode,
}

impl Fault {
    /// The stable name, as Stripe.js spells it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Number => "invalid_number",
            Self::ExpiryMonth => "invalid_expiry_month",
            Self::ExpiryMonthPast => "invalid_expiry_month_past",
            Self::ExpiryYearPast => "invalid_expiry_year_past",
            Self::ExpiryYear => "invalid_expiry_year",
            Self::SecurityCode => "invalid_cvc",
        }
    }
}

/// What an edit did to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditKind {
    /// Typing, pasting, autofill: the input event's `insert…` types, and everything unknown.
    Insert,
    /// Backspace: `deleteContentBackward` and its kin.
    DeleteBackward,
    /// Delete: `deleteContentForward` and its kin.
    DeleteForward,
}

/// A field's text after an edit, as it should be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The formatted text.
    pub text: Secret,
    /// The caret, in characters from the start. All formatted text is ASCII, so this is also the UTF-16
    /// offset that a browser wants.
    pub caret: usize,
}

/// A card as the confirm request needs it. The security code exists only here and in the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The PAN: digits only.
    pub number: Secret,
    /// 1 to 12.
    pub exp_month: u8,
    /// Four digits.
    pub exp_year: u16,
    /// Digits only.
    pub security_code: Secret,
    /// The name on the card, when asked for.
    pub name: Option<String>,
}
