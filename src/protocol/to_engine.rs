//! What loaders say.

use super::BillingDetails;
#[cfg(test)]
use ts_rs::TS;

/// What an engine needs to know before it can work.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct Init {
    /// The publishable key.
    pub key: String,
    /// The client secret of the intent that the form pays, or the token of an order; none for an engine without a form.
    pub client_secret: Option<String>,
    /// `wooshpay`, `stripe` or `payment_options`.
    pub dialect: String,
    /// Where the gateway's API is: an origin, perhaps with a path.
    pub api_base: String,
    /// The address of our return page, the `return_url` of everything that stays in the page.
    pub return_page: String,
    /// How a challenge is shown.
    pub challenge: ChallengeOptions,
    /// A BCP 47 language tag.
    pub locale: String,
    /// The form to draw; none for an engine that only carries calls out.
    pub form: Option<FormOptions>,
}

/// How a challenge is shown.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct ChallengeOptions {
    /// `modal` or `redirect`.
    pub display: String,
    /// An EMV challenge window size, `01` to `05`; chosen from the width of the page when absent.
    pub window_size: Option<String>,
    /// How long the customer has, in milliseconds; at most 600,000.
    pub timeout_ms: Option<u32>,
}

/// What the form shows.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct FormOptions {
    /// Ask for the name on the card.
    pub ask_name: bool,
    /// Ask for the billing country.
    pub ask_country: bool,
    /// Ask for the billing postal code.
    pub ask_postal_code: bool,
    /// Show the form but take no input.
    pub read_only: bool,
    /// Billing details known beforehand.
    pub billing_details: BillingDetails,
    /// The element's type: `card` takes cards alone. (The first loaders of this protocol do not say it, nor what
    /// follows.)
    #[cfg_attr(test, ts(rename = "type"))]
    pub kind: Option<String>,
    /// How several methods are shown; as merchants give it, so it is read with patience.
    #[cfg_attr(test, ts(type = "unknown"))]
    pub layout: Option<Layout>,
    /// Type strings of methods to show first, in this order.
    #[cfg_attr(test, ts(type = "unknown"))]
    pub payment_method_order: Vec<String>,
    /// Cards that the customer has saved: PaymentMethod objects as the merchant's server got them.
    #[cfg_attr(test, ts(type = "unknown"))]
    pub saved_payment_methods: Vec<SavedMethod>,
    /// The customer may ask to have them removed.
    #[cfg_attr(test, ts(type = "unknown"))]
    pub saved_payment_method_remove: Truth,
}

/// How every element of a group looks and speaks. (What it says of looks, the page that the form is in reads.)
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct Look {
    /// A BCP 47 language tag; as it was when absent.
    pub locale: Option<String>,
}

/// What JavaScript takes for true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Truth(pub bool);

/// A saved card, as the form shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SavedMethod {
    /// `pm_…`
    pub id: String,
    /// The brand's name on the wire.
    pub brand: String,
    /// The last four digits.
    pub last4: String,
    /// The month of expiry, from 1.
    pub exp_month: u32,
    /// The year of expiry, four digits.
    pub exp_year: u32,
}

/// Stripe's `layout`: a name, or an object with details.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// As an accordion rather than as tabs.
    pub accordion: bool,
    /// Choose no method beforehand.
    pub collapsed: bool,
    /// How many methods of an accordion are shown at first.
    pub visible_items: Option<u32>,
}

/// A call with nothing but its number.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct Call {
    /// The call's number, given back in its result.
    pub id: u32,
}

/// A call about one intent.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct SecretCall {
    /// The call's number, given back in its result.
    pub id: u32,
    /// The intent's client secret.
    pub client_secret: String,
    /// The width of the page in CSS pixels, to choose a challenge window size.
    pub page_width: u32,
}

/// A call to pay.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct ConfirmCall {
    /// The call's number, given back in its result.
    pub id: u32,
    /// The merchant's page for the customer to come back to.
    pub return_url: Option<String>,
    /// `true` for Stripe's `redirect: 'always'`: success, too, ends on `return_url`.
    pub always_redirect: bool,
    /// Stripe's parameter of that name: rather fail than ask the customer for anything.
    #[cfg_attr(test, ts(type = "unknown", rename = "error_on_requires_action"))]
    pub error_on_requires_action: Truth,
    /// Billing details that the merchant adds to those of the form.
    pub billing_details: Option<BillingDetails>,
    /// Who gets the goods: Stripe's parameter of that name, as merchants give it.
    #[cfg_attr(test, ts(type = "unknown"))]
    pub shipping: Option<BillingDetails>,
    /// The width of the page in CSS pixels, to choose a challenge window size.
    pub page_width: u32,
    /// An older attempt to pay this intent is stored: ask how it ended before anything else.
    pub check_first: bool,
}

/// Something happened to a surface.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct SurfaceReport {
    /// Which surface.
    pub surface: u32,
    /// What happened.
    pub event: SurfaceEvent,
}

/// What can happen to a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub enum SurfaceEvent {
    /// The page in it came back to our return page.
    Returned,
    /// The customer closed it.
    Closed,
    /// It could not be opened.
    Failed,
}
