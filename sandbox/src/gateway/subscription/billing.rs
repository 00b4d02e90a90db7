//! Charging subscriptions: the first period, renewals, and what happens when a charge fails.

use serde_json::{Map, Value, json};

use super::invoice::{Invoice, InvoiceStatus};
use super::{Subscription, SubscriptionStatus};
use crate::gateway::Gateway;
use crate::gateway::checkout::{LineItems, Recurring};
use crate::gateway::dialect::Dialect;
use crate::gateway::error::ApiError;
use crate::gateway::event::EventKind;
use crate::gateway::wire::Manner;

/// How long after a failure an invoice is tried again.
const RETRY_AFTER_MS: u64 = 3 * 24 * 3_600_000;
/// How often an invoice is tried before it is given up, and the subscription ended.
const MOST_ATTEMPTS: u32 = 4;
/// Periods that are made up for at once, after the clock was moved far.
const MOST_STEPS: usize = 2_000;

/// How the first period is paid.
#[derive(Clone, Debug)]
pub(crate) enum FirstPayment {
    /// By a charge of the saved card, now.
    Charge,
    /// By this PaymentIntent, which has succeeded: a checkout session's.
    Paid(String),
    /// Not before this time, in milliseconds since 1970.
    Trial(u64),
}

/// What a subscription is begun with.
#[derive(Debug)]
pub(crate) struct Beginning {
    pub(crate) customer: String,
    pub(crate) lines: LineItems,
    pub(crate) recurring: Recurring,
    pub(crate) default_payment_method: Option<String>,
    pub(crate) metadata: Option<Map<String, Value>>,
    pub(crate) first: FirstPayment,
}

impl Gateway {
    /// Begins a subscription and answers it.
    ///
    /// # Errors
    /// The first charge's, which leaves no subscription behind.
    pub(crate) fn begin_subscription(&self, beginning: Beginning) -> Result<Value, ApiError> {
        let now_ms = self.clock.now_ms();
        let mut subscription = Subscription {
            id: self.ids.next("sub", now_ms),
            made_at_ms: now_ms,
            customer: beginning.customer,
            status: SubscriptionStatus::Active,
            lines: beginning.lines,
            recurring: beginning.recurring,
            default_payment_method: beginning.default_payment_method,
            anchor_ms: now_ms,
            periods: 0,
            period_ms: (now_ms, now_ms),
            trial_ends_ms: None,
            cancel_at_period_end: false,
            canceled_at_ms: None,
            metadata: beginning.metadata,
            latest_invoice: None,
            next_attempt_ms: None,
        };
        let mut invoice = None;
        match beginning.first {
            FirstPayment::Trial(ends_ms) => {
                subscription.status = SubscriptionStatus::Trialing;
                subscription.anchor_ms = ends_ms;
                subscription.period_ms = (now_ms, ends_ms);
                subscription.trial_ends_ms = Some(ends_ms);
            }
            FirstPayment::Charge | FirstPayment::Paid(_) => {
                subscription.begin_period();
                let mut first = self.new_invoice(&subscription, "subscription_create");
                first.payment_intent = Some(match beginning.first {
                    FirstPayment::Paid(intent) => intent,
                    _ => self.charge(&subscription)?,
                });
                first.attempts = 1;
                first.status = InvoiceStatus::Paid;
                subscription.latest_invoice = Some(first.id.clone());
                invoice = Some(first);
            }
        }
        let shown = subscription.to_json();
        self.subscriptions.add(&subscription.id.clone(), subscription);
        self.emit(EventKind::SubscriptionCreated, &shown);
        if let Some(invoice) = invoice {
            self.emit(EventKind::InvoicePaid, &invoice.to_json());
            self.invoices.add(&invoice.id.clone(), invoice);
        }
        Ok(shown)
    }

    /// Does what is due with all subscriptions by now.
    pub(crate) fn renew_subscriptions(&self) {
        let now_ms = self.clock.now_ms();
        for subscription in self.subscriptions.newest_first().into_iter().rev() {
            let mut subscription = subscription.lock();
            for _ in 0..MOST_STEPS {
                if subscription.due_ms().is_none_or(|due_ms| due_ms > now_ms) {
                    break;
                }
                self.step(&mut subscription);
            }
        }
    }

    fn step(&self, subscription: &mut Subscription) {
        if subscription.status == SubscriptionStatus::PastDue {
            if let Some(invoice) = subscription.latest_invoice.as_ref().and_then(|id| self.invoices.get(id)) {
                self.try_invoice(subscription, &mut invoice.lock());
            }
            return;
        }
        if subscription.cancel_at_period_end {
            let ended_ms = subscription.period_ms.1;
            return self.end_subscription(subscription, ended_ms);
        }
        subscription.begin_period();
        let invoice = self.new_invoice(subscription, "subscription_cycle");
        subscription.latest_invoice = Some(invoice.id.clone());
        let invoice = self.invoices.add(&invoice.id.clone(), invoice);
        self.try_invoice(subscription, &mut invoice.lock());
    }

    /// Ends it: nothing is charged any more.
    pub(super) fn end_subscription(&self, subscription: &mut Subscription, ended_ms: u64) {
        subscription.status = SubscriptionStatus::Canceled;
        subscription.canceled_at_ms = Some(ended_ms);
        subscription.next_attempt_ms = None;
        self.emit(EventKind::SubscriptionDeleted, &subscription.to_json());
    }

    fn try_invoice(&self, subscription: &mut Subscription, invoice: &mut Invoice) {
        invoice.attempts = invoice.attempts.saturating_add(1);
        let due_ms = subscription.next_attempt_ms.take().unwrap_or(subscription.period_ms.0);
        let charged = self.charge(subscription);
        invoice.next_attempt_ms = None;
        match charged {
            Ok(intent) => {
                invoice.payment_intent = Some(intent);
                invoice.status = InvoiceStatus::Paid;
                subscription.status = SubscriptionStatus::Active;
                self.emit(EventKind::InvoicePaid, &invoice.to_json());
            }
            Err(error) => {
                let intent = error.intent.as_ref().and_then(|intent| intent.get("id")?.as_str());
                invoice.payment_intent = intent.map(str::to_owned);
                subscription.status = SubscriptionStatus::PastDue;
                if invoice.attempts < MOST_ATTEMPTS {
                    invoice.next_attempt_ms = Some(due_ms.saturating_add(RETRY_AFTER_MS));
                    subscription.next_attempt_ms = invoice.next_attempt_ms;
                } else {
                    invoice.status = InvoiceStatus::Uncollectible;
                }
                self.emit(EventKind::InvoicePaymentFailed, &invoice.to_json());
            }
        }
        if invoice.status == InvoiceStatus::Uncollectible {
            self.end_subscription(subscription, due_ms);
        } else {
            self.emit(EventKind::SubscriptionUpdated, &subscription.to_json());
        }
    }

    fn new_invoice(&self, subscription: &Subscription, billing_reason: &'static str) -> Invoice {
        let now_ms = self.clock.now_ms();
        Invoice {
            id: self.ids.next("in", now_ms),
            made_at_ms: now_ms,
            customer: subscription.customer.clone(),
            subscription: subscription.id.clone(),
            status: InvoiceStatus::Open,
            amount: subscription.lines.total,
            currency: subscription.lines.currency.clone(),
            lines: subscription.lines.to_json(),
            period_ms: subscription.period_ms,
            billing_reason,
            payment_intent: None,
            attempts: 0,
            next_attempt_ms: None,
        }
    }

    /// Charges a period while the card's holder is away. Answers the PaymentIntent's id.
    fn charge(&self, subscription: &Subscription) -> Result<String, ApiError> {
        let customer = &subscription.customer;
        let method = subscription.default_payment_method.clone().or_else(|| self.card_of(customer));
        let method = method.ok_or_else(|| {
            ApiError::missing(
                "default_payment_method",
                "Missing default_payment_method: this customer has no saved card to charge.",
            )
        })?;
        let settings = self.settings();
        let intent = self.create_from_json(
            json!({
                "amount": subscription.lines.total,
                "currency": subscription.lines.currency,
                "customer": customer,
                "payment_method": method,
                "payment_method_types": ["card"],
                "description": format!("Subscription {}", subscription.id),
                "confirm": true,
                "off_session": true,
            }),
            Manner { wire: settings.wire.shown_in(Dialect::WooshPay), codes: settings.codes },
        )?;
        Ok(intent.get("id").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// The card that a customer chose for invoices, or else the one saved last.
    fn card_of(&self, customer: &str) -> Option<String> {
        let chosen = self.customers.get(customer)?.lock().default_payment_method.clone();
        chosen.or_else(|| {
            let saved = self.payment_methods.newest_first();
            saved.iter().find_map(|method| {
                let method = method.lock();
                (method.customer.as_deref() == Some(customer)).then(|| method.id.clone())
            })
        })
    }
}
