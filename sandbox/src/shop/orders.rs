//! Orders: the merchant's server decides what they cost, and webhooks tell it whether they are paid.

use serde::Deserialize;
use serde_json::{Value, json};

use super::catalogue::{DEFAULT_CURRENCY, Product, currencies};
use super::payment_options::Tab;
use super::payment_state::PaymentState;
use super::people::{PEOPLE, Person};
use super::provider::Provider;
use super::{ShopError, StatusCode};
use crate::gateway::Dialect;

const MOST_OF_ONE: u32 = 99;

/// The body of `POST /api/orders`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderRequest {
    items: Vec<ItemRequest>,
    currency: Option<String>,
    /// By whose API the order is paid.
    #[serde(default)]
    pub(super) gateway: Provider,
    #[serde(default)]
    pub(super) three_d_secure: ThreeDSecureChoice,
    pub(super) wire: Option<WireChoice>,
    #[serde(default)]
    pub(super) capture: CaptureChoice,
    /// The methods to offer; what the account has when there are none.
    #[serde(default)]
    pub(super) payment_method_types: Vec<String>,
    pub(super) codes: Option<CodesChoice>,
    /// Whether the card is kept for the customer, who is the first of the demo's people when none is named.
    #[serde(default)]
    pub(super) save_card: bool,
    /// Which of the demo's people buys, such as `ada`; nobody in particular when there is none.
    customer: Option<String>,
    /// Whether the security code of a saved card has to be entered again.
    #[serde(default)]
    pub(super) require_cvc: bool,
    /// The developer panel's sum in minor units, instead of the items'.
    amount: Option<u64>,
    /// Where the order is paid.
    #[serde(default)]
    pub(super) checkout: CheckoutChoice,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemRequest {
    id: String,
    quantity: u32,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ThreeDSecureChoice {
    #[default]
    Auto,
    Any,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum WireChoice {
    Old,
    New,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CodesChoice {
    Hosted,
    InPlace,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum CheckoutChoice {
    /// In the shop's page.
    #[default]
    Embedded,
    /// On the gateway's page.
    Hosted,
    /// On the gateway's page, and again every month.
    Monthly,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CaptureChoice {
    #[default]
    Automatic,
    Manual,
}

impl OrderRequest {
    /// Who buys, if they are known.
    pub(super) fn person(&self) -> Result<Option<&'static Person>, OrderError> {
        match &self.customer {
            None => Ok(PEOPLE.first().filter(|_| self.save_card)),
            Some(id) => Person::find(id).map(Some).ok_or_else(|| {
                let known: Vec<&str> = PEOPLE.iter().map(|person| person.id).collect();
                OrderError {
                    field: "customer",
                    message: format!("customer must be one of {}", known.join(", ")),
                }
            }),
        }
    }
}

impl ThreeDSecureChoice {
    pub(super) fn name_in(self, dialect: Dialect) -> &'static str {
        match (self, dialect) {
            (Self::Auto, Dialect::WooshPay) => "auto",
            (Self::Auto, Dialect::Stripe) => "automatic",
            (Self::Any, _) => "any",
        }
    }
}

impl WireChoice {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}

impl CodesChoice {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hosted => "hosted",
            Self::InPlace => "in_place",
        }
    }
}

impl CaptureChoice {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Manual => "manual",
        }
    }
}

/// One line of an order.
#[derive(Clone, Debug)]
struct Item {
    product: &'static Product,
    quantity: u32,
    unit_amount: u64,
}

/// What somebody wants to buy, priced.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) id: String,
    pub(super) gateway: Provider,
    pub(super) amount: u64,
    pub(super) currency: String,
    items: Vec<Item>,
    pub(super) intent: String,
    /// What webhooks told of the payment.
    pub(super) payment: PaymentState,
    /// What was given back, in minor units.
    pub(super) refunded: u64,
    /// What is kept of an order that is paid at PaymentOptions, and of no other.
    pub(super) tab: Option<Tab>,
}

/// A request that the shop can't follow: the field, and what it takes.
#[derive(Debug)]
pub(super) struct OrderError {
    pub(super) field: &'static str,
    pub(super) message: String,
}

impl Order {
    /// Prices a request. Its PaymentIntent is still to come.
    pub(super) fn price(request: &OrderRequest, id: String) -> Result<Self, OrderError> {
        let refused = |field, message: String| OrderError { field, message };
        let currency = request.currency.as_deref().unwrap_or(DEFAULT_CURRENCY).to_ascii_uppercase();
        let mut items = Vec::new();
        for wanted in &request.items {
            let product = Product::find(&wanted.id)
                .ok_or_else(|| refused("items", format!("there is no product {:?}", wanted.id)))?;
            if !(1..=MOST_OF_ONE).contains(&wanted.quantity) {
                return Err(refused("items", format!("quantity must be from 1 to {MOST_OF_ONE}")));
            }
            let unit_amount = product.price(&currency).ok_or_else(|| {
                refused("currency", format!("the shop sells in {}", currencies().join(", ")))
            })?;
            items.push(Item { product, quantity: wanted.quantity, unit_amount });
        }
        if items.is_empty() {
            return Err(refused("items", "an order has at least one item".to_owned()));
        }
        let total = items.iter().try_fold(0_u64, |total, item| {
            total.checked_add(item.unit_amount.checked_mul(u64::from(item.quantity))?)
        });
        let total = total.ok_or_else(|| refused("items", "the order is too large".to_owned()))?;
        if request.gateway != Provider::WooshPay && request.checkout != CheckoutChoice::Embedded {
            return Err(refused(
                "checkout",
                "the gateway's own page is WooshPay's: order with gateway wooshpay".to_owned(),
            ));
        }
        Ok(Self {
            id,
            gateway: request.gateway,
            amount: request.amount.unwrap_or(total),
            currency,
            items,
            intent: String::new(),
            payment: PaymentState::default(),
            refunded: 0,
            tab: None,
        })
    }

    /// The dialect of its PaymentIntent.
    pub(super) fn dialect(&self) -> Result<Dialect, ShopError> {
        self.gateway.intents().ok_or_else(|| {
            let message = "PaymentOptions documents no such request: do it in the provider's back office";
            ShopError::new(StatusCode::BAD_REQUEST, None, message)
        })
    }

    /// Each line's name, quantity and price of one.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&'static str, u32, u64)> {
        self.items.iter().map(|item| (item.product.name, item.quantity, item.unit_amount))
    }

    /// The order as the shop's pages see it.
    pub(super) fn to_json(&self, payment: &PaymentState) -> Value {
        let items: Vec<Value> = self
            .items
            .iter()
            .map(|item| {
                json!({
                    "id": item.product.id,
                    "name": item.product.name,
                    "quantity": item.quantity,
                    "unitAmount": item.unit_amount,
                    "amount": item.unit_amount.saturating_mul(u64::from(item.quantity)),
                })
            })
            .collect();
        json!({
            "id": self.id,
            "gateway": self.gateway.name(),
            "amount": self.amount,
            "currency": self.currency,
            "items": items,
            "status": payment.order_status(),
            "refunded": self.refunded,
            "paymentIntent": self.intent,
        })
    }

    /// Takes how much was given back in all. It never becomes less, whatever comes late.
    pub(super) fn take_refund(&mut self, refunded: u64) {
        self.refunded = self.refunded.max(refunded);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priced(body: Value) -> Result<Order, OrderError> {
        Order::price(&serde_json::from_value(body).expect("request"), "ord_1".to_owned())
    }

    #[test]
    fn the_server_decides_the_amount() {
        let order = priced(json!({ "items": [
            { "id": "morning-fog", "quantity": 2 }, { "id": "stone-dripper", "quantity": 1 },
        ]}))
        .expect("order");
        assert_eq!((order.amount, order.currency.as_str()), (6_700, "USD"));
        let yen = priced(json!({ "items": [{ "id": "morning-fog", "quantity": 1 }], "currency": "jpy" }));
        assert_eq!(yen.expect("order").amount, 2_200);
    }

    #[test]
    fn mistakes_name_the_field() {
        let field = |body| priced(body).expect_err("refused").field;
        assert_eq!(field(json!({ "items": [] })), "items");
        assert_eq!(field(json!({ "items": [{ "id": "tea", "quantity": 1 }] })), "items");
        assert_eq!(field(json!({ "items": [{ "id": "morning-fog", "quantity": 0 }] })), "items");
        assert_eq!(
            field(json!({ "items": [{ "id": "morning-fog", "quantity": 1 }], "currency": "CHF" })),
            "currency"
        );
    }
}
