//! Carrying out next actions: device data collection, the challenge, and leaving the page.

use super::challenge_window::WindowSize;
use super::event::{
    ActionKind, ActionOutcome, ContinueMode, Display, Effect, Event, Outcome, SurfaceId, TimerId,
};
use super::machine::Flow;
use super::retry::{
    CHALLENGE_DEADLINE_MS, CHALLENGE_POLL_MS, DDC_DEADLINE_MS, LEAVING_DEADLINE_MS, MOST_ACTIONS,
    MOST_UNDECIDED, REQUEST_DEADLINE_MS, pause_ms,
};
use super::run::{Mode, Phase, Poll, Question, Run, Why};
use crate::Error;
use crate::action::{NextAction, Task};
use crate::gateway::{Answer, wooshpay};
use crate::intent::{Intent, Status, id_of_secret};
use crate::page_url::PageUrl;

impl Flow {
    pub(super) fn act(&mut self, mut run: Run, intent: Intent, why: Option<Why>) {
        let given_up = match &why {
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
        let (name, task) = match (intent.next_action.clone(), &why) {
            (Some(NextAction { name, task }), _) => (name, task),
            // Between two actions a gateway may name none.
            (None, Some(why @ Why::Acted(..))) => return self.undecided(run, why.clone(), intent),
            (None, _) => return self.fail(&run, Error::new("unknown_next_action"), intent),
        };
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
        run.undecided = 0;
        run.opened.push(url.clone());
        // A card confirm that stays in the page sent our return page along, so whatever it leads to can be
        // shown in a dialog. Other actions carry somebody else's return_url.
        let framed = self.settings.display == Display::Modal
            && (matches!(task, Task::Challenge(_))
                || matches!(run.mode, Mode::Confirm | Mode::Continue(ContinueMode::Recover)));
        match (task, run.mode) {
            (Task::CollectDeviceData(_), _) => self.collect_device_data(run, url),
            _ if framed => self.challenge(run, url),
            // A page that resumes as it loads must not send the customer away again by itself.
            (_, Mode::Continue(ContinueMode::Resume)) => self.settle(&run, Outcome::Intent(Box::new(intent))),
            _ => self.leave(run, &url),
        }
    }

    /// The gateway has nothing new to say: ask again, for a while.
    fn undecided(&mut self, mut run: Run, why: Why, intent: Intent) {
        run.undecided += 1;
        if run.undecided > MOST_UNDECIDED {
            return self.fail(&run, Error::new("authentication_unresolved"), intent);
        }
        let pause_ms = pause_ms(run.undecided);
        self.ask_after(run, Question::Retrieve(why), pause_ms);
    }

    fn collect_device_data(&mut self, mut run: Run, url: PageUrl) {
        let surface = self.new_id();
        self.effects.push(Effect::ActionStarted(ActionKind::Ddc));
        self.effects.push(Effect::OpenSurface { surface, url, window: None });
        let deadline = self.start_timer(DDC_DEADLINE_MS);
        run.phase = Phase::Collecting { surface, deadline };
        self.run = Some(run);
    }

    pub(super) fn collecting(&mut self, event: &Event, mut run: Run, surface: SurfaceId, deadline: TimerId) {
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

    pub(super) fn challenged(
        &mut self,
        event: Event,
        mut run: Run,
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
                        // Between two actions a gateway may name none.
                        let unchanged = intent.status == Status::RequiresAction
                            && (pending.is_none() || pending == run.opened.last());
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

    /// The page is still here, or here again: how the intent stands, only the gateway knows.
    pub(super) fn stayed(&mut self, run: Run, outcome: ActionOutcome) {
        self.effects.push(Effect::ActionEnded(ActionKind::Redirect, outcome));
        self.ask(run, Question::Retrieve(Why::Acted(ActionKind::Redirect, outcome)));
    }

    fn close(&mut self, surface: SurfaceId, deadline: TimerId, kind: ActionKind, outcome: ActionOutcome) {
        self.effects.push(Effect::StopTimer { timer: deadline });
        self.effects.push(Effect::CloseSurface { surface });
        self.effects.push(Effect::ActionEnded(kind, outcome));
    }
}
