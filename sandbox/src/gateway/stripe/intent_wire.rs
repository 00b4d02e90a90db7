//! PaymentIntents as Stripe spells them: every field is there, null when unset, times in seconds, currencies in lower
//! case.

use serde_json::{Map, Value, json};

use super::{authentication_action, payment_error_json};
use crate::gateway::access::KeyKind;
use crate::gateway::error::PaymentError;
use crate::gateway::intent::{Intent, Status};
use crate::gateway::presented::Presented;
use crate::gateway::terms::ThreeDSecureRequest;

/// What a publishable key does not see: the merchant's own business.
const MERCHANT_FIELDS: &[&str] = &[
    "amount_capturable",
    "amount_received",
    "application",
    "application_fee_amount",
    "charges",
    "customer",
    "invoice",
    "latest_charge",
    "metadata",
    "on_behalf_of",
    "payment_method_options",
    "review",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
];

/// The object as `caller` may see it.
pub(in crate::gateway) fn intent_fields(intent: &Intent, caller: KeyKind) -> Map<String, Value> {
    let notes = &intent.notes;
    let error = |error: &PaymentError| Value::Object(payment_error_json(error));
    let fields: [(&str, Value); 42] = [
        ("id", intent.id.as_str().into()),
        ("object", "payment_intent".into()),
        ("amount", intent.amount.into()),
        ("amount_capturable", intent.amount_capturable().unwrap_or_default().into()),
        ("amount_details", json!({ "tip": {} })),
        ("amount_received", intent.ledger.captured.into()),
        ("application", Value::Null),
        ("application_fee_amount", Value::Null),
        ("automatic_payment_methods", automatic_payment_methods(notes.offers_automatically)),
        ("canceled_at", intent.canceled_at_ms.map(seconds).into()),
        ("cancellation_reason", intent.cancellation_reason.clone().into()),
        ("capture_method", intent.capture_method.name().into()),
        ("charges", charges(intent)),
        ("client_secret", intent.client_secret.as_str().into()),
        ("confirmation_method", "automatic".into()),
        ("created", seconds(intent.created_ms).into()),
        ("currency", intent.currency.to_ascii_lowercase().into()),
        ("customer", notes.customer.clone().into()),
        ("description", notes.description.clone().into()),
        ("invoice", Value::Null),
        ("last_payment_error", intent.last_payment_error.as_ref().map(error).into()),
        ("latest_charge", intent.charge_id.clone().into()),
        ("livemode", false.into()),
        ("metadata", Value::Object(notes.metadata.clone().unwrap_or_default())),
        ("next_action", next_action(intent).into()),
        ("on_behalf_of", Value::Null),
        ("payment_method", intent.presented.as_ref().map(Presented::payment_method).cloned().into()),
        ("payment_method_configuration_details", Value::Null),
        ("payment_method_options", payment_method_options(intent)),
        ("payment_method_types", json!(intent.payment_method_types)),
        ("processing", Value::Null),
        ("receipt_email", notes.receipt_email.clone().into()),
        ("review", Value::Null),
        ("setup_future_usage", notes.setup_future_usage.clone().into()),
        ("shipping", notes.shipping.clone().map(Value::Object).into()),
        ("source", Value::Null),
        ("statement_descriptor", notes.statement_descriptor.clone().into()),
        ("statement_descriptor_suffix", notes.statement_descriptor_suffix.clone().into()),
        ("status", intent.status.name().into()),
        ("transfer_data", Value::Null),
        ("transfer_group", Value::Null),
        ("excluded_payment_method_types", Value::Null),
    ];
    let is_shown = |name: &str| caller == KeyKind::Secret || !MERCHANT_FIELDS.contains(&name);
    fields
        .into_iter()
        .filter(|(name, _)| is_shown(name))
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// Seconds since 1970.
pub(super) fn seconds(ms: u64) -> u64 {
    ms / 1_000
}

/// What `automatic_payment_methods` says.
pub(super) fn automatic_payment_methods(enabled: bool) -> Value {
    if enabled { json!({ "allow_redirects": "always", "enabled": true }) } else { Value::Null }
}

/// The options of cards, where nothing but 3-D Secure can be chosen here.
pub(super) fn card_options(three_d_secure: ThreeDSecureRequest) -> Value {
    let request = match three_d_secure {
        ThreeDSecureRequest::Auto => "automatic",
        ThreeDSecureRequest::Any => "any",
    };
    json!({
        "installments": null,
        "mandate_options": null,
        "network": null,
        "request_three_d_secure": request,
    })
}

fn payment_method_options(intent: &Intent) -> Value {
    let options = intent.payment_method_types.iter().map(|kind| {
        let mut options = if kind == "card" { card_options(intent.three_d_secure) } else { json!({}) };
        if let (true, "card", Some(fields)) = (intent.requires_cvc, kind.as_str(), options.as_object_mut()) {
            fields.insert("require_cvc_recollection".to_owned(), true.into());
        }
        (kind.clone(), options)
    });
    Value::Object(options.collect())
}

fn charges(intent: &Intent) -> Value {
    let ledger = intent.ledger;
    let charge = intent.charge_id.as_ref().map(|id| {
        json!({
            "id": id,
            "object": "charge",
            "amount": intent.amount,
            "amount_captured": ledger.captured,
            "amount_refunded": ledger.refunded,
            "captured": ledger.captured > 0,
            "currency": intent.currency.to_ascii_lowercase(),
            "payment_intent": intent.id,
            "refunded": ledger.captured > 0 && ledger.refunded == ledger.captured,
            "status": "succeeded",
        })
    });
    let data: Vec<Value> = charge.into_iter().collect();
    json!({
        "object": "list",
        "total_count": data.len(),
        "data": data,
        "has_more": false,
        "url": format!("/v1/charges?payment_intent={}", intent.id),
    })
}

fn next_action(intent: &Intent) -> Option<Value> {
    let waits = intent.status == Status::RequiresAction;
    let method = intent.attempt.as_ref().filter(|_| waits).and_then(|attempt| attempt.action.as_ref());
    let method = method.map(crate::gateway::next_action::NextAction::to_new);
    method.or_else(|| intent.steps.action.as_ref().map(authentication_action))
}
