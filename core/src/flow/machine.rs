//! The state machine.

use super::attempt::Attempt;
use super::event::{
    ActionKind, ActionOutcome, Confirm, Continue, ContinueMode, Display, Effect, Event, Outcome, Settings,
    TimerId,
};
use super::retry::{
    MOST_CONFIRMS, MOST_LATERS, MOST_LOST_ANSWERS, REQUEST_DEADLINE_MS, RETRIEVE_DEADLINE_MS, asked_pause_ms,
    pause_ms,
};
use super::run::{Mode, Phase, Question, Run, Why};
use crate::Error;
use crate::error::{Kind, Retry};
use crate::gateway::{Answer, LaterReason, Request, Response};
use crate::intent::{Intent, Status};
use crate::page_url::PageUrl;
use std::rc::Rc;
use std::sync::Arc;

/// The payment flow of one form, or of one call. See the [module](super) for its rules.
#[derive(Debug)]
pub struct Flow {
    pub(super) settings: Rc<Settings>,
    pub(super) run: Option<Box<Run>>,
    /// The last run ended without knowing whether the customer was charged.
    check_first: bool,
    last_id: u32,
    pub(super) effects: Vec<Effect>,
}

impl Flow {
    /// A flow in which nothing happens yet.
    #[must_use]
    pub fn new(settings: Rc<Settings>) -> Self {
        Self { settings, run: None, check_first: false, last_id: 0, effects: Vec::new() }
    }

    /// Whether a run is under way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.run.is_some()
    }

    /// Whether a card is still held: from a confirm until the gateway's answer, and never when nothing runs.
    #[must_use]
    pub fn holds_card(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.attempt.is_some())
    }

    /// Takes an event and says what to do. Events that nobody waits for any more change nothing.
    pub fn step(&mut self, event: Event) -> Vec<Effect> {
        match (event, self.run.take()) {
            (Event::Confirm(confirm), None) => self.begin_confirm(&confirm),
            (Event::Continue(call), None) => self.begin_continue(call),
            // A second call while one runs: the driver gives it the first one's result.
            (Event::Confirm(_) | Event::Continue(_), running) => self.run = running,
            (_, None) => {}
            (event, Some(run)) => self.carry_on(event, run),
        }
        core::mem::take(&mut self.effects)
    }

    fn begin_confirm(&mut self, confirm: &Confirm) {
        let leaves = self.settings.display == Display::Redirect || confirm.payment.leaves();
        let return_url = match (leaves, &confirm.return_url) {
            (true, None) => {
                let error = Error::new("return_url_missing").with_param("return_url");
                return self.refuse(confirm, error);
            }
            (true, Some(url)) => url.clone(),
            (false, _) => self.settings.return_page.clone(),
        };
        let finish_at = confirm.return_url.clone().filter(|_| confirm.always_redirect);
        let check_first = self.check_first || confirm.check_first;
        let mut run = new_run(confirm.client_secret.clone(), Mode::Confirm, confirm.page_width, finish_at);
        run.can_show = true;
        run.returns_to_us = !leaves;
        match Attempt::new(&self.settings, confirm, &return_url) {
            Err(error) => self.refuse(confirm, error),
            Ok(attempt) => {
                run.attempt = Some(attempt);
                let first = if check_first { Question::Retrieve(Why::Begin) } else { Question::Confirm };
                self.ask(run, first);
            }
        }
    }

    fn begin_continue(&mut self, call: Continue) {
        let Continue { client_secret, mode, page_width, finish_at, can_show } = call;
        let mut run = new_run(client_secret, Mode::Continue(mode), page_width, finish_at);
        run.can_show = can_show;
        self.ask(run, Question::Retrieve(Why::Begin));
    }

    /// A call that cannot even begin. The loader keeps an attempt before it asks for one; this one never was.
    fn refuse(&mut self, confirm: &Confirm, error: Error) {
        if !confirm.check_first {
            self.effects.push(Effect::ClearAttempt { client_secret: confirm.client_secret.clone() });
        }
        self.effects.push(Effect::Settled(Outcome::Error(error)));
    }

    fn carry_on(&mut self, event: Event, mut run: Box<Run>) {
        let phase = core::mem::replace(&mut run.phase, Phase::Between);
        match (event, phase) {
            (Event::Answered { request, response }, Phase::Asking { request: awaited, question })
                if request == awaited =>
            {
                self.answered(run, question, &response);
            }
            (Event::Lost { request }, Phase::Asking { request: awaited, question }) if request == awaited => {
                self.lost(run, question, Error::new("outcome_unknown"));
            }
            (Event::TimerFired { timer }, Phase::Pausing { timer: awaited, question })
                if timer == awaited =>
            {
                self.ask(run, question);
            }
            (event, Phase::Collecting { surface, deadline }) => {
                self.collecting(&event, run, surface, deadline);
            }
            (event, Phase::Challenged { surface, deadline, poll }) => {
                self.challenged(event, run, surface, deadline, poll);
            }
            (event, Phase::Showing { what, deadline, poll }) => {
                self.showing(event, run, what, deadline, poll);
            }
            (Event::TimerFired { timer }, Phase::Leaving { deadline }) if timer == deadline => {
                self.stayed(run, ActionOutcome::Unavailable);
            }
            (Event::NavigationPrevented, Phase::Leaving { deadline }) => {
                self.effects.push(Effect::StopTimer { timer: deadline });
                self.stayed(run, ActionOutcome::Canceled);
            }
            // A late answer, an old timer, a surface long closed: dropped.
            (_, phase) => {
                run.phase = phase;
                self.run = Some(run);
            }
        }
    }

    // Asking.

    pub(super) fn ask(&mut self, mut run: Box<Run>, question: Question) {
        let what = match (&question, &mut run.attempt) {
            (Question::Confirm, Some(attempt)) => Ok(attempt.send()),
            (Question::Confirm, None) | (Question::Retrieve(_), _) => self.retrieve(&run.client_secret),
        };
        match what {
            Err(error) => self.settle(&run, Outcome::Error(error)),
            Ok(what) => {
                let request = self.new_id();
                let deadline_ms = match &question {
                    Question::Confirm => REQUEST_DEADLINE_MS,
                    Question::Retrieve(_) => RETRIEVE_DEADLINE_MS,
                };
                self.effects.push(Effect::Send { request, what, deadline_ms });
                run.phase = Phase::Asking { request, question };
                self.run = Some(run);
            }
        }
    }

    pub(super) fn retrieve(&self, client_secret: &str) -> Result<Request, Error> {
        self.settings.dialect.retrieve(&self.settings.key, client_secret)
    }

    pub(super) fn ask_after(&mut self, mut run: Box<Run>, question: Question, after_ms: u32) {
        let timer = self.start_timer(after_ms);
        run.phase = Phase::Pausing { timer, question };
        self.run = Some(run);
    }

    fn answered(&mut self, mut run: Box<Run>, question: Question, response: &Response) {
        match (self.settings.dialect.read(response), question) {
            (Answer::Intent(intent), question) => {
                if !self.settings.dialect.is_about(&run.client_secret, &intent) {
                    return self.lost(run, question, Error::new("gateway_unreadable"));
                }
                run.lost = 0;
                match question {
                    Question::Confirm => {
                        // The attempt is answered, so the card has done its work.
                        run.attempt = None;
                        self.decide(run, intent, None);
                    }
                    Question::Retrieve(why) => self.decide(run, intent, Some(why)),
                }
            }
            (Answer::Refused(error), Question::Confirm)
                if error.code().ends_with("_intent_unexpected_state") =>
            {
                run.attempt = None;
                self.ask(run, Question::Retrieve(Why::UnexpectedState(error)));
            }
            // Whether the attempt went through can no longer be asked.
            (Answer::Refused(_), question @ Question::Retrieve(_)) if run.may_be_charged(&question) => {
                self.settle(&run, Outcome::Error(Error::new("outcome_unknown")));
            }
            // What the issuer says is about this attempt. Everything else is about the repetition.
            (Answer::Refused(error), Question::Confirm) if run.confirm_lost && error.kind() != Kind::Card => {
                self.settle(&run, Outcome::Error(Error::new("outcome_unknown")));
            }
            (Answer::Refused(error), _) => self.settle(&run, Outcome::Error(error)),
            (Answer::Later(reason), question) => self.later(run, question, reason),
            (Answer::Unclear(error), question) => self.lost(run, question, error),
        }
    }

    fn later(&mut self, mut run: Box<Run>, question: Question, reason: LaterReason) {
        run.laters += 1;
        let (code, asked_ms) = match reason {
            LaterReason::RateLimited(asked_ms) if !run.may_be_charged(&question) => ("rate_limit", asked_ms),
            LaterReason::RateLimited(asked_ms) => ("outcome_unknown", asked_ms),
            LaterReason::InProgress => ("outcome_unknown", None),
        };
        if run.laters > MOST_LATERS {
            return self.settle(&run, Outcome::Error(Error::new(code)));
        }
        let pause_ms = asked_pause_ms(asked_ms, run.laters);
        self.ask_after(run, question, pause_ms);
    }

    /// No answer, or none that can be understood.
    fn lost(&mut self, mut run: Box<Run>, question: Question, error: Error) {
        run.lost += 1;
        run.confirm_lost |= matches!(question, Question::Confirm);
        let tries_used_up = run.attempt.as_ref().is_some_and(|attempt| attempt.sent >= MOST_CONFIRMS)
            && matches!(question, Question::Confirm);
        if run.lost > MOST_LOST_ANSWERS || tries_used_up {
            let error = match (run.may_be_charged(&question), error.retry()) {
                (true, _) => Error::new("outcome_unknown"),
                (false, Retry::CheckIntentFirst) if error.code() != "outcome_unknown" => error,
                (false, _) => Error::new("gateway_unreachable"),
            };
            return self.settle(&run, Outcome::Error(error));
        }
        let next = match question {
            Question::Confirm => Question::Retrieve(Why::LostConfirm),
            retrieve @ Question::Retrieve(_) => retrieve,
        };
        let pause_ms = pause_ms(run.lost);
        self.ask_after(run, next, pause_ms);
    }

    // Deciding.

    /// The gateway said how the intent stands: in answer to a confirm, or to a question for a reason.
    pub(super) fn decide(&mut self, run: Box<Run>, intent: Arc<Intent>, why: Option<Why>) {
        match intent.status {
            Status::Succeeded | Status::RequiresCapture | Status::Processing => {
                self.settle(&run, Outcome::Intent(intent));
            }
            Status::Canceled => self.fail(&run, Error::new("payment_intent_canceled"), intent),
            Status::Unknown(_) => match run.mode {
                Mode::Continue(ContinueMode::Retrieve) => {
                    self.settle(&run, Outcome::Intent(intent));
                }
                _ => self.fail(&run, Error::new("unknown_status"), intent),
            },
            Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => {
                self.decide_unpaid(run, intent, why);
            }
        }
    }

    fn decide_unpaid(&mut self, run: Box<Run>, intent: Arc<Intent>, why: Option<Why>) {
        let action_pending = intent.status == Status::RequiresAction;
        match (why, &run.mode) {
            // Whose unpaid state this is cannot be told: an older attempt's action would charge an older
            // card. The same body under the same key gets this attempt's own answer, and charges once.
            (Some(Why::LostConfirm), _) | (Some(Why::Begin), Mode::Confirm) => {
                self.ask(run, Question::Confirm);
            }
            (Some(Why::UnexpectedState(error)), _) => self.fail(&run, error, intent),
            (Some(Why::Begin), Mode::Continue(ContinueMode::Retrieve)) => {
                self.settle(&run, Outcome::Intent(intent));
            }
            (why, _) if action_pending => self.act(run, intent, why),
            (Some(Why::Begin), Mode::Continue(mode)) => match (mode, intent.last_payment_error.clone()) {
                (ContinueMode::Resume | ContinueMode::Recover, Some(error)) => self.fail(&run, error, intent),
                (ContinueMode::Recover, None) => self.fail(&run, Error::new("payment_interrupted"), intent),
                (ContinueMode::Resume, None) => self.settle(&run, Outcome::NothingPending),
                _ => self.settle(&run, Outcome::Intent(intent)),
            },
            // The merchant's server confirms it.
            (_, Mode::Continue(_)) if intent.status == Status::RequiresConfirmation => {
                self.settle(&run, Outcome::Intent(intent));
            }
            (why, _) => {
                let fallback = match why {
                    Some(Why::Acted(ActionKind::Ddc | ActionKind::Challenge, _)) => {
                        "payment_intent_authentication_failure"
                    }
                    _ => "payment_failed",
                };
                let error = intent.last_payment_error.clone().unwrap_or_else(|| Error::new(fallback));
                self.fail(&run, error, intent);
            }
        }
    }

    // Ending.

    pub(super) fn fail(&mut self, run: &Run, error: Error, intent: Arc<Intent>) {
        self.settle(run, Outcome::Error(error.with_intent(intent)));
    }

    pub(super) fn settle(&mut self, run: &Run, outcome: Outcome) {
        let (unknown, unanswered) = match &outcome {
            Outcome::Error(error) => (
                error.retry() == Retry::CheckIntentFirst,
                matches!(error.kind(), Kind::ApiConnection | Kind::RateLimit),
            ),
            Outcome::Intent(_) | Outcome::NothingPending => (false, false),
        };
        match run.mode {
            Mode::Continue(ContinueMode::Retrieve) => {}
            // An attempt of unknown outcome stays on record, so that a reload can ask about it.
            _ if unknown => self.check_first = true,
            // Nobody answered the question how an older attempt stands: it can be asked again.
            Mode::Continue(_) if unanswered => {}
            _ => {
                // An action that was given up may still be answered: its answer may be on its way.
                let intent = match &outcome {
                    Outcome::Error(error) => error.intent(),
                    Outcome::Intent(intent) => Some(intent.as_ref()),
                    Outcome::NothingPending => None,
                };
                self.check_first = intent.is_some_and(|intent| intent.status == Status::RequiresAction);
                self.effects.push(Effect::ClearAttempt { client_secret: run.client_secret.clone() });
            }
        }
        if let (Some(url), Outcome::Intent(intent)) = (&run.finish_at, &outcome)
            && intent.is_settled_well()
        {
            let redirect_status = if intent.status == Status::Processing { "pending" } else { "succeeded" };
            let (id, secret) = if intent.is_setup() {
                ("setup_intent", "setup_intent_client_secret")
            } else {
                ("payment_intent", "payment_intent_client_secret")
            };
            let url = url.with_query(&[
                (id, &intent.id),
                (secret, &run.client_secret),
                ("redirect_status", redirect_status),
            ]);
            self.effects.push(Effect::Navigate { url, finished: true });
        }
        self.effects.push(Effect::Settled(outcome));
    }

    pub(super) fn start_timer(&mut self, after_ms: u32) -> TimerId {
        let timer = self.new_id();
        self.effects.push(Effect::StartTimer { timer, after_ms });
        timer
    }

    pub(super) fn new_id(&mut self) -> u32 {
        self.last_id = self.last_id.wrapping_add(1);
        self.last_id
    }
}

fn new_run(client_secret: String, mode: Mode, page_width: u32, finish_at: Option<PageUrl>) -> Box<Run> {
    Box::new(Run {
        client_secret,
        mode,
        page_width,
        finish_at,
        can_show: false,
        returns_to_us: false,
        attempt: None,
        phase: Phase::Between,
        opened: Vec::new(),
        lost: 0,
        confirm_lost: false,
        laters: 0,
        undecided: 0,
    })
}
