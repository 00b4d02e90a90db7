//! Subscriptions: recurring prices that are charged to a saved card, period after period, as the sandbox's clock goes.

mod billing;
mod invoice;
mod period;
mod routes;

use std::sync::Arc;

use axum::Router;
use serde_json::{Map, Value, json};

pub(crate) use self::billing::{Beginning, FirstPayment};
pub(crate) use self::invoice::Invoice;

use super::Gateway;
use super::checkout::{LineItems, Recurring};
use super::snowflake::created_ms;

/// How far a subscription is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SubscriptionStatus {
    Trialing,
    Active,
    /// The last invoice is not paid, and is tried again.
    PastDue,
    Canceled,
}

impl SubscriptionStatus {
    fn name(self) -> &'static str {
        match self {
            Self::Trialing => "trialing",
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::Canceled => "canceled",
        }
    }
}

/// A subscription.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    made_at_ms: u64,
    customer: String,
    status: SubscriptionStatus,
    lines: LineItems,
    recurring: Recurring,
    /// None: what the customer has by then.
    default_payment_method: Option<String>,
    /// What periods are counted from: the beginning, or the end of the trial.
    anchor_ms: u64,
    /// Periods that have begun since.
    periods: u64,
    period_ms: (u64, u64),
    trial_ends_ms: Option<u64>,
    cancel_at_period_end: bool,
    canceled_at_ms: Option<u64>,
    metadata: Option<Map<String, Value>>,
    latest_invoice: Option<String>,
    /// When the latest invoice is tried again.
    next_attempt_ms: Option<u64>,
}

impl Subscription {
    /// When something is to be done next, in milliseconds since 1970; none once it has ended.
    fn due_ms(&self) -> Option<u64> {
        match self.status {
            SubscriptionStatus::Canceled => None,
            SubscriptionStatus::PastDue => self.next_attempt_ms,
            SubscriptionStatus::Trialing | SubscriptionStatus::Active => Some(self.period_ms.1),
        }
    }

    /// Begins the next period.
    fn begin_period(&mut self) {
        self.periods = self.periods.saturating_add(1);
        let start = period::after(self.anchor_ms, &self.recurring, self.periods.saturating_sub(1));
        self.period_ms = (start, period::after(self.anchor_ms, &self.recurring, self.periods));
    }

    pub(crate) fn to_json(&self) -> Value {
        let items = self.lines.to_json().into_iter().map(|mut item| {
            if let Some(fields) = item.as_object_mut() {
                let id =
                    fields.get("id").and_then(Value::as_str).unwrap_or_default().replacen("li_", "si_", 1);
                fields.insert("id".to_owned(), id.into());
                fields.insert("object".to_owned(), "subscription_item".into());
                fields.insert("subscription".to_owned(), self.id.as_str().into());
            }
            item
        });
        json!({
            "id": self.id,
            "object": "subscription",
            "created": created_ms(self.made_at_ms),
            "livemode": false,
            "status": self.status.name(),
            "customer": self.customer,
            "currency": self.lines.currency,
            "items": { "object": "list", "data": items.collect::<Value>() },
            "default_payment_method": self.default_payment_method,
            "collection_method": "charge_automatically",
            "billing_cycle_anchor": self.anchor_ms,
            "current_period_start": self.period_ms.0,
            "current_period_end": self.period_ms.1,
            "trial_end": self.trial_ends_ms,
            "cancel_at_period_end": self.cancel_at_period_end,
            "canceled_at": self.canceled_at_ms,
            "latest_invoice": self.latest_invoice,
            "metadata": self.metadata,
        })
    }
}

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new().merge(routes::routes()).merge(invoice::routes())
}
