//! A PaymentIntent whose card is being authenticated, and what comes of it.

use super::card::decline_error;
use super::card_table::{Authentication, Decline};
use super::dialect::Dialect;
use super::error::{ErrorType, PaymentError};
use super::event::EventKind;
use super::intent::{Intent, Status};
use super::stripe;
use super::surroundings::Surroundings;
use super::three_ds::{Challenge, Look, Page, Verdict, return_address};

impl Intent {
    /// Starts authenticating the card of this attempt.
    pub(super) fn begin_authentication(
        &mut self,
        authentication: Authentication,
        return_url: String,
        around: &Surroundings<'_>,
    ) {
        self.steps.begin(&self.id, self.wire, authentication, return_url, around);
        self.status = Status::RequiresAction;
        self.tell(EventKind::PaymentIntentRequiresAction);
    }

    /// What the page behind a token shows.
    pub(crate) fn page(&self, token: &str) -> Page {
        match self.steps.look(token) {
            Look::DeviceData => Page::DeviceData,
            Look::Challenge => Page::Challenge(Challenge {
                sum: Some((self.amount, self.currency.clone())),
                last4: self.card().map(|card| card.last4().to_owned()).unwrap_or_default(),
            }),
            Look::Finished(return_url) => Page::Finished(self.return_address(return_url, true)),
            Look::Void => Page::Void,
        }
    }

    fn finished_page(&self, token: &str) -> Page {
        match self.page(token) {
            Page::DeviceData | Page::Challenge(_) => Page::Void,
            over => over,
        }
    }

    /// The device data arrived: authenticate, and charge unless the bank asks the customer.
    pub(crate) fn finish_device_data(&mut self, token: &str, around: &Surroundings<'_>) -> Page {
        let verdict = self.steps.finish_device_data(&self.id, token, around);
        self.follow(verdict, around);
        self.finished_page(token)
    }

    /// Goes on without device data that never came, and ends what has waited long enough. To be called before an
    /// intent is shown.
    pub(crate) fn settle_overdue(&mut self, around: &Surroundings<'_>) {
        self.settle_by_time(around);
        let verdict = self.steps.settle_overdue(&self.id, around);
        self.follow(verdict, around);
    }

    /// The customer's answer to the challenge. Answering again changes nothing.
    pub(crate) fn answer_challenge(
        &mut self,
        token: &str,
        approved: bool,
        around: &Surroundings<'_>,
    ) -> Page {
        let verdict = self.steps.answer_challenge(token, approved);
        self.follow(verdict, around);
        self.finished_page(token)
    }

    fn follow(&mut self, verdict: Option<Verdict>, around: &Surroundings<'_>) {
        let card = self.card().and_then(|card| card.verdict.as_ref().ok()).copied();
        match (verdict, card) {
            (Some(Verdict::Authenticated), Some(card)) => self.charge(card, around),
            (Some(Verdict::Refused), _) => self.fail(authentication_failure()),
            (Some(Verdict::Broken), _) => self.fail(decline_error(Decline::ProcessingError)),
            (Some(Verdict::Authenticated), None) | (None, _) => {}
        }
    }

    /// The return URL, with the parameters that a return carries: always in Stripe's dialect.
    pub(super) fn return_address(&self, return_url: &str, with_parameters: bool) -> String {
        let (id, secret) = (self.id.as_str(), self.client_secret.as_str());
        let parameters = [("payment_intent", id), ("payment_intent_client_secret", secret)];
        match self.wire.dialect() {
            Dialect::Stripe => {
                let [intent, secret] = parameters;
                let status = ("redirect_status", stripe::redirect_status(self.status));
                return_address(return_url, &[intent, secret, status])
            }
            Dialect::WooshPay if with_parameters => return_address(return_url, &parameters),
            Dialect::WooshPay => return_url.to_owned(),
        }
    }
}

fn authentication_failure() -> PaymentError {
    PaymentError {
        kind: ErrorType::InvalidRequest,
        code: "payment_intent_authentication_failure",
        decline_code: None,
        message: "The bank did not confirm that this is the card's holder. Pay with this card again or with another."
            .to_owned(),
        param: None,
    }
}
