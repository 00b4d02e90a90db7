//! The shop's orders, and what webhooks tell of them.

use std::collections::HashSet;

use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::watch;

use super::orders::Order;
use super::payment_state::PaymentState;

/// All orders.
#[derive(Debug, Default)]
pub(super) struct OrderBook {
    entries: Mutex<Entries>,
    /// Counts the events that were worked on, for those who wait for one.
    followed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Entries {
    orders: Vec<Order>,
    /// Ids of events that were worked on.
    known: HashSet<String>,
}

impl OrderBook {
    pub(super) fn add(&self, order: Order) {
        self.entries.lock().orders.push(order);
    }

    pub(super) fn find(&self, wanted: impl Fn(&Order) -> bool) -> Option<Order> {
        self.entries.lock().orders.iter().find(|order| wanted(order)).cloned()
    }

    /// Changes an order, and answers it as it is then.
    pub(super) fn change(&self, id: &str, change: impl FnOnce(&mut Order)) -> Option<Order> {
        let mut entries = self.entries.lock();
        let order = entries.orders.iter_mut().find(|order| order.id == id)?;
        change(order);
        Some(order.clone())
    }

    /// Changes whenever a webhook was worked on.
    pub(super) fn follows(&self) -> watch::Receiver<u64> {
        self.followed.subscribe()
    }

    /// Works on an event, once. Events about nothing in the book change nothing.
    pub(super) fn follow(&self, event: &Value) {
        let text = |path: &str| event.pointer(path).and_then(Value::as_str).unwrap_or_default();
        let number = |path: &str| event.pointer(path).and_then(Value::as_u64).unwrap_or_default();
        {
            let mut entries = self.entries.lock();
            if !entries.known.insert(text("/id").to_owned()) {
                return;
            }
            let (kind, object) = (text("/type"), event.pointer("/data/object"));
            let is_refund = kind == "charge.refunded";
            let intent = text(if is_refund { "/data/object/payment_intent" } else { "/data/object/id" });
            let Some(order) = entries.orders.iter_mut().find(|order| order.intent == intent) else { return };
            if is_refund {
                order.take_refund(number("/data/object/amount_refunded"));
            } else if let (true, Some(object)) = (kind.starts_with("payment_intent."), object) {
                order.payment.follow(PaymentState::of(object, number("/created")));
            }
        }
        self.followed.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Notes what the gateway itself answered to a refund, lest a lost webhook hides it.
    pub(super) fn note_refund(&self, id: &str, refunded: u64) {
        self.change(id, |order| order.take_refund(refunded));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(id: &str, kind: &str, object: &Value) -> Value {
        json!({ "id": id, "type": kind, "created": 1_000, "data": { "object": object } })
    }

    fn book() -> OrderBook {
        let request = json!({ "items": [{ "id": "morning-fog", "quantity": 1 }] });
        let request = serde_json::from_value(request).expect("a request");
        let mut order = Order::price(&request, "ord_1".to_owned()).expect("an order");
        order.intent = "pi_1".to_owned();
        let book = OrderBook::default();
        book.add(order);
        book
    }

    fn order(book: &OrderBook) -> Order {
        book.find(|order| order.id == "ord_1").expect("the order")
    }

    #[test]
    fn duplicates_and_strangers_change_nothing() {
        let book = book();
        let follows = book.follows();
        book.follow(&event(
            "evt_1",
            "payment_intent.succeeded",
            &json!({ "id": "pi_2", "status": "succeeded" }),
        ));
        assert_eq!(order(&book).payment.order_status(), "open");
        book.follow(&event(
            "evt_2",
            "payment_intent.succeeded",
            &json!({ "id": "pi_1", "status": "succeeded" }),
        ));
        assert_eq!(order(&book).payment.order_status(), "paid");
        let counted = *follows.borrow();
        book.follow(&event(
            "evt_2",
            "payment_intent.canceled",
            &json!({ "id": "pi_1", "status": "canceled" }),
        ));
        assert_eq!((*follows.borrow(), order(&book).payment.order_status()), (counted, "paid"));
    }

    #[test]
    fn refunds_only_grow() {
        let book = book();
        for (id, amount) in [("evt_1", 500), ("evt_2", 200)] {
            let charge = json!({ "id": "ch_1", "payment_intent": "pi_1", "amount_refunded": amount });
            book.follow(&event(id, "charge.refunded", &charge));
        }
        assert_eq!(order(&book).refunded, 500);
    }
}
