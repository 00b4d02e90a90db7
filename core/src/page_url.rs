//! Addresses that a browser may be sent to.

use core::fmt;

/// An absolute address that is safe to open: `https:`, or `http:` on this machine's loopback names for
/// development. Whatever else a gateway may say (`javascript:`, `data:`, plain `http:`) cannot be made
/// into one, so it cannot be opened.
///
/// ```
/// use tillkit_core::page_url::PageUrl;
///
/// assert!(PageUrl::parse("https://bank.example/acs?id=1").is_some());
/// assert!(PageUrl::parse("http://127.0.0.1:4242/acs").is_some());
/// assert!(PageUrl::parse("http://bank.example/acs").is_none());
/// assert!(PageUrl::parse("javascript:alert(1)").is_none());
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PageUrl(String);

impl PageUrl {
    /// Accepts an address, or gives `None` when it must not be opened.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // A browser encodes a space in a path or a query; other white space it drops, which could hide things.
        let forbidden = |c: char| c.is_control() || (c.is_whitespace() && c != ' ') || c == '\\';
        if text.chars().any(forbidden) {
            return None;
        }
        let (scheme, rest) = text.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        // A name before an `@` is how an address pretends to be another one.
        if authority.contains(['@', ' ']) {
            return None;
        }
        let host = host(authority)?;
        let secure = scheme.eq_ignore_ascii_case("https");
        let local = scheme.eq_ignore_ascii_case("http") && is_loopback(host);
        (secure || local).then(|| Self(text.to_owned()))
    }

    /// The address as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This address with query parameters added, before the fragment.
    ///
    /// ```
    /// use tillkit_core::page_url::PageUrl;
    ///
    /// let url = PageUrl::parse("https://shop.example/done?order=7#top").unwrap();
    /// assert_eq!(url.with_query(&[("a", "b c")]), "https://shop.example/done?order=7&a=b%20c#top");
    /// ```
    #[must_use]
    pub fn with_query(&self, pairs: &[(&str, &str)]) -> String {
        let (before, fragment) = match self.0.split_once('#') {
            Some((before, fragment)) => (before, Some(fragment)),
            None => (self.0.as_str(), None),
        };
        let mut url = before.to_owned();
        for (name, value) in pairs {
            url.push(if url.contains('?') { '&' } else { '?' });
            percent_encode(name, &mut url);
            url.push('=');
            percent_encode(value, &mut url);
        }
        if let Some(fragment) = fragment {
            url.push('#');
            url.push_str(fragment);
        }
        url
    }
}

/// Addresses carry tokens and client secrets, so a log shows the host alone.
impl fmt::Debug for PageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.match_indices('/').nth(2).map_or(self.0.len(), |(at, _)| at);
        write!(f, "PageUrl({}…)", self.0.get(..end).unwrap_or_default())
    }
}

fn host(authority: &str) -> Option<&str> {
    let host = if authority.starts_with('[') {
        let end = authority.find(']')?;
        authority.get(..=end)?
    } else {
        authority.split(':').next()?
    };
    (!host.is_empty()).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    let v4 = || {
        let parts: Vec<_> = host.split('.').collect();
        parts.len() == 4
            && parts.first() == Some(&"127")
            && parts.iter().all(|part| part.parse::<u8>().is_ok())
    };
    host.eq_ignore_ascii_case("localhost") || host.ends_with(".localhost") || host == "[::1]" || v4()
}

/// RFC 3986 percent-encoding of everything but the unreserved characters.
pub(crate) fn percent_encode(text: &str, out: &mut String) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend(HEX.get(usize::from(byte >> 4)));
            out.extend(HEX.get(usize::from(byte & 15)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_pass() {
        for good in [
            "https://a.example",
            "HTTPS://a.example/x",
            "http://localhost:4240/done",
            "http://127.0.0.2:1/x",
            "http://[::1]:80/",
            "http://shop.localhost:3000/",
            "https://a.example?x=1#y",
            "https://a.example/?token=<a b>",
        ] {
            assert!(PageUrl::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "//a.example",
            "a.example",
            "javascript:alert(1)",
            "javascript://localhost/%0aalert(1)",
            "data:text/html,x",
            "http://a.example",
            "http://localhost.a.example/",
            "http://127.0.0.1.a.example/",
            "http://127.0.0.1@a.example/",
            "https://user@a.example/",
            "https:\\\\a.example",
            "https://",
            "https://:80",
            " https://a.example",
            "https://a .example",
            "https://a.example/\tx",
            "https://a.example/\u{0}",
            "file:///etc/passwd",
        ] {
            assert!(PageUrl::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn debug_hides_the_query() {
        let url = PageUrl::parse("https://bank.example/acs?token=abc").unwrap();
        assert_eq!(format!("{url:?}"), "PageUrl(https://bank.example…)");
    }
}
