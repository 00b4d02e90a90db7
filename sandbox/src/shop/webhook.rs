//! Is a webhook really the gateway's? This file stands alone, so that a merchant's server can have a copy of it. It
//! needs the crates `hmac` and `sha2`.
//!
//! The gateway signs each delivery with the header `Wooshpay-Signature: t=<unix seconds>,v1=<hex digits>`. The digits are
//! HMAC-SHA256, with the endpoint's secret (`whsec_…`, the whole text) as the key, over `<t>.` and the body.
//!
//! - Give [`verify`] the body as it came, before any JSON parser: the same object written anew has other bytes.
//! - Answer 400 to what it refuses, and do nothing else.
//! - Answer 2xx to the rest at once, and work afterwards: what is not answered in seconds is sent again.
//! - The same event can come twice, and events can come in another order than they happened. Keep the ids that were
//!   worked on, and let nothing undo a payment that is known to be paid.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The header that carries the signature.
pub(super) const SIGNATURE_HEADER: &str = "wooshpay-signature";
/// A signature that is older, or that far ahead, may have been recorded and sent again by somebody else.
const TOLERANCE_S: u64 = 5 * 60;

/// Why a delivery is not to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignatureError {
    /// The header is not `t=…,v1=…`.
    Malformed,
    /// The time in it is more than five minutes from now.
    OutOfTime,
    /// The body is not what was signed, or the secret is another.
    Mismatch,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the signature header is missing or is not t=<unix seconds>,v1=<hex digits>",
            Self::OutOfTime => "the signature's time is more than five minutes from now",
            Self::Mismatch => "the signature does not belong to this body and this endpoint's secret",
        })
    }
}

/// Checks the signature of a raw body. `now_s` is the time in seconds since 1970.
///
/// # Errors
/// Any of [`SignatureError`]: the delivery is to be answered with 400 and otherwise ignored.
pub(super) fn verify(header: &str, body: &[u8], secret: &str, now_s: u64) -> Result<(), SignatureError> {
    // Elements of other names are from versions to come.
    let elements = || header.split(',').filter_map(|element| element.trim().split_once('='));
    let time = elements().find_map(|(name, value)| (name == "t").then_some(value));
    let time = time.ok_or(SignatureError::Malformed)?;
    let signed_at_s: u64 = time.parse().map_err(|_| SignatureError::Malformed)?;
    // There are several while a secret is being replaced.
    let signatures: Vec<Vec<u8>> =
        elements().filter(|(name, _)| *name == "v1").filter_map(|(_, digits)| bytes_of(digits)).collect();
    if signatures.is_empty() {
        return Err(SignatureError::Malformed);
    }
    if signed_at_s.abs_diff(now_s) > TOLERANCE_S {
        return Err(SignatureError::OutOfTime);
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| SignatureError::Mismatch)?;
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    // Compares in a time that does not tell how much of a guess is right.
    if signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok()) {
        return Ok(());
    }
    Err(SignatureError::Mismatch)
}

/// The bytes that hexadecimal digits write.
fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let values: Option<Vec<u32>> = digits.chars().map(|digit| digit.to_digit(16)).collect();
    let values = values.filter(|values| values.len().is_multiple_of(2))?;
    let pairs = values.chunks(2).map(|pair| pair.iter().fold(0, |byte, value| byte * 16 + value));
    pairs.map(|byte| u8::try_from(byte).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test_secret";
    const BODY: &[u8] = b"{\"id\":\"evt_1\"}";
    const NOW_S: u64 = 1_700_000_000;
    const HEADER: &str = "t=1700000000,v1=248a374f50f943a28b0f6ab50faf9a7e7e29b710fa26df9fb1618b9bf8ea9c9a";

    #[test]
    fn what_the_gateway_signed_is_accepted() {
        assert_eq!(verify(HEADER, BODY, SECRET, NOW_S), Ok(()));
        assert_eq!(verify(HEADER, BODY, SECRET, NOW_S + TOLERANCE_S), Ok(()));
        let (time, signature) = HEADER.split_once(',').expect("two elements");
        let several = format!("{time},v0=zz,v1={},{signature}", "00".repeat(32));
        assert_eq!(verify(&several, BODY, SECRET, NOW_S), Ok(()));
    }

    #[test]
    fn another_body_secret_or_time_is_not() {
        assert_eq!(verify(HEADER, b"{\"id\":\"evt_2\"}", SECRET, NOW_S), Err(SignatureError::Mismatch));
        assert_eq!(verify(HEADER, b"{\"id\": \"evt_1\"}", SECRET, NOW_S), Err(SignatureError::Mismatch));
        assert_eq!(verify(HEADER, BODY, "whsec_other", NOW_S), Err(SignatureError::Mismatch));
        let moved = HEADER.replace("t=1700000000", "t=1700000001");
        assert_eq!(verify(&moved, BODY, SECRET, NOW_S), Err(SignatureError::Mismatch));
        for now_s in [NOW_S + TOLERANCE_S + 1, NOW_S - TOLERANCE_S - 1] {
            assert_eq!(verify(HEADER, BODY, SECRET, now_s), Err(SignatureError::OutOfTime));
        }
    }

    #[test]
    fn headers_of_another_shape_are_not() {
        let digits = "00".repeat(32);
        for header in [
            "",
            "t=1700000000",
            "v1=00",
            &format!("t=soon,v1={digits}"),
            "t=1700000000,v1=0",
            "t=1700000000,v1=zz",
        ] {
            assert_eq!(verify(header, BODY, SECRET, NOW_S), Err(SignatureError::Malformed), "{header}");
        }
    }
}
