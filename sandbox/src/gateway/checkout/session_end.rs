//! How a checkout session ends, once its intent has: it is told of, and a subscription begins.

use serde_json::Value;

use super::session::{Mode, Session, SessionStatus};
use crate::gateway::Gateway;
use crate::gateway::error::ApiError;
use crate::gateway::event::EventKind;
use crate::gateway::intent::{Intent, Status};
use crate::gateway::payment_method::PaymentMethod;
use crate::gateway::subscription::{Beginning, FirstPayment};

impl Gateway {
    /// Does what follows for the session of an intent that has changed, if it has one.
    pub(in crate::gateway) fn follow_session_of(&self, intent: &str) {
        let sessions = self.checkout.sessions.newest_first();
        let Some(session) = sessions.into_iter().find(|session| session.lock().intent == intent) else {
            return;
        };
        let mut session = session.lock();
        let Ok(standing) = self.standing(&session) else { return };
        let is_paid = standing.intent_status == Status::Succeeded;
        if is_paid && session.mode == Mode::Subscription && session.subscription.is_none() {
            // Its parameters were checked when the session was opened.
            session.subscription = self.begin_subscription_of(&mut session).ok();
        }
        let kind = match standing.status {
            SessionStatus::Open => return,
            SessionStatus::Complete => EventKind::CheckoutSessionCompleted,
            SessionStatus::Expired => EventKind::CheckoutSessionExpired,
        };
        if session.is_told {
            return;
        }
        if let Ok(shown) = self.show_session(&session) {
            session.is_told = true;
            self.emit(kind, &shown);
        }
    }

    /// Begins the subscription that a session has paid the first period of. Answers its id.
    fn begin_subscription_of(&self, session: &mut Session) -> Result<String, ApiError> {
        let no_lines =
            || ApiError::missing("line_items", "Missing line_items: a subscription has recurring prices.");
        let lines = session.lines.clone().ok_or_else(no_lines)?;
        let recurring = lines.recurring().ok_or_else(no_lines)?;
        let customer = match session.terms.customer.clone() {
            Some(customer) => customer,
            None => self.customer_for(&session.terms)?,
        };
        session.terms.customer = Some(customer.clone());
        let card = {
            let intent = self.intents.find(&session.intent)?;
            let mut intent = intent.lock();
            intent.notes.customer = Some(customer.clone());
            card_of(&intent, self.clock.now_ms())
        };
        let default_payment_method = card.as_ref().map(|card| card.id.clone());
        if let Some(card) = card {
            self.keep_payment_method(card.kept_for(Some(customer.clone()), "off_session"));
        }
        let begun = self.begin_subscription(Beginning {
            customer,
            lines,
            recurring,
            default_payment_method,
            metadata: session.terms.metadata.clone(),
            first: FirstPayment::Paid(session.intent.clone()),
        })?;
        Ok(begun.get("id").and_then(Value::as_str).unwrap_or_default().to_owned())
    }
}

/// The card that a PaymentIntent was paid with, if it was one.
fn card_of(intent: &Intent, now_ms: u64) -> Option<PaymentMethod> {
    let billing_details =
        intent.confirmed.as_ref().and_then(|confirmed| confirmed.billing_details.as_object().cloned());
    PaymentMethod::of(intent.card()?, billing_details.unwrap_or_default(), now_ms)
}
