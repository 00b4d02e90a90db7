//! Apple Pay and Google Pay: a token, charged at once.

use serde_json::{Value, json};

use crate::fixture::{Answer, Intent, RETURN_URL, World, action, ledger};

impl World {
    async fn pay_by_token(&self, wallet: &str, token: Value) -> (Intent, Answer) {
        let intent =
            self.intent(json!({ "amount": 1_250, "currency": "USD", "payment_method_types": [wallet] }));
        let body = json!({
            "client_secret": intent.secret, "return_url": RETURN_URL,
            "payment_method_data": { "type": wallet, wallet: { "token": token } },
        });
        let answer = self.send_confirm(&intent, &body).await;
        (intent, answer)
    }
}

#[tokio::test]
async fn a_token_is_charged_at_once() {
    let world = World::start().await;
    for wallet in ["apple_pay", "google_pay"] {
        let (intent, answer) = world.pay_by_token(wallet, json!("{\"version\":\"EC_v1\"}")).await;
        assert_eq!(answer.json()["status"], "succeeded", "{wallet}");
        assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
        let confirmed = world.sandbox.confirmed(&intent.id).expect("confirmed");
        assert_eq!((confirmed.kind.as_str(), confirmed.options), (wallet, json!({})));
    }
}

#[tokio::test]
async fn tokens_decline_by_name_and_are_required() {
    let world = World::start().await;
    let (intent, answer) = world.pay_by_token("apple_pay", json!("decline-me")).await;
    assert_eq!((answer.status, &answer.error()["decline_code"]), (402, &json!("generic_decline")));
    assert_eq!(world.ledger(&intent), ledger(1, 0, 0));
    let structured = json!({ "data": "decline-me", "version": "EC_v1" }).to_string();
    let (_, answer) = world.pay_by_token("apple_pay", json!(structured)).await;
    assert_eq!(answer.error()["decline_code"], "generic_decline");
    let (_, answer) = world.pay_by_token("google_pay", Value::Null).await;
    let error = answer.error();
    assert_eq!(
        (&error["code"], &error["param"]),
        (&json!("parameter_missing"), &json!("payment_method_data[google_pay][token]"))
    );
}

#[tokio::test]
async fn a_wallets_card_can_be_authenticated() {
    let world = World::start().await;
    let (intent, answer) = world.pay_by_token("google_pay", json!("challenge-1")).await;
    assert_eq!(action(&answer.json()).0, "ddc_redirect");
    assert_eq!(world.ledger(&intent), ledger(1, 0, 0));
}
