//! How a SetupIntent is confirmed: the card is checked, perhaps authenticated, and kept.

use super::SetupIntent;
use super::{billing_details, card};
use crate::gateway::access::KeyKind;
use crate::gateway::card::{Occasion, PresentedCard, authentication_for, decline_error, setup_outcome};
use crate::gateway::card_table::Decline;
use crate::gateway::dialect::Dialect;
use crate::gateway::error::{ApiError, ErrorType, PaymentError};
use crate::gateway::event::EventKind;
use crate::gateway::intent::Status;
use crate::gateway::news::News;
use crate::gateway::parameters::Params;
use crate::gateway::payment_method::PaymentMethod;
use crate::gateway::stripe;
use crate::gateway::surroundings::Surroundings;
use crate::gateway::terms::ThreeDSecureRequest;
use crate::gateway::three_ds::{Challenge, Look, Page, Verdict, return_address};
use crate::gateway::wire::Wire;

impl SetupIntent {
    /// Attempts to save the card. A failed attempt is an error, and leaves the SetupIntent open.
    pub(crate) fn confirm(
        &mut self,
        params: &Params,
        by: KeyKind,
        around: &Surroundings<'_>,
    ) -> Result<(), ApiError> {
        let sent = card(params, self.customer.as_deref(), around)?;
        self.attempt(params, sent, by, around)
    }

    /// The same with the card that it was created with.
    pub(crate) fn confirm_as_created(
        &mut self,
        params: &Params,
        around: &Surroundings<'_>,
    ) -> Result<(), ApiError> {
        self.attempt(params, None, KeyKind::Secret, around)
    }

    fn attempt(
        &mut self,
        params: &Params,
        sent: Option<PresentedCard>,
        by: KeyKind,
        around: &Surroundings<'_>,
    ) -> Result<(), ApiError> {
        self.close_when_due(around);
        if !self.status.is_open() {
            return Err(self.unexpected("confirmed"));
        }
        let mut attempt = self.clone();
        attempt.dialect = around.dialect;
        attempt.read_terms(params, by, around.dialect)?;
        let is_waiting = self.status == Status::RequiresConfirmation;
        if sent.is_some() {
            attempt.billing_details = billing_details(params)?;
        }
        let card = sent.or_else(|| attempt.card.take().filter(|_| is_waiting)).ok_or_else(|| {
            ApiError::missing(
                "payment_method_data",
                "Missing payment_method_data: send the type \"card\" and the card.",
            )
        })?;
        let is_asked_for = attempt.three_d_secure == ThreeDSecureRequest::Any;
        let when = Occasion { is_asked_for, ..Occasion::default() };
        let authentication =
            card.verdict.as_ref().ok().and_then(|behaviour| authentication_for(*behaviour, when));
        if attempt.return_url.is_none() && authentication.is_some() {
            return Err(ApiError::missing(
                "return_url",
                "Missing return_url: this card is authenticated, and the browser has to come back somewhere.",
            ));
        }
        attempt.last_setup_error = None;
        attempt.steps.clear();
        attempt.card = Some(card.clone());
        *self = attempt;
        match (card.verdict, authentication) {
            (Err(error), _) => self.fail(error),
            (Ok(_), Some(authentication)) => {
                let return_url = self.return_url.clone().unwrap_or_default();
                // SetupIntents are documented in the new generation only.
                self.steps.begin(&self.id, Wire::New, authentication, return_url, around);
                self.status = Status::RequiresAction;
                self.tell(EventKind::SetupIntentRequiresAction);
            }
            (Ok(_), None) => self.keep_card(around),
        }
        self.last_setup_error.clone().map_or(Ok(()), |error| Err(ApiError::payment(error)))
    }

    fn keep_card(&mut self, around: &Surroundings<'_>) {
        self.steps.action = None;
        let Some(card) = &self.card else { return };
        let outcome = card.verdict.clone().and_then(setup_outcome);
        if let Err(error) = outcome {
            return self.fail(error);
        }
        if let Some(method) = PaymentMethod::of(card, self.billing_details.clone(), around.now_ms) {
            let method = method.kept_for(self.customer.clone(), &self.usage);
            self.news.push(News::Kept(Box::new(method)));
        }
        self.status = Status::Succeeded;
        self.tell(EventKind::SetupIntentSucceeded);
    }

    fn fail(&mut self, error: PaymentError) {
        self.status = Status::RequiresPaymentMethod;
        self.last_setup_error = Some(error);
        self.steps.action = None;
        self.card = None;
        self.tell(EventKind::SetupIntentSetupFailed);
    }

    /// What the bank's page behind a token shows.
    pub(crate) fn page(&self, token: &str) -> Page {
        match self.steps.look(token) {
            Look::DeviceData => Page::DeviceData,
            Look::Challenge => Page::Challenge(Challenge {
                sum: None,
                last4: self.card.as_ref().map(|card| card.last4().to_owned()).unwrap_or_default(),
            }),
            Look::Finished(return_url) => {
                let intent = ("setup_intent", self.id.as_str());
                let secret = ("setup_intent_client_secret", self.client_secret.as_str());
                let status = ("redirect_status", stripe::redirect_status(self.status));
                Page::Finished(match self.dialect {
                    Dialect::WooshPay => return_address(return_url, &[intent, secret]),
                    Dialect::Stripe => return_address(return_url, &[intent, secret, status]),
                })
            }
            Look::Void => Page::Void,
        }
    }

    fn finished_page(&self, token: &str) -> Page {
        match self.page(token) {
            Page::DeviceData | Page::Challenge(_) => Page::Void,
            over => over,
        }
    }

    pub(crate) fn finish_device_data(&mut self, token: &str, around: &Surroundings<'_>) -> Page {
        let verdict = self.steps.finish_device_data(&self.id, token, around);
        self.follow(verdict, around);
        self.finished_page(token)
    }

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

    /// Goes on without device data that never came, and ends with its session. To be called before it is shown.
    pub(crate) fn settle_overdue(&mut self, around: &Surroundings<'_>) {
        self.close_when_due(around);
        let verdict = self.steps.settle_overdue(&self.id, around);
        self.follow(verdict, around);
    }

    fn follow(&mut self, verdict: Option<Verdict>, around: &Surroundings<'_>) {
        match verdict {
            None => {}
            Some(Verdict::Authenticated) => self.keep_card(around),
            Some(Verdict::Refused) => self.fail(PaymentError {
                kind: ErrorType::InvalidRequest,
                code: "setup_intent_authentication_failure",
                decline_code: None,
                message: "The bank did not confirm that this is the card's holder. Save this card again or another."
                    .to_owned(),
                param: None,
            }),
            Some(Verdict::Broken) => self.fail(decline_error(Decline::ProcessingError)),
        }
    }
}
