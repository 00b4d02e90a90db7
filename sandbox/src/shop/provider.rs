//! The gateways that an order can be paid by.

use serde::Deserialize;

use crate::gateway::Dialect;

/// By whose API an order is paid.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub(super) enum Provider {
    #[default]
    #[serde(rename = "wooshpay")]
    WooshPay,
    #[serde(rename = "stripe")]
    Stripe,
    #[serde(rename = "payment_options")]
    PaymentOptions,
}

impl Provider {
    pub(super) const ALL: [Self; 3] = [Self::WooshPay, Self::Stripe, Self::PaymentOptions];

    /// The name of its dialect for the SDK.
    pub(super) fn name(self) -> &'static str {
        match self.intents() {
            Some(dialect) => dialect.name(),
            None => "payment_options",
        }
    }

    /// The dialect of its PaymentIntents, if it has any.
    pub(super) fn intents(self) -> Option<Dialect> {
        match self {
            Self::WooshPay => Some(Dialect::WooshPay),
            Self::Stripe => Some(Dialect::Stripe),
            Self::PaymentOptions => None,
        }
    }
}
