//! Bodies as Stripe's API reads them: forms with nested keys, `card[number]=…`.

use form_urlencoded::Serializer;
use serde_json::Value;

/// The form of a JSON object. What is null is left out.
pub(super) fn form_body(body: &Value) -> String {
    let mut form = Serializer::new(String::new());
    write(&mut form, "", body);
    form.finish()
}

fn write(form: &mut Serializer<'_, String>, place: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                let place = if place.is_empty() { name.clone() } else { format!("{place}[{name}]") };
                write(form, &place, value);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                write(form, &format!("{place}[{index}]"), item);
            }
        }
        Value::String(text) => {
            form.append_pair(place, text);
        }
        Value::Bool(_) | Value::Number(_) => {
            form.append_pair(place, &value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn levels_become_brackets() {
        let body = json!({
            "amount": 5, "types": ["card", "ideal"], "options": { "card": { "any": true, "none": null } }, "note": "a b",
        });
        assert_eq!(
            form_body(&body),
            "amount=5&types%5B0%5D=card&types%5B1%5D=ideal&options%5Bcard%5D%5Bany%5D=true&note=a+b"
        );
    }
}
