//! The pure heart of Tillkit: card rules, money, intents, the gateways' wire formats and the payment flow.
//!
//! Nothing in here touches a DOM, a network, a clock or a source of randomness. Time, ids and answers come
//! in as values; what should be done goes out as values. So everything can be tested in milliseconds, and
//! the same code decides in the browser, in the simulation and in the tests.
//!
//! ```
//! use tillkit_core::card::{number, Check};
//!
//! assert_eq!(number::check("4242424242424242"), Check::Valid);
//! assert_eq!(number::check("4242"), Check::Incomplete);
//! ```

pub mod action;
pub mod card;
pub mod error;
pub mod flow;
pub mod gateway;
pub mod intent;
pub mod method;
pub mod money;
pub mod page_url;
pub mod secret;

pub use error::Error;
pub use intent::Intent;
