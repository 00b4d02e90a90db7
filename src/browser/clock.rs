//! The customer's calendar.

use tillkit_core::card::expiry::Month;

/// The current month.
pub(crate) fn this_month() -> Month {
    let now = js_sys::Date::new_0();
    Month {
        year: u16::try_from(now.get_full_year()).unwrap_or_default(),
        month: u8::try_from(now.get_month() + 1).unwrap_or_default(),
    }
}

/// Unix seconds.
pub(crate) fn now_s() -> i64 {
    // Far below 2^53.
    #[allow(clippy::cast_possible_truncation)]
    let seconds = (js_sys::Date::now() / 1000.0) as i64;
    seconds
}
