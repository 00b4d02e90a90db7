use super::{birth_date, contact, iban, mexican_id, tax_id};

/// Something that a form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The card number (PAN).
    Number,
    /// The card's expiry.
    Expiry,
    /// The card's security code.
    SecurityCode,
    /// The name on the card.
    CardName,
    /// The customer's full name.
    Name,
    /// The customer's first name.
    FirstName,
    /// The customer's last name.
    LastName,
    /// A mail address.
    Email,
    /// A telephone number with its country code.
    Phone,
    /// A country or region.
    Country,
    /// Street and house number.
    Line1,
    /// City.
    City,
    /// State, province or region.
    State,
    /// Postal code.
    PostalCode,
    /// An account number (ISO 13616).
    Iban,
    /// A bank from the method's list.
    Bank,
    /// A Brazilian tax number: CPF or CNPJ.
    TaxId,
    /// A Mexican population registry code.
    Curp,
    /// A Mexican tax number of a natural person.
    Rfc,
    /// The app to pay with by UPI.
    UpiApp,
    /// A UPI address (VPA).
    UpiAddress,
    /// A date of birth.
    BirthDate,
    /// The customer's agreement to a debit mandate.
    Mandate,
}

/// Where a field's text goes in a confirm request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// With the card, which has its own way.
    Card,
    /// `billing_details`, under this name.
    Billing(&'static str),
    /// `billing_details.address`, under this name.
    Address(&'static str),
    /// The options of the method, under this name.
    Options(&'static str),
    /// As the acceptance of a mandate.
    Mandate,
}

/// What `payment_method_options.upi.app_type` may be (gateway-facts 4.3), each with the app's name.
pub(super) const UPI_APPS: &[(&str, &str)] =
    &[("googlepay", "Google Pay"), ("phonepe", "PhonePe"), ("paytm", "Paytm"), ("other", "Another app")];

impl Field {
    /// Every field, in the order of declaration.
    pub const ALL: [Self; 23] = [
        Self::Number,
        Self::Expiry,
        Self::SecurityCode,
        Self::CardName,
        Self::Name,
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Phone,
        Self::Country,
        Self::Line1,
        Self::City,
        Self::State,
        Self::PostalCode,
        Self::Iban,
        Self::Bank,
        Self::TaxId,
        Self::Curp,
        Self::Rfc,
        Self::UpiApp,
        Self::UpiAddress,
        Self::BirthDate,
        Self::Mandate,
    ];

    /// Where its text goes.
    #[must_use]
    pub fn place(self) -> Place {
        match self {
            Self::Number | Self::Expiry | Self::SecurityCode | Self::CardName => Place::Card,
            Self::Name => Place::Billing("name"),
            Self::FirstName => Place::Billing("firstName"),
            Self::LastName => Place::Billing("lastName"),
            Self::Email => Place::Billing("email"),
            Self::Phone => Place::Billing("phone"),
            Self::Country => Place::Address("country"),
            Self::Line1 => Place::Address("line1"),
            Self::City => Place::Address("city"),
            Self::State => Place::Address("state"),
            Self::PostalCode => Place::Address("postal_code"),
            Self::Iban => Place::Options("iban"),
            Self::Bank => Place::Options("bank"),
            Self::TaxId => Place::Options("tax_id"),
            Self::Curp => Place::Options("curp"),
            Self::Rfc => Place::Options("rfc_pf"),
            Self::UpiApp => Place::Options("app_type"),
            Self::UpiAddress => Place::Options("vpa"),
            Self::BirthDate => Place::Options("dob"),
            Self::Mandate => Place::Mandate,
        }
    }

    /// The code of what is wrong with a text, `None` when it can be sent. Card fields have checks of their
    /// own, in [`card`](crate::card). Whether a birth date lies in the past is for who knows the day.
    #[must_use]
    pub fn fault(self, text: &str) -> Option<&'static str> {
        let text = &self.clean(text);
        let unless_filled = |code| text.is_empty().then_some(code);
        match self {
            Self::Number | Self::Expiry | Self::SecurityCode => None,
            Self::CardName => unless_filled("incomplete_name"),
            Self::Name => unless_filled("incomplete_full_name"),
            Self::FirstName => unless_filled("incomplete_first_name"),
            Self::LastName => unless_filled("incomplete_last_name"),
            Self::Email => contact::email_fault(text),
            Self::Phone => contact::phone_fault(text),
            Self::Country => unless_filled("incomplete_country"),
            Self::Line1 => unless_filled("incomplete_line1"),
            Self::City => unless_filled("incomplete_city"),
            Self::State => unless_filled("incomplete_state"),
            Self::PostalCode => unless_filled("incomplete_zip"),
            Self::Iban => iban::fault(text),
            Self::Bank => unless_filled("incomplete_bank"),
            Self::TaxId => tax_id::fault(text),
            Self::Curp => mexican_id::curp_fault(text),
            Self::Rfc => mexican_id::rfc_fault(text),
            Self::UpiApp => unless_filled("incomplete_upi_app"),
            Self::UpiAddress => contact::upi_address_fault(text),
            Self::BirthDate => birth_date::fault(text),
            Self::Mandate => (text != "yes").then_some("mandate_not_accepted"),
        }
    }

    /// A text as it goes on the wire: without what people write for the eye.
    #[must_use]
    pub fn clean(self, text: &str) -> String {
        let without = |unwanted: fn(char) -> bool| text.chars().filter(|c| !unwanted(*c)).collect::<String>();
        match self {
            Self::Iban | Self::Curp | Self::Rfc => upper_case(&without(|c| c.is_whitespace() || c == '-')),
            Self::TaxId => without(|c| c.is_whitespace() || matches!(c, '.' | '-' | '/')),
            Self::Phone => contact::clean_phone(text),
            _ => text.trim().to_owned(),
        }
    }

    /// The values that it may have, each with a name, when there are few and they never change.
    #[must_use]
    pub fn choices(self) -> &'static [(&'static str, &'static str)] {
        if self == Self::UpiApp { UPI_APPS } else { &[] }
    }
}

/// Upper case for codes of Latin letters: the tables for every language's letters take 20 kilobytes.
fn upper_case(text: &str) -> String {
    text.chars().map(|c| if c == 'ñ' { 'Ñ' } else { c.to_ascii_uppercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_listed_in_its_place() {
        for (place, field) in Field::ALL.iter().enumerate() {
            assert_eq!(*field as usize, place);
        }
    }

    #[test]
    fn an_empty_text_is_incomplete() {
        for field in Field::ALL.iter().filter(|field| field.place() != Place::Card) {
            let code = field.fault("").unwrap();
            assert!(code.starts_with("incomplete_") || code == "mandate_not_accepted", "{field:?}: {code}");
            assert!(crate::error::KNOWN_CODES.iter().any(|known| known.code == code), "{code}");
        }
    }

    #[test]
    fn what_is_for_the_eye_stays_here() {
        assert_eq!(Field::Iban.clean(" de12\u{a0}5001-0517 "), "DE1250010517");
        assert_eq!(Field::Iban.fault("DE12\u{a0}5001\u{a0}0517\u{a0}0648\u{a0}4898\u{a0}90"), None);
        assert_eq!(Field::Rfc.clean("ñañe560427e31"), "ÑAÑE560427E31");
        assert_eq!(Field::TaxId.clean("529.982.247-25"), "52998224725");
        assert_eq!(Field::Name.clean("  Ada Lovelace "), "Ada Lovelace");
    }
}
