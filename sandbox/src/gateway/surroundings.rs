//! What lies around an intent: time, addresses, settings, and the other objects.

use std::sync::Arc;

use super::collection::Collection;
use super::customer::Customer;
use super::dialect::Dialect;
use super::intent::random_text;
use super::payment_method::PaymentMethod;
use super::settings::Settings;
use super::snowflake::Snowflakes;

/// Behind the prefix.
const STRIPE_ID_LENGTH: usize = 24;

/// What an intent needs from outside to take a step.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings<'a> {
    /// Whose API the step was asked for by; WooshPay's where nobody asked.
    pub(crate) dialect: Dialect,
    pub(crate) now_ms: u64,
    /// Origin of the pages for codes and account details.
    pub(crate) gateway_url: &'a str,
    /// Origin of the pages for device data and challenges, and of wallets and banks.
    pub(crate) bank_url: &'a str,
    pub(crate) ids: &'a Snowflakes,
    pub(crate) settings: Arc<Settings>,
    pub(crate) customers: &'a Collection<Customer>,
    pub(crate) payment_methods: &'a Collection<PaymentMethod>,
}

impl Surroundings<'_> {
    /// The id of a new object: a snowflake at WooshPay, letters and digits at Stripe.
    pub(crate) fn id(&self, prefix: &str) -> String {
        match self.dialect {
            Dialect::WooshPay => self.ids.next(prefix, self.now_ms),
            Dialect::Stripe => format!("{prefix}_{}", random_text(STRIPE_ID_LENGTH)),
        }
    }
}
