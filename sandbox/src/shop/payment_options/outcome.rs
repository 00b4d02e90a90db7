//! What the gateway's status query says about an order.

use serde_json::Value;

use crate::shop::orders::Order;

/// The `response_code` of a payment that waits for the customer, in the provider's manual.
const PENDING: i64 = 578;

/// How the last attempt stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::shop) enum Outcome {
    /// There is no attempt.
    Nothing,
    /// The customer has not finished.
    Pending,
    Paid,
    Declined(Failure),
    /// An answer that is none of these: money may have moved, so nobody pays again before a person has looked.
    Unclear,
}

/// Why a card was not charged, in Stripe's words, which the widget knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::shop) struct Failure {
    pub(in crate::shop) code: &'static str,
    pub(in crate::shop) decline_code: Option<&'static str>,
    pub(in crate::shop) message: &'static str,
}

impl Outcome {
    /// Reads the answer about `order`. Paid is only what is paid in full, in the right currency, for this order.
    pub(super) fn read(status: &Value, order: &Order) -> Self {
        let at = |path: &str| status.pointer(path);
        let code = at("/payment_details/response_code").and_then(Value::as_i64);
        let is_paid = at("/success") == Some(&Value::Bool(true)) && code == Some(0);
        let is_declined = at("/success") == Some(&Value::Bool(false));
        let is_of_order = at("/merchant_details/merchant_txn_ref").and_then(Value::as_str) == Some(&order.id)
            && at("/payment_details/amount").and_then(Value::as_str) == Some(&order.amount.to_string())
            && at("/payment_details/currency").and_then(Value::as_str) == Some(&order.currency)
            && at("/transaction_type").and_then(Value::as_str) == Some("CAPTURE");
        match code {
            _ if !is_of_order => Self::Unclear,
            Some(PENDING) => Self::Pending,
            _ if is_paid => Self::Paid,
            Some(code) if is_declined && code != 0 => Self::Declined(Failure::of(code)),
            _ => Self::Unclear,
        }
    }
}

impl Failure {
    /// The codes of the provider's manual that a customer can do something about; for the others, another card.
    fn of(response_code: i64) -> Self {
        let (code, decline_code, message) = match response_code {
            51 => ("card_declined", Some("insufficient_funds"), "The card does not have enough funds."),
            41 | 587 | 608 => ("card_declined", Some("lost_card"), "The card was declined."),
            43 => ("card_declined", Some("stolen_card"), "The card was declined."),
            54 | 605 => ("expired_card", Some("expired_card"), "The card has expired."),
            82 | 580 | 835 => {
                ("incorrect_cvc", Some("incorrect_cvc"), "The card's security code is not right.")
            }
            14 | 586 | 588 | 589 => {
                ("incorrect_number", Some("incorrect_number"), "The card number is not right.")
            }
            91 | 96 => (
                "processing_error",
                Some("processing_error"),
                "The card could not be processed. Try again soon.",
            ),
            937 => (
                "payment_intent_authentication_failure",
                None,
                "The bank did not confirm that this is the card's holder. Pay with this card again or with another.",
            ),
            _ => ("card_declined", Some("generic_decline"), "The card was declined."),
        };
        Self { code, decline_code, message }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn order() -> Order {
        let request = json!({ "items": [{ "id": "morning-fog", "quantity": 1 }], "currency": "JPY" });
        let request = serde_json::from_value(request).expect("a request");
        Order::price(&request, "ord_1".to_owned()).expect("an order")
    }

    fn status(changes: &[(&str, Value)]) -> Value {
        let mut status = json!({
            "success": true,
            "transaction_type": "CAPTURE",
            "merchant_details": { "merchant_txn_ref": "ord_1" },
            "payment_details": { "amount": "2200", "response_code": 0, "currency": "JPY" },
        });
        for (path, value) in changes {
            *status.pointer_mut(path).expect("a member") = value.clone();
        }
        status
    }

    #[test]
    fn paid_is_only_what_is_paid_in_full_for_this_order() {
        assert_eq!(Outcome::read(&status(&[]), &order()), Outcome::Paid);
        for (path, value) in [
            ("/success", json!("true")),
            ("/success", json!(false)),
            ("/transaction_type", json!("PRE_AUTH")),
            ("/merchant_details/merchant_txn_ref", json!("ord_2")),
            ("/payment_details/amount", json!("22")),
            ("/payment_details/currency", json!("KRW")),
            ("/payment_details/response_code", json!("0")),
            ("/payment_details/response_code", Value::Null),
            ("/payment_details/response_code", json!(10)),
        ] {
            let outcome = Outcome::read(&status(&[(path, value.clone())]), &order());
            assert_eq!(outcome, Outcome::Unclear, "{path} {value}");
        }
        assert_eq!(Outcome::read(&json!([]), &order()), Outcome::Unclear);
    }

    #[test]
    fn a_decline_says_why() {
        let read = |code: i64| {
            let changes = [("/success", json!(false)), ("/payment_details/response_code", json!(code))];
            Outcome::read(&status(&changes), &order())
        };
        assert_eq!(read(578), Outcome::Pending);
        for (code, expected) in [(51, "insufficient_funds"), (5, "generic_decline"), (34, "generic_decline")]
        {
            assert!(
                matches!(read(code), Outcome::Declined(failure) if failure.decline_code == Some(expected)),
                "{code}"
            );
        }
        for (code, expected) in [(54, "expired_card"), (835, "incorrect_cvc"), (96, "processing_error")] {
            assert!(
                matches!(read(code), Outcome::Declined(failure)
                    if failure.code == expected && failure.decline_code == Some(expected)),
                "{code}"
            );
        }
    }
}
