//! `response_code`: numbers and descriptions of the provider's manual, and when the sandbox answers which.

use crate::gateway::error::PaymentError;

/// A number that says how a payment stands, and its description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ResponseCode {
    pub(super) number: u16,
    pub(super) description: &'static str,
}

const fn code(number: u16, description: &'static str) -> ResponseCode {
    ResponseCode { number, description }
}

/// Paid: the documented example.
pub(super) const SUCCESSFUL: ResponseCode = code(0, "The transaction was completed successfully.");
/// The customer has not finished.
pub(super) const PENDING: ResponseCode = code(578, "The transaction is pending.");
/// The bank did not confirm the card's holder, or nobody came in time.
pub(super) const NOT_AUTHENTICATED: ResponseCode = code(937, "Card Authentication failed.");

impl ResponseCode {
    /// Of a card that could not be charged.
    pub(super) fn of_decline(error: &PaymentError) -> Self {
        match error.decline_code.unwrap_or(error.code) {
            "insufficient_funds" => code(51, "Insufficient funds."),
            "lost_card" => code(41, "Lost card."),
            "stolen_card" => code(43, "Stolen card."),
            "expired_card" | "invalid_expiry_year" => code(54, "Expired card."),
            "incorrect_cvc" | "invalid_cvc" => code(835, "Decline CVV2 failure."),
            "incorrect_number" | "invalid_number" => code(14, "Invalid card number."),
            "processing_error" => code(96, "System error."),
            _ => code(5, "Do not honour."),
        }
    }
}
