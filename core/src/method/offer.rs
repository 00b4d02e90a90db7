use super::{CATALOG, Ending, PaymentMethod, find};
use crate::Intent;

/// What the customer's browser runs on, as far as payment methods care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    /// A computer.
    #[default]
    Desktop,
    /// An Android phone or tablet.
    Android,
    /// An iPhone or iPad.
    Ios,
}

impl Device {
    /// Reads a user agent. An iPad says that it is a Mac, which has no touch screen.
    ///
    /// ```
    /// use tillkit_core::method::Device;
    ///
    /// assert_eq!(Device::of("Mozilla/5.0 (Linux; Android 14; Pixel 8)", true), Device::Android);
    /// assert_eq!(Device::of("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", true), Device::Ios);
    /// assert_eq!(Device::of("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", false), Device::Desktop);
    /// ```
    #[must_use]
    pub fn of(user_agent: &str, has_touch: bool) -> Self {
        let says = |word| user_agent.contains(word);
        if says("Android") {
            Self::Android
        } else if says("iPhone") || says("iPad") || (says("Macintosh") && has_touch) {
            Self::Ios
        } else {
            Self::Desktop
        }
    }

    /// Whether apps for paying are on this very device.
    #[must_use]
    pub fn is_phone(self) -> bool {
        self != Self::Desktop
    }

    /// `payment_method_options.<type>.terminal_type` (gateway-facts 4.2).
    #[must_use]
    pub fn terminal_type(self) -> &'static str {
        if self.is_phone() { "APP" } else { "WEB" }
    }

    /// `payment_method_options.<type>.os_type`; empty on computers.
    #[must_use]
    pub fn os_type(self) -> &'static str {
        match self {
            Self::Desktop => "",
            Self::Android => "ANDROID",
            Self::Ios => "IOS",
        }
    }
}

/// A method to offer for an intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The type string as the intent says it, which is what a confirm sends.
    pub kind: String,
    /// Its row; `None` for a method of a later version of the API, which gets a generic form: gateways
    /// almost always answer with a redirect (gateway-facts 4.2).
    pub method: Option<&'static PaymentMethod>,
}

impl Offer {
    /// What customers call it. The name of an unknown method is made from its type string.
    #[must_use]
    pub fn name(&self) -> String {
        match self.method {
            Some(method) => method.name.to_owned(),
            None => {
                let words = self.kind.split('_').map(|word| {
                    let mut letters = word.chars();
                    let first = letters.next().map(|first| first.to_ascii_uppercase());
                    first.into_iter().chain(letters).collect::<String>()
                });
                words.collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// Whether it is the card form.
    #[must_use]
    pub fn is_card(&self) -> bool {
        self.kind == "card"
    }

    /// Whether the customer usually leaves the page.
    #[must_use]
    pub fn leaves(&self) -> bool {
        self.method.is_none_or(|method| method.ending.leaves())
    }

    /// The offer of the card form, for when an intent cannot be asked.
    #[must_use]
    pub fn card() -> Self {
        Self { kind: "card".to_owned(), method: CATALOG.first() }
    }
}

/// The methods to offer for `intent`, in the merchant's `order` first and the intent's after that. Left out is
/// what does not take the currency or the amount, or what a SetupIntent cannot save; `sheets` are the methods with a payment sheet that this
/// browser has (`apple_pay`, `google_pay`).
///
/// An intent that lists nothing is paid by card, and that is the form for one of which nothing is left to pay.
/// Otherwise there may be no offer at all.
#[must_use]
pub fn offers(intent: &Intent, order: &[String], sheets: &[&str]) -> Vec<Offer> {
    let listed = &intent.payment_method_types;
    if listed.is_empty() || intent.is_settled_well() {
        return vec![Offer::card()];
    }
    let mut offers: Vec<Offer> = Vec::new();
    for kind in order.iter().filter(|kind| listed.contains(kind)).chain(listed) {
        let method = find(kind);
        // By any of its names, once.
        let known = offers.iter().any(|offer| match method {
            Some(_) => offer.method == method,
            None => offer.kind == *kind,
        });
        let usable = match method {
            Some(method) => {
                (if intent.is_setup() {
                    method.savable
                } else {
                    method.takes(&intent.currency, intent.amount)
                }) && (method.ending != Ending::Sheet || sheets.contains(&method.kind))
            }
            None => is_type_string(kind),
        };
        if usable && !known {
            offers.push(Offer { kind: kind.clone(), method });
        }
    }
    offers
}

/// Whether that may be a method's name at all: it ends up in element ids and requests.
fn is_type_string(kind: &str) -> bool {
    (1..=40).contains(&kind.len())
        && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::{Answer, Dialect, Response};
    use crate::intent::Status;

    fn intent(types: &str, amount: i64, currency: &str) -> Intent {
        let body = format!(
            r#"{{"id":"pi_1","status":"requires_payment_method","amount":{amount},"currency":"{currency}","payment_method_types":{types}}}"#
        );
        match Dialect::WooshPay.read(&Response { status: 200, retry_after_s: None, body }) {
            Answer::Intent(intent) => Intent::clone(&intent),
            other => panic!("{other:?}"),
        }
    }

    fn kinds(intent: &Intent, order: &[&str], sheets: &[&str]) -> Vec<String> {
        let order: Vec<_> = order.iter().map(|kind| (*kind).to_owned()).collect();
        offers(intent, &order, sheets).into_iter().map(|offer| offer.kind).collect()
    }

    #[test]
    fn the_intent_decides_and_the_merchant_orders() {
        let intent = intent(r#"["card","ideal","sepa"]"#, 1999, "EUR");
        assert_eq!(kinds(&intent, &[], &[]), ["card", "ideal", "sepa"]);
        assert_eq!(kinds(&intent, &["sepa", "gcash"], &[]), ["sepa", "card", "ideal"]);
    }

    #[test]
    fn what_cannot_pay_this_is_left_out() {
        let types = r#"["card","promptpay","apple_pay","google_pay"]"#;
        assert_eq!(kinds(&intent(types, 100, "thb"), &[], &[]), ["card", "promptpay"]);
        assert_eq!(kinds(&intent(types, 99, "thb"), &[], &[]), ["card"]);
        assert_eq!(kinds(&intent(types, 100, "eur"), &[], &["google_pay"]), ["card", "google_pay"]);
    }

    #[test]
    fn one_method_by_two_names_is_offered_once() {
        assert_eq!(kinds(&intent(r#"["sepa","sepa_debit","sepa"]"#, 100, "eur"), &[], &[]), ["sepa"]);
        assert_eq!(kinds(&intent(r#"["moonpay","moonpay"]"#, 100, "eur"), &[], &[]), ["moonpay"]);
    }

    #[test]
    fn unknown_methods_get_a_name_and_strange_ones_nothing() {
        let offers = offers(&intent(r#"["moon_pay","<b>","A B",""]"#, 100, "eur"), &[], &[]);
        assert_eq!(offers.len(), 1);
        assert_eq!((offers[0].name().as_str(), offers[0].leaves()), ("Moon Pay", true));
    }

    #[test]
    fn nothing_is_offered_that_cannot_pay() {
        assert_eq!(kinds(&intent(r#"["promptpay","apple_pay"]"#, 100, "eur"), &[], &[]), [""; 0]);
        let paid = Intent { status: Status::Succeeded, ..intent(r#"["promptpay"]"#, 100, "eur") };
        assert_eq!(kinds(&paid, &[], &[]), ["card"]);
    }

    #[test]
    fn setups_offer_what_can_be_saved() {
        let body = r#"{"id":"seti_1","status":"requires_payment_method","payment_method_types":["card","ideal","alipay"]}"#;
        let Answer::Intent(setup) =
            Dialect::WooshPay.read(&Response { status: 200, retry_after_s: None, body: body.into() })
        else {
            panic!()
        };
        assert_eq!(kinds(&setup, &[], &[]), ["card", "alipay"]);
    }

    #[test]
    fn an_intent_that_lists_nothing_is_paid_by_card() {
        assert_eq!(kinds(&intent("null", 100, "eur"), &[], &[]), ["card"]);
        assert_eq!(kinds(&intent(r#""[]""#, 100, "eur"), &[], &[]), ["card"]);
    }
}
