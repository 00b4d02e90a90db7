//! The words that customers read, in English.

pub(crate) const CARD_NUMBER: &str = "Card number";
pub(crate) const EXPIRY: &str = "Expiry date";
pub(crate) const EXPIRY_HINT: &str = "MM / YY";
pub(crate) const SECURITY_CODE: &str = "Security code";
pub(crate) const NAME: &str = "Name on card";
pub(crate) const COUNTRY: &str = "Country or region";
pub(crate) const CHOOSE_COUNTRY: &str = "Choose…";
pub(crate) const POSTAL_CODE: &str = "Postal code";
pub(crate) const FORM: &str = "Card payment";
pub(crate) const PROCESSING: &str = "Processing your payment…";
pub(crate) const DONE: &str = "Your payment is complete.";
pub(crate) const WITH_THE_BANK: &str = "Your bank is processing your payment.";
pub(crate) const CHALLENGE_TITLE: &str = "Confirm with your bank";
pub(crate) const CLOSE: &str = "Close";
