//! SetupIntents as Stripe spells them.

use serde_json::{Map, Value, json};

use super::intent_wire::{automatic_payment_methods, card_options, seconds};
use super::{authentication_action, payment_error_json};
use crate::gateway::access::KeyKind;
use crate::gateway::setup_intent::SetupIntent;

/// What a publishable key does not see.
const MERCHANT_FIELDS: &[&str] = &[
    "application",
    "attach_to_self",
    "customer",
    "flow_directions",
    "latest_attempt",
    "mandate",
    "metadata",
    "on_behalf_of",
    "payment_method_options",
    "single_use_mandate",
];

/// The object as `caller` may see it.
pub(in crate::gateway) fn setup_intent_fields(intent: &SetupIntent, caller: KeyKind) -> Map<String, Value> {
    let fields: [(&str, Value); 26] = [
        ("id", intent.id.as_str().into()),
        ("object", "setup_intent".into()),
        ("application", Value::Null),
        ("attach_to_self", false.into()),
        ("automatic_payment_methods", automatic_payment_methods(false)),
        ("cancellation_reason", intent.cancellation_reason.clone().into()),
        ("client_secret", intent.client_secret.as_str().into()),
        ("created", seconds(intent.created_ms).into()),
        ("customer", intent.customer.clone().into()),
        ("description", intent.description.clone().into()),
        ("excluded_payment_method_types", Value::Null),
        ("flow_directions", Value::Null),
        (
            "last_setup_error",
            intent.last_setup_error.as_ref().map(|error| Value::Object(payment_error_json(error))).into(),
        ),
        ("latest_attempt", Value::Null),
        ("livemode", false.into()),
        ("mandate", Value::Null),
        ("metadata", Value::Object(intent.metadata.clone().unwrap_or_default())),
        ("next_action", intent.steps.action.as_ref().map(authentication_action).into()),
        ("on_behalf_of", Value::Null),
        ("payment_method", intent.card.as_ref().map(|card| card.payment_method.clone()).into()),
        ("payment_method_configuration_details", Value::Null),
        ("payment_method_options", json!({ "card": card_options(intent.three_d_secure) })),
        ("payment_method_types", json!(["card"])),
        ("single_use_mandate", Value::Null),
        ("status", intent.status.name().into()),
        ("usage", intent.usage.as_str().into()),
    ];
    let is_shown = |name: &str| caller == KeyKind::Secret || !MERCHANT_FIELDS.contains(&name);
    fields
        .into_iter()
        .filter(|(name, _)| is_shown(name))
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
