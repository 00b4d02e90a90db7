//! 3-D Secure from the gateway's side: device data first, then perhaps a challenge. Both are pages of the bank, opened
//! by URLs with an opaque token; a token is good for one action of one attempt.

use url::Url;

use super::Gateway;
use super::access::same;
use super::card_table::Authentication;
use super::intent::random_text;
use super::settings::StripeAction;
use super::surroundings::Surroundings;
use super::wire::Wire;

/// How long the gateway waits for device data before it goes on without (EMV: `threeDSCompInd` N).
pub(crate) const DDC_DEADLINE_MS: u64 = 10_000;
const TOKEN_LENGTH: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionKind {
    DeviceData,
    Challenge,
}

impl ActionKind {
    /// The `type` of the next action.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::DeviceData => "ddc_redirect",
            Self::Challenge => "challenge_redirect",
        }
    }
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
    /// How Stripe's dialect words it.
    pub(crate) words: StripeAction,
}

/// An action that is over, so that its page leads on when it is opened again.
#[derive(Clone, Debug)]
struct FinishedAction {
    token: String,
    return_url: String,
}

/// The steps of authenticating one attempt's card.
#[derive(Clone, Debug, Default)]
pub(crate) struct Steps {
    pub(crate) action: Option<Action>,
    /// Opening these again leads on.
    finished: Vec<FinishedAction>,
}

/// What is behind a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look<'a> {
    DeviceData,
    Challenge,
    /// Over; with the return URL.
    Finished(&'a str),
    /// The token is of no action, or of one that a later attempt replaced.
    Void,
}

/// How an authentication ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Authenticated,
    /// The customer, or the bank, said no.
    Refused,
    /// The authentication itself broke.
    Broken,
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
    /// The sum in minor units and its currency; none where a card is only saved.
    pub(crate) sum: Option<(u64, String)>,
    pub(crate) last4: String,
}

impl Steps {
    /// Forgets them: pages of this attempt lead nowhere any more.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Starts authenticating for the intent `id`.
    pub(crate) fn begin(
        &mut self,
        id: &str,
        wire: Wire,
        authentication: Authentication,
        return_url: String,
        around: &Surroundings<'_>,
    ) {
        // The new generation and Stripe collect device data on the challenge page itself.
        let kind = match (wire, authentication) {
            (Wire::New | Wire::Stripe, Authentication::Challenge) => ActionKind::Challenge,
            _ => ActionKind::DeviceData,
        };
        self.ask(id, kind, authentication, return_url, around);
    }

    fn ask(
        &mut self,
        id: &str,
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
            "{}/v1/3ds/index.html?c={channel}&type={kind_name}&dataId={id}&token={token}",
            around.bank_url
        );
        let words = around.settings.stripe_action;
        self.action =
            Some(Action { kind, url, return_url, token, made_at_ms: around.now_ms, authentication, words });
    }

    /// What is behind a token.
    pub(crate) fn look(&self, token: &str) -> Look<'_> {
        match &self.action {
            Some(action) if same(token, &action.token) => match action.kind {
                ActionKind::DeviceData => Look::DeviceData,
                ActionKind::Challenge => Look::Challenge,
            },
            _ => self
                .finished
                .iter()
                .find(|finished| same(token, &finished.token))
                .map_or(Look::Void, |finished| Look::Finished(&finished.return_url)),
        }
    }

    /// The device data arrived: goes on, and tells the verdict unless the bank asks the customer.
    pub(crate) fn finish_device_data(
        &mut self,
        id: &str,
        token: &str,
        around: &Surroundings<'_>,
    ) -> Option<Verdict> {
        if self.look(token) == Look::DeviceData { self.authenticate(id, around) } else { None }
    }

    /// Goes on without device data that never came.
    pub(crate) fn settle_overdue(&mut self, id: &str, around: &Surroundings<'_>) -> Option<Verdict> {
        let overdue = self.action.as_ref().is_some_and(|action| {
            action.kind == ActionKind::DeviceData
                && around.now_ms.saturating_sub(action.made_at_ms) >= DDC_DEADLINE_MS
        });
        if overdue { self.authenticate(id, around) } else { None }
    }

    fn authenticate(&mut self, id: &str, around: &Surroundings<'_>) -> Option<Verdict> {
        let action = self.finish()?;
        match action.authentication {
            Authentication::Frictionless => Some(Verdict::Authenticated),
            Authentication::Challenge => {
                self.ask(id, ActionKind::Challenge, action.authentication, action.return_url, around);
                None
            }
            Authentication::Fails => Some(Verdict::Broken),
        }
    }

    /// The customer's answer to the challenge. Answering again tells nothing.
    pub(crate) fn answer_challenge(&mut self, token: &str, approved: bool) -> Option<Verdict> {
        if self.look(token) != Look::Challenge {
            return None;
        }
        self.finish()?;
        Some(if approved { Verdict::Authenticated } else { Verdict::Refused })
    }

    fn finish(&mut self) -> Option<Action> {
        let action = self.action.take()?;
        self.finished
            .push(FinishedAction { token: action.token.clone(), return_url: action.return_url.clone() });
        Some(action)
    }
}

impl Gateway {
    /// What the bank shows for a token of a PaymentIntent's, a SetupIntent's, or a PaymentOptions transaction's.
    pub(crate) fn page(&self, id: &str, token: &str) -> Page {
        if let Some(setup) = self.setup_intents.get(id) {
            return setup.lock().page(token);
        }
        match self.intents.get(id) {
            Some(intent) => intent.lock().page(token),
            None => self.payment_page(id, token),
        }
    }

    /// The bank has the device data.
    pub(crate) fn finish_device_data(&self, id: &str, token: &str) -> Page {
        let around = self.surroundings();
        if let Some(setup) = self.setup_intents.get(id) {
            return self.open(&setup).finish_device_data(token, &around);
        }
        match self.intents.get(id) {
            Some(intent) => self.open(&intent).finish_device_data(token, &around),
            None => self.finish_payment_device_data(id, token),
        }
    }

    /// The bank has the customer's answer.
    pub(crate) fn answer_challenge(&self, id: &str, token: &str, approved: bool) -> Page {
        let around = self.surroundings();
        if let Some(setup) = self.setup_intents.get(id) {
            return self.open(&setup).answer_challenge(token, approved, &around);
        }
        match self.intents.get(id) {
            Some(intent) => self.open(&intent).answer_challenge(token, approved, &around),
            None => self.answer_payment_challenge(id, token, approved),
        }
    }
}

/// A return URL with parameters that say what it is the return of.
pub(super) fn return_address(return_url: &str, parameters: &[(&str, &str)]) -> String {
    let Ok(mut url) = Url::parse(return_url) else { return return_url.to_owned() };
    url.query_pairs_mut().extend_pairs(parameters);
    url.into()
}
