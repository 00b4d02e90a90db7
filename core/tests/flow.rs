//! The flow's rules, one by one. The simulation proves that they hold together.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by panicking")]

#[path = "flow/bench.rs"]
mod bench;
#[path = "flow/card.rs"]
mod card;
#[path = "flow/methods.rs"]
mod methods;
