//! What the merchant's endpoint for PaymentOptions says of what the tests are about.

use tillkit_core::gateway::Dialect;

pub(crate) const DIALECT: Dialect = Dialect::PaymentOptions;
pub(crate) const CHALLENGE: &str = r#""requires_action","redirect_url":"https://bank.example/acs""#;
