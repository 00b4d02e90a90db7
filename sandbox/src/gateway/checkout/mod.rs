//! Checkout: products and their prices, sessions in which customers pay for them on the gateway's own page, and
//! payment links, which open such sessions.

mod hosted_page;
mod line_item;
mod page_url;
mod payment_link;
mod price;
mod product;
mod session;
mod session_end;
mod session_operation;
mod session_terms;
mod session_wire;
mod shown;

use std::sync::Arc;

use axum::Router;

use self::payment_link::PaymentLink;
use self::price::Price;
use self::product::Product;
use self::session::Session;
use super::Gateway;
use super::collection::Collection;

pub(super) use self::hosted_page::pages;
pub(super) use self::line_item::LineItems;
pub(super) use self::price::Recurring;

/// All that there is to check out, and all sessions.
#[derive(Debug)]
pub(crate) struct Checkout {
    products: Collection<Product>,
    prices: Collection<Price>,
    sessions: Collection<Session>,
    payment_links: Collection<PaymentLink>,
}

impl Default for Checkout {
    fn default() -> Self {
        Self {
            products: Collection::new("product", "product"),
            prices: Collection::new("price", "price"),
            sessions: Collection::new("checkout session", "session"),
            payment_links: Collection::new("payment link", "payment_link"),
        }
    }
}

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .merge(product::routes())
        .merge(price::routes())
        .merge(session_operation::routes())
        .merge(payment_link::routes())
}
