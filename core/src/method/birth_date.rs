//! Dates of birth, as `<input type="date">` writes them: `YYYY-MM-DD`.

/// The year of the oldest person's birth, with room to spare.
const EARLIEST_YEAR: u32 = 1900;

/// The code of what is wrong with a date of birth.
///
/// ```
/// use tillkit_core::method::birth_date::fault;
///
/// assert_eq!(fault("1984-02-29"), None);
/// assert_eq!(fault(""), Some("incomplete_birth_date"));
/// assert_eq!(fault("1983-02-29"), Some("invalid_birth_date"));
/// ```
#[must_use]
pub fn fault(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("incomplete_birth_date");
    }
    parts(text).is_none().then_some("invalid_birth_date")
}

/// Year, month and day of a date that exists.
#[must_use]
pub fn parts(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    (parts.next().is_none() && year >= EARLIEST_YEAR && (1..=days).contains(&day))
        .then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_that_exist_are_dates() {
        assert_eq!(parts("2000-12-31"), Some((2000, 12, 31)));
        for text in [
            "1900-02-29",
            "2000-13-01",
            "2000-04-31",
            "2000-00-10",
            "1899-12-31",
            "2000-1",
            "x",
            "2000-01-01-01",
        ] {
            assert_eq!(fault(text), Some("invalid_birth_date"), "{text}");
        }
    }
}
