//! The gateways' wire formats, without any I/O: an intention becomes a [`Request`], a [`Response`] becomes
//! an [`Intent`] or an [`Error`]. Every quirk of a gateway ends in here.

#[cfg(test)]
mod acme;
mod api_base;
mod body_writer;
mod browser;
mod dialect;
mod intent_api;
mod json;
mod next_action;
mod payment;
mod payment_options;
mod request;
mod stripe;
mod wooshpay;

pub use api_base::api_base_allowed;
pub use browser::Browser;
pub use dialect::Dialect;
pub use payment::{MethodData, Payment, SavedCard};
pub use request::{Body, Method, Request, Response};

use crate::flow::WindowSize;
use crate::page_url::PageUrl;
use crate::{Error, Intent};
use std::sync::Arc;

/// What a confirm needs to know.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confirmation<'a> {
    /// What is paid with.
    pub payment: &'a Payment,
    /// Who pays.
    pub billing: &'a Billing,
    /// Who gets the goods, where the merchant said so.
    pub shipping: Option<&'a Billing>,
    /// Where the gateway sends the browser back to.
    pub return_url: &'a PageUrl,
    /// Rather fail than ask the customer for anything: `authentication_required` is a decline then. PaymentIntents only.
    pub error_on_requires_action: bool,
    /// What the customer pays with.
    pub browser: &'a Browser,
    /// The size of the window that a challenge would open in.
    pub window_size: WindowSize,
}

/// Billing details. Empty text is unset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Billing {
    /// Full name.
    pub name: String,
    /// First name, where a method asks for it apart.
    pub first_name: String,
    /// Last name, likewise.
    pub last_name: String,
    /// Mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// First line of the address.
    pub line1: String,
    /// Second line of the address.
    pub line2: String,
    /// Postal code.
    pub postal_code: String,
    /// State, province or region.
    pub state: String,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The intent.
    Intent(Arc<Intent>),
    /// A refusal that ends the attempt: a decline, a wrong key, a bad request.
    Refused(Error),
    /// The same request is still being worked on, or too many came: the same again, later.
    Later(LaterReason),
    /// It cannot be told what happened: a server error, or an answer that is not in the gateway's language.
    Unclear(Error),
}

/// Why the same request should come again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaterReason {
    /// The gateway is still working on a request with this idempotency key.
    InProgress,
    /// Too many requests; how long to wait, in milliseconds, when the gateway said so.
    RateLimited(Option<u64>),
}
