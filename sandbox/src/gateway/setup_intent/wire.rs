//! SetupIntents as the API spells them: with structures, and without unset fields.

use serde_json::{Value, json};

use super::SetupIntent;
use crate::gateway::access::KeyKind;
use crate::gateway::dialect::Dialect;
use crate::gateway::stripe;

/// Fields that are the merchant's own business, which a publishable key does not see.
const MERCHANT_FIELDS: &[&str] = &["customer", "metadata"];

/// The SetupIntent as `caller` may see it.
pub(super) fn setup_intent_json(intent: &SetupIntent, dialect: Dialect, caller: KeyKind) -> Value {
    if dialect == Dialect::Stripe {
        return Value::Object(stripe::setup_intent_fields(intent, caller));
    }
    let text = |value: &Option<String>| value.clone().map(Value::String);
    let next_action = intent.steps.action.as_ref().map(|action| {
        let name = action.kind.name();
        json!({ "type": name, name: { "url": action.url, "return_url": action.return_url } })
    });
    let fields: [(&str, Option<Value>); 17] = [
        ("id", Some(intent.id.as_str().into())),
        ("object", Some("setup_intent".into())),
        ("created", Some(intent.created_ms.into())),
        ("livemode", Some(false.into())),
        ("status", Some(intent.status.name().into())),
        ("customer", text(&intent.customer)),
        ("client_secret", Some(intent.client_secret.as_str().into())),
        ("description", text(&intent.description)),
        ("metadata", intent.metadata.clone().map(Value::Object)),
        ("next_action", next_action),
        ("payment_method", intent.card.as_ref().map(|card| card.payment_method.as_str().into())),
        ("payment_method_types", Some(json!(["card"]))),
        (
            "payment_method_options",
            Some(json!({ "card": { "request_three_d_secure": intent.three_d_secure.name() } })),
        ),
        ("return_url", text(&intent.return_url)),
        ("usage", Some(intent.usage.as_str().into())),
        ("last_setup_error", intent.last_setup_error.as_ref().map(|error| Value::Object(error.to_json()))),
        ("cancellation_reason", text(&intent.cancellation_reason)),
    ];
    let is_shown = |name: &str| caller == KeyKind::Secret || !MERCHANT_FIELDS.contains(&name);
    fields
        .into_iter()
        .filter(|(name, _)| is_shown(name))
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}
