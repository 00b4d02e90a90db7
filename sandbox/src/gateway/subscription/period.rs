//! When a subscription is due: so many intervals after it began. Months keep the day they began on, or their last one.

use time::{Date, Month, OffsetDateTime};

use crate::gateway::checkout::Recurring;

const DAY_MS: u64 = 24 * 3_600_000;

/// The moment `periods` periods after `anchor_ms`, both in milliseconds since 1970 (UTC).
pub(super) fn after(anchor_ms: u64, recurring: &Recurring, periods: u64) -> u64 {
    let intervals = recurring.interval_count.saturating_mul(periods);
    let days = |count: u64| anchor_ms.saturating_add(count.saturating_mul(DAY_MS));
    match recurring.interval.as_str() {
        "day" => days(intervals),
        "week" => days(intervals.saturating_mul(7)),
        "year" => months_after(anchor_ms, intervals.saturating_mul(12)),
        _ => months_after(anchor_ms, intervals),
    }
}

fn months_after(anchor_ms: u64, months: u64) -> u64 {
    let seconds = i64::try_from(anchor_ms / 1_000).unwrap_or(i64::MAX);
    let anchor = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let first = u64::from(u8::from(anchor.month())).saturating_sub(1).saturating_add(months);
    let date = || {
        let year = anchor.year().checked_add(i32::try_from(first / 12).ok()?)?;
        let month = Month::try_from(u8::try_from(first % 12 + 1).ok()?).ok()?;
        Date::from_calendar_date(year, month, anchor.day().min(month.length(year))).ok()
    };
    // A date that the calendar does not have is never due.
    date().map_or(u64::MAX, |date| {
        let at_s = u64::try_from(anchor.replace_date(date).unix_timestamp()).unwrap_or(0);
        at_s.saturating_mul(1_000).saturating_add(anchor_ms % 1_000)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-31, noon.
    const ANCHOR_MS: u64 = 1_769_860_800_007;

    fn day(interval: &str, interval_count: u64, periods: u64) -> String {
        let recurring = Recurring { interval: interval.to_owned(), interval_count };
        let at_ms = after(ANCHOR_MS, &recurring, periods);
        assert_eq!(at_ms % DAY_MS, ANCHOR_MS % DAY_MS);
        let at_s = i64::try_from(at_ms / 1_000).expect("a time");
        OffsetDateTime::from_unix_timestamp(at_s).expect("a time").date().to_string()
    }

    #[test]
    fn months_keep_their_day_or_end() {
        assert_eq!(day("month", 1, 0), "2026-01-31");
        assert_eq!(day("month", 1, 1), "2026-02-28");
        assert_eq!(day("month", 1, 2), "2026-03-31");
        assert_eq!(day("month", 3, 5), "2027-04-30");
        assert_eq!(day("year", 1, 2), "2028-01-31");
    }

    #[test]
    fn days_and_weeks_are_counted() {
        assert_eq!(day("day", 2, 3), "2026-02-06");
        assert_eq!(day("week", 1, 1), "2026-02-07");
    }
}
