//! The sandbox's time: the machine's, moved by an offset that tests push forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

/// The clock that the gateway reads. Clones share one offset.
///
/// ```
/// use tillkit_sandbox::Clock;
///
/// let clock = Clock::starting_at(1_666_338_934_000);
/// clock.advance(10_000);
/// assert!(clock.now_ms() >= 1_666_338_944_000);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
    moves: watch::Sender<u64>,
}

impl Clock {
    /// A clock that shows `now_ms` (milliseconds since 1970, UTC) now and runs on from there.
    #[must_use]
    pub fn starting_at(now_ms: u64) -> Self {
        let clock = Self::default();
        let target = i64::try_from(now_ms).unwrap_or(i64::MAX);
        clock.offset_ms.store(target.saturating_sub(machine_ms()), Ordering::SeqCst);
        clock
    }

    /// Milliseconds since 1970 (UTC) on this clock.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        let now = machine_ms().saturating_add(self.offset_ms.load(Ordering::SeqCst));
        u64::try_from(now).unwrap_or(0)
    }

    /// The machine's own time, in milliseconds since 1970 (UTC): signatures carry it, as the servers that check them
    /// know no other.
    pub(crate) fn machine_now_ms() -> u64 {
        u64::try_from(machine_ms()).unwrap_or(0)
    }

    /// Moves the clock forward by `ms` milliseconds.
    pub fn advance(&self, ms: u64) {
        self.offset_ms.fetch_add(i64::try_from(ms).unwrap_or(i64::MAX), Ordering::SeqCst);
        self.moves.send_modify(|moves| *moves = moves.wrapping_add(1));
    }

    /// Changes whenever the clock is moved, for those who wait for a time on it.
    pub(crate) fn moves(&self) -> watch::Receiver<u64> {
        self.moves.subscribe()
    }
}

fn machine_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}
