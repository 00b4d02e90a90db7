//! Digits as people write them: European, full-width, Arabic-Indic, Persian and Devanagari ones.

use zeroize::Zeroizing;

/// The ASCII form of a decimal digit, or `None` for anything else.
///
/// ```
/// use tillkit_core::card::digits::ascii_digit;
///
/// assert_eq!(ascii_digit('４'), Some('4'));
/// assert_eq!(ascii_digit('٤'), Some('4'));
/// assert_eq!(ascii_digit('x'), None);
/// ```
#[must_use]
pub fn ascii_digit(c: char) -> Option<char> {
    const ZEROS: [u32; 5] =
        ['0' as u32, '\u{FF10}' as u32, '\u{0660}' as u32, '\u{06F0}' as u32, '\u{0966}' as u32];
    let value = ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

/// Only the digits of `text`, as ASCII. Sized beforehand, so that no copy is left behind by growing.
#[must_use]
pub fn only_digits(text: &str) -> Zeroizing<String> {
    let mut digits = Zeroizing::new(String::with_capacity(text.len()));
    digits.extend(text.chars().filter_map(ascii_digit));
    digits
}

/// How many digits stand before the `caret`th character.
pub(crate) fn digits_before(text: &str, caret: usize) -> usize {
    text.chars().take(caret).filter(|c| ascii_digit(*c).is_some()).count()
}

/// `digits` without the one at `at`; unchanged when there is none.
pub(crate) fn without_digit(digits: &str, at: usize) -> Zeroizing<String> {
    let mut rest = Zeroizing::new(String::with_capacity(digits.len()));
    rest.extend(digits.chars().enumerate().filter(|(index, _)| *index != at).map(|(_, digit)| digit));
    rest
}
