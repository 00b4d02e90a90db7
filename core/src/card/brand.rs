//! Card brands by the first digits of the number.

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

/// What is known of a brand.
struct Rules {
    brand: Brand,
    name: &'static str,
    display_name: &'static str,
    /// Possible lengths of the number, ascending.
    lengths: &'static [usize],
    /// The length that most cards have: a number this long that fails its check digit is wrong rather than
    /// unfinished.
    usual_length: usize,
    /// A space follows each of these many digits.
    gaps: &'static [usize],
    security_code_length: usize,
    luhn: bool,
    /// First digits: (low, high), both of the same number of digits.
    ranges: &'static [(u32, u32)],
}

const FOURS: &[usize] = &[4, 8, 12, 16];
const LONG: &[usize] = &[16, 17, 18, 19];

/// In order of preference where two brands claim the same digits with ranges of the same length.
const TABLE: [Rules; 16] = [
    Rules {
        brand: Brand::Visa,
        name: "visa",
        display_name: "Visa",
        lengths: &[13, 16, 18, 19],
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[(4, 4)],
    },
    Rules {
        brand: Brand::Mastercard,
        name: "mastercard",
        display_name: "Mastercard",
        lengths: &[16],
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[(51, 55), (2221, 2720)],
    },
    Rules {
        brand: Brand::Amex,
        name: "amex",
        display_name: "American Express",
        lengths: &[15],
        usual_length: 15,
        gaps: &[4, 10],
        security_code_length: 4,
        luhn: true,
        ranges: &[(34, 34), (37, 37)],
    },
    Rules {
        brand: Brand::UnionPay,
        name: "unionpay",
        display_name: "UnionPay",
        lengths: LONG,
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: false,
        ranges: &[(62, 62), (622_126, 622_925), (8100, 8171)],
    },
    Rules {
        brand: Brand::Discover,
        name: "discover",
        display_name: "Discover",
        lengths: LONG,
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[(6011, 6011), (644, 649), (65, 65), (622_126, 622_925)],
    },
    Rules {
        brand: Brand::Diners,
        name: "diners",
        display_name: "Diners Club",
        lengths: &[14, 15, 16, 17, 18, 19],
        usual_length: 14,
        gaps: &[4, 10, 14],
        security_code_length: 3,
        luhn: true,
        ranges: &[(300, 305), (3095, 3095), (36, 36), (38, 39)],
    },
    Rules {
        brand: Brand::Jcb,
        name: "jcb",
        display_name: "JCB",
        lengths: LONG,
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[(3528, 3589)],
    },
    Rules {
        brand: Brand::Maestro,
        name: "maestro",
        display_name: "Maestro",
        lengths: &[12, 13, 14, 15, 16, 17, 18, 19],
        usual_length: 19,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[(500, 504), (5018, 5018), (5020, 5020), (5038, 5038), (56, 59), (63, 63), (67, 67)],
    },
    Rules {
        brand: Brand::Mir,
        name: "mir",
        display_name: "Mir",
        lengths: LONG,
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[(2200, 2204)],
    },
    Rules {
        brand: Brand::Elo,
        name: "elo",
        display_name: "Elo",
        lengths: &[16],
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[
            (401_178, 401_179),
            (431_274, 431_274),
            (438_935, 438_935),
            (451_416, 451_416),
            (457_393, 457_393),
            (457_631, 457_632),
            (504_175, 504_175),
            (506_699, 506_778),
            (509_000, 509_999),
            (627_780, 627_780),
            (636_297, 636_297),
            (636_368, 636_368),
            (650_031, 650_033),
            (650_035, 650_051),
            (650_405, 650_439),
            (650_485, 650_538),
            (650_541, 650_598),
            (650_700, 650_718),
            (650_720, 650_727),
            (650_901, 650_978),
            (651_652, 651_679),
            (655_000, 655_019),
            (655_021, 655_058),
        ],
    },
    Rules {
        brand: Brand::Hiper,
        name: "hiper",
        display_name: "Hiper",
        lengths: &[16],
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[
            (637_095, 637_095),
            (637_568, 637_568),
            (637_599, 637_599),
            (637_609, 637_609),
            (637_612, 637_612),
        ],
    },
    Rules {
        brand: Brand::Hipercard,
        name: "hipercard",
        display_name: "Hipercard",
        lengths: &[13, 16, 19],
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[(606_282, 606_282), (384_100, 384_100), (384_140, 384_140), (384_160, 384_160)],
    },
    Rules {
        brand: Brand::Troy,
        name: "troy",
        display_name: "Troy",
        lengths: &[16],
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[(9792, 9792)],
    },
    Rules {
        brand: Brand::Verve,
        name: "verve",
        display_name: "Verve",
        lengths: &[16, 18, 19],
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[(506_099, 506_198), (507_865, 507_964), (650_002, 650_027)],
    },
    Rules {
        brand: Brand::RuPay,
        name: "rupay",
        display_name: "RuPay",
        lengths: &[16],
        usual_length: 16,
        gaps: FOURS,
        security_code_length: 3,
        luhn: true,
        ranges: &[
            (508_500, 508_999),
            (606_985, 607_984),
            (608_001, 608_500),
            (652_150, 653_149),
            (817_200, 820_199),
        ],
    },
    Rules {
        brand: Brand::Uatp,
        name: "uatp",
        display_name: "UATP",
        lengths: &[15],
        usual_length: 15,
        gaps: &[4, 9],
        security_code_length: 3,
        luhn: true,
        ranges: &[(1, 1)],
    },
];

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
