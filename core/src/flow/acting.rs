//! Carrying out next actions: device data collection, the challenge, and leaving the page.

use super::event::{
    ActionKind, ActionOutcome, ContinueMode, Display, Effect, Event, Outcome, SurfaceId, TimerId,
};
use super::machine::Flow;
use super::retry::{
    CHALLENGE_DEADLINE_MS, CHALLENGE_POLL_MS, DDC_DEADLINE_MS, LEAVING_DEADLINE_MS, MOST_ACTIONS,
    MOST_RESUME_QUESTIONS, MOST_UNDECIDED, RETRIEVE_DEADLINE_MS, pause_ms,
};
use super::run::{Mode, Phase, Poll, Question, Run, Why};
use crate::Error;
use crate::action::{InstructionKind, NextAction, Task};
use crate::gateway::Answer;
use crate::intent::{Intent, Status};
use crate::page_url::PageUrl;
use std::sync::Arc;

impl Flow {
    pub(super) fn act(&mut self, mut run: Box<Run>, intent: Arc<Intent>, why: Option<Why>) {
        let given_up = match &why {
            Some(Why::Acted(ActionKind::Show(kind), outcome)) => {
                match (pending_kind(&intent, *kind), outcome) {
                    (_, ActionOutcome::Completed) => None,
                    // Noted, and to be paid some day.
                    (InstructionKind::Transfer | InstructionKind::Voucher, _) => {
                        return self.settle(&run, Outcome::Intent(intent));
                    }
                    (InstructionKind::Code, ActionOutcome::TimedOut) => Some("code_expired"),
                    (_, ActionOutcome::Canceled) => Some("action_canceled"),
                    _ => Some("action_timed_out"),
                }
            }
            Some(Why::Acted(ActionKind::Redirect, ActionOutcome::Canceled)) => Some("redirect_prevented"),
            Some(Why::Acted(ActionKind::Redirect, _)) => Some("redirect_failed"),
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
        let NextAction { name, task, return_url } = match (intent.next_action.clone(), &why) {
            (Some(action), _) => action,
            // Between two actions a gateway may name none.
            (None, Some(why @ Why::Acted(..))) => return self.undecided(run, why.clone(), intent),
            (None, _) => return self.fail(&run, Error::new("unknown_next_action"), intent),
        };
        if let Task::Show(instructions) = task {
            return self.show(run, *instructions, intent, why);
        }
        let Some(url) = task.url().cloned() else {
            let code = if task == Task::Refused { "redirect_refused" } else { "unknown_next_action" };
            return self.fail(&run, Error::new(code).with_param(&name), intent);
        };
        if run.opened.contains(&url) {
            let why = why.unwrap_or(Why::Acted(ActionKind::Ddc, ActionOutcome::Completed));
            return self.undecided(run, why, intent);
        }
        if run.opened.len() >= MOST_ACTIONS {
            return self.fail(&run, Error::new("too_many_actions"), intent);
        }
        let seen = core::mem::take(&mut run.undecided);
        run.opened.push(url.clone());
        // Other actions carry somebody else's return_url. Where a gateway does not say whose, after the engine was
        // replaced the name of the action tells: methods that leave the page have redirects of their own name there.
        let returns_to_us = match return_url {
            Some(url) => url == self.settings.return_page,
            None => matches!(run.mode, Mode::Continue(ContinueMode::Recover)) && name == "redirect_to_url",
        };
        let framed = self.settings.display == Display::Modal
            && (matches!(task, Task::Challenge(_)) || run.returns_to_us || returns_to_us);
        match (task, run.mode) {
            (Task::CollectDeviceData(_), _) => self.collect_device_data(run, url),
            _ if framed => self.challenge(run, url),
            // A page that resumes as it loads must not send the customer away again by itself. The gateway may
            // hear of the end a moment after the customer is back.
            (_, Mode::Continue(ContinueMode::Resume)) => {
                run.opened.pop();
                run.undecided = seen + 1;
                if run.undecided > MOST_RESUME_QUESTIONS {
                    return self.settle(&run, Outcome::Intent(intent));
                }
                let pause_ms = pause_ms(run.undecided);
                self.ask_after(run, Question::Retrieve(Why::Begin), pause_ms);
            }
            _ => self.leave(run, &url),
        }
    }

    /// The gateway has nothing new to say: ask again, for a while.
    pub(super) fn undecided(&mut self, mut run: Box<Run>, why: Why, intent: Arc<Intent>) {
        run.undecided += 1;
        if run.undecided > MOST_UNDECIDED {
            return self.fail(&run, Error::new("authentication_unresolved"), intent);
        }
        let pause_ms = pause_ms(run.undecided);
        self.ask_after(run, Question::Retrieve(why), pause_ms);
    }

    fn collect_device_data(&mut self, mut run: Box<Run>, url: PageUrl) {
        let surface = self.new_id();
        self.effects.push(Effect::ActionStarted(ActionKind::Ddc));
        self.effects.push(Effect::OpenSurface { surface, url, window: None });
        let deadline = self.start_timer(DDC_DEADLINE_MS);
        run.phase = Phase::Collecting { surface, deadline };
        self.run = Some(run);
    }

    pub(super) fn collecting(
        &mut self,
        event: &Event,
        mut run: Box<Run>,
        surface: SurfaceId,
        deadline: TimerId,
    ) {
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

    fn challenge(&mut self, mut run: Box<Run>, url: PageUrl) {
        let surface = self.new_id();
        let size = self.settings.window_size(run.page_width).pixels();
        self.effects.push(Effect::ActionStarted(ActionKind::Challenge));
        self.effects.push(Effect::OpenSurface { surface, url, window: Some(size) });
        let deadline = self.start_timer(self.settings.challenge_timeout_ms.min(CHALLENGE_DEADLINE_MS));
        let poll = Poll::Waiting(self.start_timer(CHALLENGE_POLL_MS));
        run.phase = Phase::Challenged { surface, deadline, poll };
        self.run = Some(run);
    }

    pub(super) fn challenged(
        &mut self,
        event: Event,
        mut run: Box<Run>,
        surface: SurfaceId,
        deadline: TimerId,
        poll: Poll,
    ) {
        let outcome = match (event, poll) {
            (Event::SurfaceReturned { surface: it }, _) if it == surface => ActionOutcome::Completed,
            (Event::SurfaceClosed { surface: it }, _) if it == surface => ActionOutcome::Canceled,
            (Event::SurfaceFailed { surface: it }, _) if it == surface => ActionOutcome::Unavailable,
            (Event::TimerFired { timer }, _) if timer == deadline => ActionOutcome::TimedOut,
            (event, poll) => {
                let (poll, news) = self.poll(event, poll, &run, CHALLENGE_POLL_MS, |task| {
                    task.url().is_none() || task.url() == run.opened.last()
                });
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
        self.stop_poll(poll);
        self.close(surface, deadline, ActionKind::Challenge, outcome);
        self.ask(run, Question::Retrieve(Why::Acted(ActionKind::Challenge, outcome)));
    }

    pub(super) fn stop_poll(&mut self, poll: Poll) {
        match poll {
            Poll::Waiting(timer) => self.effects.push(Effect::StopTimer { timer }),
            Poll::Asking(request) => self.effects.push(Effect::CancelRequest { request }),
            Poll::Resting => {}
        }
    }

    /// The slow poll while the customer is busy: the intent, when it has moved on from this action.
    pub(super) fn poll(
        &mut self,
        event: Event,
        poll: Poll,
        run: &Run,
        pause_ms: u32,
        is_pending: impl Fn(&Task) -> bool,
    ) -> (Poll, Option<Arc<Intent>>) {
        match (event, poll) {
            (Event::TimerFired { timer }, Poll::Waiting(awaited)) if timer == awaited => {
                (self.poll_now(run).unwrap_or(poll), None)
            }
            (Event::Answered { request, response }, Poll::Asking(awaited)) if request == awaited => {
                let news = match self.settings.dialect.read(&response) {
                    Answer::Intent(intent) if self.settings.dialect.is_about(&run.client_secret, &intent) => {
                        // Between two actions a gateway may name none.
                        let unchanged = intent.status == Status::RequiresAction
                            && intent.next_action.as_ref().is_none_or(|action| is_pending(&action.task));
                        (!unchanged).then_some(intent)
                    }
                    _ => None,
                };
                let poll = if news.is_some() { poll } else { Poll::Waiting(self.start_timer(pause_ms)) };
                (poll, news)
            }
            (Event::Lost { request }, Poll::Asking(awaited)) if request == awaited => {
                (Poll::Waiting(self.start_timer(pause_ms)), None)
            }
            _ => (poll, None),
        }
    }

    pub(super) fn poll_now(&mut self, run: &Run) -> Option<Poll> {
        let what = self.retrieve(&run.client_secret).ok()?;
        let request = self.new_id();
        self.effects.push(Effect::Send { request, what, deadline_ms: RETRIEVE_DEADLINE_MS });
        Some(Poll::Asking(request))
    }

    pub(super) fn leave(&mut self, mut run: Box<Run>, url: &PageUrl) {
        self.effects.push(Effect::ActionStarted(ActionKind::Redirect));
        self.effects.push(Effect::Navigate { url: url.as_str().to_owned(), finished: false });
        let deadline = self.start_timer(LEAVING_DEADLINE_MS);
        run.phase = Phase::Leaving { deadline };
        self.run = Some(run);
    }

    /// The page is still here, or here again: how the intent stands, only the gateway knows.
    pub(super) fn stayed(&mut self, run: Box<Run>, outcome: ActionOutcome) {
        self.effects.push(Effect::ActionEnded(ActionKind::Redirect, outcome));
        self.ask(run, Question::Retrieve(Why::Acted(ActionKind::Redirect, outcome)));
    }

    fn close(&mut self, surface: SurfaceId, deadline: TimerId, kind: ActionKind, outcome: ActionOutcome) {
        self.effects.push(Effect::StopTimer { timer: deadline });
        self.effects.push(Effect::CloseSurface { surface });
        self.effects.push(Effect::ActionEnded(kind, outcome));
    }
}

/// What the customer would see now; what was shown may have been taken over by another attempt.
fn pending_kind(intent: &Intent, shown: InstructionKind) -> InstructionKind {
    match intent.next_action.as_ref().map(|action| &action.task) {
        Some(Task::Show(instructions)) => instructions.kind,
        _ => shown,
    }
}
