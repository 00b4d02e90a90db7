//! One event on its way to one endpoint: what was tried, and when it is tried again.

use serde_json::{Value, json};

use crate::gateway::event::Event;

/// Deliveries of one event to one endpoint, the first included.
const MOST_ATTEMPTS: usize = 18;
/// The wait after the first failure. It doubles with each, so that the last attempt is some 72 hours after the first.
const FIRST_BACK_OFF_MS: u64 = 2_000;

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// To be posted at this time, in milliseconds since 1970 on the sandbox's clock.
    Due(u64),
    /// Being posted.
    UnderWay,
    Delivered,
    /// Given up.
    Failed,
}

/// One try.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) at_ms: u64,
    /// The answer's HTTP status, or what went wrong before there was one.
    pub(crate) answer: Result<u16, String>,
}

impl Attempt {
    /// Any 2xx says that the endpoint has it.
    fn has_arrived(&self) -> bool {
        matches!(self.answer, Ok(200..=299))
    }
}

/// A delivery.
#[derive(Debug)]
pub(super) struct Delivery {
    /// Of the event, or of what it is about where the gateway's events have no ids.
    pub(super) event: String,
    kind: &'static str,
    pub(super) body: String,
    /// Whose secret signs it; none for those that nothing signs.
    pub(super) endpoint: Option<String>,
    pub(super) url: String,
    pub(super) stage: Stage,
    attempts: Vec<Attempt>,
}

impl Delivery {
    pub(super) fn new(event: &Event, endpoint: String, url: String, now_ms: u64) -> Self {
        Self {
            event: event.id.clone(),
            kind: event.kind.name(),
            body: event.json.to_string(),
            endpoint: Some(endpoint),
            url,
            stage: Stage::Due(now_ms),
            attempts: Vec::new(),
        }
    }

    /// One that nothing signs, as PaymentOptions documents no signature.
    pub(super) fn unsigned(about: String, url: String, body: String, due_ms: u64) -> Self {
        let kind = "transaction";
        Self {
            event: about,
            kind,
            body,
            endpoint: None,
            url,
            stage: Stage::Due(due_ms),
            attempts: Vec::new(),
        }
    }

    pub(super) fn was_tried(&self) -> bool {
        !self.attempts.is_empty()
    }

    /// Takes the outcome of a try, and plans the next.
    pub(super) fn record(&mut self, attempt: Attempt) {
        let failures = self.attempts.len();
        self.stage = if attempt.has_arrived() {
            Stage::Delivered
        } else if failures + 1 >= MOST_ATTEMPTS {
            Stage::Failed
        } else {
            Stage::Due(attempt.at_ms.saturating_add(back_off_ms(failures)))
        };
        self.attempts.push(attempt);
    }

    pub(super) fn to_json(&self) -> Value {
        let (state, next_attempt_ms) = match self.stage {
            Stage::Due(at_ms) => ("pending", Some(at_ms)),
            Stage::UnderWay => ("pending", None),
            Stage::Delivered => ("delivered", None),
            Stage::Failed => ("failed", None),
        };
        let attempts: Vec<Value> = self
            .attempts
            .iter()
            .map(|attempt| {
                json!({
                    "at_ms": attempt.at_ms,
                    "status": attempt.answer.as_ref().ok(),
                    "error": attempt.answer.as_ref().err(),
                })
            })
            .collect();
        json!({
            "event": self.event,
            "type": self.kind,
            "endpoint": self.endpoint,
            "url": self.url,
            "state": state,
            "next_attempt_ms": next_attempt_ms,
            "attempts": attempts,
        })
    }
}

/// The wait after a failure, with this many before it.
fn back_off_ms(failures: usize) -> u64 {
    let doublings = u32::try_from(failures).unwrap_or(u32::MAX).min(u64::BITS - 1);
    FIRST_BACK_OFF_MS.saturating_mul(1_u64 << doublings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::event::EventKind;

    const HOUR_MS: u64 = 3_600_000;

    fn delivery() -> Delivery {
        let event = Event::new("evt_1".to_owned(), EventKind::InvoicePaid, &json!({}), 0);
        Delivery::new(&event, "we_1".to_owned(), "http://localhost/".to_owned(), 0)
    }

    #[test]
    fn an_endpoint_that_stays_down_is_tried_for_three_days() {
        let (mut delivery, mut last_ms) = (delivery(), 0);
        let mut attempts = 0;
        while let Stage::Due(at_ms) = delivery.stage {
            last_ms = at_ms;
            attempts += 1;
            delivery.record(Attempt { at_ms, answer: Err("connection refused".to_owned()) });
        }
        assert_eq!((attempts, delivery.stage), (18, Stage::Failed));
        assert!((72 * HOUR_MS..73 * HOUR_MS).contains(&last_ms), "{last_ms}");
    }

    #[test]
    fn any_2xx_ends_it_and_nothing_else() {
        for (status, stage) in [(200, Stage::Delivered), (204, Stage::Delivered), (302, Stage::Due(2_007))] {
            let mut delivery = delivery();
            delivery.record(Attempt { at_ms: 7, answer: Ok(status) });
            assert_eq!(delivery.stage, stage, "{status}");
        }
    }
}
