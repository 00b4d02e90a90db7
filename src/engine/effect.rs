//! Carrying out what the flow asks for.

use super::Engine;
use crate::browser::fetch::PendingRequest;
use crate::browser::visibility::VisibilityWatch;
use crate::lane::{FORM_LANE, Lane, Purpose};
use crate::protocol::{ActionEnd, ActionStart, ClearAttempt, FromEngine, Navigate, OpenSurface, SurfaceName};
use crate::text;
use crate::ui::{Ended, Message};
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use tillkit_core::flow::{Effect, Event, Outcome};
use tillkit_core::intent::Status;

impl Engine {
    pub(super) fn step(self: &Rc<Self>, lane: u32, event: Event) {
        let effects = {
            let mut lanes = self.lanes.borrow_mut();
            let Some(lane) = lanes.iter_mut().find(|candidate| candidate.id == lane) else { return };
            lane.flow.step(event)
        };
        for effect in effects {
            self.carry_out(lane, effect);
        }
    }

    fn carry_out(self: &Rc<Self>, lane: u32, effect: Effect) {
        match effect {
            Effect::Send { request, what, deadline_ms } => {
                let engine = Rc::downgrade(self);
                let done = move |response| {
                    let Some(engine) = engine.upgrade() else { return };
                    engine.with_lane(lane, |lane| lane.requests.remove(&request));
                    engine.step(
                        lane,
                        match response {
                            Some(response) => Event::Answered { request, response },
                            None => Event::Lost { request },
                        },
                    );
                };
                let Some(ready) = self.ready.get() else { return };
                let pending = PendingRequest::send(&ready.init.api_base, &what, deadline_ms, done);
                self.with_lane(lane, |lane| lane.requests.insert(request, pending));
            }
            Effect::CancelRequest { request } => {
                self.with_lane(lane, |lane| lane.requests.remove(&request));
            }
            Effect::StartTimer { timer, after_ms } => {
                let engine = Rc::downgrade(self);
                let timeout = Timeout::new(after_ms, move || {
                    let Some(engine) = engine.upgrade() else { return };
                    let fired = engine.with_lane(lane, |lane| lane.timers.remove(&timer));
                    // Already fired: there is nothing left to cancel.
                    if let Some(Some(timeout)) = fired {
                        timeout.forget();
                    }
                    engine.step(lane, Event::TimerFired { timer });
                });
                self.with_lane(lane, |lane| lane.timers.insert(timer, timeout));
            }
            Effect::StopTimer { timer } => {
                self.with_lane(lane, |lane| lane.timers.remove(&timer));
            }
            Effect::OpenSurface { surface, url, window } => {
                let words = self.words();
                self.send(&FromEngine::OpenSurface(OpenSurface {
                    surface: Lane::surface_name(lane, surface),
                    hidden: window.is_none(),
                    url: url.as_str().to_owned(),
                    width: window.map_or(0, |window| window.width),
                    height: window.map_or(0, |window| window.height),
                    title: words.get(text::CHALLENGE_TITLE).to_string(),
                    close_label: words.get(text::CLOSE).to_string(),
                }));
            }
            Effect::CloseSurface { surface } => {
                let surface = Lane::surface_name(lane, surface);
                self.send(&FromEngine::CloseSurface(SurfaceName { surface }));
            }
            Effect::Show(instructions) => {
                let Some(ready) = self.ready.get() else { return };
                let engine = Rc::downgrade(self);
                let watch = VisibilityWatch::new(move |seen| {
                    if let Some(engine) = engine.upgrade() {
                        engine.step(lane, if seen { Event::PageSeen } else { Event::PageHidden });
                    }
                });
                ready.showing.replace(Some((lane, watch)));
                // From now on the form waits for how this ends.
                self.with_lane(lane, |lane| lane.purpose = Purpose::Pay);
                ready.tell_form(Message::Show(instructions));
            }
            Effect::Unshow => {
                if let Some(ready) = self.ready.get() {
                    ready.showing.take();
                    ready.tell_form(Message::Unshow);
                }
            }
            Effect::Navigate { url, finished } => {
                self.send(&FromEngine::Navigate(Navigate { url, finished }));
            }
            Effect::ClearAttempt { client_secret } => {
                self.send(&FromEngine::ClearAttempt(ClearAttempt { client_secret }));
            }
            Effect::ActionStarted(kind) => {
                if let (FORM_LANE, Some(ready)) = (lane, self.ready.get()) {
                    ready.tell_form(Message::Answered);
                }
                self.send(&FromEngine::ActionStart(ActionStart { kind: kind.name() }));
            }
            Effect::ActionEnded(kind, outcome) => {
                let (kind, outcome) = (kind.name(), outcome.name());
                self.send(&FromEngine::ActionEnd(ActionEnd { kind, outcome }));
            }
            Effect::Settled(outcome) => self.settled(lane, &outcome),
        }
    }

    fn settled(self: &Rc<Self>, lane: u32, outcome: &Outcome) {
        let Some((calls, purpose)) =
            self.with_lane(lane, |lane| (core::mem::take(&mut lane.calls), lane.purpose))
        else {
            return;
        };
        if lane != FORM_LANE {
            self.lanes.borrow_mut().retain(|candidate| candidate.id != lane);
        }
        match purpose {
            Purpose::Call => {}
            Purpose::Open => return self.prepare_form(outcome),
            Purpose::Pay | Purpose::Resume => self.tell_form_of(outcome, purpose),
        }
        // Nobody waits for what the form carried on by itself: the merchant's page hears of it as of a customer who
        // pressed Enter, and gets this very outcome when it confirms.
        let paid = matches!(outcome, Outcome::Intent(intent) if intent.is_settled_well());
        if calls.is_empty() && purpose == Purpose::Pay && paid {
            self.send(&FromEngine::Submit);
        }
        for call in calls {
            self.answer(call, outcome);
        }
    }

    pub(super) fn tell_form_of(&self, outcome: &Outcome, purpose: Purpose) {
        let Some(ready) = self.ready.get() else { return };
        let ended = match outcome {
            Outcome::Intent(intent) => match intent.status {
                Status::Processing => Some(Ended::WithTheBank),
                Status::RequiresCapture => Some(Ended::Authorised),
                Status::Succeeded if intent.is_setup() => Some(Ended::Saved),
                // Shown, and noted by the customer.
                Status::RequiresAction if purpose == Purpose::Pay => Some(Ended::Noted),
                _ => intent.is_settled_well().then_some(Ended::Paid),
            },
            Outcome::Error(_) | Outcome::NothingPending => None,
        };
        // The customer may be typing by now.
        if ended.is_none() && purpose == Purpose::Resume && !matches!(outcome, Outcome::Error(_)) {
            return;
        }
        ready.tell_form(match (ended, outcome) {
            (Some(ended), _) => {
                ready.paid.replace(Some(outcome.clone()));
                Message::Done(ended)
            }
            (None, Outcome::Error(error)) => Message::Unlock(Some(error.clone())),
            (None, _) => Message::Unlock(None),
        });
    }

    pub(super) fn with_lane<T>(&self, lane: u32, work: impl FnOnce(&mut Lane) -> T) -> Option<T> {
        self.lanes.borrow_mut().iter_mut().find(|candidate| candidate.id == lane).map(work)
    }
}
