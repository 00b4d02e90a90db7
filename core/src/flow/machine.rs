//! The state machine.

use super::attempt::Attempt;
use super::challenge_window::WindowSize;
use super::event::{
    ActionKind, ActionOutcome, Confirm, Continue, ContinueMode, Display, Effect, Event, Outcome, Settings,
    SurfaceId, TimerId,
};
use super::retry::{
    CHALLENGE_DEADLINE_MS, CHALLENGE_POLL_MS, DDC_DEADLINE_MS, LEAVING_DEADLINE_MS, MOST_ACTIONS,
    MOST_CONFIRMS, MOST_LATERS, MOST_LOST_ANSWERS, MOST_UNDECIDED, REQUEST_DEADLINE_MS, asked_pause_ms,
    pause_ms,
};
use super::run::{Mode, Phase, Poll, Question, Run, Why};
use crate::Error;
use crate::action::{NextAction, Task};
use crate::error::Retry;
use crate::gateway::{Answer, LaterReason, Response, wooshpay};
use crate::intent::{Intent, Status, id_of_secret};
use crate::page_url::PageUrl;

/// The payment flow of one form, or of one call. See the [module](super) for its rules.
#[derive(Debug)]
pub struct Flow {
    settings: Settings,
    run: Option<Run>,
    /// The last run ended without knowing whether the customer was charged.
    check_first: bool,
    last_id: u32,
    effects: Vec<Effect>,
}

impl Flow {
    /// A flow in which nothing happens yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
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
            (Event::Confirm(confirm), None) => self.begin_confirm(*confirm),
            (Event::Continue(call), None) => self.begin_continue(call),
            // A second call while one runs: the driver gives it the first one's result.
            (Event::Confirm(_) | Event::Continue(_), running) => self.run = running,
            (_, None) => {}
            (event, Some(run)) => self.carry_on(event, run),
        }
        core::mem::take(&mut self.effects)
    }

    fn begin_confirm(&mut self, confirm: Confirm) {
        let return_url = match (self.settings.display, &confirm.return_url) {
            (Display::Redirect, None) => {
                return self.refuse(Error::new("return_url_missing").with_param("confirmParams.return_url"));
            }
            (Display::Redirect, Some(url)) => url.clone(),
            (Display::Modal, _) => self.settings.return_page.clone(),
        };
        let mode = Mode::Confirm {
            return_url: confirm.return_url.clone(),
            always_redirect: confirm.always_redirect,
        };
        let saved = Effect::SaveAttempt {
            client_secret: confirm.client_secret.clone(),
            idempotency_key: confirm.idempotency_key.clone(),
        };
        let (client_secret, page_width) = (confirm.client_secret.clone(), confirm.page_width);
        match Attempt::new(&self.settings.key, confirm, return_url) {
            Err(error) => self.refuse(error),
            Ok(attempt) => {
                self.effects.push(saved);
                let run = new_run(client_secret, mode, page_width, Some(attempt));
                let first = if self.check_first { Question::Retrieve(Why::Begin) } else { Question::Confirm };
                self.ask(run, first);
            }
        }
    }

    fn begin_continue(&mut self, call: Continue) {
        let run = new_run(call.client_secret, Mode::Continue(call.mode), call.page_width, None);
        self.ask(run, Question::Retrieve(Why::Begin));
    }

    /// A call that cannot even begin.
    fn refuse(&mut self, error: Error) {
        self.effects.push(Effect::Settled(Outcome::Error(error)));
    }

    fn carry_on(&mut self, event: Event, mut run: Run) {
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
            (Event::TimerFired { timer }, Phase::Leaving { deadline }) if timer == deadline => {
                self.effects.push(Effect::ActionEnded(ActionKind::Redirect, ActionOutcome::Unavailable));
                self.settle(&run, Outcome::Error(Error::new("redirect_failed")));
            }
            (Event::NavigationPrevented, Phase::Leaving { deadline }) => {
                self.effects.push(Effect::StopTimer { timer: deadline });
                self.effects.push(Effect::ActionEnded(ActionKind::Redirect, ActionOutcome::Canceled));
                self.settle(&run, Outcome::Error(Error::new("redirect_prevented")));
            }
            // A late answer, an old timer, a surface long closed: dropped.
            (_, phase) => {
                run.phase = phase;
                self.run = Some(run);
            }
        }
    }

    // Asking.

    fn ask(&mut self, mut run: Run, question: Question) {
        let what = match (&question, &mut run.attempt) {
            (Question::Confirm, Some(attempt)) => Ok(attempt.send()),
            (Question::Confirm, None) | (Question::Retrieve(_), _) => {
                wooshpay::retrieve(&self.settings.key, &run.client_secret)
            }
        };
        match what {
            Err(error) => self.settle(&run, Outcome::Error(error)),
            Ok(what) => {
                let request = self.new_id();
                self.effects.push(Effect::Send { request, what, deadline_ms: REQUEST_DEADLINE_MS });
                run.phase = Phase::Asking { request, question };
                self.run = Some(run);
            }
        }
    }

    fn ask_after(&mut self, mut run: Run, question: Question, after_ms: u32) {
        let timer = self.start_timer(after_ms);
        run.phase = Phase::Pausing { timer, question };
        self.run = Some(run);
    }

    fn answered(&mut self, mut run: Run, question: Question, response: &Response) {
        match (wooshpay::read(response), question) {
            (Answer::Intent(intent), question) => {
                run.lost = 0;
                if id_of_secret(&run.client_secret) != Some(intent.id.as_str()) {
                    return self.lost(run, question, Error::new("gateway_unreadable"));
                }
                match question {
                    Question::Confirm => {
                        // The attempt is answered, so the card has done its work.
                        run.attempt = None;
                        self.decide(run, *intent, None);
                    }
                    Question::Retrieve(why) => self.decide(run, *intent, Some(why)),
                }
            }
            (Answer::Refused(error), Question::Confirm)
                if error.code() == "payment_intent_unexpected_state" =>
            {
                run.attempt = None;
                self.ask(run, Question::Retrieve(Why::UnexpectedState(error)));
            }
            // Whether the attempt went through can no longer be asked.
            (Answer::Refused(_), Question::Retrieve(Why::LostConfirm)) => {
                self.settle(&run, Outcome::Error(Error::new("outcome_unknown")));
            }
            (Answer::Refused(error), _) => self.settle(&run, Outcome::Error(error)),
            (Answer::Later(reason), question) => self.later(run, question, reason),
            (Answer::Unclear(error), question) => self.lost(run, question, error),
        }
    }

    fn later(&mut self, mut run: Run, question: Question, reason: LaterReason) {
        run.laters += 1;
        let (code, asked_ms) = match reason {
            LaterReason::InProgress => ("outcome_unknown", None),
            LaterReason::RateLimited(asked_ms) => ("rate_limit", asked_ms),
        };
        if run.laters > MOST_LATERS {
            return self.settle(&run, Outcome::Error(Error::new(code)));
        }
        let pause_ms = asked_pause_ms(asked_ms, run.laters);
        self.ask_after(run, question, pause_ms);
    }

    /// No answer, or none that can be understood.
    fn lost(&mut self, mut run: Run, question: Question, error: Error) {
        run.lost += 1;
        let only_looking =
            matches!((&run.mode, &question), (Mode::Continue(_), Question::Retrieve(Why::Begin)));
        let tries_used_up = run.attempt.as_ref().is_some_and(|attempt| attempt.sent >= MOST_CONFIRMS)
            && matches!(question, Question::Confirm);
        if run.lost > MOST_LOST_ANSWERS || tries_used_up {
            let unreachable = error.code() == "outcome_unknown" && only_looking;
            let error = if unreachable { Error::new("gateway_unreachable") } else { error };
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
    fn decide(&mut self, run: Run, intent: Intent, why: Option<Why>) {
        match intent.status {
            Status::Succeeded | Status::RequiresCapture | Status::Processing => {
                self.settle(&run, Outcome::Intent(Box::new(intent)));
            }
            Status::Canceled => self.fail(&run, Error::new("payment_intent_canceled"), intent),
            Status::Unknown(_) => match run.mode {
                Mode::Continue(ContinueMode::Retrieve) => {
                    self.settle(&run, Outcome::Intent(Box::new(intent)));
                }
                _ => self.fail(&run, Error::new("unknown_status"), intent),
            },
            Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => {
                self.decide_unpaid(run, intent, why);
            }
        }
    }

    fn decide_unpaid(&mut self, run: Run, intent: Intent, why: Option<Why>) {
        let action_pending = intent.status == Status::RequiresAction;
        match (why, &run.mode) {
            // Whose unpaid state this is cannot be told: an older attempt's action would charge an older
            // card. The same body under the same key gets this attempt's own answer, and charges once.
            (Some(Why::LostConfirm), _) | (Some(Why::Begin), Mode::Confirm { .. }) => {
                self.ask(run, Question::Confirm);
            }
            (Some(Why::UnexpectedState(error)), _) => self.fail(&run, error, intent),
            (Some(Why::Begin), Mode::Continue(ContinueMode::Retrieve)) => {
                self.settle(&run, Outcome::Intent(Box::new(intent)));
            }
            (why, _) if action_pending => self.act(run, intent, why),
            (Some(Why::Begin), Mode::Continue(mode)) => match intent.last_payment_error.clone() {
                Some(error) if *mode == ContinueMode::Resume => self.fail(&run, error, intent),
                _ => self.settle(&run, Outcome::Intent(Box::new(intent))),
            },
            (why, _) => {
                let fallback = match why {
                    Some(Why::Acted(..)) => "payment_intent_authentication_failure",
                    _ => "payment_failed",
                };
                let error = intent.last_payment_error.clone().unwrap_or_else(|| Error::new(fallback));
                self.fail(&run, error, intent);
            }
        }
    }

    fn act(&mut self, mut run: Run, intent: Intent, why: Option<Why>) {
        let given_up = match &why {
            Some(Why::Acted(ActionKind::Challenge, outcome)) => match outcome {
                ActionOutcome::Canceled => Some("challenge_canceled"),
                ActionOutcome::TimedOut => Some("challenge_timed_out"),
                ActionOutcome::Unavailable => Some("challenge_unavailable"),
                ActionOutcome::Completed => None,
            },
            _ => None,
        };
        if let Some(code) = given_up {
            return self.fail(&run, Error::new(code), intent);
        }
        let Some(NextAction { name, task }) = intent.next_action.clone() else {
            return self.fail(&run, Error::new("unknown_next_action"), intent);
        };
        let Some(url) = task.url().cloned() else {
            let code = if task == Task::Refused { "redirect_refused" } else { "unknown_next_action" };
            return self.fail(&run, Error::new(code).with_param(&name), intent);
        };
        if run.opened.contains(&url) {
            run.undecided += 1;
            if run.undecided > MOST_UNDECIDED {
                return self.fail(&run, Error::new("authentication_unresolved"), intent);
            }
            let again =
                Question::Retrieve(why.unwrap_or(Why::Acted(ActionKind::Ddc, ActionOutcome::Completed)));
            let pause_ms = pause_ms(run.undecided);
            return self.ask_after(run, again, pause_ms);
        }
        if run.opened.len() >= MOST_ACTIONS {
            return self.fail(&run, Error::new("too_many_actions"), intent);
        }
        run.undecided = 0;
        run.opened.push(url.clone());
        match (task, self.settings.display) {
            (Task::CollectDeviceData(_), _) => self.collect_device_data(run, url),
            (Task::Challenge(_), Display::Modal) => self.challenge(run, url),
            _ => self.leave(run, &url),
        }
    }

    // Acting.

    fn collect_device_data(&mut self, mut run: Run, url: PageUrl) {
        let surface = self.new_id();
        self.effects.push(Effect::ActionStarted(ActionKind::Ddc));
        self.effects.push(Effect::OpenSurface { surface, url, window: None });
        let deadline = self.start_timer(DDC_DEADLINE_MS);
        run.phase = Phase::Collecting { surface, deadline };
        self.run = Some(run);
    }

    fn collecting(&mut self, event: &Event, mut run: Run, surface: SurfaceId, deadline: TimerId) {
        let outcome = match *event {
            Event::SurfaceReturned { surface: it } if it == surface => ActionOutcome::Completed,
            Event::SurfaceFailed { surface: it } | Event::SurfaceClosed { surface: it } if it == surface => {
                ActionOutcome::Unavailable
            }
            Event::TimerFired { timer } if timer == deadline => ActionOutcome::TimedOut,
            _ => {
                run.phase = Phase::Collecting { surface, deadline };
                self.run = Some(run);
                return;
            }
        };
        self.close(surface, deadline, ActionKind::Ddc, outcome);
        self.ask(run, Question::Retrieve(Why::Acted(ActionKind::Ddc, outcome)));
    }

    fn challenge(&mut self, mut run: Run, url: PageUrl) {
        let surface = self.new_id();
        let size =
            self.settings.window_size.unwrap_or_else(|| WindowSize::for_page_width(run.page_width)).pixels();
        self.effects.push(Effect::ActionStarted(ActionKind::Challenge));
        self.effects.push(Effect::OpenSurface { surface, url, window: Some(size) });
        let deadline = self.start_timer(self.settings.challenge_timeout_ms.min(CHALLENGE_DEADLINE_MS));
        let poll = Poll::Waiting(self.start_timer(CHALLENGE_POLL_MS));
        run.phase = Phase::Challenged { surface, deadline, poll };
        self.run = Some(run);
    }

    fn challenged(&mut self, event: Event, mut run: Run, surface: SurfaceId, deadline: TimerId, poll: Poll) {
        let outcome = match (event, poll) {
            (Event::SurfaceReturned { surface: it }, _) if it == surface => ActionOutcome::Completed,
            (Event::SurfaceClosed { surface: it }, _) if it == surface => ActionOutcome::Canceled,
            (Event::SurfaceFailed { surface: it }, _) if it == surface => ActionOutcome::Unavailable,
            (Event::TimerFired { timer }, _) if timer == deadline => ActionOutcome::TimedOut,
            (event, poll) => {
                let (poll, news) = self.poll(event, poll, &run);
                if let Some(intent) = news {
                    self.close(surface, deadline, ActionKind::Challenge, ActionOutcome::Completed);
                    let why = Why::Acted(ActionKind::Challenge, ActionOutcome::Completed);
                    return self.decide(run, intent, Some(why));
                }
                run.phase = Phase::Challenged { surface, deadline, poll };
                self.run = Some(run);
                return;
            }
        };
        match poll {
            Poll::Waiting(timer) => self.effects.push(Effect::StopTimer { timer }),
            Poll::Asking(request) => self.effects.push(Effect::CancelRequest { request }),
        }
        self.close(surface, deadline, ActionKind::Challenge, outcome);
        self.ask(run, Question::Retrieve(Why::Acted(ActionKind::Challenge, outcome)));
    }

    /// The slow poll while a challenge is open: the intent, when it has moved on from this challenge.
    fn poll(&mut self, event: Event, poll: Poll, run: &Run) -> (Poll, Option<Intent>) {
        match (event, poll) {
            (Event::TimerFired { timer }, Poll::Waiting(awaited)) if timer == awaited => {
                let Ok(what) = wooshpay::retrieve(&self.settings.key, &run.client_secret) else {
                    return (poll, None);
                };
                let request = self.new_id();
                self.effects.push(Effect::Send { request, what, deadline_ms: REQUEST_DEADLINE_MS });
                (Poll::Asking(request), None)
            }
            (Event::Answered { request, response }, Poll::Asking(awaited)) if request == awaited => {
                let news = match wooshpay::read(&response) {
                    Answer::Intent(intent)
                        if id_of_secret(&run.client_secret) == Some(intent.id.as_str()) =>
                    {
                        let pending = intent.next_action.as_ref().and_then(|action| action.task.url());
                        let unchanged =
                            intent.status == Status::RequiresAction && pending == run.opened.last();
                        (!unchanged).then_some(*intent)
                    }
                    _ => None,
                };
                let poll =
                    if news.is_some() { poll } else { Poll::Waiting(self.start_timer(CHALLENGE_POLL_MS)) };
                (poll, news)
            }
            (Event::Lost { request }, Poll::Asking(awaited)) if request == awaited => {
                (Poll::Waiting(self.start_timer(CHALLENGE_POLL_MS)), None)
            }
            _ => (poll, None),
        }
    }

    fn leave(&mut self, mut run: Run, url: &PageUrl) {
        self.effects.push(Effect::ActionStarted(ActionKind::Redirect));
        self.effects.push(Effect::Navigate { url: url.as_str().to_owned(), finished: false });
        let deadline = self.start_timer(LEAVING_DEADLINE_MS);
        run.phase = Phase::Leaving { deadline };
        self.run = Some(run);
    }

    fn close(&mut self, surface: SurfaceId, deadline: TimerId, kind: ActionKind, outcome: ActionOutcome) {
        self.effects.push(Effect::StopTimer { timer: deadline });
        self.effects.push(Effect::CloseSurface { surface });
        self.effects.push(Effect::ActionEnded(kind, outcome));
    }

    // Ending.

    fn fail(&mut self, run: &Run, error: Error, intent: Intent) {
        self.settle(run, Outcome::Error(error.with_intent(intent)));
    }

    fn settle(&mut self, run: &Run, outcome: Outcome) {
        let only_looked = matches!(run.mode, Mode::Continue(ContinueMode::Retrieve));
        if !only_looked {
            self.check_first =
                matches!(&outcome, Outcome::Error(error) if error.retry() == Retry::CheckIntentFirst);
            // An attempt of unknown outcome stays on record, so that a reload can ask about it.
            if !self.check_first {
                self.effects.push(Effect::ClearAttempt);
            }
        }
        if let (Mode::Confirm { return_url: Some(url), always_redirect: true }, Outcome::Intent(intent)) =
            (&run.mode, &outcome)
        {
            let url = url.with_query(&[
                ("payment_intent", &intent.id),
                ("payment_intent_client_secret", &run.client_secret),
                ("redirect_status", "succeeded"),
            ]);
            self.effects.push(Effect::Navigate { url, finished: true });
        }
        self.effects.push(Effect::Settled(outcome));
    }

    fn start_timer(&mut self, after_ms: u32) -> TimerId {
        let timer = self.new_id();
        self.effects.push(Effect::StartTimer { timer, after_ms });
        timer
    }

    fn new_id(&mut self) -> u32 {
        self.last_id = self.last_id.wrapping_add(1);
        self.last_id
    }
}

fn new_run(client_secret: String, mode: Mode, page_width: u32, attempt: Option<Attempt>) -> Run {
    Run {
        client_secret,
        mode,
        page_width,
        attempt,
        phase: Phase::Between,
        opened: Vec::new(),
        lost: 0,
        laters: 0,
        undecided: 0,
    }
}
