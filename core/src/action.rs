//! What a gateway asks the browser to do next.

use crate::page_url::PageUrl;

/// A next action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextAction {
    /// The gateway's name for it.
    pub name: String,
    /// What it means here.
    pub task: Task,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Load this in a hidden frame, so that device data can be collected.
    CollectDeviceData(PageUrl),
    /// Show this to the customer: the bank's own check.
    Challenge(PageUrl),
    /// Take the page there.
    Redirect(PageUrl),
    /// The address is neither https nor loopback; it is not kept.
    Refused,
    /// Nothing that this version knows.
    Unknown,
}

impl Task {
    /// The address to open, where there is one.
    #[must_use]
    pub fn url(&self) -> Option<&PageUrl> {
        match self {
            Self::CollectDeviceData(url) | Self::Challenge(url) | Self::Redirect(url) => Some(url),
            Self::Refused | Self::Unknown => None,
        }
    }
}
