//! Every row of the core's table of payment methods, from the confirm to the ledger.

use serde_json::{Value, json};
use tillkit_core::method::Ending;
use tillkit_sandbox::{Settlement, Wire};

use crate::fixture::{RETURN_URL, SUCCEEDS, World, action, ledger, method_body, outside_methods};

const GENERATIONS: [Wire; 2] = [Wire::Old, Wire::New];

/// Whether the money takes its time after the customer's part.
fn settles_later(kind: &str, ending: Ending) -> bool {
    matches!(ending, Ending::Transfer | Ending::Voucher | Ending::Debit) || kind == "sofort"
}

#[tokio::test]
async fn every_method_that_is_approved_is_charged_once() {
    let world = World::start().await;
    for wire in GENERATIONS {
        world.sandbox.set_wire(wire);
        for row in outside_methods() {
            let (payment, answer) = world.pay_with(row.kind).await;
            let intent = &payment.intent;
            if row.ending != Ending::Debit {
                assert_eq!(answer["status"], "requires_action", "{}", row.kind);
                assert_eq!(world.ledger(intent), ledger(1, 0, 0), "{}", row.kind);
                world.sandbox.settle(&intent.id, Settlement::Approve).expect(row.kind);
            }
            if settles_later(row.kind, row.ending) {
                assert_eq!(world.retrieve(intent).await["status"], "processing", "{}", row.kind);
                assert_eq!(world.ledger(intent), ledger(1, 0, 0), "{}", row.kind);
                world.sandbox.clock().advance(5_000);
            }
            let paid = world.retrieve(intent).await;
            assert_eq!(paid["status"], "succeeded", "{}", row.kind);
            assert!(matches!(paid.get("next_action"), None | Some(Value::String(_))), "{paid}");
            assert_eq!(world.ledger(intent), ledger(1, 1, payment.amount), "{}", row.kind);
            let again = world.sandbox.settle(&intent.id, Settlement::Approve).expect_err("paid");
            assert_eq!(again.code(), "payment_intent_unexpected_state");
            assert_eq!(world.send_confirm(intent, &payment.body).await.status, 400);
            assert_eq!(world.ledger(intent).charges, 1, "{}", row.kind);
        }
    }
}

#[tokio::test]
async fn every_method_can_fail_and_be_cancelled_and_tried_again() {
    let world = World::start().await;
    for row in outside_methods() {
        let cases = [
            (Settlement::Fail, "payment_method_provider_decline"),
            (Settlement::Cancel, "payment_method_customer_decline"),
        ];
        for (settlement, code) in cases {
            // Nobody is asked about a debit that is under way.
            if row.ending == Ending::Debit && settlement == Settlement::Cancel {
                continue;
            }
            let (payment, _) = world.pay_with(row.kind).await;
            world.sandbox.settle(&payment.intent.id, settlement).expect(row.kind);
            let failed = world.retrieve(&payment.intent).await;
            assert_eq!(failed["status"], "requires_payment_method", "{}", row.kind);
            assert_eq!(failed["last_payment_error"]["code"], code, "{}", row.kind);
            assert_eq!(failed["next_action"], "", "{}", row.kind);
            assert_eq!(world.ledger(&payment.intent), ledger(1, 0, 0), "{}", row.kind);
            world.send_confirm(&payment.intent, &payment.body).await;
            world.sandbox.settle(&payment.intent.id, Settlement::Arrive).expect(row.kind);
            assert_eq!(world.ledger(&payment.intent), ledger(2, 1, payment.amount), "{}", row.kind);
        }
    }
}

#[tokio::test]
async fn walking_away_leaves_the_intent_as_it_is() {
    let world = World::start().await;
    for row in outside_methods().filter(|row| row.ending != Ending::Debit) {
        let (payment, first) = world.pay_with(row.kind).await;
        world.sandbox.clock().advance(60_000);
        let still = world.retrieve(&payment.intent).await;
        assert_eq!(
            (&still["status"], &still["next_action"]),
            (&json!("requires_action"), &first["next_action"])
        );
        assert_eq!(world.ledger(&payment.intent), ledger(1, 0, 0), "{}", row.kind);
    }
}

#[tokio::test]
async fn redirects_have_the_documented_shapes() {
    let world = World::start().await;
    for wire in GENERATIONS {
        world.sandbox.set_wire(wire);
        for row in outside_methods().filter(|row| row.ending != Ending::Debit) {
            let (payment, answer) = world.pay_with(row.kind).await;
            let raw: Value = match wire {
                Wire::Old => {
                    serde_json::from_str(answer["next_action"].as_str().expect("text")).expect("JSON")
                }
                Wire::New | Wire::Stripe => answer["next_action"].clone(),
            };
            let handle = format!("{}_handle_redirect", row.kind);
            let kind = if matches!(row.kind, "gcash" | "dana") { "redirect_to_url" } else { &handle };
            assert_eq!(raw["type"], kind);
            assert_eq!(raw.as_object().map(serde_json::Map::len), Some(2), "{raw}");
            let url = raw[&handle]["url"].as_str().expect("a URL");
            if row.kind == "pix" {
                let start = format!(
                    "{}/paymentcode?clientSecret={}&k1=cGtfdGVzdF9zYW5kYm94&c=c14&type=pix&token=",
                    world.sandbox.gateway_url(),
                    payment.intent.secret
                );
                assert!(url.starts_with(&start), "{url}");
                continue;
            }
            assert!(url.starts_with(&format!("{}/v1/receives/", world.sandbox.gateway_url())), "{url}");
            assert!(url.contains(&format!("/pay/{}?", payment.intent.id)), "{url}");
            let sent_on = world.open(url).await;
            let hosted = matches!(row.ending, Ending::Code | Ending::Transfer | Ending::Voucher);
            let host = if hosted { world.sandbox.gateway_url() } else { world.sandbox.bank_url() };
            assert_eq!(
                (sent_on.status, sent_on.header("location").starts_with(host)),
                (302, true),
                "{}",
                row.kind
            );
            assert_eq!(world.open(sent_on.header("location")).await.status, 200);
        }
    }
}

#[tokio::test]
async fn codes_are_given_as_data_when_that_is_asked_for() {
    let world = World::start().await;
    world.settings(&json!({ "codes": "in_place" }));
    for wire in GENERATIONS {
        world.sandbox.set_wire(wire);
        for row in outside_methods() {
            let (payment, answer) = world.pay_with(row.kind).await;
            let now_s = world.sandbox.clock().now_ms() / 1_000;
            match row.ending {
                Ending::Debit => assert_eq!(answer["status"], "processing"),
                Ending::Code => {
                    let (kind, detail) = action(&answer);
                    assert_eq!(kind, format!("{}_display_qr_code", row.kind));
                    let data = detail["data"].as_str().expect("data");
                    assert!(data.starts_with(&format!("{}/phone/pi_", world.sandbox.bank_url())), "{data}");
                    let expires_at = detail["expires_at"].as_u64().expect("seconds");
                    assert!((now_s + 295..=now_s + 301).contains(&expires_at), "{expires_at}");
                    let picture = world.open(detail["image_url_svg"].as_str().expect("URL")).await;
                    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
                    let page = world.open(detail["hosted_instructions_url"].as_str().expect("URL")).await;
                    assert!(page.text.contains("QR code"), "{}", page.text);
                }
                // No shape of its data is documented.
                Ending::Transfer if row.kind == "bank_transfer_id" => {
                    assert_eq!(action(&answer).0, "bank_transfer_id_handle_redirect");
                }
                Ending::Transfer => {
                    let (kind, detail) = action(&answer);
                    assert_eq!(kind, "display_bank_transfer_instructions");
                    assert_eq!(detail["amount_remaining"], payment.amount);
                    assert!(detail["reference"].as_str().is_some_and(|text| text.starts_with("FOG-")));
                    let account = &detail["financial_addresses"][0];
                    let data = &account[account["type"].as_str().expect("a type")];
                    assert!(data["account_holder_name"].is_string(), "{detail}");
                }
                Ending::Voucher => {
                    let (kind, detail) = action(&answer);
                    assert_eq!(kind, "boleto_display_details");
                    let number = detail["number"].as_str().expect("a number");
                    assert_eq!(number.len(), 47);
                    let paper = world.open(detail["pdf"].as_str().expect("URL")).await;
                    assert_eq!((paper.status, paper.header("content-type")), (200, "application/pdf"));
                    assert!(paper.text.starts_with("%PDF") && paper.text.contains(number));
                    assert!(detail["expires_at"].as_u64().is_some_and(|at| at > now_s + 86_400));
                    assert_eq!(
                        world.open(detail["hosted_voucher_url"].as_str().expect("URL")).await.status,
                        200
                    );
                }
                Ending::App => {
                    let (kind, detail) = action(&answer);
                    assert_eq!(kind, format!("{}_await_notification", row.kind));
                    assert!(detail["expires_at"].as_u64().is_some_and(|at| at > now_s));
                }
                _ => assert!(action(&answer).1["url"].is_string()),
            }
        }
    }
    let (_, answer) = world.pay_with("bank_transfer_eu").await;
    let iban = &action(&answer).1["financial_addresses"][0]["iban"]["iban"];
    assert_eq!(tillkit_core::method::iban::fault(iban.as_str().expect("text")), None, "{iban}");
}

#[tokio::test]
async fn a_header_chooses_for_one_intent() {
    let world = World::start().await;
    let create = |codes: &str| {
        world
            .request(reqwest::Method::POST, "/v1/payment_intents")
            .bearer_auth("sk_test_sandbox")
            .header("Tillkit-Sandbox-Codes", codes)
            .json(&json!({
                "amount": 5_000, "currency": "THB", "confirm": true, "payment_method_types": "[\"promptpay\"]",
                "payment_method_data": { "type": "promptpay" }, "return_url": RETURN_URL,
            }))
    };
    let in_place = world.send(create("in_place")).await.json();
    assert_eq!(action(&in_place).0, "promptpay_display_qr_code");
    assert_eq!(action(&world.send(create("hosted")).await.json()).0, "promptpay_handle_redirect");
    assert_eq!(world.send(create("both")).await.status, 400);
}

#[tokio::test]
async fn a_single_listed_method_needs_no_data() {
    let world = World::start().await;
    let answer = world.sandbox.create_intent(json!({
        "amount": 5_000, "currency": "THB", "confirm": true, "payment_method_types": ["truemoney"],
        "payment_method_options": { "truemoney": { "terminal_type": "APP", "os_type": "IOS" } },
        "return_url": RETURN_URL,
    }));
    assert_eq!(action(&answer.expect("an intent")).0, "truemoney_handle_redirect");
}

#[tokio::test]
async fn an_expired_code_can_not_be_paid() {
    let world = World::start().await;
    world.settings(&json!({ "code_lifetime_ms": 2_000, "voucher_lifetime_ms": 2_000 }));
    for row in outside_methods() {
        if !matches!(row.ending, Ending::Code | Ending::App | Ending::Voucher) {
            continue;
        }
        let (payment, _) = world.pay_with(row.kind).await;
        world.sandbox.clock().advance(2_001);
        let late = world.sandbox.settle(&payment.intent.id, Settlement::Approve).expect_err("late");
        assert_eq!(late.code(), "payment_intent_unexpected_state");
        let expired = world.retrieve(&payment.intent).await;
        assert_eq!(expired["status"], "requires_payment_method", "{}", row.kind);
        assert_eq!(expired["last_payment_error"]["code"], "payment_intent_payment_attempt_expired");
        assert_eq!(world.ledger(&payment.intent), ledger(1, 0, 0));
    }
}

#[tokio::test]
async fn a_debit_is_processed_for_as_long_as_is_wanted_and_ends_as_wanted() {
    let world = World::start().await;
    world.settings(&json!({ "processing_ms": null }));
    let (endless, answer) = world.pay_with("sepa").await;
    assert_eq!((&answer["status"], &answer["next_action"]), (&json!("processing"), &json!("")));
    world.sandbox.clock().advance(86_400_000);
    assert_eq!(world.retrieve(&endless.intent).await["status"], "processing");
    assert_eq!(world.send_confirm(&endless.intent, &endless.body).await.status, 400);
    let settle = format!("/_sandbox/intents/{}/settle", endless.intent.id);
    assert_eq!(world.post(&settle, &json!({ "outcome": "cancel" })).await.status, 400);
    assert_eq!(world.post(&settle, &json!({ "outcome": "arrive" })).await.json()["status"], "succeeded");
    assert_eq!(world.ledger(&endless.intent).charges, 1);

    world.settings(&json!({ "processing_ms": 1_000, "processing_outcome": "fail" }));
    let (failing, _) = world.pay_with("sepa_debit").await;
    world.sandbox.clock().advance(1_000);
    assert_eq!(world.ledger(&failing.intent), ledger(1, 0, 0));
    let failed = world.retrieve(&failing.intent).await;
    assert_eq!(failed["last_payment_error"]["code"], "payment_method_provider_decline");
}

#[tokio::test]
async fn settling_is_refused_by_name() {
    let world = World::start().await;
    let (payment, _) = world.pay_with("gcash").await;
    let settle = format!("/_sandbox/intents/{}/settle", payment.intent.id);
    assert_eq!(world.post(&settle, &json!({ "outcome": "explode" })).await.error()["param"], "outcome");
    assert_eq!(world.post("/_sandbox/intents/pi_1/settle", &json!({ "outcome": "fail" })).await.status, 404);
    let card = world.plain_intent();
    let refused = world.sandbox.settle(&card.id, Settlement::Approve).expect_err("nothing is under way");
    assert_eq!(refused.code(), "payment_intent_unexpected_state");
    // A card after a wallet: the wallet's attempt is of no use any more.
    let mixed = world.intent(json!({
        "amount": 100, "currency": "USD", "payment_method_types": ["card", "gcash"],
    }));
    let mut body = method_body("gcash");
    body["client_secret"] = mixed.secret.as_str().into();
    body["return_url"] = RETURN_URL.into();
    assert_eq!(world.send_confirm(&mixed, &body).await.status, 200);
    assert_eq!(world.confirm(&mixed, SUCCEEDS).await.json()["status"], "succeeded");
    assert!(world.sandbox.settle(&mixed.id, Settlement::Approve).is_err());
    assert_eq!(world.ledger(&mixed), ledger(2, 1, 100));
}

#[tokio::test]
async fn cancelling_the_intent_ends_its_attempt() {
    let world = World::start().await;
    let (payment, _) = world.pay_with("klarna").await;
    let path = format!("/v1/payment_intents/{}/cancel", payment.intent.id);
    assert_eq!(world.post(&path, &json!({})).await.json()["status"], "canceled");
    assert!(world.sandbox.settle(&payment.intent.id, Settlement::Arrive).is_err());
    assert_eq!(world.ledger(&payment.intent).charges, 0);
}

#[tokio::test]
async fn methods_that_nobody_knows_are_made_up_on_purpose() {
    let world = World::start().await;
    let wanted = json!({ "amount": 100, "currency": "USD", "payment_method_types": ["moonpay_x", "riddle"] });
    assert_eq!(world.sandbox.create_intent(wanted.clone()).expect_err("unknown").code(), "parameter_invalid");
    world.settings(&json!({ "made_up_methods": { "moonpay_x": "redirect", "riddle": "unknown_action" } }));
    let intent = world.intent(wanted);
    let mut confirm = json!({
        "client_secret": intent.secret, "payment_method_data": { "type": "riddle" }, "return_url": RETURN_URL,
    });
    let (kind, detail) = action(&world.send_confirm(&intent, &confirm).await.json());
    assert_eq!((kind.as_str(), detail.get("url")), ("riddle_do_something_new", None));
    confirm["payment_method_data"]["type"] = "moonpay_x".into();
    let (kind, detail) = action(&world.send_confirm(&intent, &confirm).await.json());
    assert_eq!(kind, "moonpay_x_handle_redirect");
    let page = world.open(detail["url"].as_str().expect("url")).await;
    assert!(world.open(page.header("location")).await.text.contains("moonpay_x"));
    world.sandbox.settle(&intent.id, Settlement::Approve).expect("approved");
    assert_eq!(world.ledger(&intent), ledger(2, 1, 100));
}
