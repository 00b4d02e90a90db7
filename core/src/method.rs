//! Payment methods: what each is called, where it works, what it asks the customer for, and how it ends.
//!
//! A method is a row of the [`catalog`]; a new method is a new row. Only a new kind of [`Field`] or of next
//! action is new code.
//!
//! ```
//! use tillkit_core::method::{self, Field};
//!
//! let sepa = method::find("sepa").unwrap();
//! assert_eq!((sepa.kind, sepa.name), ("sepa_debit", "SEPA Direct Debit"));
//! assert!(sepa.takes("eur", 100_000) && !sepa.takes("eur", 100_001) && !sepa.takes("usd", 100));
//! assert_eq!(Field::Iban.fault("DE12 5001 0517 0648 4898 90"), None);
//! ```

pub mod bank;
pub mod birth_date;
pub mod catalog;
pub mod contact;
mod field;
pub mod iban;
pub mod mexican_id;
mod offer;
pub mod tax_id;

pub use bank::BankList;
pub use catalog::{CATALOG, find};
pub use field::{Field, Place};
pub use offer::{Device, Offer, offers};

/// A payment method: a row of the [`catalog`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentMethod {
    /// The type string that gateways know it by.
    pub kind: &'static str,
    /// Other type strings for it.
    pub also: &'static [&'static str],
    /// What customers call it.
    pub name: &'static str,
    /// What sort of method it is.
    pub category: Category,
    /// Customers' countries where it works (ISO 3166-1 alpha-2); empty for anywhere.
    pub countries: &'static [&'static str],
    /// Currencies that it takes, with limits; empty for any.
    pub amounts: &'static [Amounts],
    /// What the customer has to give.
    pub required: &'static [Field],
    /// What the customer may give.
    pub optional: &'static [Field],
    /// The banks to choose from, when a [`Field::Bank`] is among the fields.
    pub banks: Option<BankList>,
    /// Whether it can be saved for later payments (gateway-facts 4.5).
    pub savable: bool,
    /// How a payment with it usually ends.
    pub ending: Ending,
    /// Whether the gateway wants to know the customer's device (`terminal_type`, gateway-facts 4.2).
    pub tells_device: bool,
}

impl PaymentMethod {
    /// Whether it can pay this: `currency` in any case, `amount` in minor units.
    #[must_use]
    pub fn takes(&self, currency: &str, amount: i64) -> bool {
        self.amounts.is_empty()
            || self.amounts.iter().any(|limits| {
                limits.currency.eq_ignore_ascii_case(currency)
                    && (limits.least..=limits.most).contains(&amount)
            })
    }

    /// Whether `kind` is one of its type strings.
    #[must_use]
    pub fn is(&self, kind: &str) -> bool {
        self.kind == kind || self.also.contains(&kind)
    }

    /// The only country it works in, which nobody needs to be asked for.
    #[must_use]
    pub fn only_country(&self) -> Option<&'static str> {
        match self.countries {
            [country] => Some(country),
            _ => None,
        }
    }
}

/// A sort of method, as the gateway's overview groups them (gateway-facts 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// Credit and debit cards.
    Card,
    /// Wallets.
    Wallet,
    /// Bank redirects.
    BankRedirect,
    /// Buy now, pay later.
    PayLater,
    /// Bank debits.
    BankDebit,
    /// Bank transfers.
    BankTransfer,
    /// QR payments.
    Qr,
    /// Real-time payments, and vouchers.
    RealTime,
}

/// A currency and what can be paid in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    /// Lower-case ISO 4217 code.
    pub currency: &'static str,
    /// The least, in minor units.
    pub least: i64,
    /// The most, in minor units.
    pub most: i64,
}

/// How a payment usually ends. The gateway's next action has the last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// In the page, with 3-D Secure where the bank wants it.
    InPage,
    /// In a sheet of the browser or the operating system.
    Sheet,
    /// At the wallet, bank or lender, in the customer's own browser.
    Redirect,
    /// With a code to scan.
    Code,
    /// With account details for a transfer.
    Transfer,
    /// With a voucher to pay later.
    Voucher,
    /// With a debit that takes days.
    Debit,
    /// With an approval in an app.
    App,
}

impl Ending {
    /// Whether the customer usually leaves the page, so that the merchant has to say where to come back to.
    #[must_use]
    pub fn leaves(self) -> bool {
        !matches!(self, Self::InPage | Self::Sheet | Self::Debit)
    }
}
