//! The texts in every language, as `www/locales` has them: read in their order, and held against English.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// The file that the others are held against.
pub(crate) const ENGLISH: &str = "en.json";

/// A locale file: its sections, and the texts of each by their keys.
pub(crate) type Locale = Ordered<Ordered<String>>;

/// A JSON object in the order in which it is written.
pub(crate) struct Ordered<T>(pub(crate) Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

struct InOrder<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
    type Value = Ordered<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Ordered(entries))
    }
}

impl<T> Ordered<T> {
    fn keys(&self) -> Vec<&str> {
        self.0.iter().map(|(key, _)| key.as_str()).collect()
    }
}

/// Reads a locale file, and says what is wrong with it.
pub(crate) fn read(file: &str, json: &str) -> Result<Locale, Vec<String>> {
    let locale: Locale =
        serde_json::from_str(json).map_err(|error| vec![format!("www/locales/{file}: {error}")])?;
    let mut wrong = Vec::new();
    for (section, texts) in &locale.0 {
        for (key, text) in &texts.0 {
            if text.trim().is_empty() || text.contains('\n') {
                wrong.push(format!("www/locales/{file}: {section}.{key} must be a text of one line"));
            } else if placeholders(text).is_none() {
                wrong.push(format!("www/locales/{file}: {section}.{key} has a brace without its partner"));
            }
            // Voice control goes by what can be read on a button: WCAG 2.5.3.
            let verb =
                key.strip_suffix("_label").and_then(|verb| texts.0.iter().find(|(key, _)| key == verb));
            if let Some((key_of_verb, verb)) = verb
                && !text.to_lowercase().contains(&verb.to_lowercase())
            {
                wrong.push(format!(
                    "www/locales/{file}: {section}.{key} must have {section}.{key_of_verb} in it, which its button shows"
                ));
            }
        }
    }
    if wrong.is_empty() { Ok(locale) } else { Err(wrong) }
}

/// In what a locale file differs from English where it must not: its keys, their order, and the placeholders.
pub(crate) fn differences(file: &str, english: &Locale, other: &Locale) -> Vec<String> {
    let mut wrong = compare_keys(file, "", english, other);
    for ((section, texts), (other_section, translated)) in english.0.iter().zip(&other.0) {
        if section != other_section {
            continue;
        }
        let prefix = format!("{section}.");
        wrong.extend(compare_keys(file, &prefix, texts, translated));
        for (key, text) in &texts.0 {
            let Some((_, translation)) = translated.0.iter().find(|(other, _)| other == key) else {
                continue;
            };
            let (wanted, found) = (placeholders(text), placeholders(translation));
            if wanted != found {
                let list =
                    |names: Option<Vec<&str>>| format!("{{{}}}", names.unwrap_or_default().join("}, {"));
                wrong.push(format!(
                    "www/locales/{file}: {section}.{key} has the placeholders {}, English has {}",
                    list(found),
                    list(wanted)
                ));
            }
        }
    }
    wrong
}

fn compare_keys<T>(file: &str, prefix: &str, english: &Ordered<T>, other: &Ordered<T>) -> Vec<String> {
    let (wanted, found) = (english.keys(), other.keys());
    let lacking = wanted.iter().filter(|key| !found.contains(key)).map(|key| (key, "is missing"));
    let too_many = found.iter().filter(|key| !wanted.contains(key)).map(|key| (key, "is none of English's"));
    let mut wrong: Vec<_> = lacking.chain(too_many).collect();
    if wrong.is_empty()
        && let Some((_, key)) = wanted.iter().zip(&found).find(|(wanted, found)| wanted != found)
    {
        wrong.push((key, "is not where English has it"));
    } else if wrong.is_empty() && found.len() > wanted.len() {
        wrong.extend(found.last().map(|key| (key, "is there twice")));
    }
    wrong.into_iter().map(|(key, what)| format!("www/locales/{file}: {prefix}{key} {what}")).collect()
}

/// The names in braces, in the order of the alphabet; `None` where a brace has no partner.
fn placeholders(text: &str) -> Option<Vec<&str>> {
    let mut parts = text.split('{');
    let is_closed = |part: &str| part.contains('}');
    if parts.next().is_some_and(is_closed) {
        return None;
    }
    let mut names = Vec::new();
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        if is_closed(rest) {
            return None;
        }
        names.push(name);
    }
    names.sort_unstable();
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str =
        r#"{"form": {"card": "Card", "hint": "{brand} ending in {last4}"}, "page": {"pay": "Pay"}}"#;

    fn wrong(json: &str) -> Vec<String> {
        let english = read(ENGLISH, JSON).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        match read("de.json", json) {
            Ok(other) => differences("de.json", &english, &other),
            Err(wrong) => wrong,
        }
    }

    #[test]
    fn a_translation_has_the_same_keys_and_placeholders() {
        let good =
            r#"{"form": {"card": "Karte", "hint": "Endet auf {last4}: {brand}"}, "page": {"pay": "Zahlen"}}"#;
        assert_eq!(wrong(good), [""; 0]);
    }

    #[test]
    fn a_buttons_name_has_what_it_shows_in_it() {
        let json = |label: &str| format!(r#"{{"form": {{"keep": "Behalten", "keep_label": "{label}"}}}}"#);
        assert!(read("de.json", &json("{card} behalten")).is_ok());
        let expected =
            "www/locales/de.json: form.keep_label must have form.keep in it, which its button shows";
        assert_eq!(read("de.json", &json("Behalte {card}")).err(), Some(vec![expected.to_owned()]));
    }

    #[test]
    fn what_differs_is_named_with_its_file() {
        for (json, expected) in [
            (r#"{"form": {"card": "Karte"}, "page": {"pay": "Zahlen"}}"#, "form.hint is missing"),
            (
                r#"{"form": {"card": "Karte", "hint": "{brand} {last4}", "more": "Mehr"}, "page": {"pay": "Zahlen"}}"#,
                "form.more is none of English's",
            ),
            (
                r#"{"form": {"hint": "{brand} {last4}", "card": "Karte"}, "page": {"pay": "Zahlen"}}"#,
                "form.hint is not where English has it",
            ),
            (
                r#"{"form": {"card": "Karte", "hint": "{brand} {last4}", "card": "Karte"}, "page": {"pay": "Zahlen"}}"#,
                "form.card is there twice",
            ),
            (
                r#"{"form": {"card": "Karte", "hint": "{marke} {last4}"}, "page": {"pay": "Zahlen"}}"#,
                "form.hint has the placeholders {last4}, {marke}, English has {brand}, {last4}",
            ),
            (
                r#"{"form": {"card": "Karte", "hint": "{brand} {last4}"}, "page": {"pay": " "}}"#,
                "page.pay must be a text of one line",
            ),
            (
                r#"{"form": {"card": "Ka{rte", "hint": "{brand} {last4}"}, "page": {"pay": "Zahlen"}}"#,
                "form.card has a brace without its partner",
            ),
            (r#"{"form": {"card": "Karte", "hint": "{brand} {last4}"}}"#, "page is missing"),
        ] {
            assert_eq!(wrong(json), [format!("www/locales/de.json: {expected}")], "{json}");
        }
        assert!(wrong("{").iter().all(|line| line.starts_with("www/locales/de.json: EOF")));
    }
}
