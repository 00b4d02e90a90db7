//! The sandbox through its doors: HTTP to the three origins, and the library for what a browser would do with time.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "the functions that tests share fail by panicking, as tests do"
)]

mod assets;
mod authorisations;
mod bank;
mod cards;
mod checkout_page;
mod checkout_sessions;
mod checkout_wire;
mod clock;
mod docs;
mod faults;
mod fixture;
mod idempotency;
mod intents;
mod keys;
mod method_input;
mod method_pages;
mod methods;
mod payment_links;
mod payment_options;
mod refunds;
mod saved_cards;
mod settings;
mod setup_intents;
mod sheets;
mod shop;
mod shop_payment_options;
mod shop_payments;
mod shop_stripe;
mod start;
mod stripe;
mod stripe_payments;
mod subscriptions;
mod three_ds;
mod webhooks;
mod wire;
