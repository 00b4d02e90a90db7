//! The state of one run: from a call to its result.

use super::attempt::Attempt;
use super::event::{ActionKind, ActionOutcome, ContinueMode, RequestId, SurfaceId, TimerId};
use crate::Error;
use crate::action::Instructions;
use crate::page_url::PageUrl;

#[derive(Debug)]
pub(super) struct Run {
    pub(super) client_secret: String,
    pub(super) mode: Mode,
    pub(super) page_width: u32,
    /// The merchant's page to end on in case of success.
    pub(super) finish_at: Option<PageUrl>,
    /// There is a form that can show instructions.
    pub(super) can_show: bool,
    /// The gateway was given our own return page, so that whatever it leads to can be shown in a dialog.
    pub(super) returns_to_us: bool,
    /// There until the gateway has answered it: then the card is gone.
    pub(super) attempt: Option<Attempt>,
    pub(super) phase: Phase,
    /// Actions already carried out. Each is single-use.
    pub(super) opened: Vec<PageUrl>,
    /// Answers lost in a row.
    pub(super) lost: u32,
    /// The answer to a confirm of this run was lost.
    pub(super) confirm_lost: bool,
    /// Times that the gateway asked for patience.
    pub(super) laters: u32,
    /// Questions after an action that changed nothing.
    pub(super) undecided: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Mode {
    Confirm,
    Continue(ContinueMode),
}

/// What the run waits for. Each has a deadline.
#[derive(Debug)]
pub(super) enum Phase {
    /// Not waiting: only between two lines of the machine.
    Between,
    /// For an answer; the request has a deadline.
    Asking { request: RequestId, question: Question },
    /// For a while, before asking.
    Pausing { timer: TimerId, question: Question },
    /// For a hidden surface.
    Collecting { surface: SurfaceId, deadline: TimerId },
    /// For the customer.
    Challenged { surface: SurfaceId, deadline: TimerId, poll: Poll },
    /// For the page to go away.
    Leaving { deadline: TimerId },
    /// For the customer, who pays elsewhere.
    Showing { what: Shown, deadline: TimerId, poll: Poll },
}

/// The slow poll while the customer is busy elsewhere.
#[derive(Debug, Clone, Copy)]
pub(super) enum Poll {
    Waiting(TimerId),
    Asking(RequestId),
    /// Nobody looks at the page.
    Resting,
}

/// Instructions that are being shown.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) instructions: Box<Instructions>,
    /// Polls since somebody last came to look.
    pub(super) polls: u32,
}

/// What the gateway is asked.
#[derive(Debug, Clone)]
pub(super) enum Question {
    /// Charge, please.
    Confirm,
    /// How does it stand?
    Retrieve(Why),
}

/// Why the gateway is asked how the intent stands: it decides what an unpaid intent means.
#[derive(Debug, Clone)]
pub(super) enum Why {
    /// The run begins with it.
    Begin,
    /// The answer to a confirm was lost.
    LostConfirm,
    /// The gateway refused the confirm for the state that the intent is in.
    UnexpectedState(Error),
    /// An action ended, like this.
    Acted(ActionKind, ActionOutcome),
}

impl Run {
    /// Whether the run is there for carrying out the intent's action.
    pub(super) fn asked_for_action(&self) -> bool {
        matches!(self.mode, Mode::Continue(ContinueMode::HandleNextAction))
    }

    /// Whether money may have moved that this run does not know of: then no error may say otherwise.
    pub(super) fn may_be_charged(&self, question: &Question) -> bool {
        let looking = matches!((self.mode, question), (Mode::Continue(_), Question::Retrieve(Why::Begin)));
        let asked_by_confirm = matches!(question, Question::Confirm) && !self.confirm_lost;
        !(looking || asked_by_confirm)
    }
}
