//! A customer who chooses a payment method and fills in its form.

use crate::merchant::{Intent, Merchant};
use serde_json::{Value, json};
use tillkit_core::method::{Field, PaymentMethod, find};

/// What a customer writes into a field, and what of it has to arrive at the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// The field, as [`Merchant::field`] calls it.
    pub id: &'static str,
    /// As people write it.
    pub typed: &'static str,
    /// As gateways want it.
    pub sent: &'static str,
}

/// A good text for a field of a method.
#[must_use]
pub fn sample(method: &PaymentMethod, field: Field) -> Sample {
    let (id, typed, sent) = match field {
        Field::Number => ("number", "4242424242424242", ""),
        Field::Expiry => ("expiry", "1234", ""),
        Field::SecurityCode => ("cvc", "123", ""),
        Field::CardName => ("name", "Ada Lovelace", ""),
        Field::Name => ("full-name", "Ada Lovelace", "Ada Lovelace"),
        Field::FirstName => ("first-name", "Ada", "Ada"),
        Field::LastName => ("last-name", "Lovelace", "Lovelace"),
        Field::Email => ("email", "ada@example.com", "ada@example.com"),
        Field::Phone => ("phone", "+62 812 3456-7890", "+6281234567890"),
        Field::Country => {
            let country = method.countries.first().copied().unwrap_or("DE");
            ("country", country, country)
        }
        Field::Line1 => ("line1", "Rua das Flores 12", "Rua das Flores 12"),
        Field::City => ("city", "Curitiba", "Curitiba"),
        Field::State => ("state", "PR", "PR"),
        Field::PostalCode => ("postal-code", "80020-090", "80020-090"),
        Field::Iban => ("iban", "de12 5001 0517 0648 4898 90", "DE12500105170648489890"),
        Field::Bank => {
            let bank = method.banks.and_then(|list| list.banks().first()).map_or("", |(id, _)| *id);
            ("bank", bank, bank)
        }
        Field::TaxId => ("tax-id", "529.982.247-25", "52998224725"),
        Field::Curp => ("curp", "hegg560427mvzrrl04", "HEGG560427MVZRRL04"),
        Field::Rfc => ("rfc", "gode561231gr8", "GODE561231GR8"),
        Field::UpiApp => ("upi-app", "phonepe", "phonepe"),
        Field::UpiAddress => ("upi-address", "ada@okbank", "ada@okbank"),
        Field::BirthDate => ("birth-date", "1984-02-29", "1984-02-29"),
        Field::Mandate => ("mandate", "yes", "yes"),
    };
    Sample { id, typed, sent }
}

impl Merchant {
    /// Makes an intent that `kind` can pay, as the first of `kinds`' limits say, and that lists all of `kinds`.
    #[must_use]
    pub fn intent_for(&self, kind: &str, kinds: &[&str]) -> (Intent, u64) {
        let (amount, currency) = payable(find(kind).unwrap());
        let params = json!({ "amount": amount, "currency": currency, "payment_method_types": kinds });
        (self.intent(params), amount)
    }

    /// Chooses a method, from among those behind "More" if it is there.
    pub async fn choose(&self, kind: &str) {
        self.enter_form().await;
        self.in_form("[data-method]").await;
        let entry = format!("[data-method=\"{kind}\"]");
        let is_there = format!("return Boolean({}.querySelector('{entry}'))", self.form_root());
        if self.browser.script(&is_there, vec![]).await == json!(false) {
            self.in_form("[data-testid=more-methods]").await.click().await.unwrap();
        }
        self.in_form(&entry).await.click().await.unwrap();
        self.in_form(&format!("#tk-method-{kind}:is([aria-selected=true], :checked)")).await;
        self.leave_frames().await;
    }

    /// Fills in fields of a method's form as they come in `fields`.
    pub async fn fill_in(&self, method: &PaymentMethod, fields: &[Field]) {
        self.enter_form().await;
        for field in fields {
            let Sample { id, typed, .. } = sample(method, *field);
            match field {
                Field::Country | Field::Bank | Field::UpiApp => {
                    // The list may still be on its way.
                    self.in_form(&format!("#tk-{id} option[value=\"{typed}\"]")).await;
                    self.set(id, "change", typed).await;
                }
                // What a date field takes from the keyboard depends on the browser's language.
                Field::BirthDate => self.set(id, "input", typed).await,
                Field::Mandate => self.field(id).await.click().await.unwrap(),
                _ => {
                    self.leave_frames().await;
                    self.type_into(id, typed).await;
                    self.enter_form().await;
                }
            }
        }
        self.leave_frames().await;
    }

    /// Sets the value of a field as its own list or calendar would.
    async fn set(&self, id: &str, event: &str, value: &str) {
        let field = self.field(id).await;
        let body = "const [field, type, value] = arguments;
            field.focus();
            field.value = value;
            field.dispatchEvent(new (type == 'input' ? InputEvent : Event)(type, { bubbles: true }))";
        let arguments = vec![field.to_json().unwrap(), json!(event), json!(value)];
        self.browser.script(body, arguments).await;
    }

    /// Presses the merchant's pay button, for a payment that may leave the page and come back to `/plain?back`.
    pub async fn begin_confirm_and_return(&self) {
        let call = "tillkit.confirmPayment({ elements, redirect: 'if_required',
            confirmParams: { return_url: location.origin + '/plain?back' } })";
        self.begin(call).await;
    }

    /// Takes the form away, for the next one in the same page.
    pub async fn destroy(&self) {
        self.browser.script("element.destroy()", vec![]).await;
    }

    /// What the gateway was told with the last confirm: see `confirmed` of the sandbox.
    #[must_use]
    pub fn confirmed(&self, intent: &Intent) -> Value {
        let confirmed = self.sandbox.confirmed(&intent.id).unwrap();
        json!({
            "type": confirmed.kind,
            "options": confirmed.options,
            "billing_details": confirmed.billing_details,
            "mandate": confirmed.mandate,
        })
    }
}

/// An amount in minor units that a method takes, and its currency.
#[must_use]
pub fn payable(method: &PaymentMethod) -> (u64, &'static str) {
    const USUAL_AMOUNT: i64 = 1_250;
    method.amounts.first().map_or((USUAL_AMOUNT.unsigned_abs(), "usd"), |limits| {
        (USUAL_AMOUNT.clamp(limits.least, limits.most).unsigned_abs(), limits.currency)
    })
}
