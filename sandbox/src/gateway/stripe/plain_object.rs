//! Objects whose fields have the same names in both dialects: customers, payment methods, refunds and lists of them.

use serde_json::{Value, json};

/// What people may be called, in `billing_details` and in customers.
const CONTACT_FIELDS: [&str; 3] = ["email", "name", "phone"];
const ADDRESS_FIELDS: [&str; 6] = ["city", "country", "line1", "line2", "postal_code", "state"];

/// The object in Stripe's spelling: seconds, lower-case currencies, null where something is unset.
pub(in crate::gateway) fn respelled(mut object: Value) -> Value {
    let kind = object.get("object").and_then(Value::as_str).unwrap_or_default().to_owned();
    if kind == "list" {
        if let Some(items) = object.get_mut("data").and_then(Value::as_array_mut) {
            items.iter_mut().for_each(|item| *item = respelled(item.take()));
        }
        return object;
    }
    // Intents are in Stripe's words already.
    if !["customer", "payment_method", "refund"].contains(&kind.as_str()) {
        return object;
    }
    if let Some(created) = object.get_mut("created") {
        *created = created.as_u64().map(|ms| ms / 1_000).into();
    }
    if let Some(currency) = object.get_mut("currency") {
        *currency = currency.as_str().map(str::to_ascii_lowercase).into();
    }
    if let Some(metadata) = object.get_mut("metadata").filter(|metadata| metadata.is_null()) {
        *metadata = json!({});
    }
    if let Some(details) = object.get_mut("billing_details") {
        let address = details.get("address").cloned().unwrap_or_default();
        let all = with_nulls(details, &CONTACT_FIELDS);
        *details = all;
        if let Some(details) = details.as_object_mut() {
            details.insert("address".to_owned(), with_nulls(&address, &ADDRESS_FIELDS));
        }
    }
    if let (Some(customer), "customer") = (object.as_object_mut(), kind.as_str()) {
        for name in CONTACT_FIELDS.into_iter().chain(["description", "shipping"]) {
            customer.entry(name).or_insert(Value::Null);
        }
        customer.entry("metadata").or_insert_with(|| json!({}));
    }
    object
}

/// These fields of an object, null where it does not have them.
fn with_nulls(object: &Value, names: &[&str]) -> Value {
    names.iter().map(|name| ((*name).to_owned(), object.get(name).cloned().unwrap_or_default())).collect()
}
