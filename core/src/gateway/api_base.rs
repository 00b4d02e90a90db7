//! Where a frame may send card data.

use crate::page_url::PageUrl;

/// Whether `api_base` is one of `allowed`, the list of whoever hosts the frame. An entry is an origin; its
/// port may be `*`. The base may have a path below that origin.
///
/// ```
/// use tillkit_core::gateway::api_base_allowed;
///
/// let allowed = ["https://api.provider.example", "http://127.0.0.1:*"];
/// assert!(api_base_allowed("https://api.provider.example/eu", &allowed));
/// assert!(api_base_allowed("http://127.0.0.1:4241", &allowed));
/// assert!(!api_base_allowed("https://api.provider.example.evil.example", &allowed));
/// ```
#[must_use]
pub fn api_base_allowed(api_base: &str, allowed: &[impl AsRef<str>]) -> bool {
    PageUrl::parse(api_base).is_some()
        && allowed.iter().any(|entry| {
            let entry = entry.as_ref();
            let (origin, any_port) = match entry.strip_suffix(":*") {
                Some(origin) => (origin, true),
                None => (entry, false),
            };
            let rest = api_base.get(..origin.len()).filter(|start| start.eq_ignore_ascii_case(origin));
            let Some(rest) = rest.and_then(|_| api_base.get(origin.len()..)) else { return false };
            let rest = match (any_port, rest.strip_prefix(':')) {
                (true, Some(port)) => port.trim_start_matches(|c: char| c.is_ascii_digit()),
                _ => rest,
            };
            rest.is_empty() || rest.starts_with('/')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_slips_past_the_list() {
        let allowed = ["https://api.provider.example", "http://localhost:*"];
        for good in [
            "https://api.provider.example",
            "https://api.provider.example/",
            "HTTPS://api.provider.example/v2",
            "http://localhost:4241",
            "http://localhost",
            "http://localhost:1/x",
        ] {
            assert!(api_base_allowed(good, &allowed), "{good}");
        }
        for bad in [
            "",
            "https://api.provider.example:444",
            "https://api.provider.example@evil.example",
            "https://api.provider.example.evil.example",
            "http://api.provider.example",
            "http://localhost.evil.example",
            "http://localhost:80@evil.example",
            "https://evil.example/https://api.provider.example",
            "http://localhost:4241.evil.example",
        ] {
            assert!(!api_base_allowed(bad, &allowed), "{bad}");
        }
        assert!(!api_base_allowed("https://api.provider.example", &[] as &[&str]));
    }
}
