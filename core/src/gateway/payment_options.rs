//! PaymentOptions, server to server with 3-D Secure (gateway-facts 10), by way of the merchant's own endpoint: it adds
//! the keys, the amount and whose order it is. What that endpoint answers is our own contract, `docs/payment-options.md`.
//!
//! | quirk | what is made of it |
//! |---|---|
//! | there is no intent and no client secret | an order, and an opaque token for it as the name of Basic authentication |
//! | sizes, months and two-digit years are texts, `javaEnabled` is not | the same |
//! | `paymentv2` answers with an address and nothing else | an action, of an intent that nobody is told of |
//! | how it went says the customer's coming back, or a webhook | neither is believed: the order is read again |

use super::body_writer::{BodyWriter, Encoding};
use super::browser::window_number;
use super::dialect::Wire;
use super::intent_api;
use super::json::{Object, nested, object, truth};
use super::next_action::open;
use super::{Answer, Billing, Body, Confirmation, Method, Payment, Request, Response};
use crate::Error;
use crate::action::{NextAction, Task};
use crate::intent::{Intent, Status};
use crate::money::ExponentTable;
use std::sync::Arc;

/// How orders and errors read.
pub(super) const WIRE: Wire = Wire {
    encoding: Encoding::Json,
    exponents: ExponentTable::Iso,
    own_names: false,
    own_ids: true,
    write_details: |_, _| {},
    write_data: |_, _, _| {},
    write_options: |_, _| {},
    read_task: |_, _| None,
};

pub(super) fn retrieve(token: &str) -> Result<Request, Error> {
    request(Method::Get, "/order", token)
}

pub(super) fn confirm(
    token: &str,
    confirmation: &Confirmation<'_>,
    idempotency_key: &str,
) -> Result<Request, Error> {
    let Confirmation { payment, billing, shipping, return_url, browser, window_size, .. } = confirmation;
    let Payment::Card(card) = payment else { return Err(Error::new("payment_method_not_available")) };
    let mut body = BodyWriter::new(Encoding::Json);
    body.nested("card", &mut |body| {
        let name = card.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&billing.name);
        body.text("number", card.number.expose())
            .text("expiry_month", &format!("{:02}", card.exp_month))
            .text("expiry_year", &format!("{:02}", card.exp_year % 100))
            .text("cvc", card.security_code.expose())
            .text("name", name);
    })
    .nested("billing_address", &mut |body| write_address(body, billing, billing));
    if let Some(shipping) = shipping {
        body.nested("shipping_address", &mut |body| write_address(body, shipping, billing));
    }
    body.text("time_zone", &browser.time_zone)
        .nested("browser_info", &mut |body| {
            body.text("acceptHeader", "text/html")
                .text("screenColorDepth", &browser.emv_color_depth().to_string())
                .truth("javaEnabled", false)
                .text("language", browser.emv_language())
                .text("screenHeight", &browser.screen_height.to_string())
                .text("screenWidth", &browser.screen_width.to_string())
                .text("challengeWindow", window_number(*window_size))
                .text("userAgent", &browser.user_agent);
        })
        .nested("return_url", &mut |body| {
            body.url("success_url", return_url).url("decline_url", return_url);
        });
    Ok(Request {
        idempotency_key: Some(idempotency_key.to_owned()),
        body: Some(Body { content_type: Encoding::Json.content_type(), text: body.finish() }),
        ..request(Method::Post, "/pay", token)?
    })
}

fn request(method: Method, path: &str, token: &str) -> Result<Request, Error> {
    // A colon would end the name in Basic authentication.
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':') {
        return Err(Error::new("order_token_malformed").with_param("clientSecret"));
    }
    Ok(Request {
        method,
        path: path.to_owned(),
        basic_user: token.to_owned(),
        idempotency_key: None,
        body: None,
    })
}

/// Goods have no mail address of their own: who pays hears of them.
fn write_address(body: &mut BodyWriter, address: &Billing, payer: &Billing) {
    let email = if address.email.is_empty() { &payer.email } else { &address.email };
    let lines = format!("{} {}", address.line1, address.line2);
    body.text("country", &address.country)
        .text("email", email)
        .text("phone_number", &address.phone)
        .text("address1", lines.trim())
        .text("city", &address.city)
        .text("state", &address.state)
        .text("postal_code", &address.postal_code);
}

pub(super) fn read(response: &Response) -> Answer {
    let body = object(&response.body).unwrap_or_else(Object::empty);
    let action = open(&body, "redirect_url", Task::Challenge).map(|task| NextAction {
        name: "redirect_url".to_owned(),
        task,
        return_url: None,
    });
    // The gateway's own words, passed on.
    let success = truth(&body, "success")
        .filter(|_| (200..300).contains(&response.status) && nested(&body, "error").is_none());
    match (success, action) {
        // It sent the customer nowhere, so nothing could be charged.
        (Some(false), _) => Answer::Refused(Error::new("payment_failed")),
        (Some(true), None) => Answer::Unclear(Error::new("gateway_unreadable")),
        (Some(true), action) => Answer::Intent(Arc::new(Intent {
            next_action: action,
            ..Intent::unnamed(Status::RequiresAction)
        })),
        (None, action) => match intent_api::read(&WIRE, response) {
            Answer::Intent(mut order) => {
                if let Some(order) = Arc::get_mut(&mut order) {
                    order.next_action = action.filter(|_| order.status == Status::RequiresAction);
                }
                Answer::Intent(order)
            }
            answer => answer,
        },
    }
}
