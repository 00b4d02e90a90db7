//! What the merchant keeps of an order that is paid at PaymentOptions: its token and how its last attempt stands. No part
//! of a card.

use std::sync::Arc;

use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;
use tokio::sync::Mutex as AsyncMutex;

use super::outcome::{Failure, Outcome};
use crate::gateway::{ApiError, random_text};
use crate::shop::catalogue::SHOP_NAME;
use crate::shop::order_book::OrderBook;
use crate::shop::orders::Order;
use crate::shop::payment_state::PaymentState;

/// How long an order can be paid: as long as people take.
const TOKEN_LIFETIME_MS: u64 = 30 * 60_000;
const TOKEN_LENGTH: usize = 40;

/// The order's side of its payment.
#[derive(Clone, Debug)]
pub(in crate::shop) struct Tab {
    /// What the widget shows to be let in: random, and good for this order alone.
    pub(in crate::shop) token: String,
    created_ms: u64,
    expires_at_ms: u64,
    /// Attempts that were begun.
    attempts: u32,
    /// Whether the gateway said that the last one began.
    has_begun: bool,
    /// Where the customer authenticates the payment.
    redirect_url: Option<String>,
    last_failure: Option<Failure>,
    /// Whether a webhook told how it ended.
    pub(in crate::shop) is_told_by_webhook: bool,
    /// Held while an attempt is begun.
    turn: Arc<AsyncMutex<()>>,
}

impl Tab {
    pub(in crate::shop) fn new(now_ms: u64) -> Self {
        Self {
            token: format!("ot_{}", random_text(TOKEN_LENGTH)),
            created_ms: now_ms,
            expires_at_ms: now_ms.saturating_add(TOKEN_LIFETIME_MS),
            attempts: 0,
            has_begun: false,
            redirect_url: None,
            last_failure: None,
            is_told_by_webhook: false,
            turn: Arc::default(),
        }
    }

    /// Compares in a time that does not tell how much of a guess is right.
    pub(super) fn has_token(&self, token: &str) -> bool {
        self.token.as_bytes().ct_eq(token.as_bytes()).into()
    }

    pub(super) fn has_expired(&self, now_ms: u64) -> bool {
        now_ms >= self.expires_at_ms
    }

    fn last_payment_error(&self) -> Option<Value> {
        let failure = self.last_failure.as_ref()?;
        let mut error = json!({ "type": "card_error", "code": failure.code, "message": failure.message });
        if let (Some(decline_code), Some(fields)) = (failure.decline_code, error.as_object_mut()) {
            fields.insert("decline_code".to_owned(), decline_code.into());
        }
        Some(error)
    }
}

impl Order {
    /// Whether the gateway was ever asked to take a card for it.
    pub(super) fn was_tried(&self) -> bool {
        self.tab.as_ref().is_some_and(|tab| tab.attempts > 0)
    }

    /// Whether nothing more can happen to it.
    pub(super) fn is_settled(&self) -> bool {
        self.payment.is_final()
    }

    /// Whether the customer has something to do.
    pub(super) fn is_under_way(&self) -> bool {
        self.payment.intent_status == "requires_action"
    }

    /// Whether the gateway said that the last attempt began.
    pub(super) fn has_begun(&self) -> bool {
        self.tab.as_ref().is_some_and(|tab| tab.has_begun)
    }

    /// Whether the customer can go to the bank's page of an attempt and approve it.
    pub(super) fn can_be_approved(&self) -> bool {
        self.is_under_way() && self.tab.as_ref().is_some_and(|tab| tab.redirect_url.is_some())
    }

    /// Whether nobody knows how the last attempt stands.
    pub(super) fn is_unclear(&self) -> bool {
        self.payment.intent_status == "processing"
    }

    pub(super) fn has_failed(&self) -> bool {
        self.payment.failure.is_some()
    }

    /// The lock that lets one attempt begin at a time.
    pub(super) fn turn(&self) -> Result<Arc<AsyncMutex<()>>, ApiError> {
        let tab = self.tab.as_ref().ok_or_else(|| ApiError::no_such("order", "order", &self.id))?;
        Ok(Arc::clone(&tab.turn))
    }

    /// The order as the widget reads it.
    pub(super) fn to_payment_options_json(&self) -> Value {
        let status = Some(self.payment.intent_status.as_str()).filter(|status| !status.is_empty());
        let tab = self.tab.as_ref();
        json!({
            "id": self.id,
            "object": "order",
            "amount": self.amount,
            "currency": self.currency,
            "status": status.unwrap_or("requires_payment_method"),
            "livemode": false,
            "description": format!("{SHOP_NAME}, order {}", self.id),
            "created": tab.map(|tab| tab.created_ms / 1_000),
            "last_payment_error": tab.and_then(Tab::last_payment_error),
            "redirect_url": tab.and_then(|tab| tab.redirect_url.as_deref()).filter(|_| self.is_under_way()),
        })
    }

    fn follow(&mut self, outcome: &Outcome) {
        let (status, failure) = match outcome {
            Outcome::Paid => ("succeeded", None),
            Outcome::Pending => ("requires_action", None),
            Outcome::Declined(failure) => ("requires_payment_method", Some(failure.clone())),
            Outcome::Nothing => ("requires_payment_method", None),
            Outcome::Unclear => ("processing", None),
        };
        let message = failure.as_ref().map(|failure| failure.message.to_owned());
        self.payment = PaymentState::told(status, message);
        if let Some(tab) = &mut self.tab {
            tab.last_failure = failure;
        }
    }
}

impl OrderBook {
    /// An attempt is about to be sent to the gateway.
    pub(super) fn begin_attempt(&self, id: &str) {
        self.change(id, |order| {
            order.payment = PaymentState::told("processing", None);
            if let Some(tab) = &mut order.tab {
                tab.attempts = tab.attempts.saturating_add(1);
                tab.has_begun = false;
                tab.last_failure = None;
                tab.redirect_url = None;
                tab.is_told_by_webhook = false;
            }
        });
    }

    /// What the gateway answered to it.
    pub(super) fn note_attempt(&self, id: &str, has_begun: bool, redirect_url: Option<&str>) {
        self.change(id, |order| {
            if let Some(tab) = &mut order.tab {
                tab.has_begun = has_begun;
            }
            // A webhook can be faster than the answer.
            if order.is_settled() || order.has_failed() {
                return;
            }
            let status = if has_begun { "requires_action" } else { "requires_payment_method" };
            order.payment = PaymentState::told(status, None);
            if let Some(tab) = &mut order.tab {
                tab.redirect_url = redirect_url.map(str::to_owned);
            }
        });
    }

    /// A webhook told how the order stands.
    pub(super) fn note_webhook(&self, id: &str) {
        self.change(id, |order| {
            if let Some(tab) = &mut order.tab {
                tab.is_told_by_webhook = true;
            }
        });
    }

    /// Takes what the gateway said when it was asked about the order as `asked` was. A payment stays a payment, and what
    /// was said of an earlier attempt says nothing of a later one.
    pub(super) fn follow_outcome(&self, asked: &Order, outcome: &Outcome) -> Option<Order> {
        let attempts = |order: &Order| order.tab.as_ref().map(|tab| tab.attempts);
        self.change(&asked.id, |order| {
            let is_current = attempts(order) == attempts(asked);
            if !order.is_settled() && (is_current || *outcome == Outcome::Paid) {
                order.follow(outcome);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::orders::OrderRequest;

    /// An order in a book, and its id.
    fn booked() -> (OrderBook, String) {
        let request = json!({ "items": [{ "id": "morning-fog", "quantity": 1 }] });
        let request: OrderRequest = serde_json::from_value(request).expect("a request");
        let mut order = Order::price(&request, "ord_1".to_owned()).expect("an order");
        order.tab = Some(Tab::new(0));
        let book = OrderBook::default();
        book.add(order);
        (book, "ord_1".to_owned())
    }

    #[test]
    fn an_attempt_has_begun_when_the_gateway_says_so_and_until_the_next() {
        let (book, id) = booked();
        let now = || book.find(|order| order.id == id).expect("the order");
        book.begin_attempt(&id);
        assert!(!now().has_begun() && !now().can_be_approved());
        book.note_attempt(&id, true, Some("https://bank.example/"));
        assert!(now().has_begun() && now().can_be_approved());
        book.note_attempt(&id, true, None);
        assert!(now().has_begun() && !now().can_be_approved(), "there is nowhere to go");
        book.begin_attempt(&id);
        assert!(!now().has_begun());
        book.note_attempt(&id, false, None);
        assert!(!now().has_begun() && !now().can_be_approved());
    }
}
