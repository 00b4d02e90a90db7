//! Amounts in minor units, and how many of those make a major one.
//!
//! The exponent comes from a table per gateway and never from the browser's `Intl`, which disagrees with
//! what gateways count for a number of currencies (gateway-facts section 13). `Intl` only formats, from the
//! [`FormatPlan`] made here.

use core::fmt::Write as _;

/// Whose count of minor units applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExponentTable {
    /// ISO 4217.
    Iso,
    /// Stripe: MGA has none, ISK and UGX are written with two.
    Stripe,
    /// WooshPay publishes no table; its API is modelled on Stripe's and so is this.
    WooshPay,
    /// PaymentOptions says no unit for its amount strings; ISO 4217 is the neutral reading.
    PaymentOptions,
}

const ISO_ZERO: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
    "XOF", "XPF",
];
const ISO_THREE: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
const STRIPE_ZERO: [&str; 15] =
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];
const STRIPE_THREE: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

impl ExponentTable {
    /// How many decimal places separate a major unit of `currency` (any case) from a minor one.
    ///
    /// ```
    /// use tillkit_core::money::ExponentTable;
    ///
    /// assert_eq!(ExponentTable::Stripe.exponent("usd"), 2);
    /// assert_eq!(ExponentTable::Stripe.exponent("JPY"), 0);
    /// assert_eq!(ExponentTable::Iso.exponent("ISK"), 0);
    /// assert_eq!(ExponentTable::Stripe.exponent("ISK"), 2);
    /// ```
    #[must_use]
    pub fn exponent(self, currency: &str) -> u32 {
        let (zero, three, four): (&[&str], &[&str], &[&str]) = match self {
            Self::Iso | Self::PaymentOptions => (&ISO_ZERO, &ISO_THREE, &["CLF"]),
            Self::Stripe | Self::WooshPay => (&STRIPE_ZERO, &STRIPE_THREE, &[]),
        };
        let listed = |list: &[&str]| list.iter().any(|code| code.eq_ignore_ascii_case(currency));
        if listed(zero) {
            0
        } else if listed(three) {
            3
        } else if listed(four) {
            4
        } else {
            2
        }
    }

    /// What `Intl.NumberFormat` needs to write `minor` units of `currency`.
    ///
    /// ```
    /// use tillkit_core::money::ExponentTable;
    ///
    /// let plan = ExponentTable::WooshPay.plan(1999, "usd");
    /// assert_eq!((plan.decimal.as_str(), plan.currency.as_str(), plan.fraction_digits), ("19.99", "USD", 2));
    /// ```
    #[must_use]
    pub fn plan(self, minor: i64, currency: &str) -> FormatPlan {
        let fraction_digits = self.exponent(currency);
        let scale = 10_u64.pow(fraction_digits);
        let magnitude = minor.unsigned_abs();
        let mut decimal = String::new();
        let sign = if minor < 0 { "-" } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(decimal, "{sign}{}", magnitude / scale);
        if fraction_digits > 0 {
            let width = fraction_digits as usize;
            let _ = write!(decimal, ".{:0width$}", magnitude % scale);
        }
        FormatPlan { decimal, currency: currency.to_ascii_uppercase(), fraction_digits }
    }
}

/// What the browser formats: `new Intl.NumberFormat(locale, {style: 'currency', currency,
/// minimumFractionDigits: fraction_digits, maximumFractionDigits: fraction_digits}).format(decimal)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatPlan {
    /// The amount in major units, exact, as text.
    pub decimal: String,
    /// Upper-case ISO 4217 code.
    pub currency: String,
    /// How many decimal places to show.
    pub fraction_digits: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_tables_differ_where_the_gateways_do() {
        assert_eq!(ExponentTable::Iso.exponent("UGX"), 0);
        assert_eq!(ExponentTable::Stripe.exponent("UGX"), 2);
        assert_eq!(ExponentTable::Iso.exponent("MGA"), 2);
        assert_eq!(ExponentTable::Stripe.exponent("MGA"), 0);
        assert_eq!(ExponentTable::Iso.exponent("IQD"), 3);
        assert_eq!(ExponentTable::Stripe.exponent("IQD"), 2);
        assert_eq!(ExponentTable::Iso.exponent("CLF"), 4);
        assert_eq!(ExponentTable::Stripe.exponent("KWD"), 3);
        assert_eq!(ExponentTable::WooshPay.exponent("IDR"), 2);
    }

    #[test]
    fn plans_are_exact() {
        let decimal = |minor, currency| ExponentTable::Iso.plan(minor, currency).decimal;
        assert_eq!(decimal(1, "USD"), "0.01");
        assert_eq!(decimal(-105, "eur"), "-1.05");
        assert_eq!(decimal(1000, "JPY"), "1000");
        assert_eq!(decimal(1, "KWD"), "0.001");
        assert_eq!(decimal(i64::MIN, "USD"), "-92233720368547758.08");
    }

    proptest! {
        #[test]
        fn a_plan_reads_back_as_its_amount(minor in any::<i64>(), currency in "[A-Z]{3}") {
            let plan = ExponentTable::Iso.plan(minor, &currency);
            let digits: String = plan.decimal.chars().filter(|c| *c != '.').collect();
            prop_assert_eq!(digits.parse::<i64>().unwrap(), minor);
        }
    }
}
