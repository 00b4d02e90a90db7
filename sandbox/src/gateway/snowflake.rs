//! Ids like the gateway's: a prefix and a 19-digit snowflake, whose upper bits are the time of creation.

use parking_lot::Mutex;

/// Milliseconds since 1970 at which the ids' time starts.
const EPOCH_MS: u64 = 1_288_834_974_657;
/// Bits below the time: worker and sequence.
const LOW_BITS: u32 = 22;
const SEQUENCE_LIMIT: u64 = 1 << 12;
/// The worker number that stands between time and sequence.
const WORKER: u64 = 1 << 12;

/// Makes ids that rise with time and never repeat.
#[derive(Debug, Default)]
pub(crate) struct Snowflakes {
    last: Mutex<(u64, u64)>,
}

impl Snowflakes {
    /// `<prefix>_<19 digits>` for an object made at `now_ms`.
    pub(crate) fn next(&self, prefix: &str, now_ms: u64) -> String {
        let mut last = self.last.lock();
        let since = now_ms.saturating_sub(EPOCH_MS).max(last.0);
        let (mut time, mut sequence) = (since, if since == last.0 { last.1 + 1 } else { 0 });
        if sequence >= SEQUENCE_LIMIT {
            (time, sequence) = (time + 1, 0);
        }
        *last = (time, sequence);
        format!("{prefix}_{}", (time << LOW_BITS) | WORKER | sequence)
    }
}

/// The `created` of an object made at `now_ms`: the nearest whole second, in milliseconds.
pub(crate) fn created_ms(now_ms: u64) -> u64 {
    now_ms.saturating_add(500) / 1_000 * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(id: &str) -> u64 {
        id.strip_prefix("pi_").expect("prefix").parse().expect("digits")
    }

    #[test]
    fn the_time_of_a_documented_id_comes_back() {
        let documented = 1_583_366_366_029_676_544_u64;
        let now_ms = (documented >> LOW_BITS) + EPOCH_MS;
        let id = Snowflakes::default().next("pi", now_ms);
        assert_eq!(number(&id) >> LOW_BITS, documented >> LOW_BITS);
        assert_eq!(created_ms(now_ms), 1_666_338_934_000);
        assert_eq!(id.len(), "pi_".len() + 19);
    }

    #[test]
    fn ids_rise_even_within_one_millisecond_and_when_time_stands_still() {
        let ids = Snowflakes::default();
        let made: Vec<u64> = (0..10_000).map(|_| number(&ids.next("pi", 1_700_000_000_000))).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(number(&ids.next("pi", 1_600_000_000_000)) > made[9_999]);
    }

    #[test]
    fn created_is_rounded_to_the_nearest_second() {
        assert_eq!(created_ms(1_700_000_000_499), 1_700_000_000_000);
        assert_eq!(created_ms(1_700_000_000_500), 1_700_000_001_000);
    }
}
