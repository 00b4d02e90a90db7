//! The PaymentIntents API. Every request goes the same way: key, permission, parameters, intent, client secret,
//! faults, idempotency, and then the work itself, under the intent's lock.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use parking_lot::Mutex;

use super::access::{KeyKind, same};
use super::assets::no_such_path;
use super::error::ApiError;
use super::idempotency::{Claim, IdempotencyKeys, StoredAnswer};
use super::intent::Intent;
use super::operation::Operation;
use super::parameters::Params;
use super::settings::Codes;
use super::wire::{Manner, Wire};
use super::{CODES_HEADER, FAULTS_HEADER, Gateway, WIRE_HEADER};
use crate::fault::FaultKind;
use crate::faults::Struck;
use crate::server::Connection;

const PATH: &str = "/v1/payment_intents";

/// A request, taken from the connection so that the work goes on when the caller hangs up.
struct Call {
    operation: Operation,
    id: Option<String>,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Bytes,
}

/// How a call ends.
enum Ending {
    Answered(Response),
    Cut,
}

pub(crate) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route(PATH, post(create).get(list))
        .route("/v1/payment_intents/{id}", get(retrieve).post(update))
        .route("/v1/payment_intents/{id}/{verb}", post(act))
        .method_not_allowed_fallback(no_such_method)
}

fn call(operation: Operation, id: Option<String>, uri: &Uri, headers: HeaderMap, body: Bytes) -> Call {
    let query = uri.query().unwrap_or_default().to_owned();
    Call { operation, id, path: uri.path().to_owned(), query, headers, body }
}

async fn create(
    State(gateway): State<Arc<Gateway>>,
    Extension(connection): Extension<Connection>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    run(gateway, connection, call(Operation::Create, None, &uri, headers, body)).await
}

async fn list(
    State(gateway): State<Arc<Gateway>>,
    Extension(connection): Extension<Connection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    run(gateway, connection, call(Operation::List, None, &uri, headers, Bytes::new())).await
}

async fn retrieve(
    State(gateway): State<Arc<Gateway>>,
    Extension(connection): Extension<Connection>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    run(gateway, connection, call(Operation::Retrieve, Some(id), &uri, headers, Bytes::new())).await
}

async fn update(
    State(gateway): State<Arc<Gateway>>,
    Extension(connection): Extension<Connection>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    run(gateway, connection, call(Operation::Update, Some(id), &uri, headers, body)).await
}

async fn act(
    State(gateway): State<Arc<Gateway>>,
    Extension(connection): Extension<Connection>,
    Path((id, verb)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let operation = match verb.as_str() {
        "confirm" => Operation::Confirm,
        "capture" => Operation::Capture,
        "cancel" => Operation::Cancel,
        _ => return no_such_path(&Method::POST, uri.path()),
    };
    run(gateway, connection, call(operation, Some(id), &uri, headers, body)).await
}

async fn no_such_method(method: Method, uri: Uri) -> Response {
    let message = format!("{} does not take {method}.", uri.path());
    ApiError::request(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message).into_response()
}

async fn run(gateway: Arc<Gateway>, connection: Connection, call: Call) -> Response {
    let work = tokio::spawn(async move { work(&gateway, call).await });
    match work.await {
        Ok(Ending::Answered(response)) => response,
        Ok(Ending::Cut) => connection.cut().await,
        Err(_) => ApiError::api(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "The sandbox failed at this request: that is a mistake in the sandbox.",
        )
        .into_response(),
    }
}

/// A request that may be worked on.
struct Admitted {
    caller: KeyKind,
    params: Params,
    intent: Option<Arc<Mutex<Intent>>>,
    idempotency_key: Option<String>,
}

fn admit(gateway: &Gateway, call: &Call) -> Result<Admitted, ApiError> {
    let caller = KeyKind::identify(&call.headers)?;
    if !call.operation.is_for_browsers() {
        caller.must_be_secret()?;
    }
    let params = if call.operation.changes() {
        Params::from_body(&call.headers, &call.body)?
    } else {
        Params::from_form(call.query.as_bytes())?
    };
    let intent = match &call.id {
        None => None,
        Some(id) => Some(gateway.intent(id).ok_or_else(|| ApiError::no_such_intent(id))?),
    };
    if let Some(intent) = &intent
        && caller == KeyKind::Publishable
    {
        check_client_secret(&params, intent)?;
    }
    let idempotency_key = if call.operation.changes() { IdempotencyKeys::of(&call.headers)? } else { None };
    Ok(Admitted { caller, params, intent, idempotency_key })
}

/// 403 and not 401: the key is fine, it just does not open this intent.
fn check_client_secret(params: &Params, intent: &Mutex<Intent>) -> Result<(), ApiError> {
    let given = params.text("client_secret")?.ok_or_else(|| {
        ApiError::missing(
            "client_secret",
            "Missing client_secret: with a publishable key it goes into the query of a retrieve and the body of a \
             confirm.",
        )
    })?;
    if same(&given, &intent.lock().client_secret) {
        return Ok(());
    }
    let mut error = ApiError::request(
        StatusCode::FORBIDDEN,
        "client_secret_invalid",
        "The client_secret is not this PaymentIntent's: send the one its creation answered.",
    );
    error.error.param = Some("client_secret".to_owned());
    Err(error)
}

async fn work(gateway: &Gateway, call: Call) -> Ending {
    let admitted = match admit(gateway, &call) {
        Ok(admitted) => admitted,
        Err(error) => return Ending::Answered(error.into_response()),
    };
    let spared = call.headers.get(FAULTS_HEADER).is_some_and(|value| value == "off");
    let struck = if spared {
        Struck::default()
    } else {
        gateway.faults.strike(call.operation.fault_target(), call.id.as_deref())
    };
    let claim = match admitted.idempotency_key.clone() {
        None => None,
        Some(key) => match gateway.idempotency.claim(admitted.caller, key, &call.path, &call.body) {
            Ok(claim) => Some(claim),
            Err(error) => return Ending::Answered(error.into_response()),
        },
    };
    pause(struck.delay_ms).await;
    if let Some(ending) = struck.failure.and_then(failure_before) {
        return ending;
    }
    let (answer, replayed) = match claim {
        Some(Claim::Answered(answer)) => (answer, true),
        Some(Claim::New(claimed)) => {
            let answer = execute(gateway, &call, &admitted);
            if answer.status == StatusCode::OK || answer.status == StatusCode::PAYMENT_REQUIRED {
                claimed.keep(answer.clone());
            }
            (answer, false)
        }
        None => (execute(gateway, &call, &admitted), false),
    };
    pause(struck.answer_delay_ms).await;
    let mut response = json_response(answer.status, answer.body);
    if replayed {
        response
            .headers_mut()
            .insert(HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true"));
    }
    failure_after(struck.failure, response)
}

async fn pause(ms: u64) {
    if ms > 0 {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}

/// Faults that strike before anything is done.
fn failure_before(fault: FaultKind) -> Option<Ending> {
    match fault {
        FaultKind::AnswerLostBeforeCharge => Some(Ending::Cut),
        FaultKind::ServerError { status } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Some(Ending::Answered(
                ApiError::api(
                    status,
                    "sandbox_fault",
                    "An armed fault: the gateway failed before it did anything.",
                )
                .into_response(),
            ))
        }
        FaultKind::RateLimit { retry_after_s } => {
            let mut response = ApiError::request(
                StatusCode::TOO_MANY_REQUESTS,
                "rate_limit",
                "An armed fault: too many requests. Send it again after the seconds of Retry-After.",
            )
            .into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
            Some(Ending::Answered(response))
        }
        _ => None,
    }
}

/// Faults that spoil the answer to what has been done.
fn failure_after(fault: Option<FaultKind>, response: Response) -> Ending {
    let (mut head, body) = response.into_parts();
    let spoiled = match fault {
        Some(FaultKind::AnswerLostAfterCharge) => return Ending::Cut,
        Some(FaultKind::MalformedBody) => {
            Body::from("{\"id\": \"pi_1583366366029676544\", \"status\": \"succ")
        }
        Some(FaultKind::EmptyBody) => Body::empty(),
        Some(FaultKind::HtmlBody) => {
            head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            Body::from(
                "<!doctype html><html lang=\"en\"><title>Proxy</title><p>This page came from a proxy.</html>",
            )
        }
        _ => body,
    };
    Ending::Answered(Response::from_parts(head, spoiled))
}

fn execute(gateway: &Gateway, call: &Call, admitted: &Admitted) -> StoredAnswer {
    let result = match (&admitted.intent, call.operation) {
        (Some(intent), operation) => gateway.change(operation, intent, &admitted.params, admitted.caller),
        (None, Operation::List) => gateway.list(&admitted.params),
        (None, _) => requested_manner(gateway, &call.headers)
            .and_then(|manner| gateway.create(&admitted.params, manner)),
    };
    match result {
        Ok(body) => StoredAnswer { status: StatusCode::OK, body: body.to_string() },
        Err(error) => StoredAnswer { status: error.status, body: error.to_json().to_string() },
    }
}

fn requested_manner(gateway: &Gateway, headers: &HeaderMap) -> Result<Manner, ApiError> {
    let settings = gateway.settings();
    let named = |header| headers.get(header).map(|value| value.to_str().unwrap_or_default());
    let refused = |header, rule: &str| ApiError::parameter("parameter_invalid", header, rule);
    let wire = named(WIRE_HEADER).map(|name| {
        Wire::from_name(name)
            .ok_or_else(|| refused(WIRE_HEADER, "The header Tillkit-Sandbox-Wire must be old or new."))
    });
    let codes = named(CODES_HEADER).map(|name| {
        Codes::from_name(name).ok_or_else(|| {
            refused(CODES_HEADER, "The header Tillkit-Sandbox-Codes must be hosted or in_place.")
        })
    });
    Ok(Manner {
        wire: wire.transpose()?.unwrap_or(settings.wire),
        codes: codes.transpose()?.unwrap_or(settings.codes),
    })
}

fn json_response(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
