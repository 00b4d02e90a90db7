//! A PaymentIntent: its terms, its status, and the steps that change it. Each intent is behind one lock.

use axum::http::StatusCode;
use tillkit_core::method::{self, Ending};

use super::access::KeyKind;
use super::card::{
    Occasion, PresentedCard, SavedUse, authentication_for, authentication_not_handled,
    authentication_required,
};
use super::dialect::Dialect;
use super::error::{ApiError, PaymentError};
use super::event::EventKind;
use super::ledger::{Confirmed, Ledger};
use super::method_attempt::MethodAttempt;
use super::news::{News, Newsworthy};
use super::parameters::Params;
use super::presented::{Presented, presented};
use super::settings::Codes;
use super::snowflake::created_ms;
use super::surroundings::Surroundings;
use super::terms::{CaptureMethod, Notes, ThreeDSecureRequest, amount, currency};
use super::three_ds::Steps;
use super::wire::{Manner, Wire, intent_json};

const SECRET_LENGTH: usize = 24;

/// The `cancellation_reason` of an intent that nobody paid in time.
pub(super) const ABANDONED: &str = "abandoned";

/// What an account of the old generation, or a checkout session, lists when the request names no methods.
pub(super) const ACCOUNT_METHODS: &[&str] = &[
    "card",
    "alipay",
    "wechat_pay",
    "alipayplus",
    "klarna",
    "ideal",
    "giropay",
    "sofort",
    "eps",
    "trustly",
    "bancontact",
    "p24",
    "sepa",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    RequiresCapture,
    Succeeded,
    Canceled,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresConfirmation => "requires_confirmation",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::RequiresCapture => "requires_capture",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }

    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::RequiresPaymentMethod | Self::RequiresConfirmation | Self::RequiresAction)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Intent {
    pub(crate) id: String,
    pub(crate) created_ms: u64,
    pub(crate) client_secret: String,
    pub(crate) wire: Wire,
    pub(crate) codes: Codes,
    pub(crate) amount: u64,
    pub(crate) currency: String,
    pub(crate) status: Status,
    pub(crate) notes: Notes,
    pub(crate) payment_method_types: Vec<String>,
    pub(crate) three_d_secure: ThreeDSecureRequest,
    pub(crate) capture_method: CaptureMethod,
    /// Whether the security code of a saved card has to be entered again.
    pub(crate) requires_cvc: bool,
    pub(crate) return_url: Option<String>,
    pub(crate) cancellation_reason: Option<String>,
    pub(crate) canceled_at_ms: Option<u64>,
    /// Until when it can be paid, in milliseconds since 1970: that of a checkout session ends with the session.
    pub(crate) open_until_ms: Option<u64>,
    pub(crate) last_payment_error: Option<PaymentError>,
    pub(crate) presented: Option<Presented>,
    /// The authentication of the current attempt's card.
    pub(crate) steps: Steps,
    /// The current attempt with a method that is no card, or the last one.
    pub(crate) attempt: Option<MethodAttempt>,
    /// What the last confirm presented.
    pub(crate) confirmed: Option<Confirmed>,
    pub(crate) ledger: Ledger,
    /// When the card was authorised and its charge made, in milliseconds since 1970.
    pub(super) authorised_at_ms: Option<u64>,
    pub(crate) charge_id: Option<String>,
    pub(super) news: Vec<News>,
}

impl Newsworthy for Intent {
    fn news(&mut self) -> &mut Vec<News> {
        &mut self.news
    }
}

impl Intent {
    /// A new intent from the parameters of a create request.
    pub(crate) fn create(
        params: &Params,
        manner: Manner,
        around: &Surroundings<'_>,
    ) -> Result<Self, ApiError> {
        let amount_is_missing =
            || ApiError::missing("amount", "Missing amount: the sum in minor units, such as 1250.");
        let currency = currency(params)?
            .ok_or_else(|| ApiError::missing("currency", "Missing currency: three letters, such as USD."))?;
        let amount = amount(params, &currency)?.ok_or_else(amount_is_missing)?;
        // Made first, as a confirm at once makes the payment method before the intent.
        let presented = presented(params, params.text("customer")?.as_deref(), around)?;
        let id = around.id("pi");
        let mut intent = Self {
            client_secret: format!("{id}_secret_{}", random_text(SECRET_LENGTH)),
            id,
            created_ms: created_ms(around.now_ms),
            wire: manner.wire,
            codes: manner.wire.codes(manner.codes),
            amount,
            currency,
            status: if presented.is_some() {
                Status::RequiresConfirmation
            } else {
                Status::RequiresPaymentMethod
            },
            notes: Notes::default(),
            payment_method_types: types_by_default(manner.wire, presented.as_ref()),
            three_d_secure: ThreeDSecureRequest::default(),
            capture_method: CaptureMethod::default(),
            requires_cvc: false,
            return_url: None,
            cancellation_reason: None,
            canceled_at_ms: None,
            open_until_ms: None,
            last_payment_error: None,
            presented,
            steps: Steps::default(),
            attempt: None,
            confirmed: None,
            ledger: Ledger::default(),
            authorised_at_ms: None,
            charge_id: None,
            news: Vec::new(),
        };
        intent.read_terms(params, KeyKind::Secret, around.dialect)?;
        intent.read_notes(params, around)?;
        intent.tell(EventKind::PaymentIntentCreated);
        Ok(intent)
    }

    /// Changes what may be changed before the payment.
    pub(crate) fn update(&mut self, params: &Params, around: &Surroundings<'_>) -> Result<(), ApiError> {
        if !self.status.is_open() {
            return Err(self.unexpected("updated"));
        }
        let mut changed = self.clone();
        let currency = currency(params)?;
        let amount = amount(params, currency.as_ref().unwrap_or(&self.currency))?;
        if self.status == Status::RequiresAction && (amount.is_some() || currency.is_some()) {
            return Err(ApiError::unexpected_state(
                "The customer is being authenticated for the present amount: cancel this PaymentIntent and create \
                 another, or wait.",
            ));
        }
        changed.amount = amount.unwrap_or(changed.amount);
        changed.currency = currency.unwrap_or(changed.currency);
        changed.read_terms(params, KeyKind::Secret, around.dialect)?;
        changed.read_notes(params, around)?;
        if self.status != Status::RequiresAction
            && let Some(presented) = presented(params, changed.notes.customer.as_deref(), around)?
        {
            changed.presented = Some(presented);
            changed.status = Status::RequiresConfirmation;
        }
        *self = changed;
        Ok(())
    }

    /// Attempts the payment. A failed attempt is an error, and leaves the intent open.
    pub(crate) fn confirm(
        &mut self,
        params: &Params,
        by: KeyKind,
        around: &Surroundings<'_>,
    ) -> Result<(), ApiError> {
        self.close_when_due(around);
        let presented = presented(params, self.notes.customer.as_deref(), around)?;
        self.attempt(params, presented, by, around)
    }

    /// The same with the card that the intent was created with.
    pub(crate) fn confirm_as_created(
        &mut self,
        params: &Params,
        around: &Surroundings<'_>,
    ) -> Result<(), ApiError> {
        self.attempt(params, None, KeyKind::Secret, around)
    }

    fn attempt(
        &mut self,
        params: &Params,
        presented: Option<Presented>,
        by: KeyKind,
        around: &Surroundings<'_>,
    ) -> Result<(), ApiError> {
        if !self.status.is_open() {
            return Err(self.unexpected("confirmed"));
        }
        let mut attempt = self.clone();
        attempt.wire = self.wire.shown_in(around.dialect);
        attempt.codes = attempt.wire.codes(self.codes);
        attempt.read_terms(params, by, around.dialect)?;
        if params.has("receipt_email") {
            attempt.notes.receipt_email = params.text("receipt_email")?;
        }
        let presented = presented
            .or_else(|| attempt.presented.take().filter(|_| self.status == Status::RequiresConfirmation))
            .ok_or_else(|| self.has_no_method(around.dialect))?;
        attempt.must_list(presented.kind())?;
        let is_off_session = by == KeyKind::Secret && off_session(params)?;
        let refuses_actions =
            around.dialect == Dialect::Stripe && params.boolean("error_on_requires_action")?.unwrap_or(false);
        let authentication = match &presented {
            Presented::Card(card) => {
                attempt.check_cvc_recollection(card, is_off_session)?;
                let is_asked_for = attempt.three_d_secure == ThreeDSecureRequest::Any;
                let is_set_up = card.saved.is_some_and(|saved| saved.is_set_up);
                let when = Occasion { is_set_up, is_off_session, is_asked_for };
                card.verdict.as_ref().ok().and_then(|card| authentication_for(*card, when))
            }
            Presented::Method(method) => {
                method.check_amount(&attempt.currency, attempt.amount)?;
                if refuses_actions && method.ending() != Ending::Debit {
                    return Err(action_required());
                }
                None
            }
        };
        let leaves = matches!(&presented, Presented::Method(method) if method.leaves(attempt.codes));
        let is_authenticated = authentication.is_some() && !is_off_session && !refuses_actions;
        if attempt.return_url.is_none() && (leaves || is_authenticated) {
            return Err(ApiError::missing(
                "return_url",
                "Missing return_url: this payment leaves the page or is authenticated, and the browser has to come \
                 back somewhere.",
            ));
        }
        attempt.ledger.attempts = attempt.ledger.attempts.saturating_add(1);
        attempt.confirmed = Some(Confirmed::read(presented.kind(), params, around.dialect)?);
        attempt.last_payment_error = None;
        attempt.steps.clear();
        attempt.attempt = None;
        attempt.presented = Some(presented.clone());
        *self = attempt;
        match (presented, authentication) {
            (Presented::Method(method), _) => self.begin_method(method, around),
            (Presented::Card(card), authentication) => match (card.verdict, authentication) {
                (Err(error), _) => self.fail(error),
                (Ok(_), Some(_)) if is_off_session => self.fail(authentication_required()),
                (Ok(_), Some(_)) if refuses_actions => self.fail(authentication_not_handled()),
                (Ok(_), Some(authentication)) => {
                    let return_url = self.return_url.clone().unwrap_or_default();
                    self.begin_authentication(authentication, return_url, around);
                }
                (Ok(card), None) => self.charge(card, around),
            },
        }
        self.last_payment_error.clone().map_or(Ok(()), |error| Err(ApiError::payment(error)))
    }

    /// Whether the intent takes this method, by any of its names.
    fn must_list(&self, kind: &str) -> Result<(), ApiError> {
        let row = method::find(kind);
        let is_it = |listed: &String| listed == kind || row.is_some_and(|row| row.is(listed));
        if self.payment_method_types.iter().any(is_it) {
            return Ok(());
        }
        Err(ApiError::parameter(
            "payment_intent_incompatible_payment_method",
            "payment_method_data[type]",
            format!("This PaymentIntent was created with payment_method_types that do not have {kind}."),
        ))
    }

    /// Notes an event about the intent as it is now.
    pub(super) fn tell(&mut self, kind: EventKind) {
        let shown = intent_json(self, self.wire, KeyKind::Secret);
        self.news.push(News::Event(kind, shown));
    }

    /// The card of this attempt.
    pub(in crate::gateway) fn card(&self) -> Option<&PresentedCard> {
        match &self.presented {
            Some(Presented::Card(card)) => Some(card),
            _ => None,
        }
    }

    fn check_cvc_recollection(&self, card: &PresentedCard, is_off_session: bool) -> Result<(), ApiError> {
        let lacks_cvc = matches!(card.saved, Some(SavedUse { lacks_cvc: true, .. }));
        if !self.requires_cvc || !lacks_cvc || is_off_session {
            return Ok(());
        }
        Err(ApiError::missing(
            "payment_method_options[card][cvc]",
            "Missing payment_method_options[card][cvc]: this PaymentIntent wants the security code of a saved card \
             again.",
        ))
    }

    /// A confirm without anything to pay with.
    fn has_no_method(&self, dialect: Dialect) -> ApiError {
        match dialect {
            Dialect::WooshPay => ApiError::missing(
                "payment_method_data",
                "Missing payment_method_data: send the type, such as \"card\", and what it needs.",
            ),
            Dialect::Stripe => ApiError::unexpected_state(
                "You cannot confirm this PaymentIntent because it's missing a payment method: send \
                 payment_method_data or payment_method.",
            ),
        }
    }

    pub(super) fn unexpected(&self, what: &str) -> ApiError {
        ApiError::unexpected_state(format!(
            "This PaymentIntent can't be {what}: its status is {}.",
            self.status.name()
        ))
    }
}

/// What an intent lists whose request names no methods: all of the account in the old generation, and what is in
/// use in the new one.
fn types_by_default(wire: Wire, presented: Option<&Presented>) -> Vec<String> {
    let kind = presented.map_or("card", Presented::kind);
    match wire {
        Wire::Old => {
            let more = (!ACCOUNT_METHODS.contains(&kind)).then_some(kind);
            ACCOUNT_METHODS.iter().copied().chain(more).map(str::to_owned).collect()
        }
        Wire::New | Wire::Stripe => vec![kind.to_owned()],
    }
}

/// `error_on_requires_action` with a method that is no card.
fn action_required() -> ApiError {
    ApiError::request(
        StatusCode::BAD_REQUEST,
        "payment_intent_action_required",
        "This payment method needs an action of the customer's, and `error_on_requires_action` was set.",
    )
}

/// Whether the customer is not there. The reference spells it with a hyphen.
fn off_session(params: &Params) -> Result<bool, ApiError> {
    Ok(params.boolean("off_session")?.or(params.boolean("off-session")?).unwrap_or(false))
}

/// Random letters and digits.
pub(crate) fn random_text(length: usize) -> String {
    use rand::distr::{Alphanumeric, SampleString as _};
    Alphanumeric.sample_string(&mut rand::rng(), length)
}
