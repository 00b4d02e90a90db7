//! Writing request bodies that hold a card. A general writer would leave copies of the card number behind in buffers
//! that it outgrew; this one writes into a buffer of fixed size that is zeroized.

use crate::page_url::{PageUrl, percent_encode};
use crate::secret::Secret;
use zeroize::Zeroizing;

/// Larger than any request that we make: 19 digits of card or a token, and texts that [`BodyWriter::text`] cuts.
pub(super) const CAPACITY_BYTES: usize = 192 * 1024;
/// No field that we send needs more; what is longer is cut rather than letting the buffer grow.
const LONGEST_TEXT_CHARS: usize = 500;
/// Several times what wallets hand over. Escapes at most triple it.
const LONGEST_TOKEN_BYTES: usize = 16 * 1024;

/// How members become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// `{"card":{"number":"4242"}}`
    Json,
    /// `card[number]=4242&card[cvc]=123`
    Form,
}

impl Encoding {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
        }
    }
}

/// A body under construction: members with names, which are texts or have members of their own.
pub(super) struct BodyWriter {
    encoding: Encoding,
    buffer: Zeroizing<String>,
    /// In JSON: nothing is in this object yet.
    first: bool,
    /// In forms: the names that lead to this object.
    path: String,
}

impl BodyWriter {
    pub(super) fn new(encoding: Encoding) -> Self {
        let mut buffer = Zeroizing::new(String::with_capacity(CAPACITY_BYTES));
        if encoding == Encoding::Json {
            buffer.push('{');
        }
        Self { encoding, buffer, first: true, path: String::new() }
    }

    /// Adds a member, unless the text is empty.
    pub(super) fn text(&mut self, name: &str, text: &str) -> &mut Self {
        if !text.is_empty() {
            self.name(name);
            self.value(text, LONGEST_TEXT_CHARS);
        }
        self
    }

    /// Adds a member that is true or false.
    pub(super) fn truth(&mut self, name: &str, value: bool) -> &mut Self {
        self.name(name);
        self.buffer.push_str(if value { "true" } else { "false" });
        self
    }

    /// Adds a member that is an address: never cut, so its length has to be checked before.
    pub(super) fn url(&mut self, name: &str, url: &PageUrl) -> &mut Self {
        self.name(name);
        self.value(url.as_str(), usize::MAX);
        self
    }

    /// Adds a member that is a wallet's token, unless it is empty or too long to be one: half a token is none.
    pub(super) fn token(&mut self, name: &str, token: &Secret) -> &mut Self {
        if (1..=LONGEST_TOKEN_BYTES).contains(&token.expose().len()) {
            self.name(name);
            self.value(token.expose(), usize::MAX);
        }
        self
    }

    /// Adds a member that is an object, unless nothing is written into it.
    pub(super) fn nested(&mut self, name: &str, write: &mut dyn FnMut(&mut Self)) -> &mut Self {
        if self.encoding == Encoding::Form {
            let outer = self.path.len();
            self.enter(name);
            write(self);
            self.path.truncate(outer);
            return self;
        }
        let (before, was_first) = (self.buffer.len(), self.first);
        self.name(name);
        self.buffer.push('{');
        self.first = true;
        write(self);
        if self.first {
            self.buffer.truncate(before);
            self.first = was_first;
        } else {
            self.buffer.push('}');
        }
        self
    }

    pub(super) fn finish(mut self) -> Secret {
        if self.encoding == Encoding::Json {
            self.buffer.push('}');
        }
        self.buffer.into()
    }

    /// In forms: goes one name further.
    fn enter(&mut self, name: &str) {
        let inside = !self.path.is_empty();
        if inside {
            self.path.push('[');
        }
        percent_encode(name, &mut self.path);
        if inside {
            self.path.push(']');
        }
    }

    fn name(&mut self, name: &str) {
        if self.encoding == Encoding::Form {
            let outer = self.path.len();
            self.enter(name);
            if !self.buffer.is_empty() {
                self.buffer.push('&');
            }
            self.buffer.extend([&self.path, "="]);
            return self.path.truncate(outer);
        }
        if !self.first {
            self.buffer.push(',');
        }
        self.first = false;
        self.value(name, LONGEST_TEXT_CHARS);
        self.buffer.push(':');
    }

    fn value(&mut self, text: &str, most_chars: usize) {
        let json = self.encoding == Encoding::Json;
        if json {
            self.buffer.push('"');
        }
        for c in text.chars().take(most_chars) {
            // Control characters have no business in a name or an address.
            let c = if c.is_control() { ' ' } else { c };
            if !json {
                percent_encode(c.encode_utf8(&mut [0; 4]), &mut self.buffer);
                continue;
            }
            if matches!(c, '"' | '\\') {
                self.buffer.push('\\');
            }
            self.buffer.push(c);
        }
        if json {
            self.buffer.push('"');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn empty_members_are_left_out() {
        let mut body = BodyWriter::new(Encoding::Json);
        body.text("a", "1").text("b", "").nested("c", &mut |c| {
            c.nested("d", &mut |d| {
                d.text("e", "");
            });
        });
        body.nested("f", &mut |f| {
            f.text("g", "\"\\");
        });
        assert_eq!(body.finish().expose(), r#"{"a":"1","f":{"g":"\"\\"}}"#);
    }

    #[test]
    fn forms_nest_by_names_in_brackets() {
        let mut body = BodyWriter::new(Encoding::Form);
        body.text("a", "1 &2").text("b", "").nested("c", &mut |c| {
            c.nested("d", &mut |d| {
                d.text("e", "é").nested("f", &mut |_| ());
            });
            c.text("g]", "\n=");
        });
        body.url("url", &PageUrl::parse("https://a.example/?b=c").unwrap());
        assert_eq!(
            body.finish().expose(),
            "a=1%20%262&c[d][e]=%C3%A9&c[g%5D]=%20%3D&url=https%3A%2F%2Fa.example%2F%3Fb%3Dc"
        );
    }

    #[test]
    fn tokens_are_whole_or_not_there() {
        let written = |length: usize| {
            let mut body = BodyWriter::new(Encoding::Json);
            body.token("a", &Secret::from("\"".repeat(length)));
            body.finish().expose().len()
        };
        assert_eq!(written(0), "{}".len());
        assert_eq!(written(LONGEST_TOKEN_BYTES), r#"{"a":""}"#.len() + 2 * LONGEST_TOKEN_BYTES);
        assert_eq!(written(LONGEST_TOKEN_BYTES + 1), "{}".len());
    }

    proptest! {
        #[test]
        fn any_text_reads_back(text in "[^\\p{Cc}]{1,40}") {
            let mut body = BodyWriter::new(Encoding::Json);
            body.text("a", &text);
            let read: Value = serde_json::from_str(body.finish().expose()).unwrap();
            prop_assert_eq!(&read["a"], &text);
        }
    }
}
