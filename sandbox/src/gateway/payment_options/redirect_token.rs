//! The `_token` of a `redirect_url`: a JWT with HS256 and the claims of the documented example.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// `exp` is so long after `iat`.
pub(super) const LIFETIME_MS: u64 = 1_800_000;
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
const KEY_BYTES: usize = 32;
/// Ids of the account, like the example's.
const ISSUER: &str = "74696c6c6b697473616e6462";
const ORGANISATION_UNIT: &str = "74696c6c6b697473616e6463";

/// The key that signs them, which nobody else knows.
#[derive(Debug)]
pub(super) struct TokenKey([u8; KEY_BYTES]);

/// A token that was made, and what it says.
#[derive(Debug)]
pub(super) struct Issued {
    pub(super) token: String,
    pub(super) jti: String,
    pub(super) expires_at_ms: u64,
}

/// The claims, times in seconds since 1970.
#[derive(Debug, Deserialize, Serialize)]
struct Claims {
    jti: String,
    iat: u64,
    iss: String,
    #[serde(rename = "OrgUnitId")]
    org_unit_id: String,
    exp: u64,
}

impl TokenKey {
    pub(super) fn random() -> Self {
        Self(rand::random())
    }

    pub(super) fn issue(&self, issued_at_ms: u64) -> Issued {
        let iat = issued_at_ms / 1_000;
        let exp = iat.saturating_add(LIFETIME_MS / 1_000);
        let jti = uuid();
        let claims = Claims {
            jti: jti.clone(),
            iat,
            iss: ISSUER.to_owned(),
            org_unit_id: ORGANISATION_UNIT.to_owned(),
            exp,
        };
        // Texts and numbers can always be written.
        let claims = serde_json::to_string(&claims).unwrap_or_default();
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.mac(&signed).map(|mac| mac.finalize().into_bytes());
        let signature = signature.map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).unwrap_or_default();
        Issued { token: format!("{signed}.{signature}"), jti, expires_at_ms: exp.saturating_mul(1_000) }
    }

    /// The `jti` of a token that this key signed, whether or not its time is over.
    pub(super) fn read(&self, token: &str) -> Option<String> {
        let (signed, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.mac(signed)?.verify_slice(&signature).ok()?;
        let claims = URL_SAFE_NO_PAD.decode(signed.split_once('.')?.1).ok()?;
        serde_json::from_slice::<Claims>(&claims).ok().map(|claims| claims.jti)
    }

    fn mac(&self, signed: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(signed.as_bytes());
        Some(mac)
    }
}

/// A random UUID, version 4.
pub(super) fn uuid() -> String {
    let random: u128 = rand::random();
    let bits = random & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let part = |shift: u32, digits: u32| (bits >> shift) & ((1_u128 << (digits * 4)) - 1);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        part(96, 8),
        part(80, 4),
        part(64, 4),
        part(48, 4),
        part(0, 12)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_that_signed_a_token_reads_it() {
        let key = TokenKey::random();
        let issued = key.issue(1_737_952_412_500);
        assert_eq!(issued.expires_at_ms, 1_737_954_212_000);
        assert_eq!(key.read(&issued.token), Some(issued.jti.clone()));
        assert_eq!(TokenKey::random().read(&issued.token), None);
        let [header, _, signature]: [&str; 3] =
            issued.token.split('.').collect::<Vec<_>>().try_into().expect("three parts");
        let forged = format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode("{\"jti\":\"other\"}"));
        assert_eq!(key.read(&forged), None);
        assert_eq!(key.read("x"), None);
    }

    #[test]
    fn ids_are_uuids_of_version_four() {
        let id = uuid();
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(id.chars().nth(14), Some('4'));
        assert!(id.chars().nth(19).is_some_and(|digit| "89ab".contains(digit)), "{id}");
        assert_ne!(id, uuid());
    }
}
