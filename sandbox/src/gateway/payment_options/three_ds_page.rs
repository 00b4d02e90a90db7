//! The `redirect_url`: where 3-D Secure begins, on the bank's origin, and the bank's pages from there on.

use crate::gateway::Gateway;
use crate::gateway::three_ds::Page;

/// Where it is on the bank's origin.
pub(crate) const PATH: &str = "/integration/3ds";

/// Where a browser goes that was sent to the `redirect_url`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// To a page of the bank.
    Step(String),
    /// Back to the merchant: the payment is over.
    Over {
        /// Of the transaction.
        id: String,
        address: String,
    },
    /// The token's time is over, and with it the payment.
    Expired {
        /// The merchant's `decline_url`.
        decline_url: String,
    },
    /// Nobody made this token, or a later attempt took its place.
    Void,
}

impl Gateway {
    /// A browser comes with a `_token`.
    pub(crate) fn enter_payment(&self, token: &str) -> Entrance {
        let Some(jti) = self.payment_options.token_key.read(token) else { return Entrance::Void };
        let around = self.surroundings();
        let mut transactions = self.payment_options.transactions.lock();
        let Some(transaction) = transactions.iter_mut().find(|each| each.jti == jti) else {
            return Entrance::Void;
        };
        transaction.settle_overdue(&around);
        let step = transaction.enter(&around);
        self.tell_outcome(transaction);
        if let Some(step) = step {
            return Entrance::Step(step);
        }
        if transaction.has_expired(around.now_ms) && !transaction.is_paid() {
            return Entrance::Expired { decline_url: transaction.decline_url.clone() };
        }
        transaction.way_on().map_or(Entrance::Void, |address| Entrance::Over {
            id: transaction.id.clone(),
            address: address.to_owned(),
        })
    }

    /// What a page of the bank shows for a transaction.
    pub(crate) fn payment_page(&self, id: &str, token: &str) -> Page {
        let mut transactions = self.payment_options.transactions.lock();
        self.settle_due(&mut transactions);
        transactions.iter().find(|each| each.id == id).map_or(Page::Void, |each| each.page(token))
    }

    /// The bank has the device data.
    pub(crate) fn finish_payment_device_data(&self, id: &str, token: &str) -> Page {
        self.step_payment(id, token, |transaction| {
            transaction.finish_device_data(token, &self.surroundings());
        })
    }

    /// The bank has the customer's answer.
    pub(crate) fn answer_payment_challenge(&self, id: &str, token: &str, approved: bool) -> Page {
        self.step_payment(id, token, |transaction| {
            transaction.answer_challenge(token, approved, &self.surroundings());
        })
    }

    fn step_payment(&self, id: &str, token: &str, step: impl FnOnce(&mut super::Transaction)) -> Page {
        let mut transactions = self.payment_options.transactions.lock();
        self.settle_due(&mut transactions);
        let Some(transaction) = transactions.iter_mut().find(|each| each.id == id) else { return Page::Void };
        step(transaction);
        self.tell_outcome(transaction);
        match transaction.page(token) {
            Page::DeviceData | Page::Challenge(_) => Page::Void,
            over => over,
        }
    }
}
