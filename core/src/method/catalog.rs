//! The table of payment methods: facts and sources are in gateway-facts, section 4.

use super::{Amounts, BankList, Category, Ending, Field, PaymentMethod};
use Category::{BankDebit, BankRedirect, BankTransfer, Card, PayLater, Qr, RealTime, Wallet};
use Ending::{App, Code, Debit, InPage, Redirect, Sheet, Transfer, Voucher};
use Field::{
    Bank, BirthDate, City, Country, Curp, Email, Expiry, FirstName, Iban, LastName, Line1, Mandate, Name,
    Number, Phone, PostalCode, Rfc, SecurityCode, State, TaxId, UpiAddress, UpiApp,
};

/// No upper limit is known.
const NO_LIMIT: i64 = i64::MAX;

const fn any(currency: &'static str) -> Amounts {
    Amounts { currency, least: 1, most: NO_LIMIT }
}

const fn from(least: i64, currency: &'static str) -> Amounts {
    Amounts { currency, least, most: NO_LIMIT }
}

const fn between(least: i64, most: i64, currency: &'static str) -> Amounts {
    Amounts { currency, least, most }
}

/// A row with nothing to ask for, anywhere, in any currency, that leaves the page.
const fn row(kind: &'static str, name: &'static str, category: Category) -> PaymentMethod {
    PaymentMethod {
        kind,
        also: &[],
        name,
        category,
        countries: &[],
        amounts: &[],
        required: &[],
        optional: &[],
        banks: None,
        savable: false,
        ending: Redirect,
        tells_device: false,
    }
}

/// WooshPay takes major western currencies for Asian wallets, too.
const GBP: Amounts = any("gbp");
const USD: Amounts = any("usd");
const EUR: Amounts = any("eur");

/// Where SEPA reaches, by WooshPay's list.
const SEPA_COUNTRIES: &[&str] = &[
    "AD", "AT", "BE", "BG", "BL", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GG", "GI",
    "GR", "HR", "HU", "IE", "IM", "IS", "IT", "JE", "LI", "LT", "LU", "LV", "MC", "MT", "NL", "NO", "PF",
    "PL", "PM", "PT", "RO", "SE", "SI", "SK", "SM", "TF", "VA", "WF",
];
/// The European Economic Area, Switzerland and Monaco.
const EEA_AND_NEIGHBOURS: &[&str] = &[
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MC", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Every payment method, in the order of the gateway's overview.
pub const CATALOG: &[PaymentMethod] = &[
    PaymentMethod {
        required: &[Number, Expiry, SecurityCode],
        savable: true,
        ending: InPage,
        ..row("card", "Card", Card)
    },
    // Wallets.
    PaymentMethod {
        amounts: &[from(1, "cny"), GBP, USD, EUR, any("hkd")],
        savable: true,
        tells_device: true,
        ..row("alipay", "Alipay", Wallet)
    },
    PaymentMethod {
        amounts: &[any("hkd"), GBP, USD, EUR],
        savable: true,
        ..row("alipay_hk", "AlipayHK", Wallet)
    },
    PaymentMethod {
        amounts: &[any("cny"), any("hkd"), GBP, any("idr"), any("myr"), any("php"), any("thb")],
        tells_device: true,
        ..row("alipayplus", "Alipay+", Wallet)
    },
    PaymentMethod { ending: Sheet, ..row("apple_pay", "Apple Pay", Wallet) },
    PaymentMethod { ending: Sheet, ..row("google_pay", "Google Pay", Wallet) },
    PaymentMethod {
        amounts: &[any("cny"), GBP, between(1, 5_000_000, "usd"), EUR, any("hkd")],
        ending: Code,
        tells_device: true,
        ..row("wechat_pay", "WeChat Pay", Wallet)
    },
    PaymentMethod {
        amounts: &[between(50, 2_000_000, "krw"), GBP, USD, EUR],
        savable: true,
        ..row("kakaopay", "Kakao Pay", Wallet)
    },
    PaymentMethod {
        // 100 to 300,000,000 IDR. Whether rupiahs have minor units there is not documented, so both
        // readings are let through; the gateway knows.
        amounts: &[between(100, 30_000_000_000, "idr"), GBP, USD, EUR],
        savable: true,
        ..row("dana", "DANA", Wallet)
    },
    PaymentMethod {
        amounts: &[between(101, 499_900, "myr"), GBP, USD, EUR],
        savable: true,
        ..row("boost", "Boost", Wallet)
    },
    PaymentMethod {
        amounts: &[between(101, 150_000, "myr"), any("sgd"), any("php")],
        ..row("grabpay", "GrabPay", Wallet)
    },
    PaymentMethod { amounts: &[any("myr")], ..row("mcash", "MCash", Wallet) },
    PaymentMethod {
        amounts: &[between(101, 2_000_000, "myr"), GBP, USD, EUR],
        savable: true,
        ..row("touchngo", "Touch 'n Go", Wallet)
    },
    row("shopeepay", "ShopeePay", Wallet),
    row("unionpay", "UnionPay", Wallet),
    PaymentMethod { amounts: &[any("vnd")], ..row("9pay", "9Pay", Wallet) },
    PaymentMethod { amounts: &[any("idr")], required: &[Phone], ending: App, ..row("ovo", "OVO", Wallet) },
    PaymentMethod {
        amounts: &[from(100, "php"), GBP, USD, EUR],
        savable: true,
        tells_device: true,
        ..row("gcash", "GCash", Wallet)
    },
    PaymentMethod {
        amounts: &[between(1, 700_000, "thb"), GBP],
        savable: true,
        tells_device: true,
        ..row("truemoney", "TrueMoney", Wallet)
    },
    PaymentMethod {
        amounts: &[any("thb")],
        savable: true,
        ..row("rabbit_line_pay", "Rabbit LINE Pay", Wallet)
    },
    // Bank redirects.
    PaymentMethod {
        countries: &["BE"],
        amounts: &[EUR],
        required: &[Name],
        ..row("bancontact", "Bancontact", BankRedirect)
    },
    PaymentMethod { amounts: &[from(100, "php")], tells_device: true, ..row("bpi", "BPI", BankRedirect) },
    PaymentMethod { required: &[Country, Name], ..row("trustly", "Trustly", BankRedirect) },
    PaymentMethod {
        countries: &["AT"],
        amounts: &[from(100, "eur")],
        required: &[FirstName, LastName],
        optional: &[Bank],
        banks: Some(BankList::Eps),
        ..row("eps", "EPS", BankRedirect)
    },
    PaymentMethod {
        countries: &["DE"],
        amounts: &[EUR],
        required: &[Name],
        ..row("giropay", "giropay", BankRedirect)
    },
    PaymentMethod {
        countries: &["NL"],
        amounts: &[EUR],
        optional: &[Bank],
        banks: Some(BankList::Ideal),
        ..row("ideal", "iDEAL", BankRedirect)
    },
    PaymentMethod {
        countries: &["AT", "BE", "DE", "ES", "IT", "NL"],
        amounts: &[EUR],
        required: &[Country],
        ..row("sofort", "Sofort", BankRedirect)
    },
    PaymentMethod {
        countries: &["PL"],
        amounts: &[any("pln"), EUR],
        required: &[Email],
        optional: &[Bank],
        banks: Some(BankList::P24),
        ..row("p24", "Przelewy24", BankRedirect)
    },
    PaymentMethod {
        countries: &["MY"],
        amounts: &[between(100, 3_000_000, "myr")],
        required: &[Bank],
        banks: Some(BankList::Fpx),
        ..row("fpx", "FPX", BankRedirect)
    },
    // Buy now, pay later.
    PaymentMethod {
        required: &[Country, Email],
        optional: &[BirthDate],
        ..row("klarna", "Klarna", PayLater)
    },
    // Bank debits.
    PaymentMethod {
        also: &["sepa"],
        countries: SEPA_COUNTRIES,
        amounts: &[between(1, 100_000, "eur")],
        required: &[Iban, Name, Email, Mandate],
        ending: Debit,
        ..row("sepa_debit", "SEPA Direct Debit", BankDebit)
    },
    // Bank transfers.
    PaymentMethod {
        countries: EEA_AND_NEIGHBOURS,
        amounts: &[EUR],
        required: &[Name, Email, Country],
        ending: Transfer,
        ..row("bank_transfer_eu", "Bank transfer", BankTransfer)
    },
    PaymentMethod {
        amounts: &[GBP],
        required: &[Name, Email, Country],
        ending: Transfer,
        ..row("bank_transfer_uk", "UK bank transfer", BankTransfer)
    },
    PaymentMethod {
        amounts: &[any("idr")],
        ending: Transfer,
        ..row("bank_transfer_id", "Indonesian bank transfer", BankTransfer)
    },
    // QR payments.
    PaymentMethod { amounts: &[any("idr")], ending: Code, ..row("qris", "QRIS", Qr) },
    PaymentMethod {
        amounts: &[between(100, 700_000, "thb")],
        ending: Code,
        ..row("promptpay", "PromptPay", Qr)
    },
    // Real-time payments and vouchers.
    PaymentMethod {
        countries: &["BR"],
        amounts: &[between(300, 1_467_700, "brl")],
        required: &[Name, Email],
        optional: &[TaxId],
        ending: Code,
        ..row("pix", "PIX", RealTime)
    },
    PaymentMethod {
        countries: &["SG"],
        amounts: &[any("sgd")],
        required: &[Name, Email],
        ending: Code,
        ..row("paynow", "PayNow", RealTime)
    },
    PaymentMethod {
        countries: &["IN"],
        amounts: &[between(10_000, 5_000_000, "inr")],
        required: &[Email, UpiApp],
        optional: &[UpiAddress],
        ending: App,
        ..row("upi", "UPI", RealTime)
    },
    PaymentMethod {
        countries: &["MX"],
        amounts: &[from(100, "mxn")],
        required: &[Name, Curp, Rfc],
        ending: Transfer,
        ..row("spei", "SPEI", RealTime)
    },
    PaymentMethod {
        countries: &["BR"],
        amounts: &[any("brl")],
        required: &[TaxId, Name, Email, Line1, City, State, PostalCode],
        ending: Voucher,
        ..row("boleto", "Boleto", RealTime)
    },
    PaymentMethod { amounts: &[any("zar")], ..row("stitch", "Stitch", BankRedirect) },
];

/// The row of a type string, by any of its names.
///
/// ```
/// use tillkit_core::method;
///
/// assert_eq!(method::find("gcash").map(|row| row.name), Some("GCash"));
/// assert_eq!(method::find("shells"), None);
/// ```
#[must_use]
pub fn find(kind: &str) -> Option<&'static PaymentMethod> {
    CATALOG.iter().find(|row| row.is(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_string_has_one_row() {
        let names: Vec<_> =
            CATALOG.iter().flat_map(|row| row.also.iter().copied().chain([row.kind])).collect();
        for name in &names {
            assert_eq!(names.iter().filter(|other| *other == name).count(), 1, "{name}");
        }
    }

    /// The enum of gateway-facts 4.1, and what its method pages use beyond it.
    #[test]
    fn every_documented_type_string_is_known() {
        let documented = "card alipayplus alipay wechat_pay sepa_debit alipay_hk boost truemoney gcash kakaopay \
            touchngo rabbit_line_pay dana klarna ideal giropay sofort eps trustly bancontact p24 unionpay fpx mcash \
            grabpay bank_transfer_id qris promptpay ovo shopeepay upi boleto paynow pix 9pay stitch bpi spei \
            bank_transfer_eu bank_transfer_uk sepa apple_pay google_pay";
        for kind in documented.split_whitespace() {
            assert!(find(kind).is_some(), "{kind}");
        }
    }

    #[test]
    fn rows_are_consistent() {
        for row in CATALOG {
            let fields: Vec<_> = row.required.iter().chain(row.optional).collect();
            assert_eq!(fields.contains(&&Bank), row.banks.is_some(), "{}", row.kind);
            let once = |field| fields.iter().filter(|other| **other == field).count() == 1;
            assert!(fields.iter().all(|field| once(*field)), "{}", row.kind);
            assert!(row.amounts.iter().all(|limits| limits.least <= limits.most), "{}", row.kind);
            assert!(row.amounts.iter().all(|limits| limits.currency.len() == 3), "{}", row.kind);
            assert!(row.countries.iter().all(|code| code.len() == 2), "{}", row.kind);
            // A country that is the only one is not asked for.
            assert!(!(fields.contains(&&Country) && row.only_country().is_some()), "{}", row.kind);
        }
    }

    #[test]
    fn limits_are_kept() {
        let promptpay = find("promptpay").unwrap();
        assert!(promptpay.takes("THB", 100) && promptpay.takes("thb", 700_000));
        assert!(!promptpay.takes("thb", 99) && !promptpay.takes("thb", 700_001));
        assert!(!promptpay.takes("usd", 100));
        assert!(find("card").unwrap().takes("xyz", 1));
    }
}
