//! The form that customers see.

mod brand_mark;
mod checkout;
mod country;
mod entries;
mod field;
mod instructions;
mod method_list;
mod node;
mod panel;
mod saved;
mod sheet;

pub(crate) use checkout::{Checkout, CheckoutProps, Ended, FormEvent, Input, Message, Terms};
