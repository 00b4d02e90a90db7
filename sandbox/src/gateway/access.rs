//! Who calls: the two keys, and what each may do.

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

use super::error::ApiError;
use crate::config::{PUBLISHABLE_KEY, SECRET_KEY};

/// The kind of key a request was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum KeyKind {
    Secret,
    Publishable,
}

impl KeyKind {
    /// The key of the `Authorization` header: Basic with the key as the user name, or Bearer. `parameter` is a key
    /// that came among the parameters, which counts without the header.
    pub(crate) fn identify(headers: &HeaderMap, parameter: Option<String>) -> Result<Self, ApiError> {
        let header = headers.get(header::AUTHORIZATION);
        let key = header.map(|header| header.to_str().ok().and_then(key_in).unwrap_or_default());
        let Some(key) = key.or(parameter) else {
            return Err(unauthorized(
                "api_key_missing",
                "No API key: send Authorization: Basic with base64 of \"<key>:\", the key being the user name.",
            ));
        };
        if same(&key, SECRET_KEY) {
            Ok(Self::Secret)
        } else if same(&key, PUBLISHABLE_KEY) {
            Ok(Self::Publishable)
        } else {
            Err(unauthorized(
                "api_key_invalid",
                format!(
                    "This API key is not known: the sandbox takes {PUBLISHABLE_KEY} from browsers and {SECRET_KEY} \
                     from servers."
                ),
            ))
        }
    }

    /// 403 unless this is the secret key.
    pub(crate) fn must_be_secret(self) -> Result<(), ApiError> {
        match self {
            Self::Secret => Ok(()),
            Self::Publishable => Err(ApiError::request(
                StatusCode::FORBIDDEN,
                "secret_key_required",
                "A publishable key can only retrieve and confirm: make this request on a server, with the secret key.",
            )),
        }
    }
}

/// Whether two secrets are the same, in a time that does not depend on where they differ.
pub(crate) fn same(given: &str, expected: &str) -> bool {
    given.as_bytes().ct_eq(expected.as_bytes()).into()
}

fn key_in(header: &str) -> Option<String> {
    let (scheme, value) = header.split_once(' ')?;
    let value = value.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(value.to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    Some(pair.split_once(':').map_or(pair.clone(), |(user, _)| user.to_owned()))
}

fn unauthorized(code: &'static str, message: impl Into<String>) -> ApiError {
    ApiError::request(StatusCode::UNAUTHORIZED, code, message)
}
