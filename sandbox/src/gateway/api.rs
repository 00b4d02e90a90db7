//! The API. Every request goes the same way: key, permission, parameters, the object and its client secret, faults,
//! idempotency, and then the work itself.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{RawPathParams, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter};
use axum::{Extension, Router};
use serde_json::Value;

use super::access::{KeyKind, same};
use super::dialect::Dialect;
use super::error::ApiError;
use super::fault_answer::{self, Ending, json_response};
use super::idempotency::{Claim, IdempotencyKeys, StoredAnswer};
use super::parameters::Params;
use super::{
    FAULTS_HEADER, Gateway, checkout, customer, event, operation, payment_method, refund, setup_intent,
    stripe, subscription, webhook,
};
use crate::fault::FaultTarget;
use crate::faults::Struck;
use crate::server::Connection;

pub(crate) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .merge(operation::routes(Dialect::WooshPay))
        .merge(setup_intent::routes(Dialect::WooshPay))
        .merge(customer::routes(Dialect::WooshPay))
        .merge(payment_method::routes(Dialect::WooshPay))
        .merge(refund::routes(Dialect::WooshPay))
        .merge(subscription::routes())
        .merge(event::routes())
        .merge(webhook::routes())
        .merge(checkout::routes())
        .method_not_allowed_fallback(no_such_method)
}

async fn no_such_method(method: Method, uri: Uri) -> Response {
    let message = format!("{} does not take {method}.", uri.path());
    ApiError::request(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message).into_response()
}

/// A request that may be worked on.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) caller: KeyKind,
    pub(super) dialect: Dialect,
    pub(super) params: Params,
    pub(super) headers: HeaderMap,
    /// The parts of the path that are not fixed.
    path_parts: Vec<String>,
}

impl Asked {
    /// The id in the path; empty where the path has none.
    pub(super) fn id(&self) -> &str {
        self.path_parts.first().map_or("", String::as_str)
    }

    /// Lets a publishable key through that comes with the object's own client secret, and a secret key without.
    /// `noun` is what the object is called in messages. At WooshPay 403 and not 401: the key is fine, it just does not
    /// open this object.
    pub(super) fn must_know(&self, client_secret: &str, noun: &str) -> Result<(), ApiError> {
        if self.caller == KeyKind::Secret {
            return Ok(());
        }
        let given = self.params.text("client_secret")?.ok_or_else(|| {
            ApiError::missing(
                "client_secret",
                "Missing client_secret: with a publishable key it goes into the query of a retrieve and the body of \
                 a confirm.",
            )
        })?;
        if same(&given, client_secret) {
            return Ok(());
        }
        let (status, code) = match (self.dialect, noun) {
            (Dialect::WooshPay, _) => (StatusCode::FORBIDDEN, "client_secret_invalid"),
            (Dialect::Stripe, "SetupIntent") => (StatusCode::BAD_REQUEST, "setup_intent_invalid_parameter"),
            (Dialect::Stripe, _) => (StatusCode::BAD_REQUEST, "payment_intent_invalid_parameter"),
        };
        let mut error = ApiError::request(
            status,
            code,
            format!("The client_secret is not this {noun}'s: send the one its creation answered."),
        );
        error.error.param = Some("client_secret".to_owned());
        Err(error)
    }
}

/// Whether the object of a request is there, and the caller may have it.
type Admission = fn(&Gateway, &Asked) -> Result<(), ApiError>;
/// What a request is answered with.
type Work = fn(&Gateway, &Asked) -> Result<Value, ApiError>;

/// What a method on a path does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Endpoint {
    method: MethodFilter,
    /// Whether publishable keys may call it, too.
    for_browsers: bool,
    faults: FaultTarget,
    dialect: Dialect,
    /// The parameters that Stripe documents; none for requests that take any.
    stripe_parameters: Option<&'static [&'static str]>,
    admission: Admission,
    work: Work,
}

impl Endpoint {
    const fn new(method: MethodFilter, work: Work) -> Self {
        Self {
            method,
            for_browsers: false,
            faults: FaultTarget::Any,
            dialect: Dialect::WooshPay,
            stripe_parameters: None,
            admission: |_, _| Ok(()),
            work,
        }
    }

    /// Speaks this dialect.
    pub(super) const fn speaking(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// In Stripe's dialect it takes these parameters and no others.
    pub(super) const fn taking(mut self, stripe_parameters: &'static [&'static str]) -> Self {
        self.stripe_parameters = Some(stripe_parameters);
        self
    }

    /// Reads; the parameters are the query's.
    pub(super) const fn get(work: Work) -> Self {
        Self::new(MethodFilter::GET, work)
    }

    /// Changes something; the parameters are the body's, and an `Idempotency-Key` counts.
    pub(super) const fn post(work: Work) -> Self {
        Self::new(MethodFilter::POST, work)
    }

    /// Takes something away.
    pub(super) const fn delete(work: Work) -> Self {
        Self::new(MethodFilter::DELETE, work)
    }

    /// Checked before faults strike and idempotency keys are taken.
    pub(super) const fn admitting(mut self, admission: Admission) -> Self {
        self.admission = admission;
        self
    }

    /// Lets publishable keys call it: its admission has to check the client secret.
    pub(super) const fn for_browsers(mut self) -> Self {
        self.for_browsers = true;
        self
    }

    /// Which armed faults it can be struck by, besides those for any request.
    pub(super) const fn struck_by(mut self, faults: FaultTarget) -> Self {
        self.faults = faults;
        self
    }

    fn changes(self) -> bool {
        self.method != MethodFilter::GET
    }
}

/// A path's methods.
pub(super) fn methods<const N: usize>(endpoints: [Endpoint; N]) -> MethodRouter<Arc<Gateway>> {
    endpoints.into_iter().fold(MethodRouter::new(), |router, endpoint| {
        let handler = async move |State(gateway): State<Arc<Gateway>>,
                                  Extension(connection): Extension<Connection>,
                                  path_parts: RawPathParams,
                                  uri: Uri,
                                  headers: HeaderMap,
                                  body: Bytes| {
            let path_parts = path_parts.iter().map(|(_, part)| part.to_owned()).collect();
            let query = uri.query().unwrap_or_default().to_owned();
            let path = uri.path().to_owned();
            run(gateway, connection, Call { endpoint, path_parts, path, query, headers, body }).await
        };
        router.on(endpoint.method, handler)
    })
}

/// A request, taken from the connection so that the work goes on when the caller hangs up.
struct Call {
    endpoint: Endpoint,
    path_parts: Vec<String>,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Bytes,
}

async fn run(gateway: Arc<Gateway>, connection: Connection, call: Call) -> Response {
    let dialect = call.endpoint.dialect;
    let work = tokio::spawn(async move { work(&gateway, call).await });
    match work.await {
        Ok(Ending::Answered(response)) => response,
        Ok(Ending::Cut) => connection.cut().await,
        Err(_) => internal_error(dialect),
    }
}

pub(super) fn internal_error(dialect: Dialect) -> Response {
    ApiError::api(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal_error",
        "The sandbox failed at this request: that is a mistake in the sandbox.",
    )
    .into_response_in(dialect)
}

/// The request when it may be worked on, and its idempotency key.
fn admit(gateway: &Gateway, call: &Call) -> Result<(Asked, Option<String>), ApiError> {
    let (endpoint, dialect) = (call.endpoint, call.endpoint.dialect);
    let params = match (endpoint.changes(), dialect) {
        (false, _) => Params::from_form(call.query.as_bytes()),
        (true, Dialect::WooshPay) => Params::from_body(&call.headers, &call.body),
        (true, Dialect::Stripe) => Params::from_form_only(&call.headers, &call.body),
    };
    // At Stripe, browsers may send the key with the parameters, which spares them a preflight.
    let sent_key = match (dialect, &params) {
        (Dialect::Stripe, Ok(params)) => params.text("key")?,
        _ => None,
    };
    let caller = KeyKind::identify(&call.headers, sent_key)?;
    if !endpoint.for_browsers {
        caller.must_be_secret()?;
    }
    let params = params?;
    if let (Dialect::Stripe, Some(known)) = (dialect, endpoint.stripe_parameters) {
        stripe::parameter::check(&params, known)?;
    }
    let (headers, path_parts) = (call.headers.clone(), call.path_parts.clone());
    let asked = Asked { caller, dialect, params, headers, path_parts };
    (call.endpoint.admission)(gateway, &asked)?;
    let idempotency_key =
        if call.endpoint.changes() { IdempotencyKeys::<KeyKind>::of(&call.headers)? } else { None };
    Ok((asked, idempotency_key))
}

async fn work(gateway: &Gateway, call: Call) -> Ending {
    let dialect = call.endpoint.dialect;
    let (asked, idempotency_key) = match admit(gateway, &call) {
        Ok(admitted) => admitted,
        Err(error) => return Ending::Answered(error.into_response_in(dialect)),
    };
    let spared = call.headers.get(FAULTS_HEADER).is_some_and(|value| value == "off");
    let struck = if spared {
        Struck::default()
    } else {
        gateway.faults.strike(call.endpoint.faults, call.path_parts.first().map(String::as_str))
    };
    let claim = match idempotency_key {
        None => None,
        Some(key) => match gateway.idempotency.claim(asked.caller, key, &call.path, &call.body) {
            Ok(claim) => Some(claim),
            Err(error) => return Ending::Answered(error.into_response_in(dialect)),
        },
    };
    pause(struck.delay_ms).await;
    if let Some(ending) = struck.failure.and_then(|fault| fault_answer::before(fault, dialect, &call.path)) {
        return ending;
    }
    let (answer, replayed) = match claim {
        Some(Claim::Answered(answer)) => (answer, true),
        Some(Claim::New(claimed)) => {
            let answer = answer((call.endpoint.work)(gateway, &asked), dialect);
            if answer.status == StatusCode::OK || answer.status == StatusCode::PAYMENT_REQUIRED {
                claimed.keep(answer.clone());
            }
            (answer, false)
        }
        None => (answer((call.endpoint.work)(gateway, &asked), dialect), false),
    };
    pause(struck.answer_delay_ms).await;
    let mut response = json_response(answer.status, answer.body);
    if replayed {
        response
            .headers_mut()
            .insert(HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true"));
    }
    fault_answer::after(struck.failure, response).await
}

fn answer(result: Result<Value, ApiError>, dialect: Dialect) -> StoredAnswer {
    match (result, dialect) {
        (Ok(body), Dialect::WooshPay) => StoredAnswer { status: StatusCode::OK, body: body.to_string() },
        (Ok(body), Dialect::Stripe) => {
            StoredAnswer { status: StatusCode::OK, body: stripe::respelled(body).to_string() }
        }
        (Err(error), _) => StoredAnswer { status: error.status, body: error.to_json_in(dialect).to_string() },
    }
}

pub(super) async fn pause(ms: u64) {
    if ms > 0 {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}
