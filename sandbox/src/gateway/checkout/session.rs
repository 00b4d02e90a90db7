//! Checkout sessions (gateway-facts 5.4): what is to be paid, on whose behalf, and where the customer goes then.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::Checkout;
use super::line_item::{LINE_ITEMS, LineItems};
use super::page_url::PageUrl;
use super::price::NewPrice;
use super::session_terms::SessionTerms;
use super::shown::shown;
use crate::config::PUBLISHABLE_KEY;
use crate::gateway::access::same;
use crate::gateway::error::ApiError;
use crate::gateway::intent::{Intent, Status, Surroundings};
use crate::gateway::parameters::Params;
use crate::gateway::snowflake::created_ms;
use crate::gateway::wire::{Manner, Wire};

/// How long a session is open.
const LIFETIME_MS: u64 = 24 * 3_600_000;

/// What ids of sessions begin with, and what they begin with in addresses of test mode.
const PREFIX: &str = "cs_";
const TEST_PREFIX: &str = "cs_test_";

/// What a session is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// One payment.
    Payment,
    /// The first payment of a subscription.
    Subscription,
}

impl Mode {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Subscription => "subscription",
        }
    }

    fn read(params: &Params) -> Result<Self, ApiError> {
        match params.word("mode", &["payment", "subscription", "setup"])?.as_deref() {
            Some("subscription") => Ok(Self::Subscription),
            // The documented request for a card without a payment names no mode, and has nothing to pay for.
            Some("setup") => Err(no_setup(params)),
            None if !params.has(LINE_ITEMS) => Err(no_setup(params)),
            _ => Ok(Self::Payment),
        }
    }
}

fn no_setup(params: &Params) -> ApiError {
    params.invalid("mode", "must be payment, or subscription with recurring prices, and needs line_items")
}

/// How far a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SessionStatus {
    Open,
    /// Paid, authorised, or on its way.
    Complete,
    Expired,
}

impl SessionStatus {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }

    /// What the session's PaymentIntent says. One that was never charged and is cancelled can't be paid any more;
    /// one whose bank said no after all is open again.
    pub(super) fn of(intent: &Intent) -> Self {
        match intent.status {
            Status::Succeeded | Status::RequiresCapture | Status::Processing => Self::Complete,
            Status::Canceled if intent.ledger.charges > 0 => Self::Complete,
            Status::Canceled => Self::Expired,
            Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => {
                Self::Open
            }
        }
    }
}

/// A customer's way to pay for some line items.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) id: String,
    /// Exact, where `created` is rounded.
    made_at_ms: u64,
    wire: Wire,
    pub(super) mode: Mode,
    pub(super) lines: LineItems,
    pub(super) payment_intent: String,
    client_secret: String,
    /// None for sessions of payment links that end on the hosted page.
    pub(super) success_url: Option<PageUrl>,
    pub(super) cancel_url: Option<PageUrl>,
    pub(super) terms: SessionTerms,
    /// The link that opened it.
    payment_link: Option<String>,
}

/// A session whose PaymentIntent is still to come.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) id: String,
    /// The moment in the id.
    pub(super) made_at_ms: u64,
    pub(super) mode: Mode,
    pub(super) lines: LineItems,
    pub(super) success_url: Option<PageUrl>,
    pub(super) cancel_url: Option<PageUrl>,
    pub(super) terms: SessionTerms,
    pub(super) payment_link: Option<String>,
}

impl Draft {
    /// Reads the parameters of a create request; the prices among them that are new are not kept yet.
    pub(super) fn read(
        params: &Params,
        wire: Wire,
        checkout: &Checkout,
        around: &Surroundings<'_>,
    ) -> Result<(Self, Vec<NewPrice>), ApiError> {
        let mode = Mode::read(params)?;
        let success_url = PageUrl::read(params, "success_url")?.ok_or_else(|| {
            params.missing("success_url", "send the page where customers go once they have paid")
        })?;
        let cancel_url = PageUrl::read(params, "cancel_url")?;
        let terms = SessionTerms::read(params)?;
        // The oldest id is the session's own (gateway-facts 1.3).
        let id = around.ids.next("cs", around.now_ms);
        let (lines, prices) =
            LineItems::read(params, Some(mode == Mode::Subscription), wire, checkout, around)?;
        let success_url = Some(success_url);
        Ok((
            Self {
                id,
                made_at_ms: around.now_ms,
                mode,
                lines,
                success_url,
                cancel_url,
                terms,
                payment_link: None,
            },
            prices,
        ))
    }

    /// The session and the PaymentIntent that it is paid by.
    pub(super) fn open(
        self,
        manner: Manner,
        around: &Surroundings<'_>,
    ) -> Result<(Session, Intent), ApiError> {
        let params = self.terms.intent_params(self.mode, &self.lines)?;
        let mut intent = Intent::create(&params, manner, around)?;
        let session = Session {
            id: self.id,
            made_at_ms: self.made_at_ms,
            wire: manner.wire,
            mode: self.mode,
            lines: self.lines,
            payment_intent: intent.id.clone(),
            client_secret: intent.client_secret.clone(),
            success_url: self.success_url,
            cancel_url: self.cancel_url,
            terms: self.terms,
            payment_link: self.payment_link,
        };
        intent.open_until_ms = Some(session.expires_at_ms());
        Ok((session, intent))
    }
}

impl Session {
    pub(super) fn expires_at_ms(&self) -> u64 {
        self.made_at_ms.saturating_add(LIFETIME_MS)
    }

    /// Where customers pay: `cs_test_` where the object has `cs_`, and the publishable key, in base64 in the new
    /// generation.
    pub(super) fn address(&self, gateway_url: &str) -> String {
        let key = match self.wire {
            Wire::Old => PUBLISHABLE_KEY.to_owned(),
            Wire::New => STANDARD.encode(PUBLISHABLE_KEY),
        };
        let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("key", &key).finish();
        let digits = self.id.strip_prefix(PREFIX).unwrap_or_default();
        format!("{gateway_url}/pay/{TEST_PREFIX}{digits}?{query}")
    }

    /// The session as the API answers it while its PaymentIntent is like this.
    pub(super) fn to_json(&self, intent: &Intent, gateway_url: &str) -> Value {
        let terms = &self.terms;
        let page = |url: &Option<PageUrl>| Value::from(url.as_ref().map(PageUrl::as_sent));
        let lines = shown(
            self.wire,
            [
                ("object", "list".into()),
                ("data", self.lines.to_json().into()),
                ("url", Value::Null),
                ("has_more", Value::Null),
            ],
        );
        let mut session = shown(
            self.wire,
            [
                ("id", self.id.as_str().into()),
                ("object", "checkout.session".into()),
                ("created", created_ms(self.made_at_ms).into()),
                ("currency", self.lines.currency.as_str().into()),
                ("customer", terms.customer.clone().unwrap_or_default().into()),
                ("mode", self.mode.name().into()),
                ("livemode", false.into()),
                ("shipping", Value::Null),
                ("status", SessionStatus::of(intent).name().into()),
                ("url", self.address(gateway_url).into()),
                ("cancel_url", page(&self.cancel_url)),
                ("client_reference_id", terms.client_reference_id.clone().into()),
                ("customer_email", terms.customer_email.clone().into()),
                ("line_items", lines),
                ("payment_intent", self.payment_intent.as_str().into()),
                ("payment_method_types", terms.payment_method_types.clone().into()),
                ("payment_status", payment_status(intent).into()),
                ("success_url", page(&self.success_url)),
                ("amount_subtotal", self.lines.total.into()),
                ("amount_total", self.lines.total.into()),
                ("billing_address_collection", terms.billing_address_collection().into()),
                ("expires_at", self.expires_at_ms().into()),
                ("payment_link", self.payment_link.clone().unwrap_or_default().into()),
                ("payment_method_options", terms.payment_method_options.clone().into()),
                ("phone_number_collection", terms.phone_number_collection.clone().into()),
                ("shipping_address_collection", terms.shipping_address_collection.clone().into()),
                ("client_secret", self.client_secret.as_str().into()),
            ],
        );
        // The documented session without metadata does not have it, not even as null.
        if let (Some(metadata), Some(fields)) = (&terms.metadata, session.as_object_mut()) {
            fields.insert("metadata".to_owned(), Value::Object(metadata.clone()));
        }
        session
    }
}

/// `paid` once all the money is there.
pub(super) fn payment_status(intent: &Intent) -> &'static str {
    if intent.status == Status::Succeeded { "paid" } else { "unpaid" }
}

/// The id that the object has, from the one in addresses.
pub(super) fn object_id(id: &str) -> String {
    id.strip_prefix(TEST_PREFIX).map_or_else(|| id.to_owned(), |digits| format!("{PREFIX}{digits}"))
}

/// Whether the `key` of an address is the account's publishable key, as it is or in base64.
pub(super) fn is_publishable_key(given: &str) -> bool {
    let decoded = STANDARD.decode(given).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    same(given, PUBLISHABLE_KEY) || decoded.is_some_and(|key| same(&key, PUBLISHABLE_KEY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_raw_or_in_base64() {
        assert!(is_publishable_key(PUBLISHABLE_KEY));
        assert!(is_publishable_key(&STANDARD.encode(PUBLISHABLE_KEY)));
        for wrong in ["", "pk_test_other", "sk_test_sandbox", "cGtfdGVzdF9vdGhlcg==", "!"] {
            assert!(!is_publishable_key(wrong), "{wrong}");
        }
    }

    #[test]
    fn ids_of_addresses_are_those_of_objects() {
        assert_eq!(object_id("cs_test_1580071142008291328"), "cs_1580071142008291328");
        assert_eq!(object_id("cs_1580071142008291328"), "cs_1580071142008291328");
        assert_eq!(object_id("nonsense"), "nonsense");
    }
}
