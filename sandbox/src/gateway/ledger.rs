//! The truth about one intent: how often it was tried and charged.

/// What happened to one PaymentIntent's money. Replayed answers never count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Confirms that were evaluated, declines included.
    pub attempts: u32,
    /// Successful authorisations and debits; never more than one.
    pub charges: u32,
    /// Money taken, in minor units: the amount, or the part of an authorisation that was captured.
    pub captured: u64,
}
