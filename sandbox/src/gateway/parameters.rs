//! The parameters of a request: JSON, or a form with bracketed names. Errors name a parameter as forms write it,
//! `payment_method_data[card][number]`.

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::error::ApiError;

const FORM: &str = "application/x-www-form-urlencoded";

/// Named parameters at one level of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    fields: Map<String, Value>,
    /// Where this level stands in the request; empty at the top.
    place: String,
    /// Forms have only texts, so numbers are read from them.
    textual: bool,
}

impl Params {
    /// Reads a body by its `Content-Type`; an empty body has no parameters.
    pub(crate) fn from_body(headers: &HeaderMap, body: &[u8]) -> Result<Self, ApiError> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with(FORM) {
            return Self::from_form(body);
        }
        if body.is_empty() {
            return Ok(Self::default());
        }
        match serde_json::from_slice(body) {
            Ok(value) => Self::from_json(value),
            // The parser's own words hold a place in the body, never a part of it.
            Err(error) => Err(body_error(format!("The body is not JSON: {error}."))),
        }
    }

    /// Reads a body that must be a form.
    pub(crate) fn from_form_only(headers: &HeaderMap, body: &[u8]) -> Result<Self, ApiError> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if body.is_empty() || kind.starts_with(FORM) {
            return Self::from_form(body);
        }
        Err(body_error(format!("Invalid request (check that your POST content type is {FORM}).")))
    }

    /// Takes a JSON object.
    pub(crate) fn from_json(value: Value) -> Result<Self, ApiError> {
        match value {
            Value::Object(fields) => Ok(Self { fields, ..Self::default() }),
            _ => Err(body_error("The body must be a JSON object.")),
        }
    }

    /// Reads a query string, or a form body.
    pub(crate) fn from_form(text: &[u8]) -> Result<Self, ApiError> {
        let mut fields = Map::new();
        for (name, value) in form_urlencoded::parse(text) {
            place(&mut fields, &name, value.into_owned())
                .ok_or_else(|| body_error("A parameter's brackets do not match the other parameters."))?;
        }
        Ok(Self { fields, textual: true, ..Self::default() })
    }

    /// The full name of a parameter of this level.
    pub(crate) fn path(&self, name: &str) -> String {
        if self.place.is_empty() { name.to_owned() } else { format!("{}[{name}]", self.place) }
    }

    /// Whether the parameter is there at all, null or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// The names of this level.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(name).filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    /// A text; null and `""` mean unset.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.invalid(name, "must be a text")),
        }
    }

    /// A text that may come as a number.
    pub(crate) fn text_or_number(&self, name: &str) -> Result<Option<String>, ApiError> {
        match self.get(name) {
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            _ => self.text(name),
        }
    }

    /// One of some words.
    pub(crate) fn word(&self, name: &str, words: &[&str]) -> Result<Option<String>, ApiError> {
        let text = self.text(name)?;
        match text {
            Some(text) if !words.contains(&text.as_str()) => {
                Err(self.invalid(name, &format!("must be one of {}", words.join(", "))))
            }
            other => Ok(other),
        }
    }

    /// A whole number from 0.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<u64>, ApiError> {
        let number = match self.get(name) {
            None => return Ok(None),
            Some(Value::String(text)) if self.textual && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().ok()
            }
            Some(value) => value.as_u64(),
        };
        number.map(Some).ok_or_else(|| {
            let path = self.path(name);
            ApiError::parameter(
                "parameter_invalid_integer",
                &path,
                format!("{path} must be a whole number, not negative and without decimals."),
            )
        })
    }

    /// True or false.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(Value::String(text)) if self.textual && text == "true" => Ok(Some(true)),
            Some(Value::String(text)) if self.textual && text == "false" => Ok(Some(false)),
            Some(_) => Err(self.invalid(name, "must be true or false")),
        }
    }

    /// Parameters one level below.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(fields)) => {
                Ok(Some(Self { fields: fields.clone(), place: self.path(name), textual: self.textual }))
            }
            Some(_) => Err(self.invalid(name, "must be an object")),
        }
    }

    /// Parameters one level below, with none if there is no such level.
    pub(crate) fn object_or_empty(&self, name: &str) -> Result<Self, ApiError> {
        let empty = || Self { fields: Map::new(), place: self.path(name), textual: self.textual };
        Ok(self.object(name)?.unwrap_or_else(empty))
    }

    /// A list of objects: in forms `items[0][name]=…`.
    pub(crate) fn objects(&self, name: &str) -> Result<Option<Vec<Self>>, ApiError> {
        let items: Vec<(String, &Value)> = match self.get(name) {
            None => return Ok(None),
            Some(Value::Array(items)) => {
                items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
            }
            Some(Value::Object(items)) if self.textual => {
                items.iter().map(|(index, item)| (index.clone(), item)).collect()
            }
            Some(_) => return Err(self.invalid(name, "must be a list of objects")),
        };
        let level = |(index, item): (String, &Value)| {
            let path = format!("{}[{index}]", self.path(name));
            match item {
                Value::Object(fields) => {
                    Ok(Self { fields: fields.clone(), place: path, textual: self.textual })
                }
                _ => {
                    Err(ApiError::parameter("parameter_invalid", &path, format!("{path} must be an object.")))
                }
            }
        };
        items.into_iter().map(level).collect::<Result<_, _>>().map(Some)
    }

    /// A list of texts, which may come as JSON text.
    pub(crate) fn texts(&self, name: &str) -> Result<Option<Vec<String>>, ApiError> {
        let parsed: Value;
        let items: Vec<&Value> = match self.get(name) {
            None => return Ok(None),
            Some(Value::Array(items)) => items.iter().collect(),
            Some(Value::String(text)) => {
                parsed = serde_json::from_str(text).unwrap_or_default();
                let items = parsed.as_array().ok_or_else(|| self.invalid(name, "must be a list of texts"))?;
                items.iter().collect()
            }
            Some(Value::Object(items)) if self.textual => items.values().collect(),
            Some(_) => return Err(self.invalid(name, "must be a list of texts")),
        };
        let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
        texts.map(Some).ok_or_else(|| self.invalid(name, "must be a list of texts"))
    }

    /// A map as it was sent, for parameters that are only given back.
    pub(crate) fn map(&self, name: &str) -> Result<Option<Map<String, Value>>, ApiError> {
        Ok(self.object(name)?.map(|object| object.fields))
    }

    /// 400 about a parameter of this level: `rule` follows its name in the message.
    pub(crate) fn invalid(&self, name: &str, rule: &str) -> ApiError {
        let path = self.path(name);
        ApiError::parameter("parameter_invalid", &path, format!("{path} {rule}."))
    }

    /// 400 because a parameter of this level is not there: `advice` says what to send.
    pub(crate) fn missing(&self, name: &str, advice: &str) -> ApiError {
        let path = self.path(name);
        ApiError::missing(&path, format!("Missing {path}: {advice}."))
    }
}

fn body_error(message: impl Into<String>) -> ApiError {
    ApiError::request(StatusCode::BAD_REQUEST, "body_invalid", message)
}

/// Puts `a[b][c]=value` where it belongs. `a[]=value` appends.
fn place(fields: &mut Map<String, Value>, name: &str, value: String) -> Option<()> {
    let (first, mut rest) = name.split_at(name.find('[').unwrap_or(name.len()));
    let mut keys = vec![first];
    while let Some(inner) = rest.strip_prefix('[') {
        let (key, after) = inner.split_once(']')?;
        keys.push(key);
        rest = after;
    }
    if first.is_empty() || !rest.is_empty() {
        return None;
    }
    let last = keys.pop()?;
    let mut level = fields;
    for key in keys {
        level = level.entry(key.to_owned()).or_insert_with(|| Value::Object(Map::new())).as_object_mut()?;
    }
    let last = if last.is_empty() { level.len().to_string() } else { last.to_owned() };
    level.insert(last, Value::String(value));
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Params {
        Params::from_form(text.as_bytes()).expect("form")
    }

    fn json(text: &str) -> Params {
        Params::from_body(&HeaderMap::new(), text.as_bytes()).expect("json")
    }

    #[test]
    fn bracketed_names_become_levels() {
        let params =
            form("amount=1200&confirm=true&payment_method_data[card][exp_month]=03&types[]=card&types[]=eps");
        assert_eq!(params.integer("amount").expect("amount"), Some(1_200));
        assert_eq!(params.boolean("confirm").expect("confirm"), Some(true));
        let card =
            params.object("payment_method_data").expect("data").expect("data").object("card").expect("card");
        let card = card.expect("card");
        assert_eq!(card.text("exp_month").expect("month").as_deref(), Some("03"));
        assert_eq!(card.path("cvc"), "payment_method_data[card][cvc]");
        assert_eq!(params.texts("types").expect("types"), Some(vec!["card".to_owned(), "eps".to_owned()]));
    }

    #[test]
    fn lists_of_objects_know_their_places() {
        let items = |params: Params| params.objects("items").expect("a list").expect("items");
        for params in [
            form("items[0][price]=a&items[1][price]=b"),
            json(r#"{"items": [{"price": "a"}, {"price": "b"}]}"#),
        ] {
            let items = items(params);
            let prices: Vec<_> = items.iter().map(|item| item.text("price").expect("a text")).collect();
            assert_eq!(prices, [Some("a".to_owned()), Some("b".to_owned())]);
            assert_eq!(items.last().map(|item| item.path("price")).as_deref(), Some("items[1][price]"));
        }
        let error = json(r#"{"items": [{}, 7]}"#).objects("items").expect_err("no object").error;
        assert_eq!(error.param.as_deref(), Some("items[1]"));
        assert!(json(r#"{"items": {}}"#).objects("items").is_err());
    }

    #[test]
    fn brackets_that_do_not_match_are_refused() {
        for text in ["a[b=1", "[b]=1", "a[b]c=1", "a=1&a[b]=2"] {
            assert!(Params::from_form(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn json_numbers_are_numbers() {
        let params = json(r#"{"amount": 12.5, "other": "12", "name": "", "none": null}"#);
        assert_eq!(params.integer("amount").expect_err("decimals").error.code, "parameter_invalid_integer");
        assert!(params.integer("other").is_err());
        assert_eq!(params.text("name").expect("unset"), None);
        assert_eq!(params.text("none").expect("unset"), None);
    }

    #[test]
    fn a_body_that_is_no_object_is_refused_without_being_repeated() {
        let error =
            Params::from_body(&HeaderMap::new(), b"{\"number\": 4242424242424242").expect_err("refused");
        assert_eq!(error.error.code, "body_invalid");
        assert!(!error.error.message.contains("4242"));
        assert!(Params::from_body(&HeaderMap::new(), b"[1]").is_err());
    }
}
