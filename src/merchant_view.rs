//! What core knows, in the shape that merchants see.

use crate::protocol::{
    BillingDetails, ErrorObject, NextActionObject, PaymentIntentObject, SetupIntentObject,
};
use crate::text::Words;
use tillkit_core::gateway::Billing;
use tillkit_core::{Error, Intent};

impl<'a> PaymentIntentObject<'a> {
    // Amounts and times are far below 2^53, where every whole number has its own f64.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn of(intent: &'a Intent, words: &Words) -> Self {
        Self {
            id: &intent.id,
            object: "payment_intent",
            amount: intent.amount as f64,
            currency: &intent.currency,
            status: intent.status.name(),
            client_secret: intent.client_secret.as_deref(),
            created: intent.created_s as f64,
            livemode: intent.livemode,
            description: intent.description.as_deref(),
            capture_method: if intent.manual_capture { "manual" } else { "automatic" },
            confirmation_method: "automatic",
            canceled_at: None,
            cancellation_reason: intent.cancellation_reason.as_deref(),
            payment_method: intent.payment_method.as_deref(),
            payment_method_types: &intent.payment_method_types,
            receipt_email: intent.receipt_email.as_deref(),
            setup_future_usage: intent.setup_future_usage.as_deref(),
            last_payment_error: last_error(intent, words),
            next_action: next_action(intent),
        }
    }
}

impl<'a> SetupIntentObject<'a> {
    // As above.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn of(intent: &'a Intent, words: &Words) -> Self {
        Self {
            id: &intent.id,
            object: "setup_intent",
            status: intent.status.name(),
            client_secret: intent.client_secret.as_deref(),
            created: intent.created_s as f64,
            livemode: intent.livemode,
            description: intent.description.as_deref(),
            cancellation_reason: intent.cancellation_reason.as_deref(),
            payment_method: intent.payment_method.as_deref(),
            payment_method_types: &intent.payment_method_types,
            usage: intent.setup_future_usage.as_deref(),
            last_setup_error: last_error(intent, words),
            next_action: next_action(intent),
        }
    }
}

fn next_action(intent: &Intent) -> Option<NextActionObject<'_>> {
    intent.next_action.as_ref().map(|action| NextActionObject { kind: &action.name })
}

/// The intent's error, told in the customer's language if it is for customers.
fn last_error<'a>(intent: &'a Intent, words: &Words) -> Option<Box<ErrorObject<'a>>> {
    intent.last_payment_error.as_ref().map(|error| Box::new(ErrorObject::of(error, words)))
}

impl<'a> ErrorObject<'a> {
    pub(crate) fn of(error: &'a Error, words: &Words) -> Self {
        Self {
            kind: error.kind().name(),
            code: error.code(),
            decline_code: error.decline_code(),
            param: error.param(),
            doc_url: error.doc_url(),
            message: words.error(error),
            who: error.who().name(),
            retry: error.retry().name(),
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
