//! A PaymentIntent's money: authorised or taken, captured, or let go.

use super::card::charge_outcome;
use super::card_table::Behaviour;
use super::error::{ApiError, PaymentError};
use super::event::EventKind;
use super::intent::{ABANDONED, Intent, Status};
use super::method_attempt::MethodAttempt;
use super::news::News;
use super::parameters::Params;
use super::payment_method::PaymentMethod;
use super::presented::Presented;
use super::surroundings::Surroundings;
use super::terms::CaptureMethod;

/// How long an authorisation can be captured (gateway-facts 1.6).
const AUTHORISATION_LIFETIME_MS: u64 = 7 * 24 * 3_600_000;
/// The `cancellation_reason` of an authorisation that nobody captured.
const RUN_OUT: &str = "automatic";

impl Intent {
    /// Takes the money of an authorisation, all of it or a part.
    pub(crate) fn capture(&mut self, params: &Params) -> Result<(), ApiError> {
        if self.status != Status::RequiresCapture {
            return Err(self.unexpected("captured"));
        }
        let wanted = params.integer("amount_to_capture")?.unwrap_or(self.amount);
        if wanted == 0 || wanted > self.amount {
            let code = if wanted == 0 { "amount_too_small" } else { "amount_too_large" };
            return Err(ApiError::parameter(
                code,
                "amount_to_capture",
                format!("amount_to_capture must be from 1 to {}, the authorised amount.", self.amount),
            ));
        }
        self.ledger.captured = wanted;
        self.status = Status::Succeeded;
        self.tell(EventKind::PaymentIntentSucceeded);
        Ok(())
    }

    /// Ends an intent that has not taken money.
    pub(crate) fn cancel(&mut self, params: &Params, around: &Surroundings<'_>) -> Result<(), ApiError> {
        if !self.status.is_open() && self.status != Status::RequiresCapture {
            return Err(self.unexpected("canceled"));
        }
        let reason = params.text("cancellation_reason")?;
        self.end_unpaid(reason, around);
        Ok(())
    }

    /// Ends it when its time is over and no money is on its way.
    pub(super) fn close_when_due(&mut self, around: &Surroundings<'_>) {
        let is_over = self.open_until_ms.is_some_and(|until_ms| around.now_ms >= until_ms);
        // Who has account details or a voucher may be paying at this moment.
        if self.status.is_open()
            && is_over
            && !self.attempt.as_ref().is_some_and(MethodAttempt::waits_for_a_transfer)
        {
            self.end_unpaid(Some(ABANDONED.to_owned()), around);
        }
    }

    /// Ends it without money taken.
    pub(super) fn end_unpaid(&mut self, reason: Option<String>, around: &Surroundings<'_>) {
        self.cancellation_reason = reason;
        self.canceled_at_ms = Some(around.now_ms);
        self.steps.clear();
        self.attempt = None;
        self.status = Status::Canceled;
        self.tell(EventKind::PaymentIntentCanceled);
    }

    /// Ends what has waited long enough for somebody outside: a payment that was not made in time, money that was
    /// under way, and an authorisation that nobody captured.
    pub(crate) fn settle_by_time(&mut self, around: &Surroundings<'_>) {
        self.settle_overdue_method(around);
        self.close_when_due(around);
        let has_run_out = self
            .authorised_at_ms
            .is_some_and(|at_ms| around.now_ms.saturating_sub(at_ms) >= AUTHORISATION_LIFETIME_MS);
        if self.status == Status::RequiresCapture && has_run_out {
            self.end_unpaid(Some(RUN_OUT.to_owned()), around);
        }
    }

    /// Charges or authorises a card.
    pub(super) fn charge(&mut self, card: Behaviour, around: &Surroundings<'_>) {
        self.steps.action = None;
        match charge_outcome(card) {
            Err(error) if self.ledger.charges == 0 => self.fail(error),
            _ => self.take_money(around),
        }
    }

    /// The one place where money moves, at most once in an intent's life.
    pub(super) fn take_money(&mut self, around: &Surroundings<'_>) {
        if self.ledger.charges > 0 {
            return;
        }
        self.ledger.charges = 1;
        self.charge_id = Some(around.id("ch"));
        self.save_card(around);
        self.authorised_at_ms = Some(around.now_ms);
        // Only cards can be authorised first (gateway-facts 1.4).
        self.status = match (self.capture_method, &self.presented) {
            (CaptureMethod::Manual, Some(Presented::Card(_))) => Status::RequiresCapture,
            _ => {
                self.ledger.captured = self.amount;
                Status::Succeeded
            }
        };
        self.tell(match self.status {
            Status::RequiresCapture => EventKind::PaymentIntentAmountCapturableUpdated,
            _ => EventKind::PaymentIntentSucceeded,
        });
    }

    /// Keeps the card for later, where the merchant or the customer asked for that.
    fn save_card(&mut self, around: &Surroundings<'_>) {
        let (Some(usage), Some(customer)) = (&self.notes.setup_future_usage, &self.notes.customer) else {
            return;
        };
        let billing_details =
            self.confirmed.as_ref().and_then(|confirmed| confirmed.billing_details.as_object().cloned());
        let kept = self
            .card()
            .and_then(|card| PaymentMethod::of(card, billing_details.unwrap_or_default(), around.now_ms));
        if let Some(method) = kept {
            let method = method.kept_for(Some(customer.clone()), usage);
            self.news.push(News::Kept(Box::new(method)));
        }
    }

    /// Gives money back: all that is left, or the part that the parameters name. Answers how much.
    pub(crate) fn refund(&mut self, params: &Params) -> Result<u64, ApiError> {
        if self.status != Status::Succeeded {
            return Err(self.unexpected("refunded"));
        }
        let left = self.ledger.captured.saturating_sub(self.ledger.refunded);
        let wanted = params.integer("amount")?.unwrap_or(left);
        if left == 0 {
            return Err(ApiError::parameter(
                "charge_already_refunded",
                "payment_intent",
                "All that this PaymentIntent took was given back already.",
            ));
        }
        if wanted == 0 || wanted > left {
            let code = if wanted == 0 { "amount_too_small" } else { "amount_too_large" };
            return Err(ApiError::parameter(
                code,
                "amount",
                format!("amount must be from 1 to {left}, which is left to be given back."),
            ));
        }
        self.ledger.refunded = self.ledger.refunded.saturating_add(wanted);
        Ok(wanted)
    }

    /// Ends an attempt without a charge: the intent takes another one.
    pub(super) fn fail(&mut self, error: PaymentError) {
        self.status = Status::RequiresPaymentMethod;
        self.last_payment_error = Some(error);
        self.steps.action = None;
        self.presented = None;
        self.tell(EventKind::PaymentIntentPaymentFailed);
    }

    /// What is authorised and not yet captured; none for an intent that captures by itself.
    pub(crate) fn amount_capturable(&self) -> Option<u64> {
        match (self.capture_method, self.status) {
            (CaptureMethod::Manual, Status::RequiresCapture) => Some(self.amount),
            (CaptureMethod::Manual, Status::Succeeded | Status::Canceled) => Some(0),
            _ => None,
        }
    }
}
