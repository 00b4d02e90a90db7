//! A payment gateway, a bank and a shop on loopback: three origins, so that what is cross-origin in life is
//! cross-origin here. The program `tillkit-sandbox` runs it on fixed ports; tests start it in-process.
//!
//! | origin | paths |
//! |---|---|
//! | shop | `/`, `/done` and files of `<assets>/shop`; `/plain?csp=strict\|inline\|nowasm\|noframe\|none`; `/api/products`, `/api/orders`, `/api/config` |
//! | gateway | `/v1/payment_intents…`; files of `<assets>/v1` under `/v1/` |
//! | gateway, for tests | `/_sandbox/ledger/<intent>`, `/_sandbox/faults` (GET, POST, DELETE), `/_sandbox/settings` (`{"wire": "old"\|"new"}`), `/_sandbox/clock` (`{"advance_ms": n}`), `/_sandbox/cards` |
//! | bank | `/v1/3ds/index.html`, where next actions lead |
//!
//! Where the public documents of WooshPay's API are silent, the gateway does as Stripe's does: the client secret
//! goes into the query of a retrieve and the body of a confirm (another intent's is 403 `client_secret_invalid`),
//! and a publishable key does not see the merchant's own fields, such as the metadata.
//!
//! ```
//! use serde_json::json;
//! use tillkit_sandbox::{Config, Sandbox};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start(Config::free_ports("dist")).await?;
//! let intent = sandbox.create_intent(json!({ "amount": 1250, "currency": "EUR" }))?;
//! let ledger = sandbox.ledger(intent["id"].as_str().unwrap_or_default());
//! assert_eq!(ledger.map(|ledger| ledger.charges), Some(0));
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

mod arguments;
mod bank;
mod clock;
mod config;
mod fault;
mod faults;
mod gateway;
mod sandbox;
mod server;
mod shop;
mod start_error;

pub use arguments::{ArgumentError, Arguments, HELP};
pub use clock::Clock;
pub use config::{ASSETS_FOLDER, BANK_PORT, Config, GATEWAY_PORT, PUBLISHABLE_KEY, SECRET_KEY, SHOP_PORT};
pub use fault::{Fault, FaultKind, FaultTarget};
pub use gateway::{Ledger, Wire};
pub use sandbox::{Refusal, Sandbox};
pub use start_error::StartError;
