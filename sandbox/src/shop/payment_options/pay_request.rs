//! From the widget's request to the gateway's: the merchant adds what the browser has no say in.

use std::net::IpAddr;

use serde_json::{Value, json};
use url::Url;

use super::address::completed;
use crate::config::PAYMENT_OPTIONS_MERCHANT;
use crate::gateway::ApiError;
use crate::shop::orders::Order;

/// What the widget sends. Everything else is the merchant's to say.
const MEMBERS: [&str; 6] =
    ["card", "billing_address", "shipping_address", "time_zone", "browser_info", "return_url"];

/// The body of `paymentv2` for an order. It holds a card: it is sent and dropped.
pub(super) fn for_gateway(
    body: &[u8],
    order: &Order,
    customer_ip: Option<IpAddr>,
    webhook_url: &str,
) -> Result<Value, ApiError> {
    // What the parser complains of could quote the card.
    let Ok(Value::Object(mut body)) = serde_json::from_slice(body) else {
        return Err(ApiError::parameter("parameter_invalid", "body", "The body must be a JSON object."));
    };
    if let Some(name) = body.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        let message = format!("{name} is not for the browser to send: this takes {}.", MEMBERS.join(", "));
        return Err(ApiError::parameter("parameter_unknown", name, message));
    }
    let billing = completed(body.get("billing_address").and_then(Value::as_object));
    body.insert("billing_address".to_owned(), billing.into());
    if let Some(shipping) = body.get("shipping_address") {
        let shipping = completed(shipping.as_object());
        body.insert("shipping_address".to_owned(), shipping.into());
    }
    let return_url = body.get("return_url");
    let return_to = |name: &str| return_address(return_url.and_then(|urls| urls.get(name)), name);
    let return_url = json!({
        "webhook_url": webhook_url,
        "success_url": return_to("success_url")?,
        "decline_url": return_to("decline_url")?,
    });
    body.insert("return_url".to_owned(), return_url);
    // In minor units. The gateway's documents do not say it: ask before you go live, or sell a hundredfold.
    body.insert("amount".to_owned(), order.amount.to_string().into());
    body.insert("currency".to_owned(), order.currency.as_str().into());
    body.insert("merchant_txn_ref".to_owned(), order.id.as_str().into());
    body.insert("merchant_id".to_owned(), PAYMENT_OPTIONS_MERCHANT.into());
    // Behind a proxy it is the address that the proxy tells, not the connection's.
    let customer_ip = customer_ip.unwrap_or(IpAddr::from([127, 0, 0, 1]));
    body.insert("customer_ip".to_owned(), customer_ip.to_string().into());
    Ok(Value::Object(body))
}

/// Where the customer comes back to: https, or http on this machine.
fn return_address<'a>(value: Option<&'a Value>, name: &str) -> Result<&'a str, ApiError> {
    let is_fine = |text: &&str| {
        Url::parse(text).is_ok_and(|url| match url.scheme() {
            "https" => true,
            "http" => {
                matches!(url.host_str(), Some("localhost" | "[::1]"))
                    || url.host_str().is_some_and(|host| host.starts_with("127."))
            }
            _ => false,
        })
    };
    value.and_then(Value::as_str).filter(is_fine).ok_or_else(|| {
        let path = format!("return_url[{name}]");
        let message = format!("{path} must be an https URL, or an http one on this machine.");
        ApiError::parameter("parameter_invalid", &path, message)
    })
}
