//! The payment methods of the core's table that Stripe has, by the same type strings, and what Stripe wants to know
//! for each. Their own fields lie in `payment_method_data[<type>]`.

use tillkit_core::method::{self, Field, PaymentMethod};

use Field::{Bank, City, Country, Email, Iban, Line1, Mandate, Name, PostalCode, State, TaxId};

/// A method that Stripe has.
#[derive(Clone, Copy, Debug)]
pub(in crate::gateway) struct StripeMethod {
    pub(in crate::gateway) kind: &'static str,
    pub(in crate::gateway) required: &'static [Field],
    /// What `payment_method_data[<type>]` may hold.
    pub(in crate::gateway) data: &'static [&'static str],
}

const fn method(
    kind: &'static str,
    required: &'static [Field],
    data: &'static [&'static str],
) -> StripeMethod {
    StripeMethod { kind, required, data }
}

/// All of them. Wallets' payment sheets are cards there, by tokens that the sandbox does not make.
pub(super) const METHODS: &[StripeMethod] = &[
    method("card", &[], &["number", "exp_month", "exp_year", "cvc", "networks", "token"]),
    method("alipay", &[], &[]),
    method("bancontact", &[Name], &[]),
    method("boleto", &[TaxId, Name, Email, Line1, City, State, PostalCode], &["tax_id"]),
    method("eps", &[Name], &["bank"]),
    method("fpx", &[Bank], &["bank", "account_holder_type"]),
    method("giropay", &[Name], &[]),
    method("grabpay", &[], &[]),
    method("ideal", &[], &["bank"]),
    method("klarna", &[Country, Email], &["dob"]),
    method("p24", &[Email], &["bank"]),
    method("paynow", &[], &[]),
    method("pix", &[], &[]),
    method("promptpay", &[], &[]),
    method("sepa_debit", &[Iban, Name, Email, Mandate], &["iban"]),
    method("sofort", &[Country], &["country"]),
    method("wechat_pay", &[], &[]),
];

/// The method of a type string.
pub(in crate::gateway) fn find(kind: &str) -> Option<&'static StripeMethod> {
    METHODS.iter().find(|method| method.kind == kind)
}

/// What `automatic_payment_methods` offers for a sum in minor units.
pub(in crate::gateway) fn types_for(currency: &str, amount: u64) -> Vec<String> {
    let amount = i64::try_from(amount).unwrap_or(i64::MAX);
    let takes = |method: &&StripeMethod| method.row().is_some_and(|row| row.takes(currency, amount));
    METHODS.iter().filter(takes).map(|method| method.kind.to_owned()).collect()
}

impl StripeMethod {
    /// The names of all, for messages.
    pub(in crate::gateway) fn names() -> String {
        let kinds: Vec<_> = METHODS.iter().map(|method| method.kind).collect();
        kinds.join(", ")
    }

    fn row(&self) -> Option<&'static PaymentMethod> {
        method::find(self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_in_the_table_by_the_same_name() {
        for method in METHODS {
            assert_eq!(method.row().map(|row| row.kind), Some(method.kind));
        }
    }

    #[test]
    fn automatic_methods_are_those_that_take_the_sum() {
        let types = types_for("THB", 50_000);
        assert!(types.iter().any(|kind| kind == "promptpay") && !types.iter().any(|kind| kind == "eps"));
        assert_eq!(types.first().map(String::as_str), Some("card"));
    }
}
