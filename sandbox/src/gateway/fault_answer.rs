//! What armed faults make of answers.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use super::error::ApiError;
use crate::fault::FaultKind;

/// How a request ends that a fault has struck.
pub(super) enum Ending {
    Answered(Response),
    /// The connection is cut.
    Cut,
}

/// Marks an answer that no page of another origin may read.
#[derive(Clone, Copy, Debug)]
pub(super) struct WithoutCors;

/// Faults that strike before anything is done. `path` is where the request went.
pub(super) fn before(fault: FaultKind, dialect: Dialect, path: &str) -> Option<Ending> {
    let response = match fault {
        FaultKind::AnswerLostBeforeCharge => return Some(Ending::Cut),
        FaultKind::ServerError { status } => ApiError::api(
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            "sandbox_fault",
            "An armed fault: the gateway failed before it did anything.",
        )
        .into_response_in(dialect),
        FaultKind::RateLimit { retry_after_s } => {
            let mut response = too_many(dialect, "Send it again after the seconds of Retry-After.");
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
            response
        }
        FaultKind::RateLimitUntold => too_many(dialect, "Send it again later."),
        FaultKind::Redirect { status } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FOUND);
            (status, [(header::LOCATION, path)]).into_response()
        }
        FaultKind::UnknownErrorType => {
            let error = json!({ "error": {
                "type": "sandbox_error", "code": "sandbox_fault", "message": "An armed fault: nobody knows this type.",
            } });
            json_response(StatusCode::PAYMENT_REQUIRED, error.to_string())
        }
        _ => return None,
    };
    Some(Ending::Answered(response))
}

fn too_many(dialect: Dialect, advice: &str) -> Response {
    let message = format!("An armed fault: too many requests. {advice}");
    ApiError::request(StatusCode::TOO_MANY_REQUESTS, "rate_limit", message).into_response_in(dialect)
}

/// Faults that spoil the answer to what has been done.
pub(super) async fn after(fault: Option<FaultKind>, response: Response) -> Ending {
    let Some(fault) = fault else { return Ending::Answered(response) };
    let (mut head, body) = response.into_parts();
    let spoiled = match fault {
        FaultKind::AnswerLostAfterCharge => return Ending::Cut,
        FaultKind::MalformedBody => Body::from("{\"id\": \"pi_1583366366029676544\", \"status\": \"succ"),
        FaultKind::EmptyBody => Body::empty(),
        FaultKind::HtmlBody => {
            head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            Body::from(
                "<!doctype html><html lang=\"en\"><title>Proxy</title><p>This page came from a proxy.</html>",
            )
        }
        FaultKind::ErrorInside => {
            head.status = StatusCode::OK;
            let error = json!({ "type": "api_error", "code": "sandbox_fault", "message": "An armed fault." });
            Body::from(json!({ "error": error }).to_string())
        }
        FaultKind::CorsRefusal => {
            head.extensions.insert(WithoutCors);
            body
        }
        FaultKind::NumbersAsText => {
            respelled(body, |members| members.values_mut().for_each(number_as_text)).await
        }
        FaultKind::TextAsNumbers => {
            respelled(body, |members| members.values_mut().for_each(text_as_number)).await
        }
        FaultKind::UnknownStatus => {
            respelled(body, |members| drop(members.insert("status".to_owned(), "sandbox_status".into())))
                .await
        }
        FaultKind::UnknownAction => {
            respelled(body, |members| {
                members.insert("status".to_owned(), "requires_action".into());
                let action = json!({ "type": "sandbox_action", "sandbox_action": {} });
                members.insert("next_action".to_owned(), action);
            })
            .await
        }
        _ => body,
    };
    Ending::Answered(Response::from_parts(head, spoiled))
}

/// The body with changes to the members of its object; as it is where it holds none.
async fn respelled(body: Body, change: impl FnOnce(&mut Map<String, Value>)) -> Body {
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    match serde_json::from_slice::<Value>(&bytes) {
        Ok(Value::Object(mut members)) => {
            change(&mut members);
            Body::from(Value::Object(members).to_string())
        }
        _ => Body::from(bytes),
    }
}

fn number_as_text(value: &mut Value) {
    if value.is_number() {
        *value = Value::String(value.to_string());
    }
}

fn text_as_number(value: &mut Value) {
    if let Value::String(text) = value {
        *value = text.len().into();
    }
}

/// An answer of the API.
pub(super) fn json_response(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
