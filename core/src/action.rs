//! What a gateway asks the browser to do next.

use crate::money::FormatPlan;
use crate::page_url::PageUrl;

/// A next action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextAction {
    /// The gateway's name for it.
    pub name: String,
    /// What it means here.
    pub task: Task,
    /// Where it leads back to, when the gateway says so.
    pub return_url: Option<PageUrl>,
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
    /// Show this to the customer, who pays elsewhere.
    Show(Box<Instructions>),
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
            Self::Show(_) | Self::Refused | Self::Unknown => None,
        }
    }
}

/// What the customer needs for paying elsewhere: a code to scan, account details, a voucher, an app.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Instructions {
    /// What sort they are.
    pub kind: InstructionKind,
    /// What a QR code of them holds.
    pub code: Option<String>,
    /// The gateway's or the app's own page with them, which on a phone opens the app.
    pub page: Option<PageUrl>,
    /// When they run out, in Unix seconds.
    pub expires_at_s: Option<i64>,
    /// What is still to be paid, when that is said, by the gateway's own count of minor units.
    pub amount: Option<FormatPlan>,
    /// The details, in the order in which they are read.
    pub rows: Vec<InstructionRow>,
}

impl Instructions {
    /// Whether the payment is out of our hands once the customer has read them: a transfer or a voucher can
    /// be paid days later.
    #[must_use]
    pub fn can_wait(&self) -> bool {
        matches!(self.kind, InstructionKind::Transfer | InstructionKind::Voucher)
    }
}

/// A sort of instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InstructionKind {
    /// A code to scan.
    #[default]
    Code,
    /// Account details for a transfer.
    Transfer,
    /// A voucher to pay in a shop or at a bank.
    Voucher,
    /// A request that the customer approves in an app.
    Approval,
}

impl InstructionKind {
    /// The name in events.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Code => "qr_code",
            Self::Transfer => "bank_transfer",
            Self::Voucher => "voucher",
            Self::Approval => "app_approval",
        }
    }
}

/// A detail of instructions, to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstructionRow {
    /// What it is: a name of the gateway's, such as `iban` or `reference`.
    pub label: &'static str,
    /// Its text.
    pub value: String,
}
