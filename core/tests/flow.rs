//! The flow's rules, one by one, in every dialect. The simulation proves that they hold together.
//!
//! | rules | WooshPay | Stripe |
//! |---|---|---|
//! | `card`, `methods`, `return_url` | yes | yes |
//! | `device_data` | yes | no: it has no action for it, its challenge page does that (gateway-facts 11.2) |
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by panicking")]
#![allow(clippy::duplicate_mod, reason = "the same rules in two dialects")]

#[path = "flow"]
mod wooshpay {
    mod bench;
    mod card;
    mod device_data;
    mod methods;
    mod return_url;
    #[path = "wooshpay.rs"]
    mod wire;
}

#[path = "flow"]
mod stripe {
    mod bench;
    mod card;
    mod methods;
    mod return_url;
    #[path = "stripe.rs"]
    mod wire;
}
