//! The account that a bank transfer goes to, and the number of a voucher: made from the intent, so that each has
//! its own. The check digits are right; the banks do not exist.

use serde_json::{Value, json};

use super::intent::Intent;

const HOLDER: &str = "Fogbound Coffee";

/// Where the money has to go, and with which reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TransferDetails {
    amount: u64,
    currency: String,
    pub(crate) reference: String,
    /// The `type` of the instructions, and that of the account in them.
    types: Option<(&'static str, &'static str)>,
    /// Name of each row on the wire and on the page, and its text.
    pub(crate) rows: Vec<(&'static str, &'static str, String)>,
}

impl TransferDetails {
    pub(crate) fn of(intent: &Intent, method: &str) -> Self {
        let holder = ("account_holder_name", "Account holder", HOLDER.to_owned());
        let digits = |count: usize| last_digits(&intent.id, count);
        let rows = match method {
            "bank_transfer_eu" => {
                // Sort code and account, without the check digits.
                let account = format!("50010517{}", digits(10));
                let iban = format!("DE{:02}{account}", 98 - remainder_97(&format!("{account}131400")));
                vec![
                    holder,
                    ("iban", "IBAN", iban),
                    ("bic", "BIC", "KESTDEFF".to_owned()),
                    ("country", "Country", "DE".to_owned()),
                ]
            }
            "bank_transfer_uk" => vec![
                holder,
                ("sort_code", "Sort code", "108800".to_owned()),
                ("account_number", "Account number", digits(8)),
            ],
            "spei" => vec![
                holder,
                ("clabe", "CLABE", clabe(&format!("646180{}", digits(11)))),
                ("bank_code", "Bank code", "646".to_owned()),
                ("bank_name", "Bank", "Kestrel México".to_owned()),
            ],
            _ => vec![
                holder,
                ("account_number", "Virtual account", format!("8808{}", digits(12))),
                ("bank_name", "Bank", "Bank Kestrel Indonesia".to_owned()),
            ],
        };
        let reference = format!("FOG-{}", digits(6));
        Self {
            amount: intent.amount,
            currency: intent.currency.clone(),
            reference,
            types: types(method),
            rows,
        }
    }

    /// The detail of `display_bank_transfer_instructions`, where its shape is documented for the method.
    pub(crate) fn instructions(&self, hosted_instructions_url: &str) -> Option<Value> {
        let (kind, account_type) = self.types?;
        let account: Value = Value::Object(
            self.rows.iter().map(|(name, _, text)| ((*name).to_owned(), text.as_str().into())).collect(),
        );
        Some(json!({
            "amount_remaining": self.amount,
            "currency": self.currency,
            "reference": self.reference,
            "hosted_instructions_url": hosted_instructions_url,
            "type": kind,
            "financial_addresses": [{ "type": account_type, account_type: account }],
        }))
    }

    /// Whether a method's details have a documented shape (gateway-facts 11.3), and so can be given as data.
    pub(crate) fn can_be_data(method: &str) -> bool {
        types(method).is_some()
    }

    /// The 47 digits of a Boleto's typeable line.
    pub(crate) fn voucher_number(intent: &Intent) -> String {
        format!(
            "34191{}{:010}",
            last_digits(&format!("{0}{0}", intent.id.trim_start_matches("pi_")), 32),
            intent.amount
        )
    }
}

fn types(method: &str) -> Option<(&'static str, &'static str)> {
    match method {
        "bank_transfer_eu" => Some(("eu_bank_transfer", "iban")),
        "bank_transfer_uk" => Some(("gb_bank_transfer", "sort_code")),
        "spei" => Some(("mx_bank_transfer", "spei")),
        _ => None,
    }
}

/// The last digits of an id, which are its own. Letters stand for digits, too.
fn last_digits(id: &str, count: usize) -> String {
    let digit =
        |c: char| c.is_ascii_alphanumeric().then(|| if c.is_ascii_digit() { c } else { letter_digit(c) });
    let mut digits: Vec<char> = id.chars().rev().filter_map(digit).take(count).collect();
    digits.reverse();
    digits.into_iter().collect()
}

fn letter_digit(letter: char) -> char {
    char::from_digit(u32::from(letter) % 10, 10).unwrap_or('0')
}

/// The remainder of a long decimal number, for the check digits of an IBAN.
fn remainder_97(digits: &str) -> u32 {
    digits.chars().filter_map(|digit| digit.to_digit(10)).fold(0, |rest, digit| (rest * 10 + digit) % 97)
}

/// Seventeen digits with their check digit.
fn clabe(digits: &str) -> String {
    let sum: u32 = digits
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .zip([3, 7, 1].into_iter().cycle())
        .map(|(digit, weight)| digit * weight % 10)
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        // The documented test IBAN, DE12500105170648489890.
        assert_eq!(98 - remainder_97("500105170648489890131400"), 12);
        assert_eq!(clabe("03218000011835971"), "032180000118359719");
        assert_eq!(last_digits("pi_1583366366029676544", 6), "676544");
    }
}
