//! Mexican registry codes: CURP (18 characters) and the RFC of natural persons (13 characters).
//!
//! Both hold letters of the name and the date of birth; the CURP has a check digit, while the RFC's is not
//! held by every number in use and so is not checked.

/// What each character of a code may be.
enum Slot {
    Letter,
    Digit,
    Either,
}

/// Four letters of the name, six digits of the birth date, sex, two letters of the state, three of the name,
/// one character against namesakes, the check digit.
const CURP: &[(Slot, usize)] =
    &[(Slot::Letter, 4), (Slot::Digit, 6), (Slot::Letter, 6), (Slot::Either, 1), (Slot::Digit, 1)];
/// Four letters of the name, six digits of the birth date, three characters against namesakes.
const RFC: &[(Slot, usize)] = &[(Slot::Letter, 4), (Slot::Digit, 6), (Slot::Either, 3)];

/// The alphabet of the CURP's check digit: a character counts as its place.
const CURP_ALPHABET: &str = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";

/// The code of what is wrong with a CURP, in upper case.
///
/// ```
/// use tillkit_core::method::mexican_id::curp_fault;
///
/// assert_eq!(curp_fault("HEGG560427MVZRRL04"), None);
/// assert_eq!(curp_fault("HEGG560427"), Some("incomplete_curp"));
/// assert_eq!(curp_fault("HEGG560427MVZRRL05"), Some("invalid_curp"));
/// ```
#[must_use]
pub fn curp_fault(text: &str) -> Option<&'static str> {
    let code: Vec<char> = text.chars().collect();
    match fits(&code, CURP) {
        Fit::No => Some("invalid_curp"),
        Fit::Soon => Some("incomplete_curp"),
        Fit::Yes => {
            // Weights fall from 18; the check digit, whose weight is 1, makes the sum a multiple of ten.
            let sum: usize = code
                .iter()
                .zip((1..=18).rev())
                .filter_map(|(c, weight)| Some(CURP_ALPHABET.chars().position(|other| other == *c)? * weight))
                .sum();
            (!sum.is_multiple_of(10)).then_some("invalid_curp")
        }
    }
}

/// The code of what is wrong with the RFC of a natural person, in upper case.
///
/// ```
/// use tillkit_core::method::mexican_id::rfc_fault;
///
/// assert_eq!(rfc_fault("HEGG560427E31"), None);
/// assert_eq!(rfc_fault("HEGG5604"), Some("incomplete_rfc"));
/// assert_eq!(rfc_fault("1234567890123"), Some("invalid_rfc"));
/// ```
#[must_use]
pub fn rfc_fault(text: &str) -> Option<&'static str> {
    match fits(&text.chars().collect::<Vec<_>>(), RFC) {
        Fit::No => Some("invalid_rfc"),
        Fit::Soon => Some("incomplete_rfc"),
        Fit::Yes => None,
    }
}

enum Fit {
    Yes,
    /// Right so far.
    Soon,
    No,
}

fn fits(code: &[char], shape: &[(Slot, usize)]) -> Fit {
    let mut slots = shape.iter().flat_map(|(slot, count)| core::iter::repeat_n(slot, *count));
    for c in code {
        let (letter, digit) = (c.is_ascii_uppercase() || *c == 'Ñ' || *c == '&', c.is_ascii_digit());
        match slots.next() {
            Some(Slot::Letter) if letter => {}
            Some(Slot::Digit) if digit => {}
            Some(Slot::Either) if letter || digit => {}
            _ => return Fit::No,
        }
    }
    if slots.next().is_some() { Fit::Soon } else { Fit::Yes }
}
