//! Where the sandbox listens and what it serves.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::clock::Clock;
use crate::gateway::Codes;

/// The shop's port unless another is chosen.
pub const SHOP_PORT: u16 = 4240;
/// The gateway's port unless another is chosen.
pub const GATEWAY_PORT: u16 = 4241;
/// The bank's port unless another is chosen.
pub const BANK_PORT: u16 = 4242;
/// The folder of built front-end files unless another is chosen.
pub const ASSETS_FOLDER: &str = "dist";

/// The publishable key: it may retrieve and confirm, with an intent's client secret.
pub const PUBLISHABLE_KEY: &str = "pk_test_sandbox";
/// The secret key: it may do everything, and belongs on a server.
pub const SECRET_KEY: &str = "sk_test_sandbox";
/// The API key of PaymentOptions' API: it belongs on a server.
pub const PAYMENT_OPTIONS_KEY: &str = "po_test_sandbox";
/// The `merchant_id` of PaymentOptions' API.
pub const PAYMENT_OPTIONS_MERCHANT: &str = "mid_test_sandbox";

/// Where the three origins listen, where the built files are, and what time it is.
#[derive(Clone, Debug)]
pub struct Config {
    /// The shop's address. Its URL says `localhost`, and `[::1]` is listened to as well where it exists.
    pub shop: SocketAddr,
    /// The gateway's address.
    pub gateway: SocketAddr,
    /// The bank's address.
    pub bank: SocketAddr,
    /// The folder that holds `v1/` (the SDK, for the gateway), `shop/` (the shop's pages) and `docs/` (the documentation).
    pub assets: PathBuf,
    /// The gateway's clock.
    pub clock: Clock,
    /// How intents hand over codes and account details until a test changes it.
    pub codes: Codes,
    /// Whether there is a stand-in for the payment sheets of Apple Pay and Google Pay, until a test changes it.
    pub wallets: bool,
}

impl Config {
    /// The same sandbox on free ports, for tests. On Linux the bank gets 127.0.0.2, which makes it another
    /// site than the gateway for browsers, as banks are.
    #[must_use]
    pub fn free_ports(assets: impl Into<PathBuf>) -> Self {
        let bank = if cfg!(target_os = "linux") { Ipv4Addr::new(127, 0, 0, 2) } else { Ipv4Addr::LOCALHOST };
        Self {
            shop: loopback(0),
            gateway: loopback(0),
            bank: SocketAddr::new(IpAddr::V4(bank), 0),
            assets: assets.into(),
            clock: Clock::default(),
            codes: Codes::default(),
            wallets: false,
        }
    }
}

impl Default for Config {
    /// The fixed development ports and `dist`.
    fn default() -> Self {
        Self {
            shop: loopback(SHOP_PORT),
            gateway: loopback(GATEWAY_PORT),
            bank: loopback(BANK_PORT),
            assets: PathBuf::from(ASSETS_FOLDER),
            clock: Clock::default(),
            codes: Codes::default(),
            wallets: false,
        }
    }
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}
