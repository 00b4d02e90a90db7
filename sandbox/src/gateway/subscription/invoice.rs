//! Invoices: what one period of a subscription costs, and whether it is paid.

use std::sync::Arc;

use axum::Router;
use serde_json::{Value, json};

use crate::gateway::Gateway;
use crate::gateway::api::{Asked, Endpoint, methods};
use crate::gateway::error::ApiError;
use crate::gateway::snowflake::created_ms;

const PATH: &str = "/v1/invoices";

/// How far an invoice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvoiceStatus {
    Open,
    Paid,
    /// Given up.
    Uncollectible,
}

/// An invoice.
#[derive(Clone, Debug)]
pub(crate) struct Invoice {
    pub(super) id: String,
    pub(super) made_at_ms: u64,
    pub(super) customer: String,
    pub(super) subscription: String,
    pub(super) status: InvoiceStatus,
    pub(super) amount: u64,
    pub(super) currency: String,
    pub(super) lines: Vec<Value>,
    pub(super) period_ms: (u64, u64),
    /// `subscription_create` or `subscription_cycle`.
    pub(super) billing_reason: &'static str,
    /// The PaymentIntent of the last try.
    pub(super) payment_intent: Option<String>,
    pub(super) attempts: u32,
    /// When it is tried again, in milliseconds since 1970.
    pub(super) next_attempt_ms: Option<u64>,
}

impl Invoice {
    pub(super) fn to_json(&self) -> Value {
        let (status, paid) = match self.status {
            InvoiceStatus::Open => ("open", 0),
            InvoiceStatus::Paid => ("paid", self.amount),
            InvoiceStatus::Uncollectible => ("uncollectible", 0),
        };
        json!({
            "id": self.id,
            "object": "invoice",
            "created": created_ms(self.made_at_ms),
            "livemode": false,
            "status": status,
            "customer": self.customer,
            "subscription": self.subscription,
            "billing_reason": self.billing_reason,
            "currency": self.currency,
            "amount_due": self.amount,
            "amount_paid": paid,
            "amount_remaining": self.amount.saturating_sub(paid),
            "lines": { "object": "list", "data": self.lines },
            "period_start": self.period_ms.0,
            "period_end": self.period_ms.1,
            "payment_intent": self.payment_intent,
            "attempt_count": self.attempts,
            "next_payment_attempt": self.next_attempt_ms,
        })
    }
}

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route(PATH, methods([Endpoint::get(list)]))
        .route("/v1/invoices/{id}", methods([Endpoint::get(retrieve)]))
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let (customer, subscription) = (asked.params.text("customer")?, asked.params.text("subscription")?);
    let page = gateway.invoices.page(&asked.params, |invoice| {
        customer.as_ref().is_none_or(|id| invoice.customer == *id)
            && subscription.as_ref().is_none_or(|id| invoice.subscription == *id)
    })?;
    Ok(page.to_json(PATH, |invoice| invoice.to_json()))
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let invoice = gateway.invoices.find(asked.id())?;
    let invoice = invoice.lock();
    Ok(invoice.to_json())
}
