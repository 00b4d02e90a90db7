//! Addresses of the merchant's pages: where customers go after a session, or when they leave it.

use url::{Host, Url};

use crate::gateway::error::ApiError;
use crate::gateway::parameters::Params;

/// Stands for the session's id in the addresses of a merchant's pages.
const SESSION_ID: &str = "{CHECKOUT_SESSION_ID}";

/// The address of a merchant's page, as it was sent.
#[derive(Clone, Debug)]
pub(super) struct PageUrl(String);

impl PageUrl {
    /// Reads a parameter; none if it is unset.
    pub(super) fn read(params: &Params, name: &str) -> Result<Option<Self>, ApiError> {
        let Some(text) = params.text(name)? else { return Ok(None) };
        if resolved(&text.replace(SESSION_ID, "cs_1")).is_some() {
            return Ok(Some(Self(text)));
        }
        let path = params.path(name);
        Err(ApiError::parameter(
            "url_invalid",
            &path,
            format!(
                "{path} must be the address of a page, such as https://shop.example/done: https, or http on this \
                 machine. Without a scheme it is read as https."
            ),
        ))
    }

    /// As it was sent.
    pub(super) fn as_sent(&self) -> &str {
        &self.0
    }

    /// Where it leads, for this session.
    pub(super) fn resolved(&self, session_id: &str) -> Option<String> {
        resolved(&self.0.replace(SESSION_ID, session_id)).map(String::from)
    }
}

/// Only https, or http on this machine, and nobody's name and password in it.
fn resolved(text: &str) -> Option<Url> {
    let is_scheme = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let has_scheme = text.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme));
    let url = if has_scheme { Url::parse(text) } else { Url::parse(&format!("https://{text}")) }.ok()?;
    let is_loopback = match url.host()? {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback);
    // `mailto:ada` and `javascript:1` would be hosts with ports or names.
    let is_whole = has_scheme || is_loopback || url.host_str().is_some_and(|host| host.contains('.'));
    (is_safe && is_whole && url.username().is_empty() && url.password().is_none()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<PageUrl>, ApiError> {
        let params = Params::from_json(serde_json::json!({ "success_url": text })).expect("an object");
        PageUrl::read(&params, "success_url")
    }

    #[test]
    fn addresses_lead_to_https_or_to_this_machine() {
        for (text, expected) in [
            ("www.example.com", "https://www.example.com/"),
            ("www.example.com/done?order=7", "https://www.example.com/done?order=7"),
            ("shop.example:8443/x", "https://shop.example:8443/x"),
            ("shop.example/done?next=https://x", "https://shop.example/done?next=https://x"),
            ("https://shop.example", "https://shop.example/"),
            ("http://localhost:4240/done", "http://localhost:4240/done"),
            ("http://127.0.0.1:4240/", "http://127.0.0.1:4240/"),
            ("http://[::1]:4240/", "http://[::1]:4240/"),
            (
                "https://shop.example/?s={CHECKOUT_SESSION_ID}#{CHECKOUT_SESSION_ID}",
                "https://shop.example/?s=cs_7#cs_7",
            ),
        ] {
            let url = read(text).expect(text).expect(text);
            assert_eq!((url.resolved("cs_7").as_deref(), url.as_sent()), (Some(expected), text));
        }
        assert!(read("").expect("unset").is_none());
    }

    #[test]
    fn other_addresses_are_refused() {
        for text in [
            "http://shop.example/",
            "javascript:alert(1)",
            "javascript:1",
            "javascript://shop.example/%0aalert(1)",
            "data:text/html,x",
            "mailto:ada@shop.example",
            "ftp://shop.example/",
            "https://ada:secret@shop.example/",
            "file:///etc/passwd",
            "/done",
            "https://",
            "two words",
        ] {
            let error = read(text).expect_err(text).error;
            assert_eq!((error.code, error.param.as_deref()), ("url_invalid", Some("success_url")), "{text}");
        }
    }
}
