//! What core knows, in the shape that merchants see.

use crate::protocol::{
    BillingDetails, ErrorObject, NextActionObject, PaymentIntentObject, SetupIntentObject,
};
use crate::text::Words;
use tillkit_core::gateway::Billing;
use tillkit_core::{Error, Intent};

impl PaymentIntentObject {
    // Amounts and times are far below 2^53, where every whole number has its own f64.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn of(intent: &Intent, words: &Words) -> Self {
        Self {
            id: intent.id.clone(),
            object: "payment_intent".into(),
            amount: intent.amount as f64,
            currency: intent.currency.clone(),
            status: intent.status.name().into(),
            client_secret: intent.client_secret.clone(),
            created: intent.created_s as f64,
            livemode: intent.livemode,
            description: intent.description.clone(),
            capture_method: if intent.manual_capture { "manual" } else { "automatic" }.into(),
            confirmation_method: "automatic".into(),
            canceled_at: None,
            cancellation_reason: intent.cancellation_reason.clone(),
            payment_method: intent.payment_method.clone(),
            payment_method_types: intent.payment_method_types.clone(),
            receipt_email: intent.receipt_email.clone(),
            setup_future_usage: intent.setup_future_usage.clone(),
            last_payment_error: last_error(intent, words),
            next_action: next_action(intent),
        }
    }
}

impl SetupIntentObject {
    // As above.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn of(intent: &Intent, words: &Words) -> Self {
        Self {
            id: intent.id.clone(),
            object: "setup_intent".into(),
            status: intent.status.name().into(),
            client_secret: intent.client_secret.clone(),
            created: intent.created_s as f64,
            livemode: intent.livemode,
            description: intent.description.clone(),
            cancellation_reason: intent.cancellation_reason.clone(),
            payment_method: intent.payment_method.clone(),
            payment_method_types: intent.payment_method_types.clone(),
            usage: intent.setup_future_usage.clone(),
            last_setup_error: last_error(intent, words),
            next_action: next_action(intent),
        }
    }
}

fn next_action(intent: &Intent) -> Option<NextActionObject> {
    intent.next_action.as_ref().map(|action| NextActionObject { kind: action.name.clone() })
}

/// The intent's error, told in the customer's language if it is for customers.
fn last_error(intent: &Intent, words: &Words) -> Option<Box<ErrorObject>> {
    intent.last_payment_error.as_ref().map(|error| Box::new(ErrorObject::of(error, words)))
}

impl ErrorObject {
    pub(crate) fn of(error: &Error, words: &Words) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Self {
            kind: error.kind().name().into(),
            code: error.code().into(),
            decline_code: text(error.decline_code()),
            param: text(error.param()),
            doc_url: text(error.doc_url()),
            message: words.error(error),
            who: error.who().name().into(),
            retry: error.retry().name().into(),
            payment_intent: error
                .intent()
                .filter(|intent| !intent.is_setup())
                .map(|intent| Box::new(PaymentIntentObject::of(intent, words))),
            setup_intent: error
                .intent()
                .filter(|intent| intent.is_setup())
                .map(|intent| Box::new(SetupIntentObject::of(intent, words))),
        }
    }
}

/// Lays billing details over those known before: what a later source says, counts.
pub(crate) fn add_billing(billing: &mut Billing, details: &BillingDetails) {
    let set = |field: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            field.clone_from(value);
        }
    };
    set(&mut billing.name, &details.name);
    set(&mut billing.email, &details.email);
    set(&mut billing.phone, &details.phone);
    if let Some(address) = &details.address {
        set(&mut billing.city, &address.city);
        set(&mut billing.country, &address.country);
        set(&mut billing.line1, &address.line1);
        set(&mut billing.line2, &address.line2);
        set(&mut billing.postal_code, &address.postal_code);
        set(&mut billing.state, &address.state);
    }
}
