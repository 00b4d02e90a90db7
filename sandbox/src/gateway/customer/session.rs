//! Customer sessions: a client secret that lets a browser see one customer's saved cards, and remove them, for a while.
//! The public documents of WooshPay's API name no way for a browser to list cards; this one is Stripe's.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Customer;
use crate::gateway::access::same;
use crate::gateway::collection::Collection;
use crate::gateway::error::ApiError;
use crate::gateway::intent::random_text;
use crate::gateway::parameters::Params;
use crate::gateway::snowflake::created_ms;

/// The parameter that carries the client secret.
pub(crate) const SECRET_PARAM: &str = "customer_session_client_secret";
const SECRET_LENGTH: usize = 24;
const LIFETIME_MS: u64 = 30 * 60_000;

/// A customer session.
#[derive(Clone, Debug)]
pub(crate) struct CustomerSession {
    pub(crate) id: String,
    pub(crate) customer: String,
    client_secret: String,
    created_ms: u64,
    expires_at_ms: u64,
    may_remove: bool,
}

impl CustomerSession {
    pub(super) fn create(
        params: &Params,
        customers: &Collection<Customer>,
        id: String,
        now_ms: u64,
    ) -> Result<Self, ApiError> {
        let customer = params.text("customer")?.ok_or_else(|| {
            ApiError::missing("customer", "Missing customer: the one whose cards are to be shown, cus_….")
        })?;
        customers.named_by("customer", &customer)?;
        let components = params.object_or_empty("components")?;
        let element = components.object_or_empty("payment_element")?;
        if element.boolean("enabled")? != Some(true) {
            let path = element.path("enabled");
            return Err(ApiError::missing(
                &path,
                format!("Missing {path}: it must be true, as the payment element is what shows saved cards."),
            ));
        }
        let removal =
            element.object_or_empty("features")?.word("payment_method_remove", &["enabled", "disabled"])?;
        Ok(Self {
            client_secret: format!("{id}_secret_{}", random_text(SECRET_LENGTH)),
            id,
            customer,
            created_ms: created_ms(now_ms),
            expires_at_ms: now_ms.saturating_add(LIFETIME_MS),
            may_remove: removal.as_deref() != Some("disabled"),
        })
    }

    pub(super) fn to_json(&self) -> Value {
        let removal = if self.may_remove { "enabled" } else { "disabled" };
        json!({
            "object": "customer_session",
            "created": self.created_ms,
            "expires_at": self.expires_at_ms,
            "livemode": false,
            "customer": self.customer,
            "client_secret": self.client_secret,
            "components": { "payment_element": {
                "enabled": true,
                "features": { "payment_method_remove": removal },
            }},
        })
    }

    /// 403 unless cards may be removed with it.
    pub(crate) fn must_allow_removal(&self) -> Result<(), ApiError> {
        if self.may_remove {
            return Ok(());
        }
        Err(refused(
            "payment_method_remove_disabled",
            "This customer session does not let customers remove cards: create it with \
             components[payment_element][features][payment_method_remove]=enabled.",
        ))
    }

    /// The session whose client secret a browser sent.
    pub(crate) fn of(params: &Params, sessions: &Collection<Self>, now_ms: u64) -> Result<Self, ApiError> {
        let secret = params.text(SECRET_PARAM)?.ok_or_else(|| {
            ApiError::missing(
                SECRET_PARAM,
                format!(
                    "Missing {SECRET_PARAM}: with a publishable key, saved cards are a customer session's."
                ),
            )
        })?;
        let id = secret.split_once("_secret_").map_or("", |(id, _)| id);
        let session = sessions.get(id).map(|session| session.lock().clone());
        match session.filter(|session| same(&secret, &session.client_secret)) {
            None => Err(refused(
                "client_secret_invalid",
                format!("The {SECRET_PARAM} is of no customer session: send the one its creation answered."),
            )),
            Some(session) if now_ms >= session.expires_at_ms => Err(refused(
                "customer_session_expired",
                "This customer session is over after 30 minutes: create another.",
            )),
            Some(session) => Ok(session),
        }
    }
}

fn refused(code: &'static str, message: impl Into<String>) -> ApiError {
    let mut error = ApiError::request(StatusCode::FORBIDDEN, code, message);
    error.error.param = Some(SECRET_PARAM.to_owned());
    error
}
