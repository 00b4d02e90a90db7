//! Objects of both generations: the old one writes unset fields as null, the new one leaves them out.

use serde_json::Value;

use crate::gateway::wire::Wire;

/// An object of these fields, as a generation writes it.
pub(super) fn shown<const N: usize>(wire: Wire, fields: [(&str, Value); N]) -> Value {
    let is_shown = |value: &Value| wire == Wire::Old || !value.is_null();
    let fields = fields.into_iter().filter(|(_, value)| is_shown(value));
    Value::Object(fields.map(|(name, value)| (name.to_owned(), value)).collect())
}
