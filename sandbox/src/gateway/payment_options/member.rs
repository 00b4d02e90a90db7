//! Members of a JSON object that a strict server reads: each of the right type, none missing, none unknown, and every
//! mistake named by its path.

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// An object of the request, and where it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Members<'a> {
    fields: &'a Map<String, Value>,
    /// `card.`; empty for the body itself.
    prefix: &'a str,
}

impl<'a> Members<'a> {
    /// The members of the body, which must be among `known`.
    pub(super) fn of_body(body: &'a Value, known: &[&str]) -> Result<Self, Refusal> {
        let fields =
            body.as_object().ok_or_else(|| Refusal::bad_request("The body must be a JSON object."))?;
        Self { fields, prefix: "" }.only(known)
    }

    /// The members of an object in it; none where it may be, and is, left out.
    pub(super) fn optional_object(
        self,
        prefix: &'a str,
        known: &[&str],
    ) -> Result<Option<Members<'a>>, Refusal> {
        let name = prefix.trim_end_matches('.');
        match self.fields.get(name) {
            None => Ok(None),
            Some(Value::Object(fields)) => Members { fields, prefix }.only(known).map(Some),
            Some(_) => Err(self.wrong(name, "an object")),
        }
    }

    /// The members of an object that has to be there.
    pub(super) fn object(self, prefix: &'a str, known: &[&str]) -> Result<Members<'a>, Refusal> {
        let name = prefix.trim_end_matches('.');
        self.optional_object(prefix, known)?.ok_or_else(|| self.missing(name, "an object"))
    }

    /// A text that follows a rule, which `rule` puts into words.
    pub(super) fn text(
        self,
        name: &str,
        rule: &str,
        follows: impl FnOnce(&str) -> bool,
    ) -> Result<&'a str, Refusal> {
        match self.fields.get(name) {
            None => Err(self.missing(name, rule)),
            Some(Value::String(text)) if follows(text) => Ok(text),
            Some(_) => Err(self.wrong(name, rule)),
        }
    }

    /// A text of 1 to `most` characters.
    pub(super) fn some_text(self, name: &str, most: usize) -> Result<&'a str, Refusal> {
        let rule = format!("a string of 1 to {most} characters");
        self.text(name, &rule, |text| !text.trim().is_empty() && text.chars().count() <= most)
    }

    /// A truth value.
    pub(super) fn boolean(self, name: &str) -> Result<bool, Refusal> {
        match self.fields.get(name) {
            None => Err(self.missing(name, "true or false")),
            Some(value) => value.as_bool().ok_or_else(|| self.wrong(name, "true or false")),
        }
    }

    /// All of them.
    pub(super) fn all(self) -> Value {
        Value::Object(self.fields.clone())
    }

    fn only(self, known: &[&str]) -> Result<Self, Refusal> {
        match self.fields.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(self),
            Some(name) => Err(Refusal::bad_request(format!(
                "{}{name} is not a member of this request: it takes {}.",
                self.prefix,
                known.join(", ")
            ))),
        }
    }

    fn missing(self, name: &str, rule: &str) -> Refusal {
        Refusal::bad_request(format!("{}{name} is missing: send {rule}.", self.prefix))
    }

    fn wrong(self, name: &str, rule: &str) -> Refusal {
        Refusal::bad_request(format!("{}{name} must be {rule}.", self.prefix))
    }
}
