//! Events: what happened to an object, with the object as it was then. They are kept, listed under `/v1/events`, and
//! delivered to webhook endpoints.

use std::sync::Arc;

use axum::Router;
use serde_json::{Value, json};

use super::Gateway;
use super::api::{Asked, Endpoint, methods};
use super::error::ApiError;
use super::snowflake::created_ms;

const PATH: &str = "/v1/events";

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventKind {
    PaymentIntentCreated,
    PaymentIntentRequiresAction,
    PaymentIntentProcessing,
    PaymentIntentAmountCapturableUpdated,
    PaymentIntentSucceeded,
    PaymentIntentPaymentFailed,
    PaymentIntentCanceled,
    ChargeRefunded,
    ChargeRefundUpdated,
    SetupIntentCreated,
    SetupIntentRequiresAction,
    SetupIntentSucceeded,
    SetupIntentSetupFailed,
    SetupIntentCanceled,
    PaymentMethodAttached,
    PaymentMethodDetached,
    CustomerCreated,
    CustomerUpdated,
    CheckoutSessionCompleted,
    CheckoutSessionExpired,
    SubscriptionCreated,
    SubscriptionUpdated,
    SubscriptionDeleted,
    InvoicePaid,
    InvoicePaymentFailed,
}

impl EventKind {
    pub(crate) const ALL: [Self; 25] = [
        Self::PaymentIntentCreated,
        Self::PaymentIntentRequiresAction,
        Self::PaymentIntentProcessing,
        Self::PaymentIntentAmountCapturableUpdated,
        Self::PaymentIntentSucceeded,
        Self::PaymentIntentPaymentFailed,
        Self::PaymentIntentCanceled,
        Self::ChargeRefunded,
        Self::ChargeRefundUpdated,
        Self::SetupIntentCreated,
        Self::SetupIntentRequiresAction,
        Self::SetupIntentSucceeded,
        Self::SetupIntentSetupFailed,
        Self::SetupIntentCanceled,
        Self::PaymentMethodAttached,
        Self::PaymentMethodDetached,
        Self::CustomerCreated,
        Self::CustomerUpdated,
        Self::CheckoutSessionCompleted,
        Self::CheckoutSessionExpired,
        Self::SubscriptionCreated,
        Self::SubscriptionUpdated,
        Self::SubscriptionDeleted,
        Self::InvoicePaid,
        Self::InvoicePaymentFailed,
    ];

    /// The `type` of the event.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PaymentIntentCreated => "payment_intent.created",
            Self::PaymentIntentRequiresAction => "payment_intent.requires_action",
            Self::PaymentIntentProcessing => "payment_intent.processing",
            Self::PaymentIntentAmountCapturableUpdated => "payment_intent.amount_capturable_updated",
            Self::PaymentIntentSucceeded => "payment_intent.succeeded",
            Self::PaymentIntentPaymentFailed => "payment_intent.payment_failed",
            Self::PaymentIntentCanceled => "payment_intent.canceled",
            Self::ChargeRefunded => "charge.refunded",
            Self::ChargeRefundUpdated => "charge.refund.updated",
            Self::SetupIntentCreated => "setup_intent.created",
            Self::SetupIntentRequiresAction => "setup_intent.requires_action",
            Self::SetupIntentSucceeded => "setup_intent.succeeded",
            Self::SetupIntentSetupFailed => "setup_intent.setup_failed",
            Self::SetupIntentCanceled => "setup_intent.canceled",
            Self::PaymentMethodAttached => "payment_method.attached",
            Self::PaymentMethodDetached => "payment_method.detached",
            Self::CustomerCreated => "customer.created",
            Self::CustomerUpdated => "customer.updated",
            Self::CheckoutSessionCompleted => "checkout.session.completed",
            Self::CheckoutSessionExpired => "checkout.session.expired",
            Self::SubscriptionCreated => "customer.subscription.created",
            Self::SubscriptionUpdated => "customer.subscription.updated",
            Self::SubscriptionDeleted => "customer.subscription.deleted",
            Self::InvoicePaid => "invoice.paid",
            Self::InvoicePaymentFailed => "invoice.payment_failed",
        }
    }
}

/// Something that happened.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) kind: EventKind,
    /// The event on the wire: each delivery and each listing shows the same.
    pub(crate) json: Value,
}

impl Event {
    /// `object` as it is now.
    pub(crate) fn new(id: String, kind: EventKind, object: &Value, now_ms: u64) -> Self {
        let json = json!({
            "id": id,
            "object": "event",
            "created": created_ms(now_ms),
            "livemode": false,
            "type": kind.name(),
            "data": { "object": object },
        });
        Self { id, kind, json }
    }
}

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route(PATH, methods([Endpoint::get(list)]))
        .route("/v1/events/{id}", methods([Endpoint::get(retrieve)]))
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let kind = asked.params.text("type")?;
    let is_wanted = |event: &Arc<Event>| kind.as_deref().is_none_or(|kind| event.kind.name() == kind);
    let page = gateway.events.page(&asked.params, is_wanted)?;
    Ok(page.to_json(PATH, |event| event.json.clone()))
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let event = gateway.events.find(asked.id())?;
    let event = event.lock();
    Ok(event.json.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        for (index, kind) in EventKind::ALL.iter().enumerate() {
            assert!(EventKind::ALL[index + 1..].iter().all(|other| other.name() != kind.name()), "{kind:?}");
        }
    }
}
