//! Showing instructions, and asking now and then whether the customer has paid.

use super::event::{ActionKind, ActionOutcome, Effect, Event, Outcome, TimerId};
use super::machine::Flow;
use super::retry::{SHOWING_DEADLINE_MS, showing_poll_ms};
use super::run::{Phase, Poll, Question, Run, Shown, Why};
use crate::action::{Instructions, NextAction, Task};
use crate::intent::{Intent, Status};
use std::sync::Arc;

impl Flow {
    pub(super) fn show(
        &mut self,
        mut run: Box<Run>,
        instructions: Instructions,
        intent: Arc<Intent>,
        why: Option<Why>,
    ) {
        // Shown until the gateway had news: and the news is that nothing has changed yet.
        if let Some(why @ Why::Acted(ActionKind::Show(_), _)) = why {
            return self.undecided(run, why, intent);
        }
        if !run.can_show {
            return match instructions.page {
                // Asked for in so many words, and there is a page for it.
                Some(page) if run.asked_for_action() => self.leave(run, &page),
                _ => self.settle(&run, Outcome::Intent(intent)),
            };
        }
        run.undecided = 0;
        let what = Shown { instructions: Box::new(instructions), polls: 0 };
        self.effects.push(Effect::ActionStarted(ActionKind::Show(what.instructions.kind)));
        self.effects.push(Effect::Show(what.instructions.clone()));
        let deadline = self.start_timer(SHOWING_DEADLINE_MS);
        let poll = Poll::Waiting(self.start_timer(showing_poll_ms(0)));
        run.phase = Phase::Showing { what, deadline, poll };
        self.run = Some(run);
    }

    pub(super) fn showing(
        &mut self,
        event: Event,
        mut run: Box<Run>,
        mut what: Shown,
        deadline: TimerId,
        poll: Poll,
    ) {
        let kind = ActionKind::Show(what.instructions.kind);
        let outcome = match (event, poll) {
            (Event::InstructionsClosed, _) => ActionOutcome::Canceled,
            (Event::InstructionsExpired, _) => ActionOutcome::TimedOut,
            (Event::TimerFired { timer }, _) if timer == deadline => ActionOutcome::TimedOut,
            (Event::PageHidden, poll) => {
                self.stop_poll(poll);
                run.phase = Phase::Showing { what, deadline, poll: Poll::Resting };
                self.run = Some(run);
                return;
            }
            // Back from the app or the bank, most likely: the best moment to ask.
            (Event::PageSeen, Poll::Resting) => {
                what.polls = 0;
                let poll = self.poll_now(&run).unwrap_or(Poll::Resting);
                run.phase = Phase::Showing { what, deadline, poll };
                self.run = Some(run);
                return;
            }
            (event, poll) => {
                let asked = matches!(poll, Poll::Waiting(_));
                let pause_ms = showing_poll_ms(what.polls);
                let (poll, news) = self.poll(
                    event,
                    poll,
                    &run,
                    pause_ms,
                    |task| matches!(task, Task::Show(pending) if *pending == what.instructions),
                );
                if let Some(intent) = news {
                    if let (Status::RequiresAction, Some(NextAction { task: Task::Show(instructions), .. })) =
                        (&intent.status, &intent.next_action)
                    {
                        return self.show_instead(run, &what, instructions.clone(), deadline);
                    }
                    self.end_showing(deadline, kind, ActionOutcome::Completed);
                    return self.decide(run, intent, Some(Why::Acted(kind, ActionOutcome::Completed)));
                }
                what.polls += u32::from(asked && matches!(poll, Poll::Asking(_)));
                run.phase = Phase::Showing { what, deadline, poll };
                self.run = Some(run);
                return;
            }
        };
        self.stop_poll(poll);
        self.end_showing(deadline, kind, outcome);
        self.ask(run, Question::Retrieve(Why::Acted(kind, outcome)));
    }

    /// A part was paid, or another attempt took over: the customer sees what is right now.
    fn show_instead(&mut self, mut run: Box<Run>, what: &Shown, now: Box<Instructions>, deadline: TimerId) {
        let (before, after) = (ActionKind::Show(what.instructions.kind), ActionKind::Show(now.kind));
        if before != after {
            self.effects.push(Effect::ActionEnded(before, ActionOutcome::Completed));
            self.effects.push(Effect::ActionStarted(after));
        }
        self.effects.push(Effect::Show(now.clone()));
        let poll = Poll::Waiting(self.start_timer(showing_poll_ms(0)));
        run.phase = Phase::Showing { what: Shown { instructions: now, polls: 0 }, deadline, poll };
        self.run = Some(run);
    }

    fn end_showing(&mut self, deadline: TimerId, kind: ActionKind, outcome: ActionOutcome) {
        self.effects.push(Effect::StopTimer { timer: deadline });
        self.effects.push(Effect::Unshow);
        self.effects.push(Effect::ActionEnded(kind, outcome));
    }
}
