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
