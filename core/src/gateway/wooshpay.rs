//! WooshPay's wire format, in both documented generations of it (gateway-facts 1.4 to 1.7).
//!
//! | quirk | what is made of it |
//! |---|---|
//! | `next_action` is JSON text, `""`, an object or absent | [`NextAction`](crate::action::NextAction) or nothing |
//! | `type` says `redirect_to_url` while the detail is under `gcash_handle_redirect` | the member that has a `url` |
//! | `payment_method_types`, `payment_method_options` are JSON text or structures | structures |
//! | unset is null, `""` or absent | nothing |
//! | `created` is in milliseconds, `currency` in upper case | seconds, lower case |

use super::json::{Object, integer, is_true, nested, object, text, texts};
use super::json_body::JsonBody;
use super::next_action::read_action;
use super::{
    Answer, Billing, Body, Confirmation, LaterReason, Method, MethodData, Payment, Request, Response,
};
use crate::error::{Kind, Told};
use crate::intent::{Intent, Status, id_of_secret, is_setup_id};
use crate::method::birth_date;
use crate::money::ExponentTable;
use crate::page_url::percent_encode;
use crate::{Error, card::Card};

/// Times beyond this are milliseconds: as seconds they would lie in the year 5138.
const FIRST_MILLISECONDS: i64 = 100_000_000_000;

/// Asks for an intent.
///
/// # Errors
/// `client_secret_malformed`.
pub fn retrieve(key: &str, client_secret: &str) -> Result<Request, Error> {
    let mut path = format!("{}?client_secret=", path_of(client_secret)?);
    percent_encode(client_secret, &mut path);
    Ok(Request { method: Method::Get, path, basic_user: key.to_owned(), idempotency_key: None, body: None })
}

/// Confirms an intent. The same idempotency key with the same confirmation is the same attempt.
///
/// # Errors
/// `client_secret_malformed`.
pub fn confirm(
    key: &str,
    client_secret: &str,
    confirmation: &Confirmation<'_>,
    idempotency_key: &str,
) -> Result<Request, Error> {
    let path = format!("{}/confirm", path_of(client_secret)?);
    let mut body = JsonBody::new();
    body.text("client_secret", client_secret);
    match confirmation.payment {
        Payment::Card(card) => {
            body.nested("payment_method_data", |data| {
                data.text("type", "card").nested("card", |body| write_card(body, card)).nested(
                    "billing_details",
                    |details| {
                        write_billing(details, confirmation.billing, card.name.as_deref());
                    },
                );
            });
        }
        Payment::Saved(card) => {
            body.text("payment_method", &card.id).nested("payment_method_options", |options| {
                options.nested("card", |options| {
                    options.text("cvc", card.security_code.expose());
                });
            });
        }
        Payment::Method(method) => write_method(&mut body, method, confirmation.billing),
    }
    body.url("return_url", confirmation.return_url);
    Ok(Request {
        method: Method::Post,
        path,
        basic_user: key.to_owned(),
        idempotency_key: Some(idempotency_key.to_owned()),
        body: Some(Body { content_type: "application/json", text: body.finish() }),
    })
}

/// Reads the answer to either request.
#[must_use]
pub fn read(response: &Response) -> Answer {
    let body = object(&response.body);
    if response.status >= 500 {
        return Answer::Unclear(Error::new("api_error"));
    }
    if response.status == 429 {
        return Answer::Later(LaterReason::RateLimited(
            response.retry_after_s.map(|s| s.saturating_mul(1000)),
        ));
    }
    let told = body.as_ref().and_then(read_error).map(|told| match response.status {
        // Whatever type the gateway gives it.
        401 => Told { kind: Some(Kind::Authentication), ..told },
        _ => told,
    });
    match (told, body) {
        (Some(told), _) if response.status == 409 || told.code == "idempotency_key_in_use" => {
            Answer::Later(LaterReason::InProgress)
        }
        (Some(told), _) if told.kind == Some(Kind::Api) => Answer::Unclear(Error::from_gateway(told)),
        (Some(told), _) => Answer::Refused(Error::from_gateway(told)),
        (None, Some(body)) if (200..300).contains(&response.status) => match read_intent(&body) {
            Some(intent) => Answer::Intent(Box::new(intent)),
            None => Answer::Unclear(Error::new("gateway_unreadable")),
        },
        (None, _) => match response.status {
            401 => Answer::Refused(Error::new("api_key_invalid")),
            403 => Answer::Refused(Error::new("secret_key_required")),
            404 => Answer::Refused(Error::new("resource_missing")),
            409 => Answer::Later(LaterReason::InProgress),
            _ => Answer::Unclear(Error::new("gateway_unreadable")),
        },
    }
}

/// Where the API has the intent that a client secret belongs to.
fn path_of(client_secret: &str) -> Result<String, Error> {
    let id = id_of_secret(client_secret)
        .ok_or_else(|| Error::new("client_secret_malformed").with_param("clientSecret"))?;
    let kind = if is_setup_id(id) { "setup" } else { "payment" };
    Ok(format!("/v1/{kind}_intents/{id}"))
}

fn write_card(body: &mut JsonBody, card: &Card) {
    body.text("number", card.number.expose())
        .text("exp_month", &format!("{:02}", card.exp_month))
        .text("exp_year", &card.exp_year.to_string())
        .text("cvc", card.security_code.expose())
        .text("name", card.name.as_deref().unwrap_or_default());
}

/// What other methods want goes into their options, not into their data as at Stripe (gateway-facts 4.2).
fn write_method(body: &mut JsonBody, method: &MethodData, billing: &Billing) {
    body.nested("payment_method_data", |data| {
        data.text("type", &method.kind)
            .nested(&method.kind, |data| {
                data.token("token", &method.token);
            })
            .nested("billing_details", |details| write_billing(details, billing, None));
    });
    body.nested("payment_method_options", |options| {
        options.nested(&method.kind, |options| {
            for (name, text) in &method.options {
                match birth_date::parts(text.expose()).filter(|_| *name == "dob") {
                    None => options.text(name, text.expose()),
                    Some((year, month, day)) => options.nested(name, |date| {
                        date.text("day", &day.to_string())
                            .text("month", &month.to_string())
                            .text("year", &year.to_string());
                    }),
                };
            }
            if let Some(device) = method.device {
                options.text("terminal_type", device.terminal_type()).text("os_type", device.os_type());
            }
        });
    });
    if method.mandate {
        body.nested("mandate_data", |mandate| {
            mandate.nested("customer_acceptance", |acceptance| {
                acceptance.text("type", "online").nested("online", |online| {
                    online.text("user_agent", &method.user_agent);
                });
            });
        });
    }
}

fn write_billing(body: &mut JsonBody, billing: &Billing, name_on_card: Option<&str>) {
    let name = if billing.name.is_empty() { name_on_card.unwrap_or_default() } else { &billing.name };
    body.text("name", name)
        .text("firstName", &billing.first_name)
        .text("lastName", &billing.last_name)
        .text("email", &billing.email)
        .text("phone", &billing.phone)
        .nested("address", |address| {
            address
                .text("city", &billing.city)
                .text("country", &billing.country)
                .text("line1", &billing.line1)
                .text("line2", &billing.line2)
                .text("postal_code", &billing.postal_code)
                .text("state", &billing.state);
        });
}

fn read_intent(body: &Object<'_>) -> Option<Intent> {
    let id = text(body, "id").filter(|id| id.starts_with("pi_") || is_setup_id(id))?;
    let setup = is_setup_id(&id);
    let created = integer(body, "created").unwrap_or_default();
    let options = nested(body, "payment_method_options").unwrap_or_else(Object::empty);
    let card = nested(&options, "card").unwrap_or_else(Object::empty);
    let capture_method = text(body, "capture_method").or_else(|| text(&card, "capture_method"));
    Some(Intent {
        id,
        status: Status::read(&text(body, "status")?),
        amount: if setup { 0 } else { integer(body, "amount")? },
        currency: if setup { String::new() } else { text(body, "currency")?.to_ascii_lowercase() },
        client_secret: text(body, "client_secret"),
        created_s: if created >= FIRST_MILLISECONDS { created / 1000 } else { created },
        livemode: is_true(body, "livemode") || is_true(body, "live_mode"),
        description: text(body, "description"),
        manual_capture: capture_method.as_deref() == Some("manual"),
        cancellation_reason: text(body, "cancellation_reason"),
        payment_method: text(body, "payment_method"),
        payment_method_types: texts(body, "payment_method_types"),
        receipt_email: text(body, "receipt_email"),
        setup_future_usage: text(body, if setup { "usage" } else { "setup_future_usage" }),
        requires_security_code: is_true(&card, "require_cvc_recollection"),
        last_payment_error: last_error(body, if setup { "last_setup_error" } else { "last_payment_error" }),
        next_action: nested(body, "next_action")
            .and_then(|action| read_action(&action, ExponentTable::WooshPay)),
    })
}

fn last_error(body: &Object<'_>, name: &str) -> Option<Error> {
    if let Some(error) = nested(body, name) {
        return Some(Error::from_gateway(told(&error)));
    }
    let message = text(body, name)?;
    Some(Error::from_gateway(Told {
        kind: Some(Kind::Card),
        code: "payment_failed".to_owned(),
        message: Some(message),
        ..Told::default()
    }))
}

/// The error in a body: under `error`, or with its members at the top.
fn read_error(body: &Object<'_>) -> Option<Told> {
    if let Some(error) = nested(body, "error") {
        return Some(told(&error));
    }
    let top_level = text(body, "type").is_some_and(|kind| Kind::from_name(&kind).is_some())
        || (text(body, "code").is_some() && text(body, "message").is_some());
    (top_level && text(body, "id").is_none()).then(|| told(body))
}

fn told(error: &Object<'_>) -> Told {
    let kind = text(error, "type").and_then(|kind| Kind::from_name(&kind));
    Told {
        kind,
        code: text(error, "code").unwrap_or_else(|| {
            kind.map_or("api_error", |kind| match kind {
                Kind::Card => "payment_failed",
                Kind::Authentication => "api_key_invalid",
                Kind::RateLimit => "rate_limit",
                other => other.name(),
            })
            .to_owned()
        }),
        decline_code: text(error, "decline_code"),
        param: text(error, "param"),
        doc_url: text(error, "doc_url"),
        message: text(error, "message"),
        intent: nested(error, "payment_intent")
            .or_else(|| nested(error, "setup_intent"))
            .and_then(|intent| read_intent(&intent)),
    }
}
