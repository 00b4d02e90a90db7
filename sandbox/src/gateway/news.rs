//! What an intent's steps cause elsewhere. Intents note it while they are locked; whoever opened one spreads it when
//! it is closed again, so no step can be taken without its events.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use serde_json::Value;

use super::Gateway;
use super::event::{Event, EventKind};
use super::payment_method::PaymentMethod;

/// One consequence.
#[derive(Clone, Debug)]
pub(crate) enum News {
    /// An event, with the object as it was then.
    Event(EventKind, Value),
    /// A card to be kept.
    Kept(Box<PaymentMethod>),
}

/// An object that notes news.
pub(crate) trait Newsworthy {
    /// What is still to be spread, oldest first.
    fn news(&mut self) -> &mut Vec<News>;
}

/// A locked object, whose news are spread when this is dropped.
#[derive(Debug)]
pub(crate) struct Opened<'a, T: Newsworthy> {
    gateway: &'a Gateway,
    item: MutexGuard<'a, T>,
}

impl<T: Newsworthy> Deref for Opened<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.item
    }
}

impl<T: Newsworthy> DerefMut for Opened<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.item
    }
}

impl<T: Newsworthy> Drop for Opened<'_, T> {
    fn drop(&mut self) {
        let news = std::mem::take(self.item.news());
        self.gateway.spread(news);
    }
}

impl Gateway {
    /// Locks an object.
    pub(crate) fn open<'a, T: Newsworthy>(&'a self, item: &'a Mutex<T>) -> Opened<'a, T> {
        Opened { gateway: self, item: item.lock() }
    }

    fn spread(&self, news: Vec<News>) {
        for news in news {
            match news {
                News::Event(kind, object) => self.emit(kind, &object),
                News::Kept(method) => self.keep_payment_method(*method),
            }
        }
    }

    /// Records an event about `object` as it is now, and has it delivered to the endpoints that want it.
    pub(crate) fn emit(&self, kind: EventKind, object: &Value) {
        let now_ms = self.clock.now_ms();
        let event = Arc::new(Event::new(self.ids.next("evt", now_ms), kind, object, now_ms));
        self.events.add(&event.id, Arc::clone(&event));
        self.webhooks.file(&event, now_ms);
        let may_end_session = matches!(
            kind,
            EventKind::PaymentIntentSucceeded
                | EventKind::PaymentIntentAmountCapturableUpdated
                | EventKind::PaymentIntentProcessing
                | EventKind::PaymentIntentCanceled
                | EventKind::SetupIntentSucceeded
                | EventKind::SetupIntentCanceled
        );
        if let (true, Some(intent)) = (may_end_session, object.get("id").and_then(Value::as_str)) {
            self.changed_intents.lock().push(intent.to_owned());
        }
    }

    /// Does what time and payments bring about by themselves: ends what has waited long enough, renews subscriptions,
    /// and lets sessions follow their intents, which are not locked by now.
    pub(crate) fn carry_on(&self) {
        let around = self.surroundings();
        for intent in self.intents.newest_first() {
            self.open(&intent).settle_by_time(&around);
        }
        for intent in self.setup_intents.newest_first() {
            self.open(&intent).close_when_due(&around);
        }
        self.settle_payments();
        self.renew_subscriptions();
        let changed = std::mem::take(&mut *self.changed_intents.lock());
        for intent in changed {
            self.follow_session_of(&intent);
        }
    }
}
