//! SetupIntents: a card that is saved without a payment. Their authentication goes by the same pages of the bank.

mod routes;
mod steps;
mod wire;

use serde_json::{Map, Value};

pub(super) use self::routes::routes;

use self::wire::setup_intent_json;
use super::access::KeyKind;
use super::card::PresentedCard;
use super::dialect::Dialect;
use super::error::{ApiError, PaymentError};
use super::event::EventKind;
use super::intent::{ABANDONED, Status, random_text};
use super::news::{News, Newsworthy};
use super::parameters::Params;
use super::presented::{Presented, presented};
use super::snowflake::created_ms;
use super::surroundings::Surroundings;
use super::terms::{ThreeDSecureRequest, checked_return_url, merged};
use super::three_ds::Steps;

const SECRET_LENGTH: usize = 24;

/// A SetupIntent.
#[derive(Clone, Debug)]
pub(crate) struct SetupIntent {
    pub(crate) id: String,
    /// Whose API created it, or confirmed it last.
    dialect: Dialect,
    pub(crate) created_ms: u64,
    pub(crate) client_secret: String,
    pub(crate) status: Status,
    pub(crate) customer: Option<String>,
    /// `off_session` or `on_session`.
    pub(crate) usage: String,
    pub(crate) description: Option<String>,
    pub(crate) metadata: Option<Map<String, Value>>,
    pub(crate) three_d_secure: ThreeDSecureRequest,
    return_url: Option<String>,
    pub(crate) cancellation_reason: Option<String>,
    /// Until when it can be confirmed, in milliseconds since 1970: that of a checkout session ends with the session.
    pub(crate) open_until_ms: Option<u64>,
    pub(crate) last_setup_error: Option<PaymentError>,
    pub(crate) card: Option<PresentedCard>,
    billing_details: Map<String, Value>,
    pub(crate) steps: Steps,
    news: Vec<News>,
}

impl Newsworthy for SetupIntent {
    fn news(&mut self) -> &mut Vec<News> {
        &mut self.news
    }
}

impl SetupIntent {
    pub(crate) fn create(params: &Params, around: &Surroundings<'_>) -> Result<Self, ApiError> {
        let card = card(params, params.text("customer")?.as_deref(), around)?;
        let id = around.id("seti");
        let mut intent = Self {
            client_secret: format!("{id}_secret_{}", random_text(SECRET_LENGTH)),
            id,
            dialect: around.dialect,
            created_ms: created_ms(around.now_ms),
            status: if card.is_some() { Status::RequiresConfirmation } else { Status::RequiresPaymentMethod },
            customer: None,
            usage: "off_session".to_owned(),
            description: None,
            metadata: None,
            three_d_secure: ThreeDSecureRequest::default(),
            return_url: None,
            cancellation_reason: None,
            open_until_ms: None,
            last_setup_error: None,
            card,
            billing_details: billing_details(params)?,
            steps: Steps::default(),
            news: Vec::new(),
        };
        intent.read(params, around)?;
        intent.read_terms(params, KeyKind::Secret, around.dialect)?;
        intent.tell(EventKind::SetupIntentCreated);
        Ok(intent)
    }

    /// Changes what may be changed before the card is saved.
    pub(crate) fn update(&mut self, params: &Params, around: &Surroundings<'_>) -> Result<(), ApiError> {
        if !self.status.is_open() {
            return Err(self.unexpected("updated"));
        }
        let mut changed = self.clone();
        changed.read(params, around)?;
        changed.read_terms(params, KeyKind::Secret, around.dialect)?;
        if self.status != Status::RequiresAction
            && let Some(card) = card(params, changed.customer.as_deref(), around)?
        {
            changed.card = Some(card);
            changed.billing_details = billing_details(params)?;
            changed.status = Status::RequiresConfirmation;
        }
        *self = changed;
        Ok(())
    }

    /// Ends it for a request.
    pub(crate) fn cancel(&mut self, params: &Params) -> Result<(), ApiError> {
        if !self.status.is_open() {
            return Err(self.unexpected("canceled"));
        }
        let reason = params.text("cancellation_reason")?;
        self.end(reason);
        Ok(())
    }

    /// Ends it when its time is over.
    pub(crate) fn close_when_due(&mut self, around: &Surroundings<'_>) {
        if self.status.is_open() && self.open_until_ms.is_some_and(|until_ms| around.now_ms >= until_ms) {
            self.end(Some(ABANDONED.to_owned()));
        }
    }

    /// Ends it without a saved card.
    pub(crate) fn end(&mut self, reason: Option<String>) {
        self.cancellation_reason = reason;
        self.steps.clear();
        self.status = Status::Canceled;
        self.tell(EventKind::SetupIntentCanceled);
    }

    fn read(&mut self, params: &Params, around: &Surroundings<'_>) -> Result<(), ApiError> {
        if let Some(types) = params.texts("payment_method_types")?
            && types != ["card"]
        {
            return Err(ApiError::parameter(
                "parameter_invalid",
                "payment_method_types",
                "payment_method_types must be [\"card\"]: the sandbox saves cards only.",
            ));
        }
        if let Some(customer) = params.text("customer")? {
            around.customers.named_by("customer", &customer)?;
            self.customer = Some(customer);
        }
        if params.has("description") {
            self.description = params.text("description")?;
        }
        if params.has("metadata") {
            self.metadata = merged(self.metadata.take(), params.map("metadata")?);
        }
        if let Some(usage) = params.word("usage", &["off_session", "on_session"])? {
            self.usage = usage;
        }
        Ok(())
    }

    /// What a confirm may set too. From a browser, 3-D Secure can be asked for but not waived.
    fn read_terms(&mut self, params: &Params, by: KeyKind, dialect: Dialect) -> Result<(), ApiError> {
        if let Some(url) = params.text("return_url")? {
            self.return_url = Some(checked_return_url(&url)?);
        }
        let options = params.object_or_empty("payment_method_options")?.object_or_empty("card")?;
        match ThreeDSecureRequest::read(&options, dialect)? {
            Some(ThreeDSecureRequest::Any) => self.three_d_secure = ThreeDSecureRequest::Any,
            Some(ThreeDSecureRequest::Auto) if by == KeyKind::Secret => {
                self.three_d_secure = ThreeDSecureRequest::Auto;
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes an event about it as it is now.
    fn tell(&mut self, kind: EventKind) {
        let shown = setup_intent_json(self, self.dialect, KeyKind::Secret);
        self.news.push(News::Event(kind, shown));
    }

    fn unexpected(&self, what: &str) -> ApiError {
        let mut error = ApiError::unexpected_state(format!(
            "This SetupIntent can't be {what}: its status is {}.",
            self.status.name()
        ));
        error.error.code = "setup_intent_unexpected_state";
        error
    }
}

/// The card of a request; other methods are not saved here.
fn card(
    params: &Params,
    customer: Option<&str>,
    around: &Surroundings<'_>,
) -> Result<Option<PresentedCard>, ApiError> {
    match presented(params, customer, around)? {
        None => Ok(None),
        Some(Presented::Card(card)) if card.kind == "card" => Ok(Some(card)),
        Some(_) => Err(ApiError::parameter(
            "payment_method_not_available",
            "payment_method_data[type]",
            "payment_method_data[type] must be card: the sandbox saves cards only.",
        )),
    }
}

fn billing_details(params: &Params) -> Result<Map<String, Value>, ApiError> {
    Ok(params.object_or_empty("payment_method_data")?.map("billing_details")?.unwrap_or_default())
}
