//! Deterministic simulation: the real flow in a world of trouble, thousands of times.
//!
//! `TILLKIT_SIM_SEEDS=20000 cargo test -p tillkit-core --test simulation` runs that many worlds. When one
//! fails, its log is printed with the command that replays it: `TILLKIT_SIM_SEED=<seed> cargo test …`.
//!
//! What holds in every world: every run settles, once; success is only reported when the gateway says so; a card
//! number shows in no log, and the flow holds none after settling. An intent is charged at most once by a gateway
//! that locks its intents, in every world; by one that only honours keys, as long as there is one attempt, or
//! nothing is lost and the page is not reloaded. Beyond that only the gateway knows of the older attempt.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test says what went wrong by panicking"
)]

#[path = "simulation/gateway.rs"]
mod gateway;
#[path = "simulation/random.rs"]
mod random;
#[path = "simulation/world.rs"]
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use world::World;

const DEFAULT_SEEDS: u64 = 2_000;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a whole number"))
}

#[test]
fn every_world_ends_well() {
    let seeds = match setting("TILLKIT_SIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..setting("TILLKIT_SIM_SEEDS").unwrap_or(DEFAULT_SEEDS),
    };
    for seed in seeds {
        let mut world = World::new(seed);
        if catch_unwind(AssertUnwindSafe(|| world.run())).is_err() {
            for line in &world.log {
                eprintln!("{line}");
            }
            panic!(
                "seed {seed} failed; replay it with\n  TILLKIT_SIM_SEED={seed} cargo test -p tillkit-core --test simulation"
            );
        }
    }
}
