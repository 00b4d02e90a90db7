//! Mail addresses, telephone numbers, and UPI addresses, which look like mail addresses.

/// E.164: at most 15 digits with the country code.
const MOST_PHONE_DIGITS: usize = 15;
/// The shortest numbers in use, with their country codes.
const FEWEST_PHONE_DIGITS: usize = 7;

/// The code of what is wrong with a mail address. Only what can never be one is refused: whether an address
/// exists, only a mail to it can tell.
///
/// ```
/// use tillkit_core::method::contact::email_fault;
///
/// assert_eq!(email_fault("ada@example.com"), None);
/// assert_eq!(email_fault("ada@"), Some("incomplete_email"));
/// assert_eq!(email_fault("ada@example@com"), Some("invalid_email"));
/// ```
#[must_use]
pub fn email_fault(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let Some((user, host)) = text.split_once('@') else {
        return Some(if text.contains(char::is_whitespace) { "invalid_email" } else { "incomplete_email" });
    };
    if text.contains(char::is_whitespace) || user.is_empty() || host.contains('@') || text.len() > 254 {
        return Some("invalid_email");
    }
    match host.rsplit_once('.') {
        None | Some((_, "")) => Some("incomplete_email"),
        Some((name, _)) if name.split('.').any(str::is_empty) => Some("invalid_email"),
        Some(_) => None,
    }
}

/// The code of what is wrong with a telephone number: `+` and country code, or a national number with its
/// leading zero.
///
/// ```
/// use tillkit_core::method::contact::phone_fault;
///
/// assert_eq!(phone_fault("+62 812-3456-7890"), None);
/// assert_eq!(phone_fault("0812 3456 7890"), None);
/// assert_eq!(phone_fault("+62 81"), Some("incomplete_phone"));
/// assert_eq!(phone_fault("call me"), Some("invalid_phone"));
/// ```
#[must_use]
pub fn phone_fault(text: &str) -> Option<&'static str> {
    let phone = clean_phone(text);
    let digits = phone.strip_prefix('+').unwrap_or(&phone);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.len() > MOST_PHONE_DIGITS {
        return Some("invalid_phone");
    }
    (digits.len() < FEWEST_PHONE_DIGITS).then_some("incomplete_phone")
}

/// A telephone number without what people write for the eye.
#[must_use]
pub fn clean_phone(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '(' | ')' | '/')).collect()
}

/// The code of what is wrong with a UPI address (VPA): `name@handle`.
///
/// ```
/// use tillkit_core::method::contact::upi_address_fault;
///
/// assert_eq!(upi_address_fault("ada.lovelace@okbank"), None);
/// assert_eq!(upi_address_fault("ada"), Some("incomplete_upi_address"));
/// assert_eq!(upi_address_fault("ada@ok.bank"), Some("invalid_upi_address"));
/// ```
#[must_use]
pub fn upi_address_fault(text: &str) -> Option<&'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    let Some((name, handle)) = text.trim().split_once('@') else { return Some("incomplete_upi_address") };
    let name_is_right =
        !name.is_empty() && name.bytes().all(|byte| plain(byte) || matches!(byte, b'.' | b'-' | b'_'));
    if !name_is_right || !handle.bytes().all(plain) {
        return Some("invalid_upi_address");
    }
    (handle.len() < 3).then_some("incomplete_upi_address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses_of_every_sort_are_taken() {
        for address in
            ["a@b.co", " ada@example.com ", "ada+shop@mail.example.com", "岩@例え.jp", "o'hara@x.ie"]
        {
            assert_eq!(email_fault(address), None, "{address}");
        }
        for address in ["@example.com", "a b@example.com", "a@b..com", "a@.com", "a@@b.co"] {
            assert_eq!(email_fault(address), Some("invalid_email"), "{address}");
        }
        for address in ["", "ada", "ada@example", "ada@example."] {
            assert_eq!(email_fault(address), Some("incomplete_email"), "{address}");
        }
    }

    #[test]
    fn telephone_numbers_may_be_written_as_people_do() {
        assert_eq!(clean_phone("+49 (30) 1234-567.8"), "+493012345678");
        assert_eq!(phone_fault("+4930123456789012"), Some("invalid_phone"));
        assert_eq!(phone_fault("+49+30123456"), Some("invalid_phone"));
        assert_eq!(phone_fault(""), Some("incomplete_phone"));
    }
}
