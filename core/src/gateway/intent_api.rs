//! The API of PaymentIntents and SetupIntents, which Stripe made and others follow: its paths, what a confirm holds,
//! and how answers read. What a gateway does in a way of its own is in its [`Wire`].
//!
//! Reading is as lenient as the sum of what gateways send: structures may come as text that holds JSON, unset may be
//! null, `""` or absent, times may be in milliseconds, and a currency may be in upper case.

use super::body_writer::BodyWriter;
use super::dialect::Wire;
use super::json::{Object, integer, is_true, nested, object, text, texts};
use super::next_action::read_action;
use super::{
    Answer, Billing, Body, Confirmation, LaterReason, Method, MethodData, Payment, Request, Response,
};
use crate::Error;
use crate::card::Card;
use crate::error::{Kind, Told};
use crate::intent::{Intent, Status, id_of_secret, is_setup_id};
use crate::method::birth_date;
use crate::page_url::percent_encode;
use std::sync::Arc;

/// Times beyond this are milliseconds: as seconds they would lie in the year 5138.
const FIRST_MILLISECONDS: i64 = 100_000_000_000;

pub(super) fn retrieve(key: &str, client_secret: &str) -> Result<Request, Error> {
    let mut path = format!("{}?client_secret=", path_of(client_secret)?);
    percent_encode(client_secret, &mut path);
    Ok(Request { method: Method::Get, path, basic_user: key.to_owned(), idempotency_key: None, body: None })
}

pub(super) fn confirm(
    wire: &Wire,
    key: &str,
    client_secret: &str,
    confirmation: &Confirmation<'_>,
    idempotency_key: &str,
) -> Result<Request, Error> {
    let path = format!("{}/confirm", path_of(client_secret)?);
    let Confirmation { payment, billing, return_url, error_on_requires_action, .. } = confirmation;
    let mut body = BodyWriter::new(wire.encoding);
    body.text("client_secret", client_secret);
    match payment {
        Payment::Card(card) => {
            body.nested("payment_method_data", &mut |data| {
                data.text("type", "card").nested("card", &mut |body| write_card(wire, body, card));
                write_billing(wire, data, billing, card.name.as_deref(), None);
            });
        }
        Payment::Saved(card) => {
            body.text("payment_method", &card.id).nested("payment_method_options", &mut |options| {
                options.nested("card", &mut |options| {
                    options.text("cvc", card.security_code.expose());
                });
            });
        }
        Payment::Method(method) => write_method(wire, &mut body, method, billing),
    }
    if *error_on_requires_action && !is_setup_id(client_secret) {
        body.truth("error_on_requires_action", true);
    }
    body.url("return_url", return_url);
    Ok(Request {
        method: Method::Post,
        path,
        basic_user: key.to_owned(),
        idempotency_key: Some(idempotency_key.to_owned()),
        body: Some(Body { content_type: wire.encoding.content_type(), text: body.finish() }),
    })
}

pub(super) fn read(wire: &Wire, response: &Response) -> Answer {
    let body = object(&response.body);
    if response.status >= 500 {
        return Answer::Unclear(Error::new("api_error"));
    }
    if response.status == 429 {
        return Answer::Later(LaterReason::RateLimited(
            response.retry_after_s.map(|s| s.saturating_mul(1000)),
        ));
    }
    let told = body.as_ref().and_then(|body| read_error(wire, body)).map(|told| match response.status {
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
        (None, Some(body)) if (200..300).contains(&response.status) => match read_intent(wire, &body) {
            Some(intent) => Answer::Intent(Arc::new(intent)),
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

fn write_card(wire: &Wire, body: &mut BodyWriter, card: &Card) {
    body.text("number", card.number.expose())
        .text("exp_month", &format!("{:02}", card.exp_month))
        .text("exp_year", &card.exp_year.to_string())
        .text("cvc", card.security_code.expose());
    if wire.own_names {
        body.text("name", card.name.as_deref().unwrap_or_default());
    }
}

fn write_method(wire: &Wire, body: &mut BodyWriter, method: &MethodData, billing: &Billing) {
    body.nested("payment_method_data", &mut |data| {
        data.text("type", &method.kind)
            .nested(&method.kind, &mut |data| (wire.write_data)(data, method, billing));
        write_billing(wire, data, billing, None, Some(method));
    });
    body.nested("payment_method_options", &mut |options| {
        options.nested(&method.kind, &mut |options| (wire.write_options)(options, method));
    });
    if method.mandate {
        body.nested("mandate_data", &mut |mandate| {
            mandate.nested("customer_acceptance", &mut |acceptance| {
                acceptance.text("type", "online").nested("online", &mut |online| {
                    online.text("user_agent", &method.user_agent);
                });
            });
        });
    }
}

fn write_billing(
    wire: &Wire,
    data: &mut BodyWriter,
    billing: &Billing,
    name_on_card: Option<&str>,
    method: Option<&MethodData>,
) {
    let both = [&*billing.first_name, &billing.last_name].join(" ");
    let name = match (billing.name.as_str(), name_on_card) {
        ("", Some(on_card)) => on_card,
        ("", None) if !wire.own_names => both.trim(),
        (name, _) => name,
    };
    data.nested("billing_details", &mut |details| {
        details.text("name", name);
        if wire.own_names {
            details.text("firstName", &billing.first_name).text("lastName", &billing.last_name);
        }
        if let Some(method) = method {
            (wire.write_details)(details, method);
        }
        details.text("email", &billing.email).text("phone", &billing.phone).nested(
            "address",
            &mut |address| {
                address
                    .text("city", &billing.city)
                    .text("country", &billing.country)
                    .text("line1", &billing.line1)
                    .text("line2", &billing.line2)
                    .text("postal_code", &billing.postal_code)
                    .text("state", &billing.state);
            },
        );
    });
}

/// Writes what the customer gave for a method, as far as it is `wanted` there.
pub(super) fn write_options(body: &mut BodyWriter, method: &MethodData, wanted: &dyn Fn(&str) -> bool) {
    for (name, text) in method.options.iter().filter(|(name, _)| wanted(name)) {
        match birth_date::parts(text.expose()).filter(|_| *name == "dob") {
            None => body.text(name, text.expose()),
            Some((year, month, day)) => body.nested(name, &mut |date| {
                date.text("day", &day.to_string())
                    .text("month", &month.to_string())
                    .text("year", &year.to_string());
            }),
        };
    }
}

fn read_intent(wire: &Wire, body: &Object<'_>) -> Option<Intent> {
    let id = text(body, "id").filter(|id| wire.own_ids || id.starts_with("pi_") || is_setup_id(id))?;
    let setup = is_setup_id(&id);
    let amount = if setup { 0 } else { integer(body, "amount")? };
    let status = text(body, "status")?;
    let created = integer(body, "created").unwrap_or_default();
    let options = nested(body, "payment_method_options").unwrap_or_else(Object::empty);
    let card = nested(&options, "card").unwrap_or_else(Object::empty);
    let capture_method = text(body, "capture_method").or_else(|| text(&card, "capture_method"));
    Some(Intent {
        id,
        status: Status::read(&status),
        amount,
        currency: if setup {
            String::new()
        } else {
            text(body, "currency").unwrap_or_default().to_ascii_lowercase()
        },
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
        last_payment_error: last_error(
            wire,
            body,
            if setup { "last_setup_error" } else { "last_payment_error" },
        ),
        next_action: nested(body, "next_action").and_then(|action| read_action(wire, &action)),
    })
}

fn last_error(wire: &Wire, body: &Object<'_>, name: &str) -> Option<Error> {
    if let Some(error) = nested(body, name) {
        return Some(Error::from_gateway(told(wire, &error)));
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
fn read_error(wire: &Wire, body: &Object<'_>) -> Option<Told> {
    if let Some(error) = nested(body, "error") {
        return Some(told(wire, &error));
    }
    let top_level = text(body, "type").is_some_and(|kind| Kind::from_name(&kind).is_some())
        || (text(body, "code").is_some() && text(body, "message").is_some());
    (top_level && text(body, "id").is_none()).then(|| told(wire, body))
}

fn told(wire: &Wire, error: &Object<'_>) -> Told {
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
            .and_then(|intent| read_intent(wire, &intent)),
    }
}
