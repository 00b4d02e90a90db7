//! 3-D Secure from the gateway's side: device data first, then perhaps a challenge, then the charge. Both are
//! pages of the bank, opened by URLs with an opaque token; a token is good for one action of one attempt.

use url::Url;

use super::access::same;
use super::card::decline_error;
use super::card_table::{Authentication, Behaviour, Decline};
use super::error::{ErrorType, PaymentError};
use super::intent::{Intent, Status, Surroundings, random_text};
use super::wire::Wire;

/// How long the gateway waits for device data before it goes on without (EMV: `threeDSCompInd` N).
pub(crate) const DDC_DEADLINE_MS: u64 = 10_000;
const TOKEN_LENGTH: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionKind {
    DeviceData,
    Challenge,
}

/// What the browser has to do now.
#[derive(Clone, Debug)]
pub(crate) struct Action {
    pub(crate) kind: ActionKind,
    pub(crate) url: String,
    pub(crate) return_url: String,
    token: String,
    made_at_ms: u64,
    authentication: Authentication,
}

/// An action that is over, so that its page leads on when it is opened again.
#[derive(Clone, Debug)]
pub(crate) struct FinishedAction {
    token: String,
    return_url: String,
}

/// What a page of the bank shows for a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// Collect device data.
    DeviceData,
    /// Ask the customer.
    Challenge(Challenge),
    /// It is over: go here.
    Finished(String),
    /// The token is of no action, or of one that a later confirm replaced.
    Void,
}

/// What the customer is asked to approve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Challenge {
    pub(crate) amount: u64,
    pub(crate) currency: String,
    pub(crate) last4: String,
}

impl Intent {
    /// Starts authenticating the card of this attempt.
    pub(super) fn begin_authentication(
        &mut self,
        authentication: Authentication,
        return_url: String,
        around: &Surroundings<'_>,
    ) {
        // The new generation collects device data on the challenge page itself.
        let kind = match (self.wire, authentication) {
            (Wire::New, Authentication::Challenge) => ActionKind::Challenge,
            _ => ActionKind::DeviceData,
        };
        self.ask(kind, authentication, return_url, around);
    }

    fn ask(
        &mut self,
        kind: ActionKind,
        authentication: Authentication,
        return_url: String,
        around: &Surroundings<'_>,
    ) {
        let token = random_text(TOKEN_LENGTH);
        let (channel, kind_name) = match kind {
            ActionKind::DeviceData => ("2", "ddc"),
            ActionKind::Challenge => ("3.1", "challenge"),
        };
        let url = format!(
            "{}/v1/3ds/index.html?c={channel}&type={kind_name}&dataId={}&token={token}",
            around.bank_url, self.id
        );
        self.status = Status::RequiresAction;
        self.action =
            Some(Action { kind, url, return_url, token, made_at_ms: around.now_ms, authentication });
    }

    /// What the page behind a token shows.
    pub(crate) fn page(&self, token: &str) -> Page {
        match &self.action {
            Some(action) if same(token, &action.token) => match action.kind {
                ActionKind::DeviceData => Page::DeviceData,
                ActionKind::Challenge => Page::Challenge(Challenge {
                    amount: self.amount,
                    currency: self.currency.clone(),
                    last4: self.card().map(|card| card.last4.clone()).unwrap_or_default(),
                }),
            },
            _ => self.finished_page(token),
        }
    }

    fn finished_page(&self, token: &str) -> Page {
        self.finished
            .iter()
            .find(|finished| same(token, &finished.token))
            .map_or(Page::Void, |finished| Page::Finished(self.return_address(&finished.return_url, true)))
    }

    /// The device data arrived: authenticate, and charge unless the bank asks the customer.
    pub(crate) fn finish_device_data(&mut self, token: &str, around: &Surroundings<'_>) -> Page {
        if self.page(token) == Page::DeviceData {
            self.authenticate(around);
        }
        self.finished_page(token)
    }

    /// Goes on without device data that never came. To be called before an intent is shown.
    pub(crate) fn settle_overdue(&mut self, around: &Surroundings<'_>) {
        self.settle_overdue_method(around);
        let overdue = self.action.as_ref().is_some_and(|action| {
            action.kind == ActionKind::DeviceData
                && around.now_ms.saturating_sub(action.made_at_ms) >= DDC_DEADLINE_MS
        });
        if overdue {
            self.authenticate(around);
        }
    }

    fn authenticate(&mut self, around: &Surroundings<'_>) {
        let Some((action, card)) = self.finish_action() else { return };
        match action.authentication {
            Authentication::Frictionless => self.charge(card),
            Authentication::Challenge => {
                self.ask(ActionKind::Challenge, action.authentication, action.return_url, around);
            }
            Authentication::Fails => self.fail(decline_error(Decline::ProcessingError)),
        }
    }

    /// The customer's answer to the challenge. Answering again changes nothing.
    pub(crate) fn answer_challenge(&mut self, token: &str, approved: bool) -> Page {
        if matches!(self.page(token), Page::Challenge(_))
            && let Some((_, card)) = self.finish_action()
        {
            if approved {
                self.charge(card);
            } else {
                self.fail(authentication_failure());
            }
        }
        self.finished_page(token)
    }

    fn finish_action(&mut self) -> Option<(Action, Behaviour)> {
        let action = self.action.take()?;
        self.finished
            .push(FinishedAction { token: action.token.clone(), return_url: action.return_url.clone() });
        let card = self.card().and_then(|card| card.verdict.as_ref().ok()).copied()?;
        Some((action, card))
    }

    /// The return URL with the two parameters that a return carries.
    pub(super) fn return_address(&self, return_url: &str, with_parameters: bool) -> String {
        if !with_parameters {
            return return_url.to_owned();
        }
        let Ok(mut url) = Url::parse(return_url) else { return return_url.to_owned() };
        url.query_pairs_mut()
            .append_pair("payment_intent", &self.id)
            .append_pair("payment_intent_client_secret", &self.client_secret);
        url.into()
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
