//! The card number: checking it, and formatting it while it is typed without moving the caret about.

use super::brand::UNKNOWN_LENGTHS;
use super::digits::{ascii_digit, digits_before, only_digits, without_digit};
use super::{Brand, Check, EditKind, Edited, Fault};
use crate::secret::Secret;
use zeroize::Zeroizing;

/// No card number is longer (ISO/IEC 7812).
const LONGEST: usize = 19;

/// Checks a number, given as ASCII digits.
///
/// ```
/// use tillkit_core::card::{number, Check, Fault};
///
/// assert_eq!(number::check("4242424242424242"), Check::Valid);
/// assert_eq!(number::check("4242424242424241"), Check::Invalid(Fault::Number));
/// assert_eq!(number::check("42424242"), Check::Incomplete);
/// ```
#[must_use]
pub fn check(digits: &str) -> Check {
    let brands = Brand::matching(digits);
    let length = digits.len();
    let longest = longest(&brands);
    let possible = if brands.is_empty() {
        UNKNOWN_LENGTHS.contains(&length)
    } else {
        brands.iter().any(|brand| brand.lengths().contains(&length))
    };
    let check_digit_right = passes_luhn(digits) || brands.iter().any(|brand| !brand.has_check_digit());
    if possible && check_digit_right {
        return Check::Valid;
    }
    let usual = brands.iter().map(|brand| brand.usual_length()).min().unwrap_or(LONGEST);
    if length >= longest || (possible && length >= usual) {
        return Check::Invalid(Fault::Number);
    }
    Check::Incomplete
}

/// The Luhn formula (ISO/IEC 7812-1 annex B).
#[must_use]
pub fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .map(|byte| u32::from(byte.wrapping_sub(b'0')))
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit } else { digit / 5 + digit * 2 % 10 })
        .sum();
    !digits.is_empty() && sum.is_multiple_of(10)
}

/// A number in groups, as it is shown.
///
/// ```
/// use tillkit_core::card::number;
///
/// assert_eq!(number::format("378282246310005").expose(), "3782 822463 10005");
/// assert_eq!(number::format("4242").expose(), "4242");
/// ```
#[must_use]
pub fn format(digits: &str) -> Secret {
    let gaps = gaps(digits);
    let mut text = Zeroizing::new(String::with_capacity(digits.len() + gaps.len()));
    for (index, digit) in digits.chars().enumerate() {
        if gaps.contains(&index) {
            text.push(' ');
        }
        text.push(digit);
    }
    text.into()
}

/// The field after an edit. `previous` is the text before it (formatted), `raw` what the browser made of the
/// edit, `caret` where its caret is, in characters.
///
/// Digits in other scripts are read, separators dropped. Of a pasted text with words in it, the longest run
/// of digits counts. A separator that is deleted takes the digit beside it along, so that Backspace never
/// gets stuck. A digit typed into a full field is refused rather than pushing the last one out.
///
/// ```
/// use tillkit_core::card::{number, EditKind};
///
/// let edited = number::edit("", "4242 42-4242", 12, EditKind::Insert);
/// assert_eq!(edited.text.expose(), "4242 4242 42");
/// assert_eq!(edited.caret, 12);
/// ```
#[must_use]
pub fn edit(previous: &str, raw: &str, caret: usize, kind: EditKind) -> Edited {
    let before = only_digits(previous);
    // A letter typed among the digits parts no number from another.
    let (mut digits, mut caret_digits) = match only_digits(raw) {
        same if same == before => (same, digits_before(raw, caret)),
        _ => card_digits(raw, caret),
    };
    let separator_deleted = kind != EditKind::Insert && digits == before && raw.len() < previous.len();
    if separator_deleted {
        if kind == EditKind::DeleteBackward {
            if let Some(at) = caret_digits.checked_sub(1) {
                digits = without_digit(&digits, at);
                caret_digits = at;
            }
        } else {
            digits = without_digit(&digits, caret_digits);
        }
    }
    let longest = longest(&Brand::matching(&digits));
    if digits.len() > longest {
        let excess = digits.len() - longest;
        if before.len() == longest && caret_digits >= excess && caret_digits < digits.len() {
            digits = before;
            caret_digits -= excess;
        } else {
            let mut kept = Zeroizing::new(String::with_capacity(longest));
            kept.extend(digits.chars().take(longest));
            digits = kept;
        }
    }
    let caret_digits = caret_digits.min(digits.len());
    Edited { caret: caret_after(caret_digits, &digits, kind), text: format(&digits) }
}

/// The digits of the card number in `raw`, and how many of them stand before the caret.
fn card_digits(raw: &str, caret: usize) -> (Zeroizing<String>, usize) {
    let separator = |c: char| {
        c.is_whitespace() || matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{200E}' | '\u{200F}')
    };
    let part_of_number = |c: char| ascii_digit(c).is_some() || separator(c);
    if raw.chars().all(part_of_number) {
        return (only_digits(raw), digits_before(raw, caret));
    }
    let longest_run = raw
        .split(|c| !part_of_number(c))
        .map(only_digits)
        .max_by_key(|digits| digits.len())
        .unwrap_or_default();
    let length = longest_run.len();
    // With other text about, the caret's place among the digits means little: put it after them.
    (longest_run, length)
}

fn caret_after(caret_digits: usize, digits: &str, kind: EditKind) -> usize {
    let gaps = gaps(digits);
    let passed = gaps.iter().filter(|gap| **gap < caret_digits).count();
    let at_gap = gaps.contains(&caret_digits) && digits.len() > caret_digits;
    // After typing, the caret goes past the gap; after deleting, it stays before it.
    caret_digits + passed + usize::from(at_gap && kind == EditKind::Insert)
}

fn gaps(digits: &str) -> &'static [usize] {
    Brand::of(digits).map_or(&[4, 8, 12, 16], Brand::gaps)
}

fn longest(brands: &[Brand]) -> usize {
    brands.iter().filter_map(|brand| brand.lengths().last().copied()).max().unwrap_or(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The field with `|` for the caret, before and after an edit.
    fn after(previous: &str, raw_with_caret: &str, kind: EditKind) -> String {
        let caret = raw_with_caret.chars().position(|c| c == '|').expect("a caret");
        let edited = edit(previous, &raw_with_caret.replace('|', ""), caret, kind);
        let mut text = edited.text.expose().to_owned();
        text.insert(edited.caret, '|');
        text
    }

    #[test]
    fn a_letter_among_the_digits_changes_nothing() {
        assert_eq!(after("5512 55", "55x|12 55", EditKind::Insert), "55|12 55");
        assert_eq!(after("4242", "4242x|", EditKind::Insert), "4242|");
    }

    #[test]
    fn the_documented_test_cards_are_valid() {
        for number in [
            "4242424242424242",
            "4111111111111111",
            "4000000000009995",
            "4000002500003155",
            "5555555555554444",
            "5200828282828210",
            "5105105105105100",
            "4000056655665556",
            "371449635398431",
            "378282246310005",
            "6011111111111117",
            "6011000990139424",
            "30569309025904",
            "38520000023237",
            "3566002020360505",
            "3530111333300000",
            "6200000000000005",
            "4761344136141390",
        ] {
            assert_eq!(check(number), Check::Valid, "{number}");
        }
        assert_eq!(check("4242424242424241"), Check::Invalid(Fault::Number));
        assert_eq!(check("37828224631000"), Check::Incomplete);
        assert_eq!(check("378282246310006"), Check::Invalid(Fault::Number));
        assert_eq!(check(""), Check::Incomplete);
    }

    #[test]
    fn a_brand_without_check_digit_takes_any() {
        assert_eq!(check("6200000000000004"), Check::Valid);
    }

    #[test]
    fn typing_at_the_end() {
        assert_eq!(after("424", "4242|", EditKind::Insert), "4242|");
        assert_eq!(after("4242", "42424|", EditKind::Insert), "4242 4|");
        assert_eq!(after("3782", "37828|", EditKind::Insert), "3782 8|");
    }

    #[test]
    fn typing_in_the_middle_keeps_the_caret() {
        assert_eq!(after("4242 4242", "429|42 4242", EditKind::Insert), "429|4 2424 2");
        assert_eq!(after("4242 4242", "4242 9|4242", EditKind::Insert), "4242 9|424 2");
        assert_eq!(after("4242 4242", "4249|2 4242", EditKind::Insert), "4249 |2424 2");
    }

    #[test]
    fn deleting_in_the_middle_keeps_the_caret() {
        assert_eq!(after("4242 4242", "4242 |242", EditKind::DeleteBackward), "4242| 242");
        assert_eq!(after("4242 4242", "4|42 4242", EditKind::DeleteBackward), "4|424 242");
    }

    #[test]
    fn deleting_a_gap_takes_the_digit_beside_it() {
        assert_eq!(after("4242 4242", "4242|4242", EditKind::DeleteBackward), "424|4 242");
        assert_eq!(after("4242 4242", "4242|4242", EditKind::DeleteForward), "4242| 242");
    }

    #[test]
    fn a_full_field_refuses_more_digits() {
        let full = "3782 822463 10005";
        assert_eq!(after(full, "3782 9|822463 10005", EditKind::Insert), "3782 |822463 10005");
        assert_eq!(after(full, "3782 822463 100059|", EditKind::Insert), "3782 822463 10005|");
    }

    #[test]
    fn pasting_finds_the_number() {
        let pasted =
            |text: &str| edit("", text, text.chars().count(), EditKind::Insert).text.expose().to_owned();
        assert_eq!(pasted("4242-4242-4242-4242"), "4242 4242 4242 4242");
        assert_eq!(pasted("４２４２４２４２４２４２４２４２"), "4242 4242 4242 4242");
        assert_eq!(pasted("٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢"), "4242 4242 4242 4242");
        assert_eq!(pasted("Card: 4242 4242 4242 4242, CVC 123"), "4242 4242 4242 4242");
        assert_eq!(pasted("no number"), "");
    }

    proptest! {
        #[test]
        fn formatting_keeps_every_digit(digits in "[0-9]{0,19}") {
            let shown = format(&digits);
            let read = only_digits(shown.expose());
            prop_assert_eq!(read.as_str(), digits.as_str());
            prop_assert!(!shown.expose().ends_with(' '));
        }

        #[test]
        fn any_edit_gives_a_formatted_field_and_a_caret_inside_it(
            previous in "[0-9]{0,19}", raw in "\\PC{0,40}", caret in 0_usize..50, kind in 0_u8..3,
        ) {
            let kind = [EditKind::Insert, EditKind::DeleteBackward, EditKind::DeleteForward][usize::from(kind)];
            let previous = format(&previous);
            let edited = edit(previous.expose(), &raw, caret, kind);
            let text = edited.text.expose();
            prop_assert!(edited.caret <= text.len());
            prop_assert!(text.chars().all(|c| c.is_ascii_digit() || c == ' '));
            prop_assert_eq!(format(&only_digits(text)), edited.text.clone());
        }

        #[test]
        fn typing_digit_by_digit_equals_pasting(digits in "[1-9][0-9]{0,18}") {
            let mut typed = String::new();
            for digit in digits.chars() {
                let raw = typed.clone() + &digit.to_string();
                typed = edit(&typed, &raw, raw.len(), EditKind::Insert).text.expose().to_owned();
            }
            let pasted = edit("", &digits, digits.len(), EditKind::Insert);
            prop_assert_eq!(typed.as_str(), pasted.text.expose());
        }

        #[test]
        fn one_wrong_digit_never_passes(place in 0_usize..16, add in 1_u8..10) {
            let mut digits = b"4242424242424242".to_vec();
            digits[place] = b'0' + (digits[place] - b'0' + add) % 10;
            let digits = String::from_utf8(digits).unwrap();
            prop_assert!(!passes_luhn(&digits));
        }
    }
}
