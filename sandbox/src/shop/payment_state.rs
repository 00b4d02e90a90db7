//! What the shop knows of an order's payment, from webhooks, which can come twice and in any order.

use serde_json::Value;

/// A payment as an event told it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PaymentState {
    /// The PaymentIntent's status.
    pub(super) intent_status: String,
    /// Why the last attempt failed.
    pub(super) failure: Option<String>,
    /// When that happened, in milliseconds since 1970.
    told_at_ms: u64,
}

impl PaymentState {
    /// What a gateway without PaymentIntents says, in a PaymentIntent's words.
    pub(super) fn told(intent_status: &str, failure: Option<String>) -> Self {
        Self { intent_status: intent_status.to_owned(), failure, told_at_ms: 0 }
    }

    /// What a PaymentIntent says, in an event or as an answer.
    pub(super) fn of(intent: &Value, told_at_ms: u64) -> Self {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        Self {
            intent_status: text(intent.get("status")).unwrap_or_default(),
            failure: text(intent.pointer("/last_payment_error/message")),
            told_at_ms,
        }
    }

    /// Whether nothing can come after it.
    pub(super) fn is_final(&self) -> bool {
        self.rank() == 3
    }

    /// How far the payment is. It never goes back, whatever comes late.
    fn rank(&self) -> u8 {
        match self.intent_status.as_str() {
            "succeeded" | "canceled" => 3,
            "requires_capture" => 2,
            _ => 1,
        }
    }

    /// Takes what an event tells, unless something later is known already.
    pub(super) fn follow(&mut self, told: Self) {
        if (told.rank(), told.told_at_ms) >= (self.rank(), self.told_at_ms) && !self.is_final() {
            *self = told;
        }
    }

    /// Whether both say the same of the payment.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        self.intent_status == other.intent_status && self.failure == other.failure
    }

    /// The order's status.
    pub(super) fn order_status(&self) -> &'static str {
        match self.intent_status.as_str() {
            "succeeded" => "paid",
            "requires_capture" => "authorised",
            "processing" => "processing",
            "canceled" => "canceled",
            "requires_payment_method" if self.failure.is_some() => "failed",
            _ => "open",
        }
    }

    /// Whether the gateway delivers a webhook about it.
    pub(super) fn is_told_by_webhook(&self) -> bool {
        self.order_status() != "open"
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(status: &str, at_ms: u64) -> PaymentState {
        PaymentState::of(&json!({ "status": status }), at_ms)
    }

    #[test]
    fn statuses_of_orders() {
        let status = |intent: Value| PaymentState::of(&intent, 0).order_status();
        assert_eq!(status(json!({ "status": "succeeded" })), "paid");
        assert_eq!(status(json!({ "status": "requires_payment_method" })), "open");
        let failed =
            json!({ "status": "requires_payment_method", "last_payment_error": { "message": "No." } });
        assert_eq!(status(failed), "failed");
        assert_eq!(status(json!({ "status": "requires_action" })), "open");
        assert_eq!(status(json!({ "status": "something_new" })), "open");
    }

    #[test]
    fn what_comes_late_undoes_nothing() {
        let mut state = PaymentState::default();
        for (status, at_ms, known) in [
            ("processing", 2_000, "processing"),
            ("requires_payment_method", 1_000, "processing"),
            ("succeeded", 3_000, "succeeded"),
            ("processing", 3_000, "succeeded"),
            ("canceled", 4_000, "succeeded"),
        ] {
            state.follow(told(status, at_ms));
            assert_eq!(state.intent_status, known, "{status}");
        }
    }

    #[test]
    fn an_authorisation_is_captured_or_let_go() {
        for end in ["succeeded", "canceled"] {
            let mut state = told("requires_capture", 2_000);
            state.follow(told("requires_payment_method", 3_000));
            assert_eq!(state.intent_status, "requires_capture");
            state.follow(told(end, 2_000));
            assert_eq!(state.intent_status, end);
        }
    }
}
