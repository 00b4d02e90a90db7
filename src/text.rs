//! The words that customers read. English is built in; other languages are loaded.

use std::fmt;
use tillkit_core::Error;
use tillkit_core::error::shopper_messages;
use tillkit_core::method::{Ending, Offer};
use yew::AttrValue;

/// A text in whatever language: the number of its line in a file of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text(usize);

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The texts in one language: its tag, then the form's texts and those of errors, one a line.
#[derive(Clone, PartialEq)]
pub(crate) struct Words {
    lines: AttrValue,
    /// A BCP 47 tag for numbers and names, which may say more than the language: `de-AT`.
    pub(crate) locale: AttrValue,
}

impl fmt::Debug for Words {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.locale)
    }
}

impl Words {
    /// English, for a customer with this locale.
    pub(crate) fn english(locale: &str) -> Self {
        Self::new(AttrValue::Static(ENGLISH), locale)
    }

    /// A language's texts, for a customer with this locale.
    pub(crate) fn loaded(lines: String, locale: &str) -> Self {
        Self::new(lines.into(), locale)
    }

    fn new(lines: AttrValue, locale: &str) -> Self {
        let mut words = Self { lines, locale: AttrValue::default() };
        let language = words.language();
        // For one that falls back to another language, or that `Intl` does not take, numbers are written as in the language.
        let has_own = is_of(locale, &language) && !locale.contains('_');
        words.locale = if has_own { locale.to_owned().into() } else { language };
        words
    }

    /// The language's tag.
    pub(crate) fn language(&self) -> AttrValue {
        self.get(Text(0))
    }

    /// `rtl` where lines begin on the right.
    pub(crate) fn direction(&self) -> &'static str {
        if matches!(&*self.language(), "ar" | "he") { "rtl" } else { "ltr" }
    }

    /// A text.
    pub(crate) fn get(&self, Text(line): Text) -> AttrValue {
        match &self.lines {
            AttrValue::Static(lines) => AttrValue::Static(lines.split('\n').nth(line).unwrap_or_default()),
            AttrValue::Rc(lines) => lines.split('\n').nth(line).unwrap_or_default().to_owned().into(),
        }
    }

    /// A text with values in the place of their names in braces.
    pub(crate) fn fill(&self, text: Text, values: &[(&str, &str)]) -> String {
        let text = self.get(text);
        let mut parts = text.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').unwrap_or_default();
            let value = values.iter().find(|(known, _)| *known == name);
            filled.push_str(value.map_or("", |(_, value)| value));
            filled.push_str(rest);
        }
        filled
    }

    /// What an error says to whoever must act: to customers, in their language.
    pub(crate) fn error(&self, error: &Error) -> String {
        let message = error.message();
        if let AttrValue::Rc(_) = self.lines
            && let Some(place) = shopper_messages().position(|(_, english)| english == message)
        {
            return self.get(Text(FIRST_ERROR + place)).to_string();
        }
        message.to_owned()
    }

    /// What customers call a method: most have the name of a company.
    pub(crate) fn method(&self, offer: &Offer) -> String {
        let text = match offer.method.map(|method| method.kind) {
            Some("card") => CARD,
            Some("bank_transfer_eu") => BANK_TRANSFER,
            Some("bank_transfer_uk") => BANK_TRANSFER_UK,
            Some("bank_transfer_id") => BANK_TRANSFER_ID,
            Some("sepa_debit") => SEPA_DEBIT,
            _ => return offer.name(),
        };
        self.get(text).to_string()
    }

    /// What happens after the customer has confirmed, in place of fields to fill in or below them.
    pub(crate) fn ending(&self, ending: Ending, name: &str) -> String {
        let text = match ending {
            Ending::InPage | Ending::Sheet => return String::new(),
            Ending::Redirect => ENDING_REDIRECT,
            Ending::Code => ENDING_CODE,
            Ending::Transfer => ENDING_TRANSFER,
            Ending::Voucher => ENDING_VOUCHER,
            Ending::Debit => ENDING_DEBIT,
            Ending::App => ENDING_APP,
        };
        self.fill(text, &[("name", name)])
    }

    /// What a row of instructions is called.
    pub(crate) fn row_label(&self, label: &'static str) -> AttrValue {
        self.get(match label {
            "account_holder_name" => ACCOUNT_HOLDER_NAME,
            "bank_name" => BANK,
            "iban" => IBAN,
            "account_number" => ACCOUNT_NUMBER,
            "sort_code" => SORT_CODE,
            "bank_code" => BANK_CODE,
            "routing_number" => ROUTING_NUMBER,
            "branch_name" => BRANCH_NAME,
            "reference" => REFERENCE,
            "number" => NUMBER,
            "entity" => ENTITY,
            "bic" | "swift_code" => return AttrValue::Static("BIC"),
            "clabe" => return AttrValue::Static("CLABE"),
            "familymart" => return AttrValue::Static("FamilyMart"),
            "lawson" => return AttrValue::Static("Lawson"),
            "ministop" => return AttrValue::Static("Ministop"),
            "seicomart" => return AttrValue::Static("Seicomart"),
            other => return AttrValue::Static(other),
        })
    }
}

/// Whether a locale needs nothing to be loaded.
pub(crate) fn is_english(locale: &str) -> bool {
    is_of(locale, "en")
}

/// Whether a locale has this tag's language. All of ours have two letters.
fn is_of(locale: &str, tag: &str) -> bool {
    let (language, rest) = locale.split_at_checked(2).unwrap_or_default();
    tag.get(..2).is_some_and(|two| two.eq_ignore_ascii_case(language))
        && !rest.starts_with(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
#[path = "../build/locales.rs"]
mod locales;

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn folder() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("www/locales")
    }

    fn texts(tag: &str, section: &str) -> Vec<(String, String)> {
        let json = std::fs::read_to_string(folder().join(format!("{tag}.json"))).unwrap();
        let locale = locales::read(tag, &json).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        locale.0.into_iter().find(|(name, _)| name == section).unwrap().1.0
    }

    /// As `scripts/build/locale_files.mjs` writes it.
    fn words(tag: &str, locale: &str) -> Words {
        let lines = texts(tag, "form").into_iter().chain(texts(tag, "error")).map(|(_, text)| text);
        Words::loaded([tag.to_owned()].into_iter().chain(lines).collect::<Vec<_>>().join("\n"), locale)
    }

    #[test]
    fn errors_are_those_of_core_in_its_order() {
        let known: Vec<_> = shopper_messages().map(|(_, message)| message.to_owned()).collect();
        let english = texts("en", "error");
        assert_eq!(english.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>(), known);
        for ((key, _), (code, _)) in english.iter().zip(shopper_messages()) {
            assert_eq!(key.trim_start_matches("decline_"), code);
        }
    }

    #[test]
    fn every_text_is_on_its_line() {
        let german = words("de", "de");
        let (form, errors) = (texts("de", "form"), texts("de", "error"));
        assert_eq!(german.get(CARD_NUMBER), form[0].1);
        assert_eq!(german.get(Text(FIRST_ERROR - 1)), form.last().unwrap().1);
        assert_eq!(german.get(Text(FIRST_ERROR)), errors[0].1);
        assert_eq!(german.lines.split('\n').count(), 1 + form.len() + errors.len());
        assert_eq!(Words::english("en").get(CARD_NUMBER), "Card number");
    }

    #[test]
    fn customers_errors_are_told_in_their_language() {
        let german = words("de", "de");
        let declined = texts("de", "error").into_iter().find(|(key, _)| key == "card_declined").unwrap().1;
        assert_eq!(german.error(&Error::new("card_declined")), declined);
        let merchants = Error::new("api_key_invalid");
        assert_eq!(german.error(&merchants), merchants.message());
        let ours = Error::new("card_declined");
        assert_eq!(Words::english("en").error(&ours), ours.message());
    }

    #[test]
    fn values_stand_where_their_names_do() {
        let words = Words::loaded("xx\n{last4} {brand}!\n{".to_owned(), "xx");
        assert_eq!(words.fill(Text(1), &[("brand", "{last4}"), ("last4", "4242")]), "4242 {last4}!");
        assert_eq!(words.fill(Text(1), &[]), " !");
        assert_eq!(words.fill(Text(2), &[]), "");
        assert_eq!(words.fill(Text(9), &[]), "");
    }

    #[test]
    fn numbers_are_written_as_the_customers_region_does() {
        let locale = |tag, locale| words(tag, locale).locale.to_string();
        assert_eq!(locale("de", "de-AT"), "de-AT");
        assert_eq!(locale("de", "DE-at"), "DE-at");
        assert_eq!(locale("de", "de_AT"), "de");
        assert_eq!(Words::english("en-GB").locale, "en-GB");
        assert_eq!(Words::english("fil-PH").locale, "en");
        assert_eq!(Words::loaded("nb".into(), "nn-NO").locale, "nb");
        assert_eq!(Words::loaded("zh-TW".into(), "zh-Hant-TW").locale, "zh-Hant-TW");
    }

    #[test]
    fn what_is_english_is_known_before_anything_is_loaded() {
        assert!(is_english("en") && is_english("en-GB") && is_english("EN_us"));
        assert!(!is_english("eng") && !is_english("de") && !is_english("") && !is_english("ü"));
    }

    #[test]
    fn arabic_and_hebrew_begin_on_the_right() {
        let direction = |tag: &str| Words::loaded(tag.to_owned(), tag).direction();
        assert_eq!((direction("ar"), direction("he")), ("rtl", "rtl"));
        assert_eq!((direction("de"), Words::english("ar").direction()), ("ltr", "ltr"));
    }
}
