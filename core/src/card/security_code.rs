//! The security code (CVC, CVV, CID).

use super::digits::only_digits;
use super::{Brand, Check, Fault};
use crate::secret::Secret;

/// American Express has the longest.
const LONGEST: usize = 4;

/// How many digits fit, for the brand of the number as typed so far.
#[must_use]
pub fn max_length(brand: Option<Brand>) -> usize {
    brand.map_or(LONGEST, Brand::security_code_length)
}

/// Checks a security code, given as ASCII digits, against the brand of the number.
///
/// ```
/// use tillkit_core::card::{security_code, Brand, Check, Fault};
///
/// assert_eq!(security_code::check("123", Some(Brand::Visa)), Check::Valid);
/// assert_eq!(security_code::check("123", Some(Brand::Amex)), Check::Incomplete);
/// assert_eq!(security_code::check("1234", Some(Brand::Visa)), Check::Invalid(Fault::SecurityCode));
/// ```
#[must_use]
pub fn check(digits: &str, brand: Option<Brand>) -> Check {
    let (least, most) = brand.map_or((3, LONGEST), |brand| {
        let length = brand.security_code_length();
        (length, length)
    });
    match digits.len() {
        length if length < least => Check::Incomplete,
        length if length > most => Check::Invalid(Fault::SecurityCode),
        _ => Check::Valid,
    }
}

/// The digits of what was typed, as many as fit.
#[must_use]
pub fn clean(raw: &str, brand: Option<Brand>) -> Secret {
    let digits = only_digits(raw);
    Secret::new(digits.get(..max_length(brand)).unwrap_or(&digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_brand_takes_three_or_four() {
        assert_eq!(check("12", None), Check::Incomplete);
        assert_eq!(check("123", None), Check::Valid);
        assert_eq!(check("1234", None), Check::Valid);
    }

    #[test]
    fn cleaning_keeps_what_fits() {
        assert_eq!(clean(" 1a2٣45", Some(Brand::Visa)).expose(), "123");
        assert_eq!(clean("12345", Some(Brand::Amex)).expose(), "1234");
        assert_eq!(clean("1", None).expose(), "1");
    }
}
