//! What the form holds, and what is wrong with it. No DOM in here.

use crate::protocol::{BillingDetails, FormOptions};
use tillkit_core::Error;
use tillkit_core::card::expiry::{self, Month};
use tillkit_core::card::{Brand, Card, Check, EditKind, digits, number, security_code};
use tillkit_core::gateway::{Billing, MethodData, Payment, SavedCard};
use tillkit_core::method::{Device, Field, Offer, birth_date};
use tillkit_core::secret::Secret;

/// A set of fields, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FieldSet(u32);

impl FieldSet {
    /// Adds a field. `true` if it was not in the set.
    pub(crate) fn insert(&mut self, field: Field) -> bool {
        let before = *self;
        self.0 |= Self::bit(field);
        *self != before
    }

    /// Takes a field out.
    pub(crate) fn remove(&mut self, field: Field) {
        self.0 &= !Self::bit(field);
    }

    /// Whether a field is in the set.
    pub(crate) fn contains(self, field: Field) -> bool {
        self.0 & Self::bit(field) != 0
    }

    fn bit(field: Field) -> u32 {
        1 << field as u32
    }
}

/// A field that a method asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) field: Field,
    pub(crate) required: bool,
}

/// The fields that `offer` asks for, with these options, in the order in which they are shown.
pub(crate) fn asked(offer: &Offer, options: &FormOptions) -> Vec<Asked> {
    let Some(method) = offer.method else { return Vec::new() };
    let required = |field: &Field| Asked { field: *field, required: true };
    let mut fields: Vec<_> = method.required.iter().map(required).collect();
    if offer.is_card() {
        let more = [
            (options.ask_name, Field::CardName),
            (options.ask_country, Field::Country),
            (options.ask_postal_code, Field::PostalCode),
        ];
        fields.extend(more.iter().filter(|(asked, _)| *asked).map(|(_, field)| required(field)));
    }
    fields.extend(method.optional.iter().map(|field| Asked { field: *field, required: false }));
    fields
}

/// The content of every field, as shown. It is kept while the customer looks at other methods.
#[derive(Default)]
pub(crate) struct Entries {
    texts: [Secret; Field::ALL.len()],
    /// The saved card that is paid with instead of the typed one: its id and brand.
    pub(crate) saved: Option<(String, Option<Brand>)>,
}

impl Entries {
    /// The brand of the saved card, or of the card number as typed so far.
    pub(crate) fn brand(&self) -> Option<Brand> {
        match &self.saved {
            Some((_, brand)) => *brand,
            None => Brand::of(&digits::only_digits(self.text(Field::Number))),
        }
    }

    /// The text of a field.
    pub(crate) fn text(&self, field: Field) -> &str {
        self.texts.get(field as usize).map_or("", Secret::expose)
    }

    /// Sets the text of a field.
    pub(crate) fn set(&mut self, field: Field, text: Secret) {
        if let Some(place) = self.texts.get_mut(field as usize) {
            *place = text;
        }
    }

    /// Takes an edit; gives the caret's place in the field's new text.
    pub(crate) fn edit(&mut self, field: Field, raw: &str, caret: usize, kind: EditKind) -> usize {
        let edited = match field {
            Field::Number => number::edit(self.text(field), raw, caret, kind),
            Field::Expiry => expiry::edit(self.text(field), raw, caret, kind),
            Field::SecurityCode => {
                let code = security_code::clean(raw, self.brand());
                let caret = caret.min(code.expose().len());
                self.set(field, code);
                return caret;
            }
            _ => {
                self.set(field, Secret::new(raw));
                return caret;
            }
        };
        self.set(field, edited.text);
        edited.caret
    }

    /// Fills in what is known beforehand, where nothing has been typed.
    pub(crate) fn fill_in(&mut self, known: &BillingDetails) {
        let address = known.address.clone().unwrap_or_default();
        for (field, known) in [
            (Field::CardName, &known.name),
            (Field::Name, &known.name),
            (Field::Email, &known.email),
            (Field::Phone, &known.phone),
            (Field::Country, &address.country),
            (Field::Line1, &address.line1),
            (Field::City, &address.city),
            (Field::State, &address.state),
            (Field::PostalCode, &address.postal_code),
        ] {
            if let Some(known) = known.as_ref().filter(|_| self.text(field).is_empty()) {
                self.set(field, Secret::new(known));
            }
        }
    }

    /// The code of what is wrong with a field, `None` when it is valid.
    pub(crate) fn fault(&self, asked: Asked, now: Month) -> Option<&'static str> {
        let Asked { field, required } = asked;
        let text = self.text(field);
        if !required && text.trim().is_empty() {
            return None;
        }
        let code = |check: Check, incomplete: &'static str| match check {
            Check::Valid => None,
            Check::Incomplete => Some(incomplete),
            Check::Invalid(fault) => Some(fault.code()),
        };
        match field {
            Field::Number => code(number::check(&digits::only_digits(text)), "incomplete_number"),
            Field::Expiry => code(expiry::check(text, now), "incomplete_expiry"),
            Field::SecurityCode => code(security_code::check(text, self.brand()), "incomplete_cvc"),
            Field::BirthDate => field.fault(text).or_else(|| {
                let (year, month, _) = birth_date::parts(text)?;
                let later = (year, month) > (u32::from(now.year), u32::from(now.month));
                later.then_some("invalid_birth_date")
            }),
            _ => field.fault(text),
        }
    }

    /// What to pay with, when every field is valid; otherwise the first wrong field, and its error. What the
    /// form holds is laid over what is in `billing`.
    pub(crate) fn payment(
        &self,
        offer: &Offer,
        asked: &[Asked],
        now: Month,
        billing: &mut Billing,
        (device, user_agent): (Device, &str),
    ) -> Result<Payment, (Field, Error)> {
        if let Some((field, code)) =
            asked.iter().find_map(|asked| Some((asked.field, self.fault(*asked, now)?)))
        {
            return Err((field, Error::new(code)));
        }
        let fields: Vec<_> = asked.iter().map(|asked| (asked.field, self.text(asked.field))).collect();
        let method = MethodData::new(offer, &fields, billing, device, user_agent);
        if !offer.is_card() {
            return Ok(Payment::Method(method));
        }
        let security_code = Secret::new(self.text(Field::SecurityCode));
        if let Some((id, _)) = self.saved.clone() {
            return Ok(Payment::Saved(SavedCard { id, security_code }));
        }
        let Some(month) = expiry::parse(self.text(Field::Expiry)) else {
            return Err((Field::Expiry, Error::new("incomplete_expiry")));
        };
        let name = self.text(Field::CardName).trim();
        if !name.is_empty() {
            name.clone_into(&mut billing.name);
        }
        Ok(Payment::Card(Card {
            number: Secret::from(digits::only_digits(self.text(Field::Number))),
            exp_month: month.month,
            exp_year: month.year,
            security_code,
            name: (!name.is_empty()).then(|| name.to_owned()),
        }))
    }

    /// Forgets what only a payment needed: the card, and account numbers. Billing details stay.
    pub(crate) fn forget_payment(&mut self) {
        for field in [Field::Number, Field::Expiry, Field::SecurityCode, Field::Iban] {
            self.set(field, Secret::default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tillkit_core::method::find;

    const NOW: Month = Month { year: 2026, month: 11 };

    fn offer(kind: &str) -> Offer {
        Offer { kind: kind.into(), method: find(kind) }
    }

    fn filled() -> Entries {
        let mut entries = Entries::default();
        entries.edit(Field::Number, "4242424242424242", 16, EditKind::Insert);
        entries.edit(Field::Expiry, "1230", 4, EditKind::Insert);
        entries.edit(Field::SecurityCode, "123", 3, EditKind::Insert);
        entries
    }

    fn pay(entries: &Entries, kind: &str, options: &FormOptions) -> Result<Payment, (Field, Error)> {
        let offer = offer(kind);
        let asked = asked(&offer, options);
        entries.payment(&offer, &asked, NOW, &mut Billing::default(), (Device::Desktop, ""))
    }

    #[test]
    fn a_filled_form_is_a_card() {
        let Ok(Payment::Card(card)) = pay(&filled(), "card", &FormOptions::default()) else { panic!() };
        assert_eq!(card.number.expose(), "4242424242424242");
        assert_eq!((card.exp_month, card.exp_year), (12, 2030));
        assert_eq!(card.name, None);
    }

    #[test]
    fn the_first_wrong_field_is_named() {
        let options = FormOptions { ask_name: true, ask_country: true, ..FormOptions::default() };
        let mut entries = filled();
        assert_eq!(pay(&entries, "card", &options).unwrap_err().1.code(), "incomplete_name");
        entries.edit(Field::CardName, "Ada", 3, EditKind::Insert);
        assert_eq!(pay(&entries, "card", &options).unwrap_err().0, Field::Country);
        entries.edit(Field::Expiry, "1020", 4, EditKind::Insert);
        assert_eq!(pay(&entries, "card", &options).unwrap_err().1.code(), "invalid_expiry_year_past");
    }

    #[test]
    fn optional_fields_are_checked_once_there_is_something_in_them() {
        let mut entries = Entries::default();
        entries.edit(Field::Country, "DE", 2, EditKind::Insert);
        entries.edit(Field::Email, "ada@example.com", 15, EditKind::Insert);
        assert!(pay(&entries, "klarna", &FormOptions::default()).is_ok());
        entries.edit(Field::BirthDate, "2027-01-01", 10, EditKind::Insert);
        assert_eq!(
            pay(&entries, "klarna", &FormOptions::default()).unwrap_err().1.code(),
            "invalid_birth_date"
        );
    }

    #[test]
    fn forgetting_the_payment_keeps_the_address() {
        let mut entries = filled();
        entries.edit(Field::PostalCode, "SW1A 1AA", 8, EditKind::Insert);
        entries.edit(Field::Iban, "DE12", 4, EditKind::Insert);
        entries.forget_payment();
        let kept: Vec<_> = Field::ALL.iter().filter(|field| !entries.text(**field).is_empty()).collect();
        assert_eq!(kept, [&Field::PostalCode]);
    }

    #[test]
    fn what_is_known_is_filled_in_once() {
        let mut entries = Entries::default();
        entries.edit(Field::Email, "mine@example.com", 16, EditKind::Insert);
        let name = Some("Ada".to_owned());
        let email = Some("theirs@example.com".to_owned());
        entries.fill_in(&BillingDetails { name, email, ..BillingDetails::default() });
        assert_eq!((entries.text(Field::Name), entries.text(Field::Email)), ("Ada", "mine@example.com"));
    }

    #[test]
    fn every_field_is_on_its_own() {
        let mut set = FieldSet::default();
        for field in Field::ALL {
            assert!(set.insert(field) && !set.insert(field) && set.contains(field));
        }
        set.remove(Field::Number);
        assert!(!set.contains(Field::Number) && set.contains(Field::Mandate));
    }
}
