//! What each row of the table asks for, and what is refused.

use serde_json::{Value, json};
use tillkit_core::method::{Ending, Field};
use tillkit_sandbox::Confirmed;

use crate::fixture::{World, ledger, outside_methods, param_of, place_of};

/// Something that a field never takes. None where any text will do.
fn wrong(field: Field) -> Option<Value> {
    Some(match field {
        Field::Email => "ada@".into(),
        Field::Phone => "call me".into(),
        Field::Country => "Germany".into(),
        Field::Iban => "DE13500105170648489890".into(),
        Field::Bank => "bank_of_the_moon".into(),
        Field::TaxId => "52998224724".into(),
        Field::Curp | Field::Rfc => "ABC".into(),
        Field::UpiApp => "abacus".into(),
        Field::UpiAddress => "ada".into(),
        Field::BirthDate => json!({ "day": 30, "month": 2, "year": 1984 }),
        Field::Mandate => "offline".into(),
        _ => return None,
    })
}

#[tokio::test]
async fn every_required_field_is_required_and_every_field_checked() {
    let world = World::start().await;
    for row in outside_methods() {
        let payment = world.payment_with(row.kind);
        let required = row.required.iter().map(|field| (field, true));
        for (field, required) in required.chain(row.optional.iter().map(|field| (field, false))) {
            let param = param_of(row.kind, *field);
            let mut missing = payment.body.clone();
            *place_of(&mut missing, row.kind, *field).expect("a place") = Value::Null;
            if required {
                let error = world.send_confirm(&payment.intent, &missing).await.error();
                assert_eq!((&error["code"], &error["param"]), (&json!("parameter_missing"), &json!(param)));
            }
            if let Some(value) = wrong(*field) {
                let mut body = payment.body.clone();
                *place_of(&mut body, row.kind, *field).expect("a place") = value;
                let answer = world.send_confirm(&payment.intent, &body).await;
                let error = answer.error();
                assert_eq!(answer.status, 400, "{}: {error}", row.kind);
                assert_eq!((&error["code"], &error["param"]), (&json!("parameter_invalid"), &json!(param)));
            }
        }
        assert_eq!(world.ledger(&payment.intent), ledger(0, 0, 0), "{}", row.kind);
    }
}

#[tokio::test]
async fn the_only_country_is_told_all_the_same() {
    let world = World::start().await;
    for row in outside_methods().filter(|row| row.only_country().is_some()) {
        let payment = world.payment_with(row.kind);
        for (country, code) in [(Value::Null, "parameter_missing"), (json!("Germany"), "parameter_invalid")] {
            let mut body = payment.body.clone();
            body["payment_method_data"]["billing_details"]["address"]["country"] = country;
            let error = world.send_confirm(&payment.intent, &body).await.error();
            let param = "payment_method_data[billing_details][address][country]";
            assert_eq!((&error["code"], &error["param"]), (&json!(code), &json!(param)), "{}", row.kind);
        }
    }
}

#[tokio::test]
async fn currencies_and_limits_are_kept() {
    let world = World::start().await;
    for row in outside_methods().filter(|row| !row.amounts.is_empty()) {
        let payment = world.payment_with(row.kind);
        let limits = row.amounts[0];
        let refused = |amount: i64, currency: &str| {
            let intent = world.intent(json!({
                "amount": amount, "currency": currency, "payment_method_types": [row.kind],
            }));
            let mut body = payment.body.clone();
            body["client_secret"] = intent.secret.as_str().into();
            let world = &world;
            async move { world.send_confirm(&intent, &body).await.error()["code"].clone() }
        };
        assert_eq!(refused(5_000, "CHF").await, "payment_method_currency_mismatch", "{}", row.kind);
        if limits.least > 1 {
            assert_eq!(refused(limits.least - 1, limits.currency).await, "amount_too_small", "{}", row.kind);
        }
        // The API's own limit is eight digits.
        if limits.most < 99_999_999 {
            assert_eq!(refused(limits.most + 1, limits.currency).await, "amount_too_large", "{}", row.kind);
        }
    }
}

#[tokio::test]
async fn who_leaves_has_to_come_back_somewhere() {
    let world = World::start().await;
    for row in outside_methods() {
        let payment = world.payment_with(row.kind);
        let mut body = payment.body.clone();
        body["return_url"] = Value::Null;
        let answer = world.send_confirm(&payment.intent, &body).await;
        if row.ending == Ending::Debit {
            assert_eq!(answer.status, 200);
        } else {
            assert_eq!(answer.error()["param"], "return_url", "{}", row.kind);
        }
    }
}

#[tokio::test]
async fn somebody_elses_client_secret_opens_nothing() {
    let world = World::start().await;
    let stranger = world.plain_intent();
    for row in outside_methods() {
        let payment = world.payment_with(row.kind);
        let mut body = payment.body.clone();
        body["client_secret"] = stranger.secret.as_str().into();
        let answer = world.send_confirm(&payment.intent, &body).await;
        assert_eq!((answer.status, &answer.error()["code"]), (403, &json!("client_secret_invalid")));
        assert_eq!(world.ledger(&payment.intent).attempts, 0);
    }
}

#[tokio::test]
async fn a_method_has_to_be_one_of_the_intents() {
    let world = World::start().await;
    let payment = world.payment_with("gcash");
    let mut body = payment.body.clone();
    body["payment_method_data"]["type"] = "dana".into();
    let error = world.send_confirm(&payment.intent, &body).await.error();
    assert_eq!(error["code"], "payment_intent_incompatible_payment_method");
    // By any of its names, with the options under the name that is sent.
    let debit = world.payment_with("sepa");
    let mut body = debit.body.clone();
    body["payment_method_data"]["type"] = "sepa_debit".into();
    let error = world.send_confirm(&debit.intent, &body).await.error();
    assert_eq!(error["param"], "payment_method_options[sepa_debit][iban]");
    body["payment_method_options"] = json!({ "sepa_debit": { "iban": "DE12500105170648489890" } });
    assert_eq!(world.send_confirm(&debit.intent, &body).await.json()["status"], "processing");
}

#[tokio::test]
async fn the_device_is_told_in_known_words() {
    let world = World::start().await;
    let payment = world.payment_with("gcash");
    for (name, value) in [("terminal_type", "PHONE"), ("os_type", "TempleOS")] {
        let mut body = payment.body.clone();
        body["payment_method_options"]["gcash"][name] = value.into();
        let error = world.send_confirm(&payment.intent, &body).await.error();
        assert_eq!(error["param"], format!("payment_method_options[gcash][{name}]"));
    }
}

#[tokio::test]
async fn the_ledger_tells_what_was_confirmed() {
    let world = World::start().await;
    let payment = world.payment_with("eps");
    assert_eq!(world.sandbox.confirmed(&payment.intent.id), None);
    world.send_confirm(&payment.intent, &payment.body).await;
    let data = &payment.body["payment_method_data"];
    let told = Confirmed {
        kind: "eps".to_owned(),
        options: payment.body["payment_method_options"]["eps"].clone(),
        billing_details: data["billing_details"].clone(),
        mandate: false,
    };
    assert_eq!(world.sandbox.confirmed(&payment.intent.id), Some(told.clone()));
    let shown = world.open(&format!("/_sandbox/ledger/{}", payment.intent.id)).await.json();
    assert_eq!((&shown["confirmed"]["type"], &shown["confirmed"]["options"]), (&json!("eps"), &told.options));
    let (debit, _) = world.pay_with("sepa_debit").await;
    assert!(world.sandbox.confirmed(&debit.intent.id).is_some_and(|confirmed| confirmed.mandate));
    // What an intent shows of the options is the merchant's, not the customer's.
    let intent = world.sandbox.intent(&debit.intent.id).expect("an intent").to_string();
    assert!(!intent.contains("DE12500105170648489890"), "{intent}");
}
