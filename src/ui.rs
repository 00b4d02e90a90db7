//! The form that customers see.

mod brand_mark;
mod card_fields;
mod checkout;
mod country;
mod field;

pub(crate) use checkout::{Checkout, CheckoutProps, FormEvent, Input, Message};

/// The form's styles; they reach the page as a constructed style sheet.
pub(crate) const STYLES: &str = include_str!("ui/form.css");
