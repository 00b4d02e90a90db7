//! Checkout sessions (gateway-facts 5.4): what is to be paid, on whose behalf, and where the customer goes then.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Checkout;
use super::line_item::{LINE_ITEMS, LineItems};
use super::page_url::PageUrl;
use super::price::NewPrice;
use super::session_terms::SessionTerms;
use crate::config::PUBLISHABLE_KEY;
use crate::gateway::access::same;
use crate::gateway::error::ApiError;
use crate::gateway::intent::{Intent, Status};
use crate::gateway::parameters::Params;
use crate::gateway::setup_intent::SetupIntent;
use crate::gateway::surroundings::Surroundings;
use crate::gateway::terms::CaptureMethod;
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
    /// A card that is saved without a payment.
    Setup,
}

impl Mode {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Subscription => "subscription",
            Self::Setup => "setup",
        }
    }

    fn read(params: &Params) -> Result<Self, ApiError> {
        match params.word("mode", &["payment", "subscription", "setup"])?.as_deref() {
            Some("subscription") => Ok(Self::Subscription),
            Some("setup") => Ok(Self::Setup),
            // The documented request for saving a card names no mode, and nothing to pay for.
            None if params.objects(LINE_ITEMS)?.is_none() => Ok(Self::Setup),
            _ => Ok(Self::Payment),
        }
    }
}

/// How far a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SessionStatus {
    Open,
    /// Paid, authorised, or on its way; or the card is saved.
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
}

/// How a session stands, which its intent says.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub(super) status: SessionStatus,
    /// `paid` once all the money is there.
    pub(super) payment_status: &'static str,
    /// The intent's status.
    pub(super) intent_status: Status,
    /// Whether the money is only reserved and captured later.
    pub(super) authorises_only: bool,
    /// What the last attempt failed for.
    pub(super) failure: Option<String>,
}

impl Standing {
    /// A PaymentIntent that was never charged and is cancelled can't be paid any more; one whose bank said no after
    /// all is open again.
    pub(super) fn of_payment(intent: &Intent) -> Self {
        let status = match intent.status {
            Status::Succeeded | Status::RequiresCapture | Status::Processing => SessionStatus::Complete,
            Status::Canceled if intent.ledger.charges > 0 => SessionStatus::Complete,
            Status::Canceled => SessionStatus::Expired,
            Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => {
                SessionStatus::Open
            }
        };
        Self {
            status,
            payment_status: if intent.status == Status::Succeeded { "paid" } else { "unpaid" },
            intent_status: intent.status,
            authorises_only: intent.capture_method == CaptureMethod::Manual,
            failure: intent.last_payment_error.as_ref().map(|error| error.message.clone()),
        }
    }

    pub(super) fn of_setup(intent: &SetupIntent) -> Self {
        let status = match intent.status {
            Status::Succeeded => SessionStatus::Complete,
            Status::Canceled => SessionStatus::Expired,
            _ => SessionStatus::Open,
        };
        Self {
            status,
            payment_status: "no_payment_required",
            intent_status: intent.status,
            authorises_only: false,
            failure: intent.last_setup_error.as_ref().map(|error| error.message.clone()),
        }
    }
}

/// A customer's way to pay for some line items, or to save a card.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) id: String,
    /// Exact, where `created` is rounded.
    pub(super) made_at_ms: u64,
    pub(super) wire: Wire,
    pub(super) mode: Mode,
    /// None where nothing is paid.
    pub(super) lines: Option<LineItems>,
    /// The PaymentIntent, or the SetupIntent of [`Mode::Setup`].
    pub(super) intent: String,
    pub(super) client_secret: String,
    /// None for sessions of payment links that end on the hosted page.
    pub(super) success_url: Option<PageUrl>,
    pub(super) cancel_url: Option<PageUrl>,
    pub(super) terms: SessionTerms,
    /// The link that opened it.
    pub(super) payment_link: Option<String>,
    /// What its first payment began.
    pub(super) subscription: Option<String>,
    /// Whether an event told that it is complete or expired.
    pub(super) is_told: bool,
}

/// A session whose intent is still to come.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) id: String,
    /// The moment in the id.
    pub(super) made_at_ms: u64,
    pub(super) mode: Mode,
    /// None where nothing is paid.
    pub(super) lines: Option<LineItems>,
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
        let (lines, prices) = if mode == Mode::Setup {
            if params.objects(LINE_ITEMS)?.is_some() {
                return Err(
                    params.invalid(LINE_ITEMS, "can't be sent with mode setup, which takes no payment")
                );
            }
            (None, Vec::new())
        } else {
            let recurring = mode == Mode::Subscription;
            let (lines, prices) =
                LineItems::read(params, LINE_ITEMS, Some(recurring), wire, checkout, around)?;
            (Some(lines), prices)
        };
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

    /// When the session, and its intent, is over.
    pub(super) fn expires_at_ms(&self) -> u64 {
        self.made_at_ms.saturating_add(LIFETIME_MS)
    }

    /// The PaymentIntent that it is paid by.
    pub(super) fn payment_intent(
        &self,
        lines: &LineItems,
        manner: Manner,
        around: &Surroundings<'_>,
    ) -> Result<Intent, ApiError> {
        let mut intent = Intent::create(&self.terms.intent_params(self.mode, lines)?, manner, around)?;
        intent.open_until_ms = Some(self.expires_at_ms());
        Ok(intent)
    }

    /// The SetupIntent that saves its card.
    pub(super) fn setup_intent(&self, around: &Surroundings<'_>) -> Result<SetupIntent, ApiError> {
        let mut intent = SetupIntent::create(&self.terms.setup_params()?, around)?;
        intent.open_until_ms = Some(self.expires_at_ms());
        Ok(intent)
    }

    /// The session of an intent that was made for it.
    pub(super) fn of_intent(self, intent: &str, client_secret: &str, wire: Wire) -> Session {
        Session {
            id: self.id,
            made_at_ms: self.made_at_ms,
            wire,
            mode: self.mode,
            lines: self.lines,
            intent: intent.to_owned(),
            client_secret: client_secret.to_owned(),
            success_url: self.success_url,
            cancel_url: self.cancel_url,
            terms: self.terms,
            payment_link: self.payment_link,
            subscription: None,
            is_told: false,
        }
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
            Wire::New | Wire::Stripe => STANDARD.encode(PUBLISHABLE_KEY),
        };
        let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("key", &key).finish();
        let digits = self.id.strip_prefix(PREFIX).unwrap_or_default();
        format!("{gateway_url}/pay/{TEST_PREFIX}{digits}?{query}")
    }
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
