//! What happens to a flow, and what it wants done.

use super::challenge_window::{ChallengeWindow, WindowSize};
use crate::action::{InstructionKind, Instructions};
use crate::gateway::{Billing, Browser, Dialect, Payment, Request, Response};
use crate::page_url::PageUrl;
use crate::{Error, Intent};
use std::sync::Arc;

/// Names a request of a flow.
pub type RequestId = u32;
/// Names a timer of a flow.
pub type TimerId = u32;
/// Names a surface of a flow.
pub type SurfaceId = u32;

/// What does not change between the payments of a flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The gateway's language.
    pub dialect: Dialect,
    /// The publishable key.
    pub key: String,
    /// Our own return page, the `return_url` of everything that stays in the page.
    pub return_page: PageUrl,
    /// How a challenge is shown.
    pub display: Display,
    /// The merchant's choice of a challenge window.
    pub window_size: Option<WindowSize>,
    /// How long a challenge may take; at most [`super::CHALLENGE_DEADLINE_MS`].
    pub challenge_timeout_ms: u32,
    /// What the customer pays with.
    pub browser: Browser,
}

impl Settings {
    /// The size of the window that a challenge opens in, on a page of this width in CSS pixels.
    pub(super) fn window_size(&self, page_width: u32) -> WindowSize {
        match self.display {
            Display::Modal => self.window_size.unwrap_or_else(|| WindowSize::for_page_width(page_width)),
            Display::Redirect => WindowSize::FullScreen,
        }
    }
}

/// How a challenge is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Display {
    /// In a dialog over the page.
    Modal,
    /// By taking the whole page there.
    Redirect,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The customer pays. Ignored while a run is under way.
    Confirm(Box<Confirm>),
    /// An intent that already exists is looked at or carried on. Ignored while a run is under way.
    Continue(Continue),
    /// A request was answered.
    Answered {
        /// Which.
        request: RequestId,
        /// With this.
        response: Response,
    },
    /// A request was not answered: the network failed, or its deadline passed.
    Lost {
        /// Which.
        request: RequestId,
    },
    /// A timer fired.
    TimerFired {
        /// Which.
        timer: TimerId,
    },
    /// The page in a surface came back to our return page.
    SurfaceReturned {
        /// Which.
        surface: SurfaceId,
    },
    /// The customer closed a surface.
    SurfaceClosed {
        /// Which.
        surface: SurfaceId,
    },
    /// A surface could not be opened.
    SurfaceFailed {
        /// Which.
        surface: SurfaceId,
    },
    /// The page was kept from leaving, or came back before it was over.
    NavigationPrevented,
    /// The customer is done with the instructions, or goes back to the form.
    InstructionsClosed,
    /// The time that the instructions gave is over.
    InstructionsExpired,
    /// Nobody looks at the page any more.
    PageHidden,
    /// Somebody looks at the page again.
    PageSeen,
}

/// Paying.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    /// The intent's client secret.
    pub client_secret: String,
    /// What is paid with.
    pub payment: Payment,
    /// Who pays.
    pub billing: Billing,
    /// Who gets the goods, where the merchant said so.
    pub shipping: Option<Billing>,
    /// A fresh key; nobody may have used it before.
    pub idempotency_key: String,
    /// The merchant's page to come back to.
    pub return_url: Option<PageUrl>,
    /// Rather fail than ask the customer for anything, where the gateway knows how.
    pub error_on_requires_action: bool,
    /// End on `return_url` in case of success, too.
    pub always_redirect: bool,
    /// The width of the page in CSS pixels.
    pub page_width: u32,
    /// An older attempt of unknown outcome is on record: ask how it ended before anything else.
    pub check_first: bool,
}

/// Looking at an intent, or carrying it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continue {
    /// The intent's client secret.
    pub client_secret: String,
    /// What to do with it.
    pub mode: ContinueMode,
    /// The width of the page in CSS pixels.
    pub page_width: u32,
    /// The merchant's page to end on in case of success.
    pub finish_at: Option<PageUrl>,
    /// There is a form that can show instructions.
    pub can_show: bool,
}

/// What to do with an intent that already exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContinueMode {
    /// Only ask how it stands.
    Retrieve,
    /// Carry out its next action, if it has one.
    HandleNextAction,
    /// As [`ContinueMode::HandleNextAction`], after a reload or a return: a failed attempt is an error.
    Resume,
    /// As [`ContinueMode::Resume`], in the place of a confirm whose engine was lost: an attempt that never
    /// came to anything is an error, too.
    Recover,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Send this; report [`Event::Answered`] or [`Event::Lost`].
    Send {
        /// Its name.
        request: RequestId,
        /// What to send.
        what: Request,
        /// When to give up.
        deadline_ms: u32,
    },
    /// Nobody waits for this any more.
    CancelRequest {
        /// Which.
        request: RequestId,
    },
    /// Report [`Event::TimerFired`] after this long.
    StartTimer {
        /// Its name.
        timer: TimerId,
        /// How long.
        after_ms: u32,
    },
    /// Nobody waits for this any more.
    StopTimer {
        /// Which.
        timer: TimerId,
    },
    /// Open a surface.
    OpenSurface {
        /// Its name.
        surface: SurfaceId,
        /// The page to load.
        url: PageUrl,
        /// The dialog's size; `None` for a hidden surface.
        window: Option<ChallengeWindow>,
    },
    /// Close a surface.
    CloseSurface {
        /// Which.
        surface: SurfaceId,
    },
    /// Show this in the form.
    Show(Box<Instructions>),
    /// The customer needs it no longer.
    Unshow,
    /// Take the whole page there.
    Navigate {
        /// Where to.
        url: String,
        /// The payment is over, and this is the merchant's page.
        finished: bool,
    },
    /// The attempt is over: whoever keeps a record of it, so that a reload can find it, forgets it now. The record
    /// is made before the flow hears of the attempt.
    ClearAttempt {
        /// The intent's client secret.
        client_secret: String,
    },
    /// The customer is being asked for something.
    ActionStarted(ActionKind),
    /// That is over.
    ActionEnded(ActionKind, ActionOutcome),
    /// The run is over. The last effect of every run, and there is one in each.
    Settled(Outcome),
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// This is how the intent stands, by the gateway's word.
    Intent(Arc<Intent>),
    /// It did not work.
    Error(Error),
    /// There was nothing to resume.
    NothingPending,
}

/// A kind of action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// Device data collection.
    Ddc,
    /// The bank's check.
    Challenge,
    /// Leaving the page.
    Redirect,
    /// Something to scan, to note or to approve elsewhere.
    Show(InstructionKind),
}

impl ActionKind {
    /// The name in events.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ddc => "ddc",
            Self::Challenge => "challenge",
            Self::Redirect => "redirect",
            Self::Show(kind) => kind.name(),
        }
    }
}

/// How an action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionOutcome {
    /// It came to its end.
    Completed,
    /// Its deadline passed.
    TimedOut,
    /// It could not be opened.
    Unavailable,
    /// The customer closed it.
    Canceled,
}

impl ActionOutcome {
    /// The name in events.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::TimedOut => "timed_out",
            Self::Unavailable => "unavailable",
            Self::Canceled => "canceled",
        }
    }
}
