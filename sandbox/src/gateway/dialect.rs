//! The two dialects that the gateway speaks: WooshPay's API under `/v1`, and Stripe's public one under `/stripe/v1`.

use serde::Deserialize;

/// Whose API a request follows.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Dialect {
    #[default]
    WooshPay,
    Stripe,
}

impl Dialect {
    pub(crate) const ALL: [Self; 2] = [Self::WooshPay, Self::Stripe];

    /// `wooshpay` or `stripe`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::WooshPay => "wooshpay",
            Self::Stripe => "stripe",
        }
    }

    /// What stands before `/v1` in its paths.
    pub(crate) fn base_path(self) -> &'static str {
        match self {
            Self::WooshPay => "",
            Self::Stripe => "/stripe",
        }
    }

    /// A path of the API in this dialect; `path` starts with `/v1`.
    pub(crate) fn path(self, path: &str) -> String {
        format!("{}{path}", self.base_path())
    }
}
