//! The two objects that tell how a payment ended: alike, and not the same.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::transaction::Transaction;
use crate::shop::SHOP_NAME;

/// The body of the webhook.
pub(super) fn webhook(transaction: &Transaction) -> Value {
    let mut told = outcome(transaction);
    told.insert(
        "payment_details".to_owned(),
        json!({
            "amount": transaction.amount.to_string(),
            "response_code": transaction.response_code().number,
            "auth_code": null,
            "currency": transaction.currency,
            "payment_method": "",
            "scheme": scheme(transaction),
            "card": card(transaction),
            "additional_data": { "payment_data_source": { "type": "card" } },
        }),
    );
    told.insert(
        "transaction_details".to_owned(),
        json!({
            "id": transaction.id,
            "ref": transaction.reference,
            "timestamp": timestamp(transaction.changed_at_ms),
            "merchant_txn_ref": transaction.merchant_txn_ref,
        }),
    );
    told.insert("risk-details".to_owned(), json!({}));
    Value::Object(told)
}

/// The answer of the status query.
pub(super) fn status_answer(transaction: &Transaction) -> Value {
    let code = transaction.response_code();
    let mut told = outcome(transaction);
    told.insert(
        "payment_details".to_owned(),
        json!({
            "amount": transaction.amount.to_string(),
            "response_code": code.number,
            "responseDescription": code.description,
            "auth_code": null,
            "currency": transaction.currency,
            "payment_method": null,
            "scheme": scheme(transaction),
            "card": card(transaction),
            "additional_data": { "payment_data_source": { "type": "card" } },
        }),
    );
    let mut billing_details = Map::new();
    billing_details.insert("billing_address".to_owned(), transaction.billing_address.clone());
    if let Some(shipping_address) = &transaction.shipping_address {
        billing_details.insert("shipping_address".to_owned(), shipping_address.clone());
    }
    told.insert(
        "transaction_details".to_owned(),
        json!({
            "id": transaction.id,
            "ref": transaction.reference,
            "timestamp": timestamp(transaction.changed_at_ms),
            "billing_details": billing_details,
        }),
    );
    told.insert("risk_details".to_owned(), json!({ "risk_score": null }));
    Value::Object(told)
}

/// What both begin with. The documents show a paid one only: that `success` is false of one that is declined or pending,
/// they say; its type, message and code are the sandbox's own.
fn outcome(transaction: &Transaction) -> Map<String, Value> {
    let (kind, message, code) = if transaction.is_paid() {
        ("INFO", "Payment Successful.", "INFO0000")
    } else if transaction.is_open() {
        ("INFO", "Payment Pending.", "INFO0001")
    } else {
        ("ERROR", "Payment Declined.", "ERROR0001")
    };
    let told = json!({
        "success": transaction.is_paid(),
        "status_code": 200,
        "is_live": false,
        "transaction_type": "CAPTURE",
        "gateway_response": { "version": "1", "type": kind, "message": message, "code": code },
        "merchant_details": {
            "legal_name": SHOP_NAME,
            "mid": transaction.merchant_id,
            "merchant_txn_ref": transaction.merchant_txn_ref,
        },
    });
    match told {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// `VISA`.
fn scheme(transaction: &Transaction) -> String {
    transaction.card.face.as_ref().map_or("UNKNOWN".to_owned(), |face| face.brand.to_ascii_uppercase())
}

fn card(transaction: &Transaction) -> Value {
    let (month, year) = &transaction.card_expiry;
    json!({
        "name": transaction.card_name,
        "number": transaction.card_number,
        "exp_month": month,
        "exp_year": year,
    })
}

/// `2025-01-27T04:33:32.000Z`.
fn timestamp(at_ms: u64) -> String {
    let seconds = i64::try_from(at_ms / 1_000).unwrap_or(i64::MAX);
    let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at_ms % 1_000
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_with_their_milliseconds() {
        assert_eq!(timestamp(1_737_952_412_007), "2025-01-27T04:33:32.007Z");
    }
}
