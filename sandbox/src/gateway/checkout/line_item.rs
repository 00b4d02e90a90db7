//! The lines of a session or a payment link: how many of which price.

use serde_json::{Value, json};

use super::Checkout;
use super::price::{NewPrice, Price, Recurring};
use crate::gateway::error::ApiError;
use crate::gateway::parameters::Params;
use crate::gateway::surroundings::Surroundings;
use crate::gateway::terms::at_most_largest;
use crate::gateway::wire::Wire;

/// What the parameter is called.
pub(super) const LINE_ITEMS: &str = "line_items";

/// How many of one price.
#[derive(Clone, Debug)]
pub(crate) struct LineItem {
    id: String,
    pub(super) price: Price,
    pub(super) quantity: u64,
}

/// All lines, of one currency, with their sum.
#[derive(Clone, Debug)]
pub(crate) struct LineItems {
    pub(super) items: Vec<LineItem>,
    pub(crate) currency: String,
    /// Minor units of `currency`.
    pub(crate) total: u64,
}

impl LineItem {
    /// Minor units.
    pub(super) fn amount(&self) -> u64 {
        // No overflow: the sum of all lines was checked when they were read.
        self.price.unit_amount.saturating_mul(self.quantity)
    }

    fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "object": "item",
            "currency": self.price.currency,
            "description": self.price.product.name,
            "price": self.price.to_json(),
            "quantity": self.quantity,
            "amount_subtotal": self.amount(),
            "amount_total": self.amount(),
        })
    }
}

impl LineItems {
    /// Reads the list `name`; `recurring` is whether they have to be due again and again, or may not be. The
    /// prices among them that are new are not kept yet.
    pub(crate) fn read(
        params: &Params,
        name: &str,
        recurring: Option<bool>,
        wire: Wire,
        checkout: &Checkout,
        around: &Surroundings<'_>,
    ) -> Result<(Self, Vec<NewPrice>), ApiError> {
        let wanted = params.objects(name)?.unwrap_or_default();
        if wanted.is_empty() {
            return Err(params.missing(name, "send at least one, with a price or price_data and a quantity"));
        }
        let mut items: Vec<LineItem> = Vec::new();
        let mut prices = Vec::new();
        for line in &wanted {
            let id = around.ids.next("li", around.now_ms);
            let (price, place) = read_price(line, wire, checkout, around, &mut prices)?;
            check_price(line, place, &price, recurring, items.first())?;
            let quantity = line.integer("quantity")?.unwrap_or(1);
            if quantity == 0 {
                return Err(line.invalid("quantity", "must be at least 1"));
            }
            items.push(LineItem { id, price, quantity });
        }
        let currency = items.first().map(|item| item.price.currency.clone()).unwrap_or_default();
        let total = items.iter().try_fold(0_u64, |total, item| {
            total.checked_add(item.price.unit_amount.checked_mul(item.quantity)?)
        });
        let total = at_most_largest(total.unwrap_or(u64::MAX), &params.path(name), &currency)?;
        Ok((Self { items, currency, total }, prices))
    }

    /// The lines, each as the API answers it.
    pub(crate) fn to_json(&self) -> Vec<Value> {
        self.items.iter().map(LineItem::to_json).collect()
    }

    /// How often they are due; none for lines that are paid once.
    pub(crate) fn recurring(&self) -> Option<Recurring> {
        self.items.first().and_then(|item| item.price.recurring.clone())
    }

    /// The same lines with ids of their own.
    pub(super) fn copied(&self, around: &Surroundings<'_>) -> Self {
        let items = self
            .items
            .iter()
            .map(|item| LineItem { id: around.ids.next("li", around.now_ms), ..item.clone() });
        Self { items: items.collect(), currency: self.currency.clone(), total: self.total }
    }
}

/// The price of a line, and the name of the parameter that it came by.
fn read_price(
    line: &Params,
    wire: Wire,
    checkout: &Checkout,
    around: &Surroundings<'_>,
    new_prices: &mut Vec<NewPrice>,
) -> Result<(Price, &'static str), ApiError> {
    match (line.text("price")?, line.object("price_data")?) {
        (Some(_), Some(_)) => Err(line.invalid("price_data", "can't be sent together with price")),
        (Some(id), None) => {
            let price = checkout.prices.named_by(&line.path("price"), &id)?.lock().clone();
            Ok((price, "price"))
        }
        (None, Some(data)) => {
            let new = NewPrice::read(&data, wire, checkout, around)?;
            let price = new.price.clone();
            new_prices.push(new);
            Ok((price, "price_data"))
        }
        (None, None) => Err(line.missing("price", "send a price's id, or price_data for a new one")),
    }
}

fn check_price(
    line: &Params,
    place: &str,
    price: &Price,
    recurring: Option<bool>,
    first: Option<&LineItem>,
) -> Result<(), ApiError> {
    if !price.active || !price.product.active {
        return Err(line.invalid(place, "is not active: take a price, and a product, that is"));
    }
    match (&price.recurring, recurring) {
        (Some(_), Some(false)) => {
            return Err(line.invalid(place, "is recurring: that takes a session of mode subscription"));
        }
        (None, Some(true)) => {
            return Err(line.invalid(place, "must be recurring in a subscription"));
        }
        _ => {}
    }
    let Some(first) = first.map(|item| &item.price) else { return Ok(()) };
    if price.currency != first.currency {
        let rule = format!("must be in {}, as the first line is: they have one currency", first.currency);
        return Err(line.invalid(place, &rule));
    }
    if price.recurring != first.recurring {
        return Err(line.invalid(place, "must be due as often as the first line: they have one interval"));
    }
    Ok(())
}
