use serde_json::{Value, json};

use crate::fixture::{CHALLENGED, DECLINED, RETURN_URL, SUCCEEDS, World, card, ledger};

const PATH: &str = "/v1/payment_intents";

#[tokio::test]
async fn an_intent_is_created_retrieved_and_paid() {
    let world = World::start().await;
    let created = world.post(PATH, &json!({ "amount": 1_250, "currency": "usd" })).await.json();
    assert_eq!(
        (&created["status"], &created["currency"]),
        (&json!("requires_payment_method"), &json!("USD"))
    );
    let id = created["id"].as_str().expect("id");
    assert_eq!(world.get(&format!("{PATH}/{id}")).await.json(), created);
    let body = json!({ "payment_method_data": card(SUCCEEDS) });
    let paid = world.post(&format!("{PATH}/{id}/confirm"), &body).await;
    assert_eq!((paid.status, &paid.json()["status"]), (200, &json!("succeeded")));
    assert_eq!(world.sandbox.ledger(id), Some(ledger(1, 1, 1_250)));
    let truth = world.open(&format!("/_sandbox/ledger/{id}")).await.json();
    assert_eq!(
        truth,
        json!({ "attempts": 1, "charges": 1, "captured": 1_250, "refunded": 0, "confirmed": {
            "type": "card", "options": {}, "billing_details": {}, "mandate": false,
        }})
    );
}

#[tokio::test]
async fn form_bodies_do_as_well() {
    let world = World::start().await;
    let form = "amount=300&currency=eur&confirm=true&payment_method_data[type]=card\
                &payment_method_data[card][number]=4242424242424242&payment_method_data[card][exp_month]=12\
                &payment_method_data[card][exp_year]=2060&payment_method_data[card][cvc]=123&metadata[box]=7";
    let request = world
        .request(reqwest::Method::POST, PATH)
        .bearer_auth("sk_test_sandbox")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form);
    let answer = world.send(request).await.json();
    assert_eq!((&answer["status"], &answer["metadata"]), (&json!("succeeded"), &json!({ "box": "7" })));
}

#[tokio::test]
async fn bad_parameters_are_named() {
    let world = World::start().await;
    let whole = json!({ "amount": 100, "currency": "USD" });
    let cases = [
        ("amount", Value::Null, "parameter_missing"),
        ("amount", json!(0), "amount_too_small"),
        ("amount", json!(-5), "parameter_invalid_integer"),
        ("amount", json!(1.5), "parameter_invalid_integer"),
        ("amount", json!("100"), "parameter_invalid_integer"),
        ("amount", json!(100_000_000), "amount_too_large"),
        ("currency", Value::Null, "parameter_missing"),
        ("currency", json!("XYZ"), "currency_invalid"),
        ("currency", json!(978), "parameter_invalid"),
        ("return_url", json!("javascript:alert(1)"), "url_invalid"),
        ("return_url", json!("/done"), "url_invalid"),
        ("capture_method", json!("later"), "parameter_invalid"),
        ("confirm", json!("yes"), "parameter_invalid"),
        ("metadata", json!("text"), "parameter_invalid"),
        ("payment_method", json!("pm_1"), "resource_missing"),
        ("payment_method_types", json!([1]), "parameter_invalid"),
        ("payment_method_types", json!([]), "parameter_invalid"),
        ("payment_method_types", json!("card"), "parameter_invalid"),
        ("payment_method_types", json!(["card", "moonpay_x"]), "parameter_invalid"),
    ];
    for (name, value, code) in cases {
        let mut body = whole.clone();
        body[name] = value;
        let answer = world.post(PATH, &body).await;
        let error = answer.error();
        assert_eq!((answer.status, error["code"].as_str()), (400, Some(code)), "{name}: {error}");
        assert_eq!((&error["param"], &error["type"]), (&json!(name), &json!("invalid_request_error")));
        assert!(error["message"].as_str().is_some_and(|message| message.contains(name)), "{error}");
    }
    assert_eq!(world.get(PATH).await.json()["data"], json!([]));
}

#[tokio::test]
async fn nested_parameters_are_named_by_their_place() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let path = format!("{PATH}/{}/confirm", intent.id);
    let cases = [
        (json!({}), "payment_method_data", "parameter_missing"),
        (json!({ "payment_method_data": {} }), "payment_method_data[type]", "parameter_missing"),
        (
            json!({ "payment_method_data": { "type": "shells" } }),
            "payment_method_data[type]",
            "payment_method_not_available",
        ),
        (
            json!({ "payment_method_data": { "type": "card" } }),
            "payment_method_data[card]",
            "parameter_missing",
        ),
        (
            json!({ "payment_method_data": { "type": "card", "card": { "number": SUCCEEDS } } }),
            "payment_method_data[card][exp_month]",
            "parameter_missing",
        ),
        (
            json!({ "payment_method_options": { "card": { "request_three_d_secure": "always" } } }),
            "payment_method_options[card][request_three_d_secure]",
            "parameter_invalid",
        ),
        (json!({ "payment_method_data": card(CHALLENGED) }), "return_url", "parameter_missing"),
    ];
    for (body, param, code) in cases {
        let answer = world.post(&path, &body).await;
        let error = answer.error();
        assert_eq!((answer.status, &error["param"], &error["code"]), (400, &json!(param), &json!(code)));
    }
    assert_eq!(world.ledger(&intent), ledger(0, 0, 0));
}

#[tokio::test]
async fn a_broken_body_is_refused_without_repeating_it() {
    let world = World::start().await;
    let request = world.request(reqwest::Method::POST, PATH).bearer_auth("sk_test_sandbox");
    let answer = world.send(request.body("{\"number\": \"4242424242424242\"")).await;
    assert_eq!((answer.status, &answer.error()["code"]), (400, &json!("body_invalid")));
    assert!(!answer.text.contains("4242"));
}

#[tokio::test]
async fn unknown_intents_paths_and_methods() {
    let world = World::start().await;
    let missing = world.get(&format!("{PATH}/pi_1")).await;
    assert_eq!((missing.status, &missing.error()["code"]), (404, &json!("resource_missing")));
    let path = world.get("/v1/disputes").await;
    assert_eq!((path.status, &path.error()["code"]), (404, &json!("url_unknown")));
    let verb = world.post(&format!("{PATH}/pi_1/refund"), &json!({})).await;
    assert_eq!((verb.status, &verb.error()["code"]), (404, &json!("url_unknown")));
    let method = world.send(world.request(reqwest::Method::DELETE, PATH)).await;
    assert_eq!((method.status, &method.error()["code"]), (405, &json!("method_not_allowed")));
    assert_eq!(world.open("/_sandbox/ledger/pi_1").await.status, 404);
}

#[tokio::test]
async fn a_paid_intent_can_not_be_confirmed_again() {
    let world = World::start().await;
    let intent = world.plain_intent();
    world.confirm(&intent, SUCCEEDS).await;
    let again = world.confirm(&intent, SUCCEEDS).await;
    let error = again.error();
    assert_eq!((again.status, &error["code"]), (400, &json!("payment_intent_unexpected_state")));
    assert_eq!(error["payment_intent"]["status"], "succeeded");
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
}

#[tokio::test]
async fn a_declined_intent_takes_another_card() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let declined = world.confirm(&intent, DECLINED).await;
    assert_eq!(declined.status, 402);
    assert_eq!(declined.error()["payment_intent"]["status"], "requires_payment_method");
    assert_eq!(world.retrieve(&intent).await["last_payment_error"]["code"], "card_declined");
    let paid = world.confirm(&intent, SUCCEEDS).await.json();
    assert_eq!((&paid["status"], &paid["last_payment_error"]), (&json!("succeeded"), &Value::Null));
    assert_eq!(world.ledger(&intent), ledger(2, 1, 1_250));
}

#[tokio::test]
async fn a_decline_at_creation_leaves_an_intent() {
    let world = World::start().await;
    let body = json!({
        "amount": 100, "currency": "USD", "confirm": true, "payment_method_data": card(DECLINED),
    });
    let answer = world.post(PATH, &body).await;
    assert_eq!(answer.status, 402);
    let id = answer.error()["payment_intent"]["id"].as_str().expect("id").to_owned();
    assert_eq!(world.get(&format!("{PATH}/{id}")).await.json()["status"], "requires_payment_method");
}

#[tokio::test]
async fn a_card_given_at_creation_waits_for_the_confirm() {
    let world = World::start().await;
    let intent = world.intent(json!({
        "amount": 100, "currency": "USD", "payment_method_data": card(SUCCEEDS),
    }));
    assert_eq!(world.retrieve(&intent).await["status"], "requires_confirmation");
    let paid = world.post(&format!("{PATH}/{}/confirm", intent.id), &json!({})).await;
    assert_eq!(paid.json()["status"], "succeeded");
}

#[tokio::test]
async fn manual_capture_takes_a_part_and_frees_the_rest() {
    let world = World::start().await;
    let intent = world.intent(json!({ "amount": 1_000, "currency": "EUR", "capture_method": "manual" }));
    let authorised = world.confirm(&intent, SUCCEEDS).await.json();
    assert_eq!(
        (&authorised["status"], &authorised["amount_capturable"]),
        (&json!("requires_capture"), &json!(1_000))
    );
    assert_eq!(world.ledger(&intent), ledger(1, 1, 0));
    let path = format!("{PATH}/{}/capture", intent.id);
    let too_much = world.post(&path, &json!({ "amount_to_capture": 1_001 })).await;
    assert_eq!((too_much.status, &too_much.error()["param"]), (400, &json!("amount_to_capture")));
    let captured = world.post(&path, &json!({ "amount_to_capture": 600 })).await.json();
    assert_eq!((&captured["status"], &captured["amount_capturable"]), (&json!("succeeded"), &json!(0)));
    assert_eq!(world.ledger(&intent), ledger(1, 1, 600));
    let again = world.post(&path, &json!({})).await;
    assert_eq!(again.error()["code"], "payment_intent_unexpected_state");
}

#[tokio::test]
async fn the_old_place_of_the_capture_method_counts_too() {
    let world = World::start().await;
    let intent = world.intent(json!({
        "amount": 1_000, "currency": "EUR",
        "payment_method_options": { "card": { "capture_method": "manual" } },
    }));
    assert_eq!(world.confirm(&intent, SUCCEEDS).await.json()["status"], "requires_capture");
}

#[tokio::test]
async fn cancelling_ends_an_open_or_authorised_intent() {
    let world = World::start().await;
    let intent = world.intent(json!({ "amount": 1_000, "currency": "EUR", "capture_method": "manual" }));
    world.confirm(&intent, SUCCEEDS).await;
    let path = format!("{PATH}/{}/cancel", intent.id);
    let canceled = world.post(&path, &json!({ "cancellation_reason": "requested_by_customer" })).await.json();
    assert_eq!(canceled["status"], "canceled");
    assert_eq!(canceled["cancellation_reason"], "requested_by_customer");
    assert_eq!(world.ledger(&intent).captured, 0);
    assert_eq!(world.post(&path, &json!({})).await.error()["code"], "payment_intent_unexpected_state");
    assert_eq!(world.confirm(&intent, SUCCEEDS).await.status, 400);
}

#[tokio::test]
async fn an_update_changes_terms_until_the_payment() {
    let world = World::start().await;
    let intent = world.intent(json!({
        "amount": 100, "currency": "USD", "description": "old", "metadata": { "a": "1", "b": "2" },
    }));
    let path = format!("{PATH}/{}", intent.id);
    let body = json!({ "amount": 250, "description": "", "metadata": { "a": "", "c": "3" } });
    let updated = world.post(&path, &body).await.json();
    assert_eq!((&updated["amount"], &updated["description"]), (&json!(250), &Value::Null));
    assert_eq!(updated["metadata"], json!({ "b": "2", "c": "3" }));
    let wrong = world.post(&path, &json!({ "description": "new", "amount": 0 })).await;
    assert_eq!(wrong.error()["param"], "amount");
    assert_eq!(world.get(&path).await.json()["description"], Value::Null);
    world.confirm(&intent, SUCCEEDS).await;
    assert_eq!(world.ledger(&intent).captured, 250);
    assert_eq!(world.post(&path, &json!({ "amount": 1 })).await.status, 400);
}

#[tokio::test]
async fn the_amount_stands_while_the_customer_is_authenticated() {
    let world = World::start().await;
    let intent = world.plain_intent();
    world.confirm(&intent, CHALLENGED).await;
    let changed = world.post(&format!("{PATH}/{}", intent.id), &json!({ "amount": 99_999 })).await;
    assert_eq!(changed.error()["code"], "payment_intent_unexpected_state");
}

#[tokio::test]
async fn an_intent_without_card_among_its_methods_takes_no_card() {
    let world = World::start().await;
    let intent = world.intent(json!({ "amount": 1, "currency": "EUR", "payment_method_types": ["alipay"] }));
    let answer = world.confirm(&intent, SUCCEEDS).await;
    assert_eq!(answer.error()["code"], "payment_intent_incompatible_payment_method");
}

#[tokio::test]
async fn a_list_goes_from_new_to_old_in_pages() {
    let world = World::start().await;
    let ids: Vec<String> = (0..5).map(|_| world.plain_intent().id).collect();
    let page = |answer: &Value| -> Vec<String> {
        let data = answer["data"].as_array().expect("data");
        data.iter().map(|intent| intent["id"].as_str().expect("id").to_owned()).collect()
    };
    let first = world.get(&format!("{PATH}?limit=2")).await.json();
    assert_eq!((page(&first), &first["has_more"]), (vec![ids[4].clone(), ids[3].clone()], &json!(true)));
    let rest = world.get(&format!("{PATH}?limit=3&starting_after={}", ids[3])).await.json();
    assert_eq!(page(&rest), [ids[2].clone(), ids[1].clone(), ids[0].clone()]);
    assert_eq!(rest["has_more"], false);
    assert_eq!(world.get(&format!("{PATH}?limit=0")).await.error()["param"], "limit");
    assert_eq!(world.get(&format!("{PATH}?starting_after=pi_1")).await.error()["param"], "starting_after");
}

#[tokio::test]
async fn many_confirms_at_once_charge_once() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let calls: Vec<_> =
        (0..12).map(|_| tokio::spawn(world.confirm_request(&intent, SUCCEEDS).send())).collect();
    let mut paid = 0;
    for call in calls {
        let response = call.await.expect("task").expect("answer");
        paid += u32::from(response.status().as_u16() == 200);
    }
    assert_eq!((paid, world.ledger(&intent)), (1, ledger(1, 1, 1_250)));
}

#[tokio::test]
async fn a_browser_can_ask_for_authentication_but_not_waive_it_nor_capture() {
    let world = World::start().await;
    let strict = world.intent(json!({
        "amount": 1_250, "currency": "USD",
        "payment_method_options": { "card": { "request_three_d_secure": "any" } },
    }));
    let mut body = strict.confirm_body("4111111111111111");
    body["payment_method_options"] =
        json!({ "card": { "request_three_d_secure": "auto", "capture_method": "manual" } });
    let answer = world.send(world.confirm_request(&strict, SUCCEEDS).json(&body)).await.json();
    assert_eq!(answer["status"], "requires_action");
    assert_eq!(
        answer["payment_method_options"],
        "{\"card\":{\"request_three_d_secure\":\"any\",\"capture_method\":\"automatic\"}}"
    );
    let lenient = world.plain_intent();
    let mut body = lenient.confirm_body("4111111111111111");
    body["payment_method_options"] = json!({ "card": { "request_three_d_secure": "any" } });
    let answer = world.send(world.confirm_request(&lenient, SUCCEEDS).json(&body)).await.json();
    assert_eq!(answer["status"], "requires_action");
    assert!(answer["next_action"].as_str().is_some_and(|text| text.contains(RETURN_URL)));
}
