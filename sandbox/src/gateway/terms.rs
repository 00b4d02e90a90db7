//! The terms of a PaymentIntent: what its parameters may say.

use iso_currency::Currency;
use serde_json::{Map, Value};
use tillkit_core::method;
use url::Url;

use super::access::KeyKind;
use super::dialect::Dialect;
use super::error::ApiError;
use super::intent::Intent;
use super::parameters::Params;
use super::stripe;
use super::surroundings::Surroundings;

/// The largest amount: eight digits.
const LARGEST_AMOUNT: u64 = 99_999_999;
/// The largest amount in rupiahs, of which a coffee costs tens of thousands: twelve digits.
const LARGEST_AMOUNT_IDR: u64 = 999_999_999_999;

/// When 3-D Secure is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ThreeDSecureRequest {
    #[default]
    Auto,
    Any,
}

impl ThreeDSecureRequest {
    /// What the options of a card ask for, in the words of a dialect.
    pub(crate) fn read(options: &Params, dialect: Dialect) -> Result<Option<Self>, ApiError> {
        let words: &[&str] = match dialect {
            Dialect::WooshPay => &["auto", "any"],
            Dialect::Stripe => &["automatic", "any", "challenge"],
        };
        let word = options.word("request_three_d_secure", words)?;
        Ok(word.map(|word| match word.as_str() {
            "any" | "challenge" => Self::Any,
            _ => Self::Auto,
        }))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Any => "any",
        }
    }
}

/// When the money is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CaptureMethod {
    #[default]
    Automatic,
    Manual,
}

impl CaptureMethod {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Manual => "manual",
        }
    }
}

/// Terms that are only kept and given back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    pub(crate) description: Option<String>,
    pub(crate) metadata: Option<Map<String, Value>>,
    pub(crate) merchant_order_id: Option<String>,
    pub(crate) merchant_user_id: Option<String>,
    pub(crate) quantity: Option<u64>,
    pub(crate) customer: Option<String>,
    pub(crate) receipt_email: Option<String>,
    pub(crate) setup_future_usage: Option<String>,
    pub(crate) shipping: Option<Map<String, Value>>,
    pub(crate) statement_descriptor: Option<String>,
    pub(crate) statement_descriptor_suffix: Option<String>,
    /// Whether Stripe's `automatic_payment_methods` chose what is offered.
    pub(crate) offers_automatically: bool,
}

impl Intent {
    /// Reads what a confirm may set too. From a browser, the merchant's choices can be made stricter only: 3-D
    /// Secure can be asked for but not waived, and when money is captured is not the customer's business.
    pub(super) fn read_terms(
        &mut self,
        params: &Params,
        by: KeyKind,
        dialect: Dialect,
    ) -> Result<(), ApiError> {
        if let Some(url) = params.text("return_url")? {
            self.return_url = Some(checked_return_url(&url)?);
        }
        let options = params.object("payment_method_options")?.map(|options| options.object("card"));
        let options = options.transpose()?.flatten().unwrap_or_default();
        match ThreeDSecureRequest::read(&options, dialect)? {
            Some(ThreeDSecureRequest::Any) => self.three_d_secure = ThreeDSecureRequest::Any,
            Some(ThreeDSecureRequest::Auto) if by == KeyKind::Secret => {
                self.three_d_secure = ThreeDSecureRequest::Auto;
            }
            _ => {}
        }
        if by == KeyKind::Secret
            && let Some(requires_cvc) = options.boolean("require_cvc_recollection")?
        {
            self.requires_cvc = requires_cvc;
        }
        let captures: &[&str] = match dialect {
            Dialect::WooshPay => &["automatic", "manual"],
            Dialect::Stripe => &["automatic", "automatic_async", "manual"],
        };
        for place in [&options, params] {
            match place.word("capture_method", captures)?.as_deref() {
                Some("manual") if by == KeyKind::Secret => self.capture_method = CaptureMethod::Manual,
                Some(_) if by == KeyKind::Secret => self.capture_method = CaptureMethod::Automatic,
                _ => {}
            }
        }
        if let Some(usage) = params.word("setup_future_usage", &["on_session", "off_session"])? {
            self.notes.setup_future_usage = Some(usage);
        }
        if let Some(shipping) = params.map("shipping")? {
            self.notes.shipping = Some(shipping);
        }
        Ok(())
    }

    pub(super) fn read_notes(&mut self, params: &Params, around: &Surroundings<'_>) -> Result<(), ApiError> {
        if let Some(types) = params.texts("payment_method_types")? {
            let is_listed = |kind: &str| match around.dialect {
                Dialect::WooshPay => method::find(kind).is_some(),
                Dialect::Stripe => stripe::find(kind).is_some(),
            };
            let is_known =
                |kind: &String| is_listed(kind) || around.settings.made_up_methods.contains_key(kind);
            if types.is_empty() || !types.iter().all(is_known) {
                return Err(ApiError::parameter(
                    "parameter_invalid",
                    "payment_method_types",
                    format!("payment_method_types must list one or more of {}.", known_types(around.dialect)),
                ));
            }
            self.payment_method_types = types;
        }
        if around.dialect == Dialect::Stripe
            && params.object_or_empty("automatic_payment_methods")?.boolean("enabled")? == Some(true)
        {
            self.payment_method_types = stripe::types_for(&self.currency, self.amount);
            self.notes.offers_automatically = true;
        }
        if params.has("quantity") {
            self.notes.quantity = params.integer("quantity")?;
        }
        if params.has("metadata") {
            self.notes.metadata = merged(self.notes.metadata.take(), params.map("metadata")?);
        }
        if let Some(customer) = params.text("customer")? {
            around.customers.named_by("customer", &customer)?;
        }
        let notes = &mut self.notes;
        for (name, note) in [
            ("description", &mut notes.description),
            ("merchant_order_id", &mut notes.merchant_order_id),
            ("merchant_user_id", &mut notes.merchant_user_id),
            ("customer", &mut notes.customer),
            ("receipt_email", &mut notes.receipt_email),
            ("statement_descriptor", &mut notes.statement_descriptor),
            ("statement_descriptor_suffix", &mut notes.statement_descriptor_suffix),
        ] {
            if params.has(name) {
                *note = params.text(name)?;
            }
        }
        Ok(())
    }
}

/// The type strings of a dialect, for messages.
fn known_types(dialect: Dialect) -> String {
    match dialect {
        Dialect::WooshPay => {
            let known: Vec<&str> = method::CATALOG.iter().map(|row| row.kind).collect();
            known.join(", ")
        }
        Dialect::Stripe => stripe::StripeMethod::names(),
    }
}

pub(super) fn amount(params: &Params, currency: &str) -> Result<Option<u64>, ApiError> {
    minor_units(params, "amount", currency)
}

/// An amount of money, at least 1 minor unit and at most what the gateway takes at once.
pub(super) fn minor_units(params: &Params, name: &str, currency: &str) -> Result<Option<u64>, ApiError> {
    let path = params.path(name);
    match params.integer(name)? {
        Some(0) => Err(ApiError::parameter(
            "amount_too_small",
            &path,
            format!("{path} must be at least 1 minor unit."),
        )),
        Some(amount) => at_most_largest(amount, &path, currency).map(Some),
        None => Ok(None),
    }
}

/// The amount if the gateway takes as much at once; `path` is what the error names.
pub(super) fn at_most_largest(amount: u64, path: &str, currency: &str) -> Result<u64, ApiError> {
    let largest = if currency == "IDR" { LARGEST_AMOUNT_IDR } else { LARGEST_AMOUNT };
    if amount <= largest {
        return Ok(amount);
    }
    Err(ApiError::parameter(
        "amount_too_large",
        path,
        format!("{path} must be at most {largest} minor units of {currency}."),
    ))
}

pub(super) fn currency(params: &Params) -> Result<Option<String>, ApiError> {
    let Some(text) = params.text("currency")? else { return Ok(None) };
    let currency = text.to_ascii_uppercase();
    if Currency::from_code(&currency).is_none() {
        let path = params.path("currency");
        return Err(ApiError::parameter(
            "currency_invalid",
            &path,
            format!("{path} must be one of the three-letter codes of ISO 4217, such as USD."),
        ));
    }
    Ok(Some(currency))
}

pub(super) fn checked_return_url(text: &str) -> Result<String, ApiError> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(text.to_owned()),
        _ => Err(ApiError::parameter(
            "url_invalid",
            "return_url",
            "return_url must be a complete URL that starts with https:// (or http:// on this machine).",
        )),
    }
}

/// Metadata is merged by name; an empty value removes a name.
pub(super) fn merged(
    old: Option<Map<String, Value>>,
    new: Option<Map<String, Value>>,
) -> Option<Map<String, Value>> {
    let mut all = old.unwrap_or_default();
    for (name, value) in new? {
        if value.is_null() || value.as_str() == Some("") {
            all.shift_remove(&name);
        } else {
            all.insert(name, value);
        }
    }
    Some(all)
}
