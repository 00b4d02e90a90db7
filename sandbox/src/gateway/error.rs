//! The error answers of the API: `{"error": {type, code, decline_code, message, param, payment_intent}}`.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::dialect::Dialect;
use super::stripe;

/// The `type` of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorType {
    Api,
    Card,
    Idempotency,
    InvalidRequest,
}

impl ErrorType {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Api => "api_error",
            Self::Card => "card_error",
            Self::Idempotency => "idempotency_error",
            Self::InvalidRequest => "invalid_request_error",
        }
    }
}

/// What a payment failed for: the `last_payment_error` of an intent and the body of a decline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PaymentError {
    pub(crate) kind: ErrorType,
    pub(crate) code: &'static str,
    pub(crate) decline_code: Option<&'static str>,
    pub(crate) message: String,
    pub(crate) param: Option<String>,
}

impl PaymentError {
    pub(crate) fn to_json(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        fields.insert("type".to_owned(), self.kind.name().into());
        fields.insert("code".to_owned(), self.code.into());
        if let Some(decline_code) = self.decline_code {
            fields.insert("decline_code".to_owned(), decline_code.into());
        }
        fields.insert("message".to_owned(), self.message.as_str().into());
        if let Some(param) = &self.param {
            fields.insert("param".to_owned(), param.as_str().into());
        }
        fields
    }
}

/// A request that is not answered with an object.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) error: Box<PaymentError>,
    /// The PaymentIntent or SetupIntent concerned, as the caller may see it.
    pub(crate) intent: Option<Box<Value>>,
}

impl ApiError {
    fn new(
        status: StatusCode,
        kind: ErrorType,
        code: &'static str,
        param: Option<&str>,
        message: impl Into<String>,
    ) -> Self {
        let error = PaymentError {
            kind,
            code,
            decline_code: None,
            message: message.into(),
            param: param.map(str::to_owned),
        };
        Self { status, error: Box::new(error), intent: None }
    }

    /// 400 about one parameter.
    pub(crate) fn parameter(code: &'static str, param: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorType::InvalidRequest, code, Some(param), message)
    }

    /// 400 because `param` is not there.
    pub(crate) fn missing(param: &str, message: impl Into<String>) -> Self {
        Self::parameter("parameter_missing", param, message)
    }

    /// An `invalid_request_error` with this status.
    pub(crate) fn request(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(status, ErrorType::InvalidRequest, code, None, message)
    }

    /// An `idempotency_error` with this status.
    pub(crate) fn idempotency(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(status, ErrorType::Idempotency, code, None, message)
    }

    /// An `api_error` with this status.
    pub(crate) fn api(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(status, ErrorType::Api, code, None, message)
    }

    /// 402: the payment failed.
    pub(crate) fn payment(error: PaymentError) -> Self {
        Self { status: StatusCode::PAYMENT_REQUIRED, error: Box::new(error), intent: None }
    }

    /// 400: the intent's status does not allow it.
    pub(crate) fn unexpected_state(message: impl Into<String>) -> Self {
        Self::request(StatusCode::BAD_REQUEST, "payment_intent_unexpected_state", message)
    }

    /// 404: there is no such object. `noun` is what it is called, `param` what names it.
    pub(crate) fn no_such(noun: &str, param: &str, id: &str) -> Self {
        let mut error = Self::request(
            StatusCode::NOT_FOUND,
            "resource_missing",
            format!("There is no {noun} {id} in this sandbox. It forgets all of them when it ends."),
        );
        error.error.param = Some(param.to_owned());
        error
    }

    /// The body.
    pub(crate) fn to_json(&self) -> Value {
        let mut fields = self.error.to_json();
        if let Some(intent) = &self.intent {
            let name = intent.get("object").and_then(Value::as_str).unwrap_or("payment_intent");
            fields.insert(name.to_owned(), Value::clone(intent));
        }
        let mut body = Map::new();
        body.insert("error".to_owned(), Value::Object(fields));
        Value::Object(body)
    }
}

impl ApiError {
    /// The body in a dialect.
    pub(crate) fn to_json_in(&self, dialect: Dialect) -> Value {
        match dialect {
            Dialect::WooshPay => self.to_json(),
            Dialect::Stripe => stripe::error_json(self),
        }
    }

    /// The answer in a dialect.
    pub(crate) fn into_response_in(self, dialect: Dialect) -> Response {
        let body = self.to_json_in(dialect).to_string();
        (self.status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.into_response_in(Dialect::WooshPay)
    }
}
