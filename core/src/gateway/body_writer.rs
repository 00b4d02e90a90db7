//! Writing request bodies that hold a card. A general writer would leave copies of the card number behind in buffers
//! that it outgrew; this one writes into a buffer of fixed size that is zeroized.

use crate::page_url::PageUrl;
use crate::secret::Secret;
use zeroize::Zeroizing;

/// Larger than any request that we make: 19 digits of card or a token, and texts that [`BodyWriter::text`] cuts.
const CAPACITY_BYTES: usize = 64 * 1024;
/// No field that we send needs more; what is longer is cut rather than letting the buffer grow.
const LONGEST_TEXT_CHARS: usize = 500;
/// Several times what wallets hand over. Escapes at most double it.
const LONGEST_TOKEN_BYTES: usize = 16 * 1024;

/// A JSON object under construction.
pub(super) struct BodyWriter {
    buffer: Zeroizing<String>,
    first: bool,
}

impl BodyWriter {
    pub(super) fn new() -> Self {
        let mut buffer = Zeroizing::new(String::with_capacity(CAPACITY_BYTES));
        buffer.push('{');
        Self { buffer, first: true }
    }

    /// Adds a member, unless the text is empty.
    pub(super) fn text(&mut self, name: &str, text: &str) -> &mut Self {
        if !text.is_empty() {
            self.name(name);
            self.quoted(text, LONGEST_TEXT_CHARS);
        }
        self
    }

    /// Adds a member that is an address: never cut, so its length has to be checked before.
    pub(super) fn url(&mut self, name: &str, url: &PageUrl) -> &mut Self {
        self.name(name);
        self.quoted(url.as_str(), usize::MAX);
        self
    }

    /// Adds a member that is a wallet's token, unless it is empty or too long to be one: half a token is none.
    pub(super) fn token(&mut self, name: &str, token: &Secret) -> &mut Self {
        if (1..=LONGEST_TOKEN_BYTES).contains(&token.expose().len()) {
            self.name(name);
            self.quoted(token.expose(), usize::MAX);
        }
        self
    }

    /// Adds a member that is an object, unless nothing is written into it.
    pub(super) fn nested(&mut self, name: &str, write: &mut dyn FnMut(&mut Self)) -> &mut Self {
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
        self.buffer.push('}');
        self.buffer.into()
    }

    fn name(&mut self, name: &str) {
        if !self.first {
            self.buffer.push(',');
        }
        self.first = false;
        self.quoted(name, LONGEST_TEXT_CHARS);
        self.buffer.push(':');
    }

    fn quoted(&mut self, text: &str, most_chars: usize) {
        self.buffer.push('"');
        for c in text.chars().take(most_chars) {
            match c {
                '"' | '\\' => self.buffer.extend(['\\', c]),
                // Control characters have no business in a name or an address.
                c if c.is_control() => self.buffer.push(' '),
                c => self.buffer.push(c),
            }
        }
        self.buffer.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn empty_members_are_left_out() {
        let mut body = BodyWriter::new();
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
    fn tokens_are_whole_or_not_there() {
        let written = |length: usize| {
            let mut body = BodyWriter::new();
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
            let mut body = BodyWriter::new();
            body.text("a", &text);
            let read: Value = serde_json::from_str(body.finish().expose()).unwrap();
            prop_assert_eq!(&read["a"], &text);
        }
    }
}
