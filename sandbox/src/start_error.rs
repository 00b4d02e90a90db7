//! Why the sandbox did not start.

use std::fmt;
use std::io;
use std::net::SocketAddr;

/// Why the sandbox did not start.
#[derive(Debug)]
pub struct StartError {
    code: &'static str,
    message: String,
}

impl StartError {
    pub(crate) fn listening(address: SocketAddr, flag: &'static str, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::AddrInUse {
            let port = address.port();
            return Self {
                code: "port_in_use",
                message: format!(
                    "port {port} of {} is in use: end the program that has it, or choose another port with {flag}",
                    address.ip()
                ),
            };
        }
        Self {
            code: "address_unavailable",
            message: format!("can't listen on {address} ({error}): choose another port with {flag}"),
        }
    }

    pub(crate) fn client(error: &reqwest::Error) -> Self {
        Self { code: "client_unavailable", message: format!("the shop's HTTP client can't be made: {error}") }
    }

    pub(crate) fn webhook(message: &str) -> Self {
        Self {
            code: "webhook_unavailable",
            message: format!("the shop can't register its webhook endpoint: {message}"),
        }
    }

    pub(crate) fn url(url: &str) -> Self {
        Self { code: "address_unavailable", message: format!("{url} can't stand in a header") }
    }

    /// `port_in_use`, `address_unavailable`, `client_unavailable` or `webhook_unavailable`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for StartError {}
