//! What the end-to-end tests stand on: a real browser, and a merchant's page in it with the sandbox behind.
//!
//! The browser is chosen by `TILLKIT_BROWSER` (`chromium`, `firefox`, `webkit`); `TILLKIT_BROWSER_PROGRAM` and
//! `TILLKIT_DRIVER_PROGRAM` say where the programs are when they are not where Debian puts them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what went wrong by panicking"
)]

mod asset_host;
mod browser;
mod customer;
mod driver_process;
mod gateway;
mod merchant;
mod method_form;
mod method_page;

pub use asset_host::{AssetHost, Serve, plain_name};
pub use browser::{Browser, Engine};
pub use gateway::{Gateway, Lack, PAYMENT_OPTIONS, STRIPE, WOOSHPAY, is_full};
pub use merchant::{Intent, Merchant, Result, TEST_DOOR_ASSETS};
pub use method_form::{Sample, payable, sample};
pub use method_page::Answer;
