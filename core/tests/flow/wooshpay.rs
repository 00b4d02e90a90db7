//! WooshPay's words for what the tests are about.

use tillkit_core::gateway::Dialect;

pub(crate) const DIALECT: Dialect = Dialect::WooshPay;
pub(crate) const CHALLENGE: &str = r#""requires_action","next_action":{"type":"challenge_redirect","challenge_redirect":{"url":"https://bank.example/acs"}}"#;
pub(crate) const WALLET: &str = "gcash";
pub(crate) const WALLET_ACTION: &str = r#""requires_action","next_action":{"type":"redirect_to_url","gcash_handle_redirect":{"url":"https://wallet.example/1"}}"#;
