//! Stripe's error object: `{"error": {code, decline_code, doc_url, message, param, type, payment_intent}}`, without what
//! is unset (gateway-facts 8.2).

use serde_json::{Map, Value};

use crate::gateway::error::{ApiError, PaymentError};

/// Codes that are the sandbox's own. Stripe's errors about these have a type and a message only.
const WITHOUT_CODE: &[&str] = &[
    "api_key_invalid",
    "api_key_missing",
    "body_invalid",
    "currency_invalid",
    "idempotency_key_reused",
    "internal_error",
    "not_found",
    "parameter_invalid",
    "sandbox_fault",
];
const CODES_PAGE: &str = "https://docs.stripe.com/error-codes#";

/// The body of a refusal.
pub(in crate::gateway) fn error_json(error: &ApiError) -> Value {
    let mut fields = payment_error_json(&error.error);
    if let Some(intent) = &error.intent {
        let name = intent.get("object").and_then(Value::as_str).unwrap_or("payment_intent");
        fields.insert(name.to_owned(), Value::clone(intent));
    }
    Value::Object(Map::from_iter([("error".to_owned(), Value::Object(fields))]))
}

/// The same without an intent, as `last_payment_error` has it.
pub(in crate::gateway) fn payment_error_json(error: &PaymentError) -> Map<String, Value> {
    let code = Some(error.code).filter(|code| !WITHOUT_CODE.contains(code));
    let fields: [(&str, Option<Value>); 6] = [
        ("code", code.map(Value::from)),
        ("decline_code", error.decline_code.map(Value::from)),
        ("doc_url", code.map(|code| format!("{CODES_PAGE}{}", code.replace('_', "-")).into())),
        ("message", Some(error.message.as_str().into())),
        ("param", error.param.as_deref().map(Value::from)),
        ("type", Some(error.kind.name().into())),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
