//! Reading JSON of which little can be relied upon: unset may be absent, null or `""`, and structures may
//! come as text that holds JSON.
//!
//! The text is checked as a whole once, and its members are found in it when they are asked for. Our own, as no
//! tree has to be built for the few members that we read: a library that builds one (miniserde) costs every page
//! 5.6 KB of brotli more.

use std::borrow::Cow;

/// Deeper structures are refused. The gateways' have less than ten levels.
const DEEPEST: u32 = 64;

/// A JSON object, as its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object<'a>(Cow<'a, str>);

/// The object that a text holds.
pub(super) fn object(text: &str) -> Option<Object<'_>> {
    let mut scanner = Scanner { text, at: 0 };
    let value = scanner.value(DEEPEST)?;
    scanner.space();
    (scanner.at == text.len() && value.starts_with('{')).then_some(Object(Cow::Borrowed(value)))
}

impl Object<'_> {
    /// An object without members.
    pub(super) fn empty() -> Self {
        Self(Cow::Borrowed("{}"))
    }

    /// The members' names, and their values as JSON.
    pub(super) fn members(&self) -> impl Iterator<Item = (String, &str)> {
        let mut scanner = Scanner { text: &self.0, at: 0 };
        std::iter::from_fn(move || {
            scanner.next_of('{')?;
            let name = scanner.value(DEEPEST)?;
            scanner.take(":")?;
            Some((unquoted(name)?, scanner.value(DEEPEST)?))
        })
    }

    /// A member's value. Of members with the same name, the last counts, as in browsers.
    fn get(&self, name: &str) -> Option<&str> {
        self.members().filter(|(member, _)| member == name).last().map(|(_, value)| value)
    }
}

/// A member that is text and not empty.
pub(super) fn text(object: &Object<'_>, name: &str) -> Option<String> {
    unquoted(object.get(name)?).filter(|text| !text.is_empty())
}

/// A member that is a whole number, or text of one.
pub(super) fn integer(object: &Object<'_>, name: &str) -> Option<i64> {
    let value = object.get(name)?;
    let number = unquoted(value).unwrap_or_else(|| value.to_owned());
    // `12.0` is whole, too.
    let whole = match number.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole,
        _ => &number,
    };
    whole.parse().ok()
}

/// A member that is true or false.
pub(super) fn truth(object: &Object<'_>, name: &str) -> Option<bool> {
    object.get(name)?.parse().ok()
}

/// A member that is `true`.
pub(super) fn is_true(object: &Object<'_>, name: &str) -> bool {
    truth(object, name) == Some(true)
}

/// A member that is an object, or text that holds one.
pub(super) fn nested<'a>(object: &'a Object<'_>, name: &str) -> Option<Object<'a>> {
    of_value(object.get(name)?)
}

/// The object that a value is, or that it holds as text.
pub(super) fn of_value(value: &str) -> Option<Object<'_>> {
    match unquoted(value) {
        None => object(value),
        Some(text) => object(&text).map(|object| Object(Cow::Owned(object.0.into_owned()))),
    }
}

/// A member that is a list of texts, or text that holds one. Other elements are left out.
pub(super) fn texts(object: &Object<'_>, name: &str) -> Vec<String> {
    let Some(value) = object.get(name) else { return Vec::new() };
    let inside = unquoted(value);
    elements(inside.as_deref().unwrap_or(value)).into_iter().filter_map(unquoted).collect()
}

/// The objects in a member that is a list.
pub(super) fn objects<'a>(of: &'a Object<'_>, name: &str) -> Vec<Object<'a>> {
    elements(of.get(name).unwrap_or_default()).into_iter().filter_map(object).collect()
}

/// The values of a list, as JSON; none for what is no list.
fn elements(list: &str) -> Vec<&str> {
    let list = list.trim();
    let mut whole = Scanner { text: list, at: 0 };
    if whole.value(DEEPEST) != Some(list) {
        return Vec::new();
    }
    let mut scanner = Scanner { text: list, at: 0 };
    std::iter::from_fn(|| {
        scanner.next_of('[')?;
        scanner.value(DEEPEST)
    })
    .collect()
}

/// What a text says that stands in quotes; none for anything else.
fn unquoted(value: &str) -> Option<String> {
    let inside = value.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside.chars();
    while let Some(c) = rest.next() {
        text.push(match c {
            '\\' => match rest.next()? {
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => unescaped(&mut rest)?,
                c => c,
            },
            c => c,
        });
    }
    Some(text)
}

/// The character whose `\u` was just read: one of four hexadecimal digits, or two of them beyond the first 65,536.
/// Half of a pair is no character, and becomes the replacement character.
fn unescaped(rest: &mut std::str::Chars<'_>) -> Option<char> {
    let first = hexadecimal(rest)?;
    let after = rest.clone();
    if (0xd800..0xdc00).contains(&first) && rest.next() == Some('\\') && rest.next() == Some('u') {
        let second = hexadecimal(rest)?;
        if (0xdc00..0xe000).contains(&second) {
            return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00));
        }
    }
    *rest = after;
    Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
}

fn hexadecimal(rest: &mut std::str::Chars<'_>) -> Option<u32> {
    (0..4).try_fold(0, |number, _| Some(number * 16 + rest.next()?.to_digit(16)?))
}

/// Goes through JSON (RFC 8259) from value to value.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, wanted: impl Fn(u8) -> bool) -> usize {
        let from = self.at;
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
        self.at - from
    }

    fn space(&mut self) {
        self.skip(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t'));
    }

    /// Takes what has to come next.
    fn take(&mut self, wanted: &str) -> Option<()> {
        self.space();
        let next = self.text.as_bytes().get(self.at..)?;
        next.starts_with(wanted.as_bytes()).then(|| self.at += wanted.len())
    }

    /// Goes to the next member or element, from the opening bracket on; none at the end.
    fn next_of(&mut self, open: char) -> Option<()> {
        if self.at == 0 {
            self.take(open.encode_utf8(&mut [0; 4]))?;
            self.space();
            return (!matches!(self.peek()?, b'}' | b']')).then_some(());
        }
        self.take(",")
    }

    /// Takes a value, with at most so many levels in it. None if there is none, or a malformed one.
    fn value(&mut self, levels: u32) -> Option<&'a str> {
        let levels = levels.checked_sub(1)?;
        self.space();
        let from = self.at;
        match self.peek()? {
            b'{' => self.structure(levels, "}", |scanner| {
                scanner.space();
                scanner.string()?;
                scanner.take(":")
            })?,
            b'[' => self.structure(levels, "]", |_| Some(()))?,
            b'"' => self.string()?,
            b't' => self.take("true")?,
            b'f' => self.take("false")?,
            b'n' => self.take("null")?,
            _ => self.number()?,
        }
        self.text.get(from..self.at)
    }

    fn structure(
        &mut self,
        levels: u32,
        close: &str,
        before: impl Fn(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.at += 1;
        if self.take(close).is_some() {
            return Some(());
        }
        loop {
            before(self)?;
            self.value(levels)?;
            if self.take(",").is_none() {
                return self.take(close);
            }
        }
    }

    fn string(&mut self) -> Option<()> {
        self.take("\"")?;
        loop {
            self.skip(|byte| !matches!(byte, b'"' | b'\\' | ..b' '));
            let ends = self.peek()?;
            self.at += 1;
            match ends {
                b'"' => return Some(()),
                b'\\' => match self.peek()? {
                    b'u' => {
                        let digits = self.text.as_bytes().get(self.at + 1..self.at + 5)?;
                        digits.iter().all(u8::is_ascii_hexdigit).then(|| self.at += 5)?;
                    }
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
                    _ => return None,
                },
                _ => return None,
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let digits = |scanner: &mut Self| {
            let count = scanner.skip(|byte| byte.is_ascii_digit());
            (count > 0).then_some(count)
        };
        self.skip_one(b"-");
        let leads_with_zero = self.peek() == Some(b'0');
        let whole = digits(self)?;
        if leads_with_zero && whole > 1 {
            return None;
        }
        if self.skip_one(b".") {
            digits(self)?;
        }
        if self.skip_one(b"eE") {
            self.skip_one(b"+-");
            digits(self)?;
        }
        Some(())
    }

    /// Skips one byte of these, if it is next.
    fn skip_one(&mut self, of: &[u8]) -> bool {
        let is_next = self.peek().is_some_and(|byte| of.contains(&byte));
        self.at += usize::from(is_next);
        is_next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn read(json: &str) -> Object<'_> {
        object(json).expect("an object")
    }

    #[test]
    fn members_are_read_by_what_they_should_be() {
        let json = read(
            r#" {"text": "a", "empty": "", "null": null, "number": 12, "whole": 12.0, "half": 0.5,
                "as_text": "34", "large": 1583366366029676544, "yes": true, "no": "true", "list": ["a", 1, "b"],
                "list_as_text": "[\"c\"]", "inner": {"x": "y"}, "inner_as_text": "{\"x\": \"z\"}",
                "objects": [{"n": 1}, 2, {"n": 3}]} "#,
        );
        assert_eq!(text(&json, "text").as_deref(), Some("a"));
        for unset in ["empty", "null", "number", "inner", "nothing"] {
            assert_eq!(text(&json, unset), None, "{unset}");
        }
        let integers = ["number", "whole", "half", "as_text", "large", "text"];
        assert_eq!(
            integers.map(|name| integer(&json, name)),
            [Some(12), Some(12), None, Some(34), Some(1_583_366_366_029_676_544), None]
        );
        assert!(is_true(&json, "yes") && !is_true(&json, "no"));
        assert_eq!(
            (texts(&json, "list"), texts(&json, "list_as_text")),
            (vec!["a".into(), "b".into()], vec!["c".into()])
        );
        assert!(texts(&json, "text").is_empty() && texts(&json, "inner").is_empty());
        let inner = |name| nested(&json, name).and_then(|inner| text(&inner, "x"));
        assert_eq!((inner("inner").as_deref(), inner("inner_as_text").as_deref()), (Some("y"), Some("z")));
        assert_eq!(nested(&json, "list"), None);
        let numbers: Vec<_> = objects(&json, "objects").iter().map(|object| integer(object, "n")).collect();
        assert_eq!(numbers, [Some(1), Some(3)]);
        assert!(objects(&json, "inner").is_empty() && objects(&json, "nothing").is_empty());
    }

    #[test]
    fn the_last_of_two_members_counts_and_names_may_be_escaped() {
        let json = read(r#"{"a": "1", "\u0061": "2"}"#);
        assert_eq!(text(&json, "a").as_deref(), Some("2"));
    }

    #[test]
    fn characters_are_unescaped() {
        let json = read(r#"{"a": "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud83dx\ude00\ud83d\u0041"}"#);
        assert_eq!(text(&json, "a").as_deref(), Some("\"\\/\u{8}\u{c}\n\r\té😀\u{fffd}x\u{fffd}\u{fffd}A"));
    }

    #[test]
    fn what_is_no_object_or_malformed_is_refused() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100), "]".repeat(100));
        for json in [
            "",
            " ",
            "null",
            "[]",
            "\"{}\"",
            "{",
            "{}x",
            "{}{}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{,}",
            "{a:1}",
            "{\"a\":01}",
            "{\"a\":1.}",
            "{\"a\":-}",
            "{\"a\":+1}",
            "{\"a\":.5}",
            "{\"a\":1e}",
            "{\"a\":tru}",
            "{\"a\":\"\n\"}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12\"}",
            "{\"a\":\"\\u12é\"}",
            "{\"a\":\"x}",
            "{\"a\":[1,]}",
            "{\"a\":[1}",
            "{\"a\":[}",
            "{\"a\" 1}",
            &deep,
        ] {
            assert_eq!(object(json), None, "{json}");
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..8)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whatever_a_library_writes_reads_the_same(name in any::<String>(), value in any_json(), pretty: bool) {
            let whole = serde_json::json!({ &name: value });
            let json = if pretty { format!("{whole:#}") } else { whole.to_string() };
            let read = read(&json);
            let raw = read.get(&name).expect("the member");
            prop_assert_eq!(&serde_json::from_str::<Value>(raw).expect("JSON"), &value);
            prop_assert_eq!(text(&read, &name), value.as_str().filter(|text| !text.is_empty()).map(str::to_owned));
            if let Value::Number(number) = &value {
                prop_assert_eq!(integer(&read, &name), number.as_i64());
            }
        }

        #[test]
        fn whatever_a_library_refuses_is_refused(value in any_json(), at: prop::sample::Index, put: char) {
            let whole = serde_json::json!({ "a": value }).to_string();
            let mut changed: Vec<char> = whole.chars().collect();
            let at = at.index(changed.len());
            changed[at] = put;
            let changed: String = changed.into_iter().collect();
            let known = serde_json::from_str::<Value>(&changed);
            // The library is stricter about two things: halves of pairs in escapes, and numbers beyond what it counts with.
            let too_large = known.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
            if !changed.contains("\\u") && !too_large {
                prop_assert_eq!(object(&changed).is_some(), known.is_ok_and(|value| value.is_object()), "{}", changed);
            }
        }

        #[test]
        fn nothing_makes_it_panic(text in any::<String>()) {
            let _ = object(&text).is_some_and(|object| object.members().count() > 0);
        }
    }
}
