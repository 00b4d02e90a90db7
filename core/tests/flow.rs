//! The flow's rules, one by one, in every dialect. The simulation proves that they hold together.
//!
//! | rules | WooshPay | Stripe | PaymentOptions |
//! |---|---|---|---|
//! | `card` | yes | yes | yes |
//! | `intent_api`, `return_url` | yes | yes | no: its orders have opaque tokens and one action without a name (gateway-facts 10) |
//! | `methods` | yes | yes | no: it takes cards alone (gateway-facts 10) |
//! | `device_data` | yes | no: it has no action for it, its challenge page does that (gateway-facts 11.2) | no: likewise |
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by panicking")]
#![allow(clippy::duplicate_mod, reason = "the same rules in every dialect")]

#[path = "flow"]
mod wooshpay {
    mod bench;
    mod card;
    mod device_data;
    mod intent_api;
    mod methods;
    mod return_url;
    #[path = "wooshpay.rs"]
    mod wire;
}

#[path = "flow"]
mod stripe {
    mod bench;
    mod card;
    mod intent_api;
    mod methods;
    mod return_url;
    #[path = "stripe.rs"]
    mod wire;
}

#[path = "flow"]
mod payment_options {
    mod bench;
    mod card;
    #[path = "payment_options.rs"]
    mod wire;
}
