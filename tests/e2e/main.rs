//! Pays in a real browser against the sandbox, and asserts on the sandbox's ledger.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what went wrong by panicking"
)]

mod accessibility;
mod accessibility_report;
mod accessibility_tree;
mod adaptation;
mod appearance;
mod assets;
mod authentication;
mod autofill;
mod axe;
mod bad_input;
mod card_payment;
mod devtools;
mod dialects;
mod documentation;
mod editing;
mod faults;
mod form;
mod hosted_checkout;
mod inline;
mod instructions;
mod keyboard;
mod languages;
mod layout;
mod leftovers;
mod lifecycle;
mod method_list;
mod methods;
mod payment_tag;
mod pictures;
mod privacy;
mod readme;
mod reload;
mod returning;
mod saved_cards;
mod screens;
mod setup;
mod sheets;
mod shop;
mod size;
mod snapshot;
mod supervision;
mod versions;
mod visual;
