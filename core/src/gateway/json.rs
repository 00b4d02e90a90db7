//! Reading JSON of which little can be relied upon: unset may be absent, null or `""`, and structures may
//! come as text that holds JSON.

use miniserde::json::{self, Number, Object, Value};
use std::borrow::Cow;

/// The object that a text holds.
pub(super) fn object(text: &str) -> Option<Object> {
    match json::from_str(text) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

/// A member that is text and not empty.
pub(super) fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    match object.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// As [`text`], owned.
pub(super) fn string(object: &Object, name: &str) -> Option<String> {
    text(object, name).map(str::to_owned)
}

/// A member that is a whole number, or text of one.
pub(super) fn integer(object: &Object, name: &str) -> Option<i64> {
    match object.get(name)? {
        Value::Number(Number::I64(number)) => Some(*number),
        Value::Number(Number::U64(number)) => i64::try_from(*number).ok(),
        // Whole and exactly representable, so the cast loses nothing.
        #[allow(clippy::cast_possible_truncation)]
        Value::Number(Number::F64(number)) => {
            (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(*number as i64)
        }
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A member that is `true`.
pub(super) fn is_true(object: &Object, name: &str) -> bool {
    matches!(object.get(name), Some(Value::Bool(true)))
}

/// A member that is an object, or text that holds one.
pub(super) fn nested<'a>(object: &'a Object, name: &str) -> Option<Cow<'a, Object>> {
    match object.get(name)? {
        Value::Object(nested) => Some(Cow::Borrowed(nested)),
        Value::String(text) => self::object(text).map(Cow::Owned),
        _ => None,
    }
}

/// A member that is a list of texts, or text that holds one. Other elements are left out.
pub(super) fn texts(object: &Object, name: &str) -> Vec<String> {
    let inside;
    let list = match object.get(name) {
        Some(Value::String(text)) => {
            inside = json::from_str(text).ok();
            inside.as_ref()
        }
        list => list,
    };
    let Some(Value::Array(list)) = list else { return Vec::new() };
    list.iter()
        .filter_map(|element| match element {
            Value::String(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}

/// A member that is a list.
pub(super) fn list<'a>(object: &'a Object, name: &str) -> &'a [Value] {
    match object.get(name) {
        Some(Value::Array(list)) => list,
        _ => &[],
    }
}
