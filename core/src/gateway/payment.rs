use super::Billing;
use crate::card::Card;
use crate::method::{Device, Field, Offer, Place};
use crate::secret::Secret;

/// What is paid with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payment {
    /// A card.
    Card(Card),
    /// A card that the customer has saved.
    Saved(SavedCard),
    /// Another method.
    Method(MethodData),
}

/// A card that the customer has saved, to pay with again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedCard {
    /// The payment method's id, `pm_…`.
    pub id: String,
    /// Its security code, where the intent asks for it; otherwise empty.
    pub security_code: Secret,
}

impl Payment {
    /// Whether the customer usually leaves the page for it.
    #[must_use]
    pub fn leaves(&self) -> bool {
        matches!(self, Self::Method(data) if data.leaves)
    }
}

/// A method other than a card form, with what the customer gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodData {
    /// The type string.
    pub kind: String,
    /// Whether the customer usually leaves the page for it.
    pub leaves: bool,
    /// What goes into the method's options, by name. Account numbers are nobody else's business either.
    pub options: Vec<(&'static str, Secret)>,
    /// The customer agreed to a mandate.
    pub mandate: bool,
    /// What the browser runs on, for methods that want to know.
    pub device: Option<Device>,
    /// The browser's own name, which goes with a mandate.
    pub user_agent: String,
    /// What the payment sheet of Apple Pay or Google Pay handed over: text that is good for one attempt. Empty for
    /// every other method.
    pub token: Secret,
}

impl MethodData {
    /// Sorts the fields of `offer` to where they go: into the method's own data, or into `billing`.
    ///
    /// ```
    /// use tillkit_core::gateway::{Billing, MethodData};
    /// use tillkit_core::method::{Device, Field, Offer, find};
    ///
    /// let offer = Offer { kind: "spei".into(), method: find("spei") };
    /// let mut billing = Billing::default();
    /// let fields = [(Field::Name, "Ada"), (Field::Curp, "hegg560427mvzrrl04")];
    /// let data = MethodData::new(&offer, &fields, &mut billing, Device::Desktop, "");
    /// assert_eq!((billing.name.as_str(), billing.country.as_str()), ("Ada", "MX"));
    /// assert_eq!(data.options[0].1.expose(), "HEGG560427MVZRRL04");
    /// ```
    #[must_use]
    pub fn new(
        offer: &Offer,
        fields: &[(Field, &str)],
        billing: &mut Billing,
        device: Device,
        user_agent: &str,
    ) -> Self {
        let mut data = Self {
            kind: offer.kind.clone(),
            leaves: offer.leaves(),
            options: Vec::new(),
            mandate: false,
            device: offer.method.is_some_and(|method| method.tells_device).then_some(device),
            user_agent: user_agent.to_owned(),
            token: Secret::default(),
        };
        for (field, text) in fields {
            let text = field.clean(text);
            if text.is_empty() {
                continue;
            }
            if *field == Field::Iban && billing.country.is_empty() {
                billing.country = text.chars().take(2).collect();
            }
            match field.place() {
                Place::Billing(name) | Place::Address(name) => {
                    if let Some(detail) = billing.detail(name) {
                        *detail = text;
                    }
                }
                Place::Options(name) => data.options.push((name, text.into())),
                Place::Mandate => data.mandate = true,
                Place::Card => {}
            }
        }
        if let Some(country) = offer.method.and_then(|method| method.only_country()) {
            country.clone_into(&mut billing.country);
        }
        data
    }
}

impl Billing {
    /// A detail by its name on the wire.
    fn detail(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "name" => &mut self.name,
            "firstName" => &mut self.first_name,
            "lastName" => &mut self.last_name,
            "email" => &mut self.email,
            "phone" => &mut self.phone,
            "city" => &mut self.city,
            "country" => &mut self.country,
            "line1" => &mut self.line1,
            "line2" => &mut self.line2,
            "postal_code" => &mut self.postal_code,
            "state" => &mut self.state,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::CATALOG;

    /// No field of any row is asked for and then dropped.
    #[test]
    fn every_field_of_every_row_arrives_somewhere() {
        for row in CATALOG.iter().filter(|row| row.kind != "card") {
            for field in row.required.iter().chain(row.optional) {
                let offer = Offer { kind: row.kind.to_owned(), method: Some(row) };
                let mut billing = Billing::default();
                let data = MethodData::new(&offer, &[(*field, "12 A")], &mut billing, Device::Ios, "");
                let arrived = match field.place() {
                    Place::Billing(name) | Place::Address(name) => !billing.detail(name).unwrap().is_empty(),
                    Place::Options(name) => data.options.iter().any(|(option, _)| *option == name),
                    Place::Mandate => data.mandate,
                    Place::Card => false,
                };
                assert!(arrived, "{}: {field:?}", row.kind);
            }
        }
    }

    #[test]
    fn a_token_is_in_no_debug_output() {
        let offer = Offer { kind: "apple_pay".into(), method: crate::method::find("apple_pay") };
        let mut data = MethodData::new(&offer, &[], &mut Billing::default(), Device::Ios, "");
        assert!(data.token.is_empty() && !data.leaves);
        data.token = Secret::new("tok-4111");
        let shown = format!("{:?}", Payment::Method(data));
        assert!(!shown.contains("tok-4111"), "{shown}");
    }

    #[test]
    fn an_iban_says_the_country() {
        let offer = Offer { kind: "sepa".into(), method: crate::method::find("sepa") };
        let mut billing = Billing::default();
        let fields = [(Field::Iban, "de12 5001 0517 0648 4898 90"), (Field::Mandate, "yes")];
        let data = MethodData::new(&offer, &fields, &mut billing, Device::Desktop, "");
        assert_eq!(billing.country, "DE");
        assert!(data.mandate && !data.leaves && data.device.is_none());
    }
}
