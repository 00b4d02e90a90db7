//! What the shop sells, with a price in each currency it sells in.

use serde_json::{Map, Value, json};

/// The merchant's name, on the shop's pages and the bank's.
pub(crate) const SHOP_NAME: &str = "Fogbound Coffee";
/// The currency of prices unless another is asked for.
pub(crate) const DEFAULT_CURRENCY: &str = "USD";
/// The currencies of the price list, in the order of [`Product::prices`].
pub(crate) const CURRENCIES: &[&str] = &["USD", "EUR", "GBP", "JPY"];

/// Something to buy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Product {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    description: &'static str,
    detail: &'static str,
    /// Minor units, one price for each of [`CURRENCIES`].
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
        let place = CURRENCIES.iter().position(|listed| *listed == currency)?;
        self.prices.get(place).copied()
    }

    /// The product with its price in `currency`, and all prices.
    pub(crate) fn to_json(self, currency: &str) -> Value {
        let prices: Map<String, Value> = CURRENCIES
            .iter()
            .zip(self.prices)
            .map(|(currency, price)| ((*currency).to_owned(), price.into()))
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
