//! The two dialects that the gateway speaks: WooshPay's API under `/v1`, and Stripe's public one under `/stripe/v1`.

/// Whose API a request follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    WooshPay,
    Stripe,
}

impl Dialect {
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
