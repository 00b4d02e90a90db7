//! Stripe's words for what the tests are about.

use tillkit_core::gateway::Dialect;

pub(crate) const DIALECT: Dialect = Dialect::Stripe;
pub(crate) const CHALLENGE: &str = r#""requires_action","next_action":{"type":"redirect_to_url","redirect_to_url":{"url":"https://bank.example/acs","return_url":"https://js.provider.example/v1/return.html"}}"#;
pub(crate) const WALLET: &str = "grabpay";
pub(crate) const WALLET_ACTION: &str = r#""requires_action","next_action":{"type":"redirect_to_url","redirect_to_url":{"url":"https://wallet.example/1","return_url":"https://shop.example/done?order=7"}}"#;
