//! The payment flow: confirm, device data collection, challenge, redirect, instructions and everything that can go wrong
//! in between, as a state machine without I/O.
//!
//! [`Flow::step`] takes an [`Event`] and gives the [`Effect`]s to carry out. Its rules (section 4 of the
//! design):
//!
//! 1. every waiting state has a deadline, and every run settles exactly once;
//! 2. an action ends by a report of its surface, by its deadline, or by a slow poll while the customer is busy;
//! 3. device data collection fails open: whatever became of it, the gateway is asked how to go on;
//! 4. the outcome is the gateway's answer, never a frame's word;
//! 5. one idempotency key per attempt, and an attempt is one exact body. After a lost answer the intent is
//!    retrieved and, while it is unpaid, the same body is sent again under the same key;
//! 6. a customer who closes the challenge can pay again;
//! 7. unknown statuses and actions are errors, not panics;
//! 8. only [`PageUrl`](crate::page_url::PageUrl)s are opened.

mod acting;
mod attempt;
mod challenge_window;
mod event;
mod machine;
mod retry;
mod run;
mod showing;

pub use challenge_window::{ChallengeWindow, WindowSize};
pub use event::{
    ActionKind, ActionOutcome, Confirm, Continue, ContinueMode, Display, Effect, Event, Outcome, RequestId,
    Settings, SurfaceId, TimerId,
};
pub use machine::Flow;
pub use retry::{
    CHALLENGE_DEADLINE_MS, CHALLENGE_POLL_MS, DDC_DEADLINE_MS, LEAVING_DEADLINE_MS, REQUEST_DEADLINE_MS,
    RETRIEVE_DEADLINE_MS, SHOWING_DEADLINE_MS,
};
