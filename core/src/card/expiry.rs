//! The expiry date: read from whatever people type, paste or have filled in.

use super::digits::{ascii_digit, digits_before};
use super::{Check, EditKind, Edited, Fault};
use crate::secret::Secret;
use zeroize::Zeroizing;

/// No issuer gives a card more years than this.
const FARTHEST_YEARS: u16 = 50;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Four digits.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
}

/// Whether a card that is good until this month, as gateways tell it of saved cards, is good no more.
///
/// ```
/// use tillkit_core::card::expiry::{Month, has_passed};
///
/// let now = Month { year: 2026, month: 11 };
/// assert!(has_passed(10, 2026, now) && !has_passed(11, 2026, now) && !has_passed(1, 2027, now));
/// ```
#[must_use]
pub fn has_passed(month: u32, year: u32, now: Month) -> bool {
    (year, month) < (now.year.into(), now.month.into())
}

/// Digits of the month and of the year, as far as they are there.
#[derive(Default)]
struct Parts {
    month: Zeroizing<String>,
    year: Zeroizing<String>,
    /// The month is over: two digits, or a separator after it.
    month_done: bool,
}

/// Reads an expiry; `None` while it is incomplete or has no such month. Two-digit years are of this century.
///
/// ```
/// use tillkit_core::card::expiry::{parse, Month};
///
/// let december = Some(Month { year: 2030, month: 12 });
/// for text in ["12/30", "1230", "12 - 30", "12/2030", "122030", "2030-12"] {
///     assert_eq!(parse(text), december, "{text}");
/// }
/// assert_eq!(parse("3/27"), Some(Month { year: 2027, month: 3 }));
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<Month> {
    let parts = Parts::read(text);
    let month: u8 = parts.month.parse().ok()?;
    let year: u16 = parts.year.parse().ok()?;
    let year = match parts.year.len() {
        2 => 2000 + year,
        4 => year,
        _ => return None,
    };
    (1..=12).contains(&month).then_some(Month { year, month })
}

/// Checks an expiry as typed against the current month.
///
/// ```
/// use tillkit_core::card::{expiry::{check, Month}, Check, Fault};
///
/// let now = Month { year: 2026, month: 11 };
/// assert_eq!(check("11/26", now), Check::Valid);
/// assert_eq!(check("10/26", now), Check::Invalid(Fault::ExpiryMonthPast));
/// assert_eq!(check("12/25", now), Check::Invalid(Fault::ExpiryYearPast));
/// assert_eq!(check("12", now), Check::Incomplete);
/// ```
#[must_use]
pub fn check(text: &str, now: Month) -> Check {
    let parts = Parts::read(text);
    let month_wrong = parts.month.len() == 2 && !matches!(parts.month.parse(), Ok(1..=12_u8));
    if month_wrong || (parts.month_done && matches!(parts.month.as_str(), "0" | "00")) {
        return Check::Invalid(Fault::ExpiryMonth);
    }
    match parse(text) {
        None => Check::Incomplete,
        Some(expiry) if expiry.year < now.year => Check::Invalid(Fault::ExpiryYearPast),
        Some(expiry) if expiry < now => Check::Invalid(Fault::ExpiryMonthPast),
        Some(expiry) if expiry.year > now.year + FARTHEST_YEARS => Check::Invalid(Fault::ExpiryYear),
        Some(_) => Check::Valid,
    }
}

/// The field after an edit, as `MM / YY`; see [`super::number::edit`] for the parameters.
///
/// ```
/// use tillkit_core::card::{expiry, EditKind};
///
/// let edited = expiry::edit("", "3", 1, EditKind::Insert);
/// assert_eq!((edited.text.expose(), edited.caret), ("03 / ", 5));
/// ```
#[must_use]
pub fn edit(previous: &str, raw: &str, caret: usize, kind: EditKind) -> Edited {
    let mut parts = Parts::read(raw);
    let inserting = kind == EditKind::Insert;
    if !inserting {
        let before = Parts::read(previous);
        // Only the separator was deleted: what it stood beside goes, so that Backspace is never stuck.
        if before.month == parts.month && before.year == parts.year && raw.len() < previous.len() {
            if kind == EditKind::DeleteBackward {
                parts.month.pop();
            } else if !parts.year.is_empty() {
                parts.year.remove(0);
            }
        }
        parts.month_done = !parts.year.is_empty();
    }
    let at_end = caret >= raw.chars().count();
    let raw_digits = digits_before(raw, caret);
    // Before a year that is there already, the month may still get its second digit.
    let month_open = !at_end && raw_digits == 1 && matches!(parts.month.as_str(), "0" | "1");
    let padded = usize::from(parts.pad_month(inserting && !month_open));
    let text = parts.show(inserting);
    let caret = if at_end {
        text.len()
    } else {
        let digits = raw_digits + padded;
        let past_separator = digits > 2 || (digits == 2 && inserting);
        (digits + if past_separator { SEPARATOR.len() } else { 0 }).min(text.len())
    };
    Edited { text: text.into(), caret }
}

const SEPARATOR: &str = " / ";

impl Parts {
    fn read(text: &str) -> Self {
        let mut groups: Vec<Zeroizing<String>> = Vec::new();
        let mut open = false;
        let mut trailing_separator = false;
        for c in text.chars() {
            if let Some(digit) = ascii_digit(c) {
                if !open {
                    groups.push(Zeroizing::new(String::with_capacity(text.len())));
                    open = true;
                }
                if let Some(group) = groups.last_mut() {
                    group.push(digit);
                }
                trailing_separator = false;
            } else {
                open = false;
                // Spaces part what is pasted, but a lone space typed after "1" is not yet a decision.
                trailing_separator |= !c.is_whitespace() && !groups.is_empty();
            }
        }
        let mut groups = groups.into_iter();
        match (groups.next(), groups.next()) {
            (None, _) => Self::default(),
            // An ISO month, `2030-12`, as some password managers fill it in.
            (Some(year), Some(month)) if year.len() == 4 => {
                Self { month: first(&month, 2), year, month_done: true }
            }
            (Some(month), Some(year)) => {
                Self { month: first(&month, 2), year: trim_year(&year), month_done: true }
            }
            (Some(run), None) => Self::split_run(&run, trailing_separator),
        }
    }

    /// Digits without a separator: `1230`, `122030`, `3`, `130`.
    fn split_run(run: &str, separated: bool) -> Self {
        let lone_digit_month = match run.as_bytes() {
            // No month begins with those, and 13 cannot be one, so its 1 is one.
            [b'2'..=b'9', ..] | [b'1', b'3'..=b'9', ..] => true,
            _ => separated && run.len() == 1,
        };
        let month_length = if lone_digit_month { 1 } else { 2 };
        let month = first(run, month_length);
        let year = trim_year(run.get(month_length..).unwrap_or_default());
        let month_done = separated || lone_digit_month || run.len() >= 2;
        Self { month, year, month_done }
    }

    /// Writes the month with two digits once it is over; whether that added one.
    fn pad_month(&mut self, inserting: bool) -> bool {
        let pad = self.month.len() == 1 && self.month.as_str() != "0" && self.month_done && inserting;
        if pad {
            self.month.insert(0, '0');
        }
        pad
    }

    fn show(&self, inserting: bool) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(16));
        text.push_str(&self.month);
        let open_year = inserting && self.month_done && self.month.len() == 2;
        if !self.year.is_empty() || open_year {
            text.push_str(SEPARATOR);
            // A finished four-digit year of this century is shown as its last two.
            let short = if self.year.len() == 4 { self.year.strip_prefix("20") } else { None };
            text.push_str(short.unwrap_or(&self.year));
        }
        text
    }
}

fn first(digits: &str, length: usize) -> Zeroizing<String> {
    Zeroizing::new(digits.get(..length).unwrap_or(digits).to_owned())
}

/// Two digits, or up to four when they may be a year of this century.
fn trim_year(digits: &str) -> Zeroizing<String> {
    first(digits, if digits.starts_with("20") { 4 } else { 2 })
}

/// The text of an expiry field, from a month of a year.
#[must_use]
pub fn format(expiry: Month) -> Secret {
    let mut text = Zeroizing::new(String::with_capacity(8));
    text.push_str(&format!("{:02}{SEPARATOR}{:02}", expiry.month, expiry.year % 100));
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Month = Month { year: 2026, month: 11 };

    fn typed(keys: &str) -> String {
        keys.chars().fold(String::new(), |text, key| {
            let raw = text.clone() + &key.to_string();
            edit(&text, &raw, raw.chars().count(), EditKind::Insert).text.expose().to_owned()
        })
    }

    #[test]
    fn every_way_of_typing_arrives_at_the_same_text() {
        for keys in ["12/30", "1230", "12 - 30", "12/2030", "122030", "12 30", "１２/３０", "١٢/٣٠"] {
            assert_eq!(typed(keys), "12 / 30", "{keys}");
        }
        for keys in ["3/27", "03/27", "327", "0327", "3 / 2027", "3-27"] {
            assert_eq!(typed(keys), "03 / 27", "{keys}");
        }
        assert_eq!(typed("1"), "1");
        assert_eq!(typed("1/"), "01 / ");
        assert_eq!(typed("13"), "01 / 3");
        assert_eq!(typed("12"), "12 / ");
        assert_eq!(typed("0"), "0");
    }

    #[test]
    fn the_month_before_a_year_is_typed_anew() {
        let first = edit("04 / 35", "1 / 35", 1, EditKind::Insert);
        assert_eq!((first.text.expose(), first.caret), ("1 / 35", 1));
        let second = edit(first.text.expose(), "12 / 35", 2, EditKind::Insert);
        assert_eq!(second.text.expose(), "12 / 35");
        assert_eq!(edit("12 / 35", "3 / 35", 1, EditKind::Insert).text.expose(), "03 / 35");
    }

    #[test]
    fn pasted_and_autofilled_forms_are_read() {
        for text in ["11/2027", "11 / 27", "2027-11", "11.27", "112027", "1127"] {
            let edited = edit("", text, text.len(), EditKind::Insert);
            assert_eq!(edited.text.expose(), "11 / 27", "{text}");
            assert_eq!(check(edited.text.expose(), NOW), Check::Valid, "{text}");
        }
    }

    #[test]
    fn backspace_goes_all_the_way_back() {
        let mut text = "12 / 30".to_owned();
        let mut seen = vec![];
        while !text.is_empty() {
            let raw = text.get(..text.len() - 1).unwrap();
            let edited = edit(&text, raw, raw.len(), EditKind::DeleteBackward);
            assert!(edited.text.expose().len() < text.len());
            text = edited.text.expose().to_owned();
            seen.push(text.clone());
        }
        assert_eq!(seen, ["12 / 3", "12", "1", ""]);
        let edited = edit("12 / ", "12 /", 4, EditKind::DeleteBackward);
        assert_eq!(edited.text.expose(), "1");
    }

    #[test]
    fn editing_in_the_middle_keeps_the_caret() {
        let edited = edit("12 / 30", "12 / 230", 6, EditKind::Insert);
        assert_eq!((edited.text.expose(), edited.caret), ("12 / 23", 6));
        let edited = edit("12 / 30", "1 / 30", 1, EditKind::DeleteBackward);
        assert_eq!((edited.text.expose(), edited.caret), ("1 / 30", 1));
        let edited = edit("1 / 30", "11 / 30", 2, EditKind::Insert);
        assert_eq!((edited.text.expose(), edited.caret), ("11 / 30", 5));
    }

    #[test]
    fn wrong_dates_are_named() {
        assert_eq!(check("00/30", NOW), Check::Invalid(Fault::ExpiryMonth));
        assert_eq!(check("0/", NOW), Check::Invalid(Fault::ExpiryMonth));
        assert_eq!(check("19 / 30", NOW), Check::Invalid(Fault::ExpiryMonth));
        assert_eq!(check("10/26", NOW), Check::Invalid(Fault::ExpiryMonthPast));
        assert_eq!(check("11/2025", NOW), Check::Invalid(Fault::ExpiryYearPast));
        assert_eq!(check("12/2077", NOW), Check::Invalid(Fault::ExpiryYear));
        assert_eq!(check("12/2076", NOW), Check::Valid);
        for text in ["", "1", "12", "12/", "12/3", "12/203", "1/"] {
            assert_eq!(check(text, NOW), Check::Incomplete, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(month in 1_u8..=12, year in 2000_u16..2100) {
            let expiry = Month { year, month };
            prop_assert_eq!(parse(format(expiry).expose()), Some(expiry));
        }

        #[test]
        fn any_edit_gives_a_readable_field(previous in "[0-9/ ]{0,7}", raw in "\\PC{0,12}", caret in 0_usize..15, kind in 0_u8..3) {
            let kind = [EditKind::Insert, EditKind::DeleteBackward, EditKind::DeleteForward][usize::from(kind)];
            let edited = edit(&previous, &raw, caret, kind);
            let text = edited.text.expose();
            prop_assert!(edited.caret <= text.len());
            prop_assert!(text.is_ascii());
            prop_assert!(text.len() <= 9);
        }
    }
}
