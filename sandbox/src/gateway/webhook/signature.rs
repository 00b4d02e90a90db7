//! The signature of a delivery (gateway-facts 12): `t=<unix seconds>,v1=<64 hex digits>`, the digits being
//! HMAC-SHA256 over `<t>.<body>` with the endpoint's whole secret as the key.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The header that carries it.
pub(crate) const HEADER: &str = "wooshpay-signature";

/// The header's value for a body that is sent at `now_s`, in seconds since 1970.
pub(crate) fn sign(secret: &str, body: &str, now_s: u64) -> String {
    let mut signature = format!("t={now_s},v1=");
    // HMAC takes keys of any length, so this does not fail.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        mac.update(format!("{now_s}.{body}").as_bytes());
        for byte in mac.finalize().into_bytes() {
            // Writing to a text does not fail.
            let _ = write!(signature, "{byte:02x}");
        }
    }
    signature
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_signature() {
        assert_eq!(
            sign("whsec_test_secret", "{\"id\":\"evt_1\"}", 1_700_000_000),
            "t=1700000000,v1=248a374f50f943a28b0f6ab50faf9a7e7e29b710fa26df9fb1618b9bf8ea9c9a"
        );
    }
}
