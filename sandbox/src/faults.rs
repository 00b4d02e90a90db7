//! The faults that are armed, and their striking.

use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::fault::{Fault, FaultKind, FaultTarget, KIND_NAMES, TARGET_NAMES};

/// The faults one request meets: at most one delay and one other.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Struck {
    pub(crate) delay_ms: u64,
    pub(crate) answer_delay_ms: u64,
    pub(crate) failure: Option<FaultKind>,
}

/// All armed faults, oldest first.
#[derive(Debug)]
pub(crate) struct Faults {
    armed: Mutex<Vec<Fault>>,
    cut_armed: watch::Sender<u64>,
}

impl Faults {
    pub(crate) fn new() -> Self {
        Self { armed: Mutex::new(Vec::new()), cut_armed: watch::Sender::new(0) }
    }

    /// Changes whenever a fault is armed that cuts connections. Browsers repeat a request by themselves when a
    /// connection they reuse breaks, which would hide the fault: so it must meet a new connection.
    pub(crate) fn cut_armed(&self) -> watch::Receiver<u64> {
        self.cut_armed.subscribe()
    }

    /// Whether a fault that cuts connections is waiting.
    pub(crate) fn will_cut(&self) -> bool {
        self.armed.lock().iter().any(|fault| fault.kind.cuts())
    }

    pub(crate) fn arm(&self, fault: Fault) {
        let cuts = fault.kind.cuts();
        if fault.times > 0 {
            self.armed.lock().push(fault);
        }
        if cuts {
            self.cut_armed.send_modify(|count| *count = count.wrapping_add(1));
        }
    }

    pub(crate) fn clear(&self) {
        self.armed.lock().clear();
    }

    pub(crate) fn to_json(&self) -> Value {
        let armed: Vec<Value> = self.armed.lock().iter().map(Fault::to_json).collect();
        json!({ "armed": armed, "kinds": KIND_NAMES, "on": TARGET_NAMES })
    }

    /// Takes what is armed for an API request. `target` is `Any` for requests other than confirm and retrieve.
    pub(crate) fn strike(&self, target: FaultTarget, intent: Option<&str>) -> Struck {
        let mut armed = self.armed.lock();
        let mut struck = Struck::default();
        let matches = |fault: &Fault| {
            !fault.kind.is_of_a_page()
                && (fault.on == FaultTarget::Any || fault.on == target)
                && fault.is_for(intent)
        };
        match take(&mut armed, |fault| fault.kind.is_delay() && matches(fault)) {
            Some(FaultKind::Delay { ms }) => struck.delay_ms = ms,
            Some(FaultKind::DelayAnswer { ms }) => struck.answer_delay_ms = ms,
            _ => {}
        }
        struck.failure = take(&mut armed, |fault| !fault.kind.is_delay() && matches(fault));
        struck
    }

    /// Takes a page fault of this kind, if one is armed for the intent.
    pub(crate) fn strike_page(&self, kind: FaultKind, intent: &str) -> bool {
        take(&mut self.armed.lock(), |fault| fault.kind == kind && fault.is_for(Some(intent))).is_some()
    }
}

fn take(armed: &mut Vec<Fault>, matches: impl Fn(&Fault) -> bool) -> Option<FaultKind> {
    let index = armed.iter().position(matches)?;
    let fault = armed.get_mut(index)?;
    let kind = fault.kind;
    fault.times = fault.times.saturating_sub(1);
    if fault.times == 0 {
        armed.remove(index);
    }
    Some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_as_often_as_armed_and_only_its_target() {
        let faults = Faults::new();
        faults.arm(Fault::new(FaultKind::EmptyBody).on(FaultTarget::Retrieve).times(2));
        assert_eq!(faults.strike(FaultTarget::Confirm, Some("pi_1")).failure, None);
        assert_eq!(faults.strike(FaultTarget::Retrieve, Some("pi_1")).failure, Some(FaultKind::EmptyBody));
        assert_eq!(faults.strike(FaultTarget::Retrieve, Some("pi_2")).failure, Some(FaultKind::EmptyBody));
        assert_eq!(faults.strike(FaultTarget::Retrieve, Some("pi_1")).failure, None);
    }

    #[test]
    fn a_fault_of_one_intent_leaves_others_alone() {
        let faults = Faults::new();
        faults.arm(Fault::new(FaultKind::HtmlBody).on(FaultTarget::Any).intent("pi_1"));
        assert_eq!(faults.strike(FaultTarget::Any, None).failure, None);
        assert_eq!(faults.strike(FaultTarget::Confirm, Some("pi_2")).failure, None);
        assert_eq!(faults.strike(FaultTarget::Confirm, Some("pi_1")).failure, Some(FaultKind::HtmlBody));
    }

    #[test]
    fn a_delay_goes_together_with_another_fault() {
        let faults = Faults::new();
        faults.arm(Fault::new(FaultKind::Delay { ms: 5 }));
        faults.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
        let struck = faults.strike(FaultTarget::Confirm, None);
        assert_eq!((struck.delay_ms, struck.failure), (5, Some(FaultKind::AnswerLostAfterCharge)));
        assert!(!faults.will_cut());
    }

    #[test]
    fn page_faults_wait_for_their_page() {
        let faults = Faults::new();
        faults.arm(Fault::new(FaultKind::DdcNeverReturns).on(FaultTarget::Any));
        assert_eq!(faults.strike(FaultTarget::Confirm, Some("pi_1")).failure, None);
        assert!(!faults.strike_page(FaultKind::ChallengeNeverReturns, "pi_1"));
        assert!(faults.strike_page(FaultKind::DdcNeverReturns, "pi_1"));
        assert!(!faults.strike_page(FaultKind::DdcNeverReturns, "pi_1"));
    }
}
