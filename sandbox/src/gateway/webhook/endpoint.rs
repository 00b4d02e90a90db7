//! A webhook endpoint: where a merchant's server wants to be told, and of what.

use serde_json::{Map, Value, json};
use url::{Host, Url};

use crate::gateway::error::ApiError;
use crate::gateway::event::EventKind;
use crate::gateway::intent::random_text;
use crate::gateway::parameters::Params;
use crate::gateway::snowflake::created_ms;

const SECRET_LENGTH: usize = 32;
const EVERYTHING: &str = "*";
/// Types that the documents name and that never happen here; an endpoint may ask for them all the same.
const NEVER_HAPPENING: [&str; 3] = ["charge.dispute.updated", "product.created", "price.created"];

/// An endpoint.
#[derive(Clone, Debug)]
pub(crate) struct WebhookEndpoint {
    pub(crate) id: String,
    created_ms: u64,
    pub(crate) url: String,
    pub(crate) secret: String,
    enabled_events: Vec<String>,
    description: Option<String>,
    metadata: Option<Map<String, Value>>,
    api_version: Option<String>,
}

impl WebhookEndpoint {
    pub(crate) fn create(params: &Params, id: String, now_ms: u64) -> Result<Self, ApiError> {
        let url = params.text("url")?.ok_or_else(|| {
            ApiError::missing(
                "url",
                "Missing url: where events are to be posted, such as http://localhost:8080/hook.",
            )
        })?;
        check_url(&url)?;
        let enabled_events = params.texts("enabled_events")?.filter(|kinds| !kinds.is_empty());
        let enabled_events = enabled_events.ok_or_else(|| {
            ApiError::missing(
                "enabled_events",
                "Missing enabled_events: a list of event types, such as [\"payment_intent.succeeded\"], or [\"*\"].",
            )
        })?;
        if let Some(unknown) = enabled_events.iter().find(|kind| !is_known(kind)) {
            let known: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
            return Err(ApiError::parameter(
                "parameter_invalid",
                "enabled_events",
                format!("There are no {unknown:?} events: name some of {}, or \"*\".", known.join(", ")),
            ));
        }
        Ok(Self {
            id,
            created_ms: created_ms(now_ms),
            url,
            secret: format!("whsec_{}", random_text(SECRET_LENGTH)),
            enabled_events,
            description: params.text("description")?,
            metadata: params.map("metadata")?,
            api_version: params.text("api_version")?,
        })
    }

    pub(crate) fn wants(&self, kind: EventKind) -> bool {
        self.enabled_events.iter().any(|wanted| wanted == EVERYTHING || wanted == kind.name())
    }

    /// Without the secret, which only the answer to its creation shows.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "object": "webhook_endpoint",
            "created": self.created_ms,
            "description": self.description,
            "metadata": self.metadata,
            "status": "enabled",
            "url": self.url,
            "livemode": false,
            "api_version": self.api_version,
            "enabled_events": self.enabled_events,
        })
    }

    pub(crate) fn to_json_with_secret(&self) -> Value {
        let mut shown = self.to_json();
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("secret".to_owned(), self.secret.as_str().into());
        }
        shown
    }
}

fn is_known(kind: &str) -> bool {
    kind == EVERYTHING
        || NEVER_HAPPENING.contains(&kind)
        || EventKind::ALL.iter().any(|known| known.name() == kind)
}

/// https anywhere, or http on this machine.
fn check_url(text: &str) -> Result<(), ApiError> {
    let is_fine = Url::parse(text).is_ok_and(|url| match url.scheme() {
        "https" => true,
        "http" => is_loopback(&url),
        _ => false,
    });
    if is_fine {
        return Ok(());
    }
    Err(ApiError::parameter(
        "url_invalid",
        "url",
        "url must be a complete URL that starts with https://, or with http:// on this machine (localhost, 127.0.0.1).",
    ))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(params: Value) -> Result<WebhookEndpoint, ApiError> {
        WebhookEndpoint::create(&Params::from_json(params).expect("params"), "we_1".to_owned(), 0)
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        for url in
            ["https://example.com/hook", "http://localhost:1/a", "http://127.0.0.2/", "http://[::1]:8/"]
        {
            assert!(check_url(url).is_ok(), "{url}");
        }
        for url in ["http://example.com/", "http://localhost.example.com/", "ftp://localhost/", "/hook", ""] {
            assert!(check_url(url).is_err(), "{url}");
        }
    }

    #[test]
    fn an_endpoint_is_told_what_it_asked_for() {
        let some = endpoint(json!({ "url": "https://a.example/", "enabled_events": ["invoice.paid"] }));
        let some = some.expect("an endpoint");
        assert!(some.wants(EventKind::InvoicePaid) && !some.wants(EventKind::PaymentIntentSucceeded));
        let all =
            endpoint(json!({ "url": "https://a.example/", "enabled_events": ["*"] })).expect("an endpoint");
        assert!(EventKind::ALL.iter().all(|kind| all.wants(*kind)));
        assert_eq!(all.to_json().get("secret"), None);
        assert!(
            all.to_json_with_secret()["secret"].as_str().is_some_and(|secret| secret.starts_with("whsec_"))
        );
    }

    #[test]
    fn unknown_events_are_refused_by_name() {
        let error = endpoint(json!({ "url": "https://a.example/", "enabled_events": ["payment.done"] }));
        let error = error.expect_err("refused").error;
        assert_eq!(error.param.as_deref(), Some("enabled_events"));
        assert!(error.message.contains("payment.done") && error.message.contains("payment_intent.succeeded"));
    }
}
