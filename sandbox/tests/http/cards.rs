use serde_json::{Value, json};

use crate::fixture::{SUCCEEDS, World, action, ledger};

#[tokio::test]
async fn each_declining_card_has_its_codes() {
    let world = World::start().await;
    let cases = [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000009987", "card_declined", "lost_card"),
        ("4000000000009979", "card_declined", "stolen_card"),
        ("4000000000000069", "expired_card", "expired_card"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
        ("4000000000000101", "incorrect_cvc", "incorrect_cvc"),
        ("4000000000000119", "processing_error", "processing_error"),
    ];
    for (number, code, decline_code) in cases {
        let intent = world.plain_intent();
        let answer = world.confirm(&intent, number).await;
        let error = answer.error();
        assert_eq!((answer.status, &error["type"]), (402, &json!("card_error")), "{number}");
        assert_eq!(
            (&error["code"], &error["decline_code"]),
            (&json!(code), &json!(decline_code)),
            "{number}"
        );
        assert_eq!(error["payment_intent"]["last_payment_error"]["code"], code);
        assert_eq!(world.ledger(&intent), ledger(1, 0, 0));
        assert!(!answer.text.contains(number));
    }
}

#[tokio::test]
async fn wrong_card_data_fails_the_attempt() {
    let world = World::start().await;
    let cases = [
        ("number", json!("4242424242424241"), "incorrect_number", "number"),
        ("number", json!("4242 4242"), "invalid_number", "number"),
        ("exp_month", json!("13"), "invalid_expiry_month", "exp_month"),
        ("exp_year", json!("2020"), "expired_card", "exp_year"),
        ("exp_year", json!("9999"), "invalid_expiry_year", "exp_year"),
        ("cvc", json!("12"), "invalid_cvc", "cvc"),
    ];
    for (field, value, code, param) in cases {
        let intent = world.plain_intent();
        let mut body = intent.confirm_body(SUCCEEDS);
        body["payment_method_data"]["card"][field] = value;
        let answer = world.send(world.confirm_request(&intent, SUCCEEDS).json(&body)).await;
        let error = answer.error();
        assert_eq!((answer.status, &error["code"], &error["param"]), (402, &json!(code), &json!(param)));
        assert_eq!(world.retrieve(&intent).await["status"], "requires_payment_method");
        assert_eq!(world.ledger(&intent), ledger(1, 0, 0));
    }
}

#[tokio::test]
async fn expiry_may_be_numbers_and_two_digits() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let mut body = intent.confirm_body(SUCCEEDS);
    body["payment_method_data"]["card"]["exp_month"] = json!(3);
    body["payment_method_data"]["card"]["exp_year"] = json!("60");
    let answer = world.send(world.confirm_request(&intent, SUCCEEDS).json(&body)).await;
    assert_eq!(answer.json()["status"], "succeeded");
}

/// What each listed card does at once, under `auto` and under `any`.
#[tokio::test]
async fn the_listed_cards_do_what_the_list_says() {
    let world = World::start().await;
    let cards = world.open("/_sandbox/cards").await.json();
    let cards = cards.as_array().expect("cards");
    assert!(cards.len() > 30);
    for card in cards {
        let number = card["number"].as_str().expect("number");
        for (request, authenticates) in
            [("auto", card["three_d_secure"] == "required"), ("any", card["three_d_secure"] != "unsupported")]
        {
            let intent = world.intent(json!({
                "amount": 100, "currency": "USD",
                "payment_method_options": { "card": { "request_three_d_secure": request } },
            }));
            let answer = world.confirm(&intent, number).await;
            let body = answer.json();
            if authenticates {
                assert_eq!(body["status"], "requires_action", "{number} {request}");
                assert_eq!(action(&body).0, "ddc_redirect");
                assert_eq!(world.ledger(&intent).charges, 0);
            } else {
                assert!(body["status"] == "succeeded" || answer.status == 402, "{number} {request}: {body}");
                assert_eq!(body["next_action"], if answer.status == 402 { Value::Null } else { json!("") });
            }
        }
    }
}

#[tokio::test]
async fn an_unlisted_valid_number_succeeds() {
    let world = World::start().await;
    let intent = world.plain_intent();
    assert_eq!(world.confirm(&intent, "4000000000003063").await.json()["status"], "succeeded");
}
