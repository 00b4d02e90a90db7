//! International bank account numbers (ISO 13616), of the countries that SEPA reaches.

/// Lengths by country, from the IBAN registry. French and British territories use FR and GB.
const LENGTHS: &str = "AD24AT20BE16BG22CH21CY28CZ24DE22DK18EE20ES24FI18FR27GB22GI23GR27HR21HU28IE22IS26IT27LI21\
    LT20LU20LV21MC27MT31NL18NO15PL28PT25RO24SE24SI19SK24SM27VA22";
/// A country and its length in [`LENGTHS`].
const ENTRY_BYTES: usize = 4;

/// The code of what is wrong with an IBAN, written with blanks or without; `None` when it is right.
///
/// ```
/// use tillkit_core::method::iban;
///
/// assert_eq!(iban::fault("DE12 5001 0517 0648 4898 90"), None);
/// assert_eq!(iban::fault("DE12 5001 0517"), Some("incomplete_iban"));
/// assert_eq!(iban::fault("DE12 5001 0517 0648 4898 91"), Some("invalid_iban"));
/// assert_eq!(iban::fault("BR15 0000 0000 0000 1093 2840 814P 2"), Some("iban_country_unsupported"));
/// ```
#[must_use]
pub fn fault(text: &str) -> Option<&'static str> {
    let iban: Vec<u8> = text
        .bytes()
        .filter(|byte| !matches!(byte, b' ' | b'-' | b'\t'))
        .map(|byte| byte.to_ascii_uppercase())
        .collect();
    let Some(country) = iban.get(..2) else { return Some("incomplete_iban") };
    let Some(length) = length(country) else {
        let letters = country.iter().all(u8::is_ascii_uppercase);
        return Some(if letters { "iban_country_unsupported" } else { "invalid_iban" });
    };
    if !iban.iter().all(u8::is_ascii_alphanumeric) || iban.len() > length {
        return Some("invalid_iban");
    }
    if iban.len() < length {
        return Some("incomplete_iban");
    }
    (remainder(&iban) != 1).then_some("invalid_iban")
}

/// The country that an IBAN names, as far as it has been written.
///
/// ```
/// use tillkit_core::method::iban;
///
/// assert_eq!(iban::country("de12").as_deref(), Some("DE"));
/// assert_eq!(iban::country("1"), None);
/// ```
#[must_use]
pub fn country(text: &str) -> Option<String> {
    let country: String = text.trim_start().chars().take(2).collect::<String>().to_ascii_uppercase();
    (country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(country)
}

fn length(country: &[u8]) -> Option<usize> {
    let entry = LENGTHS.as_bytes().chunks(ENTRY_BYTES).find(|entry| entry.starts_with(country))?;
    core::str::from_utf8(entry.get(2..)?).ok()?.parse().ok()
}

/// The remainder of ISO 7064 MOD 97-10: the first four characters go to the end, letters count from 10.
fn remainder(iban: &[u8]) -> u32 {
    let (head, rest) = iban.split_at(iban.len().min(4));
    rest.iter().chain(head).fold(0, |sum, byte| match byte {
        b'0'..=b'9' => (sum * 10 + u32::from(byte - b'0')) % 97,
        letter => (sum * 100 + u32::from(letter - b'A') + 10) % 97,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The registry's examples.
    #[test]
    fn examples_of_the_registry_are_right() {
        for iban in [
            "AT611904300234573201",
            "BE68539007547034",
            "CH9300762011623852957",
            "ES9121000418450200051332",
            "FR1420041010050500013M02606",
            "GB29NWBK60161331926819",
            "IE29AIBK93115212345678",
            "IT60X0542811101000000123456",
            "MT84MALT011000012345MTLCAST001S",
            "NL91ABNA0417164300",
            "NO9386011117947",
            "PL61109010140000071219812874",
            "SE4550000000058398257466",
            "VA59001123000012345678",
        ] {
            assert_eq!(fault(iban), None, "{iban}");
        }
    }

    #[test]
    fn every_single_mistake_is_found() {
        let right = "NL91ABNA0417164300";
        for (place, c) in right.char_indices().skip(2) {
            let other = if c.is_ascii_digit() { char::from(b'0' + (c as u8 - b'0' + 1) % 10) } else { 'Q' };
            let wrong: String =
                right.char_indices().map(|(at, c)| if at == place { other } else { c }).collect();
            assert_eq!(fault(&wrong), Some("invalid_iban"), "{wrong}");
        }
    }

    #[test]
    fn what_is_not_an_iban_is_not_one() {
        assert_eq!(fault(""), Some("incomplete_iban"));
        assert_eq!(fault("12"), Some("invalid_iban"));
        assert_eq!(fault("DE1€"), Some("invalid_iban"));
        assert_eq!(fault("NL91ABNA04171643000"), Some("invalid_iban"));
        assert_eq!(fault("XX91"), Some("iban_country_unsupported"));
    }
}
