//! What the form holds, and what is wrong with it. No DOM in here.

use crate::protocol::FormOptions;
use tillkit_core::Error;
use tillkit_core::card::expiry::{self, Month};
use tillkit_core::card::{Brand, Card, Check, EditKind, digits, number, security_code};
use tillkit_core::secret::Secret;

/// A field of the form, in the order in which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldName {
    Number,
    Expiry,
    SecurityCode,
    Name,
    Country,
    PostalCode,
}

/// A set of fields, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FieldSet(u8);

impl FieldSet {
    /// Adds a field. `true` if it was not in the set.
    pub(crate) fn insert(&mut self, field: FieldName) -> bool {
        let before = *self;
        self.0 |= Self::bit(field);
        *self != before
    }

    /// Takes a field out.
    pub(crate) fn remove(&mut self, field: FieldName) {
        self.0 &= !Self::bit(field);
    }

    /// Whether a field is in the set.
    pub(crate) fn contains(self, field: FieldName) -> bool {
        self.0 & Self::bit(field) != 0
    }

    fn bit(field: FieldName) -> u8 {
        1 << field as u8
    }
}

/// The content of every field, as shown.
#[derive(Default)]
pub(crate) struct CardFields {
    pub(crate) number: Secret,
    pub(crate) expiry: Secret,
    pub(crate) security_code: Secret,
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) postal_code: String,
}

impl CardFields {
    /// The fields that these options ask for.
    pub(crate) fn asked(options: &FormOptions) -> Vec<FieldName> {
        let mut fields = vec![FieldName::Number, FieldName::Expiry, FieldName::SecurityCode];
        let optional = [
            (options.ask_name, FieldName::Name),
            (options.ask_country, FieldName::Country),
            (options.ask_postal_code, FieldName::PostalCode),
        ];
        fields.extend(optional.iter().filter(|(asked, _)| *asked).map(|(_, field)| *field));
        fields
    }

    /// The brand of the number as typed so far.
    pub(crate) fn brand(&self) -> Option<Brand> {
        Brand::of(&digits::only_digits(self.number.expose()))
    }

    /// The text of a field.
    pub(crate) fn text(&self, field: FieldName) -> &str {
        match field {
            FieldName::Number => self.number.expose(),
            FieldName::Expiry => self.expiry.expose(),
            FieldName::SecurityCode => self.security_code.expose(),
            FieldName::Name => &self.name,
            FieldName::Country => &self.country,
            FieldName::PostalCode => &self.postal_code,
        }
    }

    /// Takes an edit; gives the caret's place in the field's new text.
    pub(crate) fn edit(&mut self, field: FieldName, raw: &str, caret: usize, kind: EditKind) -> usize {
        match field {
            FieldName::Number => {
                let edited = number::edit(self.number.expose(), raw, caret, kind);
                self.number = edited.text;
                edited.caret
            }
            FieldName::Expiry => {
                let edited = expiry::edit(self.expiry.expose(), raw, caret, kind);
                self.expiry = edited.text;
                edited.caret
            }
            FieldName::SecurityCode => {
                self.security_code = security_code::clean(raw, self.brand());
                caret.min(self.security_code.expose().len())
            }
            FieldName::Name => self.replace(raw, caret, |fields| &mut fields.name),
            FieldName::Country => self.replace(raw, caret, |fields| &mut fields.country),
            FieldName::PostalCode => self.replace(raw, caret, |fields| &mut fields.postal_code),
        }
    }

    fn replace(&mut self, raw: &str, caret: usize, field: impl Fn(&mut Self) -> &mut String) -> usize {
        raw.clone_into(field(self));
        caret
    }

    /// The code of what is wrong with a field, `None` when it is valid.
    pub(crate) fn fault(&self, field: FieldName, now: Month) -> Option<&'static str> {
        let code = |check: Check, incomplete: &'static str| match check {
            Check::Valid => None,
            Check::Incomplete => Some(incomplete),
            Check::Invalid(fault) => Some(fault.code()),
        };
        let unless_filled = |text: &str, incomplete| text.trim().is_empty().then_some(incomplete);
        match field {
            FieldName::Number => {
                code(number::check(&digits::only_digits(self.number.expose())), "incomplete_number")
            }
            FieldName::Expiry => code(expiry::check(self.expiry.expose(), now), "incomplete_expiry"),
            FieldName::SecurityCode => {
                code(security_code::check(self.security_code.expose(), self.brand()), "incomplete_cvc")
            }
            FieldName::Name => unless_filled(&self.name, "incomplete_name"),
            FieldName::Country => unless_filled(&self.country, "incomplete_country"),
            FieldName::PostalCode => unless_filled(&self.postal_code, "incomplete_zip"),
        }
    }

    /// The card, when every asked field is valid; otherwise the first field's error.
    pub(crate) fn card(&self, asked: &[FieldName], now: Month) -> Result<Card, (FieldName, Error)> {
        let fault = asked.iter().find_map(|field| Some((*field, self.fault(*field, now)?)));
        match (fault, expiry::parse(self.expiry.expose())) {
            (Some((field, code)), _) => Err((field, Error::new(code))),
            (None, None) => Err((FieldName::Expiry, Error::new("incomplete_expiry"))),
            (None, Some(month)) => Ok(Card {
                number: Secret::from(digits::only_digits(self.number.expose())),
                exp_month: month.month,
                exp_year: month.year,
                security_code: self.security_code.clone(),
                name: (!self.name.trim().is_empty()).then(|| self.name.trim().to_owned()),
            }),
        }
    }

    /// Forgets the card. Billing details stay.
    pub(crate) fn forget_card(&mut self) {
        self.number = Secret::default();
        self.expiry = Secret::default();
        self.security_code = Secret::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Month = Month { year: 2026, month: 11 };

    fn filled() -> CardFields {
        let mut fields = CardFields::default();
        fields.edit(FieldName::Number, "4242424242424242", 16, EditKind::Insert);
        fields.edit(FieldName::Expiry, "1230", 4, EditKind::Insert);
        fields.edit(FieldName::SecurityCode, "123", 3, EditKind::Insert);
        fields
    }

    #[test]
    fn a_filled_form_is_a_card() {
        let asked = CardFields::asked(&FormOptions::default());
        let card = filled().card(&asked, NOW).unwrap();
        assert_eq!(card.number.expose(), "4242424242424242");
        assert_eq!((card.exp_month, card.exp_year), (12, 2030));
        assert_eq!(card.name, None);
    }

    #[test]
    fn the_first_wrong_field_is_named() {
        let options = FormOptions { ask_name: true, ask_country: true, ..FormOptions::default() };
        let asked = CardFields::asked(&options);
        let mut fields = filled();
        assert_eq!(fields.card(&asked, NOW).unwrap_err().1.code(), "incomplete_name");
        fields.edit(FieldName::Name, "Ada", 3, EditKind::Insert);
        assert_eq!(fields.card(&asked, NOW).unwrap_err().0, FieldName::Country);
        fields.edit(FieldName::Expiry, "1020", 4, EditKind::Insert);
        assert_eq!(fields.card(&asked, NOW).unwrap_err().1.code(), "invalid_expiry_year_past");
    }

    #[test]
    fn forgetting_the_card_keeps_the_address() {
        let mut fields = filled();
        fields.edit(FieldName::PostalCode, "SW1A 1AA", 8, EditKind::Insert);
        fields.forget_card();
        assert!(fields.number.is_empty() && fields.expiry.is_empty() && fields.security_code.is_empty());
        assert_eq!(fields.postal_code, "SW1A 1AA");
    }

    #[test]
    fn every_field_is_on_its_own() {
        let mut set = FieldSet::default();
        assert!(set.insert(FieldName::Number) && set.insert(FieldName::PostalCode));
        assert!(!set.insert(FieldName::PostalCode));
        set.remove(FieldName::Number);
        assert!(!set.contains(FieldName::Number) && !set.contains(FieldName::Name));
        assert!(set.contains(FieldName::PostalCode));
    }
}
