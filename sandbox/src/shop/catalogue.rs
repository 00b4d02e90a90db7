//! What the shop sells, with a price in each currency it sells in.

use serde_json::{Map, Value, json};

/// The merchant's name, on the shop's pages and the bank's.
pub(crate) const SHOP_NAME: &str = "Fogbound Coffee";
/// The currency of prices unless another is asked for.
pub(crate) const DEFAULT_CURRENCY: &str = "USD";
/// The currencies that have prices of their own, in the order of [`Product::prices`].
const OWN_PRICES: [&str; 4] = ["USD", "EUR", "GBP", "JPY"];

/// A currency whose prices are worked out from the dollars', so that each payment method has something to pay.
#[derive(Clone, Copy, Debug)]
struct Rate {
    currency: &'static str,
    /// Tenths of a minor unit for a cent.
    tenths_per_cent: u64,
    /// Prices are multiples of this, in minor units.
    step: u64,
}

const fn rate(currency: &'static str, tenths_per_cent: u64, step: u64) -> Rate {
    Rate { currency, tenths_per_cent, step }
}

const RATES: &[Rate] = &[
    rate("CNY", 70, 100),
    rate("HKD", 78, 100),
    rate("SGD", 13, 50),
    rate("MYR", 45, 50),
    rate("THB", 360, 1_000),
    rate("PHP", 560, 500),
    rate("IDR", 150_000, 500_000),
    rate("VND", 2_500, 5_000),
    rate("KRW", 130, 500),
    rate("INR", 830, 1_000),
    rate("BRL", 50, 50),
    rate("MXN", 180, 500),
    rate("PLN", 40, 50),
    rate("ZAR", 180, 500),
];

/// The currencies that the shop sells in.
pub(crate) fn currencies() -> Vec<&'static str> {
    OWN_PRICES.into_iter().chain(RATES.iter().map(|rate| rate.currency)).collect()
}

/// Something to buy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Product {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    description: &'static str,
    detail: &'static str,
    /// Minor units, one price for each of [`OWN_PRICES`].
    prices: [u64; 4],
}

/// The whole range.
pub(crate) const PRODUCTS: &[Product] = &[
    Product {
        id: "morning-fog",
        name: "Morning Fog, filter roast",
        description: "Washed Ethiopian beans, roasted light: bergamot, apricot, a clean end.",
        detail: "250 g, whole beans",
        prices: [1_450, 1_350, 1_150, 2_200],
    },
    Product {
        id: "harbour-light",
        name: "Harbour Light, espresso roast",
        description: "Brazil and Colombia, roasted for milk: cocoa, hazelnut, brown sugar.",
        detail: "500 g, whole beans",
        prices: [2_300, 2_150, 1_850, 3_500],
    },
    Product {
        id: "stone-dripper",
        name: "Stone dripper",
        description: "Stoneware, thrown by hand and glazed in grey. Takes size 02 paper filters.",
        detail: "One cup to three",
        prices: [3_800, 3_500, 2_950, 5_800],
    },
    Product {
        id: "hand-grinder",
        name: "Hand grinder",
        description: "Steel burrs in a walnut body, from espresso to French press.",
        detail: "30 g hopper",
        prices: [8_900, 8_200, 6_950, 13_500],
    },
];

impl Product {
    pub(crate) fn find(id: &str) -> Option<&'static Self> {
        PRODUCTS.iter().find(|product| product.id == id)
    }

    /// The price in minor units, if the shop sells in this currency.
    pub(crate) fn price(&self, currency: &str) -> Option<u64> {
        if let Some(rate) = RATES.iter().find(|rate| rate.currency == currency) {
            let [dollars, ..] = self.prices;
            let exact = dollars.saturating_mul(rate.tenths_per_cent) / 10;
            return Some(exact.div_ceil(rate.step).saturating_mul(rate.step));
        }
        let place = OWN_PRICES.iter().position(|listed| *listed == currency)?;
        self.prices.get(place).copied()
    }

    /// The product with its price in `currency`, and all prices.
    pub(crate) fn to_json(self, currency: &str) -> Value {
        let prices: Map<String, Value> = currencies()
            .into_iter()
            .filter_map(|currency| Some((currency.to_owned(), self.price(currency)?.into())))
            .collect();
        json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "detail": self.detail,
            "price": self.price(currency),
            "currency": currency,
            "prices": prices,
        })
    }
}

#[cfg(test)]
mod tests {
    use tillkit_core::method::CATALOG;

    use super::*;

    #[test]
    fn prices_are_round_in_every_currency() {
        let [bag, ..] = PRODUCTS else { panic!("the shop is empty") };
        for (currency, price) in
            [("USD", 1_450), ("JPY", 2_200), ("THB", 53_000), ("IDR", 22_000_000), ("KRW", 19_000)]
        {
            assert_eq!(bag.price(currency), Some(price), "{currency}");
        }
        assert_eq!(bag.price("CHF"), None);
    }

    #[test]
    fn every_payment_method_can_pay_for_something() {
        for row in CATALOG.iter().filter(|row| !row.amounts.is_empty()) {
            let payable = PRODUCTS.iter().any(|product| {
                currencies().into_iter().any(|currency| {
                    product
                        .price(currency)
                        .is_some_and(|price| row.takes(currency, i64::try_from(price).expect("a price")))
                })
            });
            assert!(payable, "{}", row.kind);
            for amounts in row.amounts {
                assert!(
                    currencies().contains(&amounts.currency.to_ascii_uppercase().as_str()),
                    "{}",
                    amounts.currency
                );
            }
        }
    }
}
