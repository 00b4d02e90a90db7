//! Card brands by the first digits of the number.

mod table;

use table::{FOURS, Rules, TABLE};

/// A card brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Brand {
    /// Visa.
    Visa,
    /// Mastercard.
    Mastercard,
    /// American Express.
    Amex,
    /// China UnionPay.
    UnionPay,
    /// Discover.
    Discover,
    /// Diners Club.
    Diners,
    /// JCB.
    Jcb,
    /// Maestro.
    Maestro,
    /// Mir.
    Mir,
    /// Elo.
    Elo,
    /// Hiper.
    Hiper,
    /// Hipercard.
    Hipercard,
    /// Troy.
    Troy,
    /// Verve.
    Verve,
    /// RuPay.
    RuPay,
    /// UATP.
    Uatp,
}

/// The lengths of a number whose brand is not known.
pub(crate) const UNKNOWN_LENGTHS: &[usize] = &[12, 13, 14, 15, 16, 17, 18, 19];

impl Brand {
    /// Every brand.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|rules| rules.brand)
    }

    /// The brand of a number as typed so far (ASCII digits), `None` while no brand's digits are complete.
    ///
    /// ```
    /// use tillkit_core::card::Brand;
    ///
    /// assert_eq!(Brand::of("4"), Some(Brand::Visa));
    /// assert_eq!(Brand::of("401178"), Some(Brand::Elo));
    /// assert_eq!(Brand::of("2"), None);
    /// ```
    #[must_use]
    pub fn of(digits: &str) -> Option<Self> {
        Self::matching(digits).into_iter().next()
    }

    /// Every brand whose digits are complete in `digits`, the most specific first: several for a co-badged
    /// card.
    ///
    /// ```
    /// use tillkit_core::card::Brand;
    ///
    /// assert_eq!(Brand::matching("622126"), [Brand::UnionPay, Brand::Discover]);
    /// ```
    #[must_use]
    pub fn matching(digits: &str) -> Vec<Self> {
        let mut found: Vec<(usize, Self)> = TABLE
            .iter()
            .filter_map(|rules| {
                let longest = rules.ranges.iter().filter_map(|range| complete_match(*range, digits)).max()?;
                Some((longest, rules.brand))
            })
            .collect();
        // Stable: brands of equal specificity stay in the table's order.
        found.sort_by_key(|(length, _)| core::cmp::Reverse(*length));
        found.into_iter().map(|(_, brand)| brand).collect()
    }

    /// Every brand that `digits` may still turn out to be, those of [`Brand::matching`] first.
    ///
    /// ```
    /// use tillkit_core::card::Brand;
    ///
    /// assert!(Brand::candidates("2").contains(&Brand::Mastercard));
    /// assert!(Brand::candidates("2").contains(&Brand::Mir));
    /// ```
    #[must_use]
    pub fn candidates(digits: &str) -> Vec<Self> {
        let mut brands = Self::matching(digits);
        for rules in &TABLE {
            let possible = rules.ranges.iter().any(|range| may_match(*range, digits));
            if possible && !brands.contains(&rules.brand) {
                brands.push(rules.brand);
            }
        }
        brands
    }

    /// The brand that goes by this name on the wire. American Express goes by two.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = if name == "american_express" { "amex" } else { name };
        TABLE.iter().find(|rules| rules.name == name).map(|rules| rules.brand)
    }

    /// The name used on the wire and in events: `visa`, `unionpay`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.rules().map_or("unknown", |rules| rules.name)
    }

    /// The name that people know: `UnionPay`.
    #[must_use]
    pub fn display_name(self) -> &'static str {
        self.rules().map_or("", |rules| rules.display_name)
    }

    /// Possible lengths of the number, ascending.
    #[must_use]
    pub fn lengths(self) -> &'static [usize] {
        self.rules().map_or(UNKNOWN_LENGTHS, |rules| rules.lengths)
    }

    /// The length of most of the brand's numbers.
    #[must_use]
    pub fn usual_length(self) -> usize {
        self.rules().map_or(16, |rules| rules.usual_length)
    }

    /// After how many digits a space is shown.
    #[must_use]
    pub fn gaps(self) -> &'static [usize] {
        self.rules().map_or(FOURS, |rules| rules.gaps)
    }

    /// 3, or 4 for American Express.
    #[must_use]
    pub fn security_code_length(self) -> usize {
        self.rules().map_or(3, |rules| rules.security_code_length)
    }

    /// Whether the brand's numbers end in a Luhn check digit. UnionPay's need not.
    #[must_use]
    pub fn has_check_digit(self) -> bool {
        self.rules().is_none_or(|rules| rules.luhn)
    }

    fn rules(self) -> Option<&'static Rules> {
        TABLE.iter().find(|rules| rules.brand == self)
    }
}

fn width(bound: u32) -> usize {
    bound.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// The number of digits in which `digits` lies inside the range.
fn complete_match((low, high): (u32, u32), digits: &str) -> Option<usize> {
    let width = width(low);
    let prefix: u32 = digits.get(..width)?.parse().ok()?;
    (low..=high).contains(&prefix).then_some(width)
}

/// Whether `digits` can still come to lie inside the range.
fn may_match((low, high): (u32, u32), digits: &str) -> bool {
    let width = width(low);
    let taken = digits.get(..digits.len().min(width)).unwrap_or_default();
    let Ok(prefix) = (if taken.is_empty() { Ok(0) } else { taken.parse::<u32>() }) else { return false };
    let Ok(missing) = u32::try_from(width - taken.len()) else { return false };
    let scale = 10_u32.pow(missing);
    let (first, last) = (prefix * scale, prefix * scale + (scale - 1));
    first <= high && last >= low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_have_their_brand() {
        for (number, brand) in [
            ("4242424242424242", Brand::Visa),
            ("5555555555554444", Brand::Mastercard),
            ("2223003122003222", Brand::Mastercard),
            ("2720990000000000", Brand::Mastercard),
            ("378282246310005", Brand::Amex),
            ("6011111111111117", Brand::Discover),
            ("30569309025904", Brand::Diners),
            ("38520000023237", Brand::Diners),
            ("3566002020360505", Brand::Jcb),
            ("6200000000000005", Brand::UnionPay),
            ("6759649826438453", Brand::Maestro),
            ("2200000000000000", Brand::Mir),
            ("5067000000000000", Brand::Elo),
            ("6370950000000005", Brand::Hiper),
            ("6062820000000000", Brand::Hipercard),
            ("9792000000000000", Brand::Troy),
            ("5061000000000000", Brand::Verve),
            ("6521500000000000", Brand::RuPay),
            ("135400000000000", Brand::Uatp),
        ] {
            assert_eq!(Brand::of(number), Some(brand), "{number}");
        }
    }

    #[test]
    fn co_badged_candidates_are_kept() {
        assert_eq!(Brand::matching("652150"), [Brand::RuPay, Brand::Discover]);
        assert_eq!(Brand::matching("5041751"), [Brand::Elo, Brand::Maestro]);
        assert_eq!(Brand::candidates("").len(), TABLE.len());
    }

    #[test]
    fn what_matches_is_a_candidate_at_every_shorter_prefix() {
        for rules in &TABLE {
            for (low, high) in rules.ranges {
                assert_eq!(width(*low), width(*high), "{}", rules.name);
                for bound in [low, high] {
                    let digits = bound.to_string();
                    for end in 0..=digits.len() {
                        assert!(
                            Brand::candidates(digits.get(..end).unwrap()).contains(&rules.brand),
                            "{digits} {end}"
                        );
                    }
                    assert!(Brand::matching(&digits).contains(&rules.brand), "{digits}");
                }
            }
        }
    }
}
