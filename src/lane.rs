//! One flow and what it has under way.

use crate::browser::fetch::PendingRequest;
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use tillkit_core::flow::{Flow, RequestId, Settings, TimerId};

/// The lane of the form. Other calls have lanes of their own, so that asking for an intent need not wait for
/// a challenge.
pub(crate) const FORM_LANE: u32 = 0;

/// What a flow is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The form's payment.
    Pay,
    /// Carrying on the form's payment, after a reload or a return.
    Resume,
    /// Learning what the form can be paid with.
    Open,
    /// A call that the form has nothing to do with.
    Call,
}

/// A flow with its requests and timers: dropping it aborts and stops them.
pub(crate) struct Lane {
    pub(crate) id: u32,
    pub(crate) purpose: Purpose,
    pub(crate) flow: Flow,
    /// The calls that wait for its result.
    pub(crate) calls: Vec<u32>,
    pub(crate) requests: ById<RequestId, PendingRequest>,
    pub(crate) timers: ById<TimerId, Timeout>,
}

/// A map of a few entries: searching a list takes a fraction of a hash map's code.
pub(crate) struct ById<I, T>(Vec<(I, T)>);

impl<I: PartialEq, T> ById<I, T> {
    /// Puts `value` in the place of what had that id before, which it gives back.
    pub(crate) fn insert(&mut self, id: I, value: T) -> Option<T> {
        let before = self.remove(&id);
        self.0.push((id, value));
        before
    }

    /// Takes out what has that id.
    pub(crate) fn remove(&mut self, id: &I) -> Option<T> {
        let place = self.0.iter().position(|(candidate, _)| candidate == id)?;
        Some(self.0.swap_remove(place).1)
    }
}

impl Lane {
    pub(crate) fn new(id: u32, purpose: Purpose, settings: Rc<Settings>) -> Self {
        Self {
            id,
            purpose,
            flow: Flow::new(settings),
            calls: Vec::new(),
            requests: ById(Vec::new()),
            timers: ById(Vec::new()),
        }
    }

    /// Whether it carries on a payment that a reload interrupted.
    pub(crate) fn resumes(&self) -> bool {
        self.id != FORM_LANE && matches!(self.purpose, Purpose::Resume | Purpose::Pay)
    }

    /// The name of one of its surfaces, unique in the engine.
    pub(crate) fn surface_name(lane: u32, surface: u32) -> u32 {
        (lane << 16) | (surface & 0xFFFF)
    }

    /// Which lane's surface that is, and its name there.
    pub(crate) fn of_surface(name: u32) -> (u32, u32) {
        (name >> 16, name & 0xFFFF)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_value() {
        let mut map = ById(Vec::new());
        assert_eq!((map.insert(1, 'a'), map.insert(2, 'b'), map.insert(1, 'c')), (None, None, Some('a')));
        assert_eq!((map.remove(&1), map.remove(&1), map.remove(&2)), (Some('c'), None, Some('b')));
    }
}
