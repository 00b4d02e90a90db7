//! From the loader's `init` to what core wants to know.

use crate::protocol::Init;
use tillkit_core::Error;
use tillkit_core::flow::{CHALLENGE_DEADLINE_MS, Display, Settings, WindowSize};
use tillkit_core::gateway::{Browser, Dialect, api_base_allowed};
use tillkit_core::page_url::PageUrl;

/// Checks an [`Init`]: the loader checked its options for the merchant's sake, this is for the customer's.
pub(crate) fn settings(
    init: &Init,
    allowed_api_bases: Option<&[String]>,
    browser: Browser,
) -> Result<Settings, Error> {
    let dialect = Dialect::from_name(&init.dialect)
        .ok_or_else(|| Error::new("dialect_unknown").with_param("gateway.dialect"))?;
    let allowed = match allowed_api_bases {
        Some(allowed) => api_base_allowed(&init.api_base, allowed),
        None => PageUrl::parse(&init.api_base).is_some(),
    };
    if !allowed {
        return Err(Error::new("api_base_refused").with_param("gateway.apiBase"));
    }
    let return_page = PageUrl::parse(&init.return_page)
        .ok_or_else(|| Error::new("api_base_refused").with_param("assetsBase"))?;
    Ok(Settings {
        dialect,
        key: init.key.clone(),
        return_page,
        display: if init.challenge.display == "redirect" { Display::Redirect } else { Display::Modal },
        window_size: init.challenge.window_size.as_deref().and_then(WindowSize::from_code),
        challenge_timeout_ms: init.challenge.timeout_ms.unwrap_or(CHALLENGE_DEADLINE_MS),
        browser,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::ChallengeOptions;

    fn init(api_base: &str) -> Init {
        Init {
            key: "pk_test_x".into(),
            client_secret: None,
            dialect: "wooshpay".into(),
            api_base: api_base.into(),
            return_page: "https://js.provider.example/v1/return.html".into(),
            challenge: ChallengeOptions {
                display: "modal".into(),
                window_size: Some("03".into()),
                timeout_ms: None,
            },
            locale: "en".into(),
            form: None,
        }
    }

    #[test]
    fn the_host_decides_where_cards_go() {
        let allowed = ["https://api.provider.example".to_owned()];
        let check = |base| {
            settings(&init(base), Some(&allowed), Browser::default()).map_err(|error| error.code().to_owned())
        };
        assert!(check("https://api.provider.example").is_ok());
        assert_eq!(check("https://evil.example").unwrap_err(), "api_base_refused");
        assert!(settings(&init("https://self-hosted.example"), None, Browser::default()).is_ok());
        assert!(settings(&init("http://self-hosted.example"), None, Browser::default()).is_err());
    }

    #[test]
    fn every_dialect_is_chosen_by_its_name() {
        for dialect in Dialect::ALL {
            let init = Init { dialect: dialect.name().into(), ..init("https://api.provider.example/path") };
            assert_eq!(settings(&init, None, Browser::default()).unwrap().dialect, dialect);
        }
    }

    #[test]
    fn an_unknown_dialect_is_named() {
        let init = Init { dialect: "acme".into(), ..init("https://api.provider.example") };
        assert_eq!(settings(&init, None, Browser::default()).unwrap_err().param(), Some("gateway.dialect"));
    }
}
