//! Stripe's dialect: authentication, saved cards, and methods that are no cards.

use serde_json::{Value, json};
use tillkit_core::method::{CATALOG, Ending};
use tillkit_sandbox::{SECRET_KEY, Settlement};

use crate::fixture::{CHALLENGED, FRICTIONLESS, Intent, RETURN_URL, SUCCEEDS, World, ledger};
use crate::stripe::{INTENTS, payment_with_card};

const SETUP_INTENTS: &str = "/stripe/v1/setup_intents";
/// The types of the core's table that Stripe has, and the currency to try each in.
const METHODS: [(&str, &str); 16] = [
    ("alipay", "cny"),
    ("bancontact", "eur"),
    ("boleto", "brl"),
    ("eps", "eur"),
    ("fpx", "myr"),
    ("giropay", "eur"),
    ("grabpay", "myr"),
    ("ideal", "eur"),
    ("klarna", "eur"),
    ("p24", "pln"),
    ("paynow", "sgd"),
    ("pix", "brl"),
    ("promptpay", "thb"),
    ("sepa_debit", "eur"),
    ("sofort", "eur"),
    ("wechat_pay", "cny"),
];

/// What a confirm says of a method, as Stripe documents it.
fn payment(kind: &str) -> Value {
    let data = match kind {
        "boleto" => json!({ "tax_id": "52998224725" }),
        "eps" => json!({ "bank": "bank_austria" }),
        "fpx" => json!({ "bank": "maybank2u" }),
        "ideal" => json!({ "bank": "ing" }),
        "sepa_debit" => json!({ "iban": "DE12500105170648489890" }),
        "sofort" => json!({ "country": "DE" }),
        "klarna" => json!({ "dob": { "day": 10, "month": 12, "year": 1915 } }),
        _ => json!({}),
    };
    let address = json!({
        "country": if kind == "boleto" { "BR" } else { "DE" }, "line1": "Kai 1", "city": "Hamburg", "state": "SP",
        "postal_code": "20457",
    });
    let mut body = json!({
        "payment_method_data": {
            "type": kind,
            "billing_details": { "name": "Ada Lovelace", "email": "ada@example.com", "address": address },
        },
        "return_url": RETURN_URL,
    });
    body["payment_method_data"][kind] = data;
    if kind == "sepa_debit" {
        body["mandate_data"] =
            json!({ "customer_acceptance": { "type": "online", "online": { "infer_from_client": true } } });
    }
    if kind == "wechat_pay" {
        body["payment_method_options"] = json!({ "wechat_pay": { "client": "web" } });
    }
    body
}

/// An intent for a method.
async fn intent_for(world: &World, kind: &str) -> Intent {
    let (_, currency) = METHODS.iter().find(|(listed, _)| *listed == kind).expect("a method");
    let body = json!({ "amount": 5_000, "currency": currency, "payment_method_types": ["card", kind] });
    world.stripe_intent(&body).await
}

fn token(url: &str) -> &str {
    url.split_once("token=").expect("a token").1
}

#[tokio::test]
async fn an_authentication_can_be_worded_for_stripes_own_script() {
    let world = World::start().await;
    world.settings(&json!({ "stripe_action": "use_stripe_sdk" }));
    let intent = world.stripe_intent(&json!({ "amount": 1_250, "currency": "usd" })).await;
    let confirmed = world.confirm_at_stripe(&intent, &payment_with_card(CHALLENGED)).await.json();
    let action = &confirmed["next_action"];
    assert_eq!(action["type"], "use_stripe_sdk");
    assert_eq!(action["use_stripe_sdk"]["type"], "three_d_secure_redirect");
    assert_eq!(action.get("redirect_to_url"), None);
    let url = action["use_stripe_sdk"]["stripe_js"].as_str().expect("a URL");
    assert_eq!(world.answer(&intent, url, "approve").await.status, 303);
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
}

#[tokio::test]
async fn a_challenge_is_one_redirect_and_comes_back_with_its_status() {
    let world = World::start().await;
    for (answer, status, redirect_status) in
        [("approve", "succeeded", "succeeded"), ("decline", "requires_payment_method", "failed")]
    {
        let intent = world.plain_stripe_intent().await;
        let confirmed = world.pay_at_stripe(&intent, CHALLENGED).await.json();
        assert_eq!(confirmed["status"], "requires_action");
        let detail = &confirmed["next_action"]["redirect_to_url"];
        assert_eq!(detail["return_url"], RETURN_URL);
        let url = detail["url"].as_str().expect("a URL");
        assert!(world.open(url).await.text.contains("Approve</button>"));
        let left = world.answer(&intent, url, answer).await;
        let address = format!("{}&redirect_status={redirect_status}", intent.returned());
        assert_eq!((left.status, left.header("location")), (303, address.as_str()));
        let ended = world.retrieve_at_stripe(&intent).await;
        assert_eq!((&ended["status"], &ended["next_action"]), (&json!(status), &Value::Null));
    }
}

#[tokio::test]
async fn a_bank_that_asks_nothing_sends_the_customer_back_at_once() {
    let world = World::start().await;
    let intent = world.plain_stripe_intent().await;
    let confirmed = world.pay_at_stripe(&intent, FRICTIONLESS).await.json();
    assert_eq!(confirmed["next_action"]["type"], "redirect_to_url");
    let url = confirmed["next_action"]["redirect_to_url"]["url"].as_str().expect("a URL");
    let returned = world.report(&intent, url).await.json();
    assert_eq!(returned["return_url"], format!("{}&redirect_status=succeeded", intent.returned()));
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_099));
}

#[tokio::test]
async fn three_d_secure_is_asked_for_in_stripes_words() {
    let world = World::start().await;
    let with = |request: &str| {
        let options = json!({ "card": { "request_three_d_secure": request } });
        json!({ "amount": 500, "currency": "usd", "payment_method_options": options })
    };
    for (request, status) in
        [("automatic", "succeeded"), ("any", "requires_action"), ("challenge", "requires_action")]
    {
        let intent = world.stripe_intent(&with(request)).await;
        let answer = world.pay_at_stripe(&intent, "4000000000003055").await;
        assert_eq!(answer.json()["status"], status, "{request}");
    }
    assert_eq!(world.stripe(INTENTS, &with("auto")).await.status, 400);
}

#[tokio::test]
async fn a_page_without_actions_gets_the_documented_error() {
    let world = World::start().await;
    let intent = world.plain_stripe_intent().await;
    let mut body = payment_with_card("4000002500003155");
    body["error_on_requires_action"] = true.into();
    body.as_object_mut().expect("an object").remove("return_url");
    let refused = world.confirm_at_stripe(&intent, &body).await;
    assert_eq!(refused.status, 402);
    let message = "This payment required an authentication action to complete, but `error_on_requires_action` was set. \
                   When you're ready, you can upgrade your integration to handle actions at \
                   https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions.";
    let inner = json!({
        "code": "authentication_required",
        "decline_code": "authentication_not_handled",
        "doc_url": "https://docs.stripe.com/error-codes#authentication-required",
        "message": message,
        "type": "card_error",
    });
    let mut error = refused.error();
    let shown = error.as_object_mut().expect("an object").remove("payment_intent").expect("the intent");
    assert_eq!(error, inner);
    assert_eq!(shown["last_payment_error"], inner);
    assert_eq!((&shown["id"], &shown["status"]), (&json!(intent.id), &json!("requires_payment_method")));
    assert_eq!(world.ledger(&intent), ledger(1, 0, 0));
    // Cards that need nothing are charged, and methods that need something are refused before an attempt.
    let mut redirect = payment("ideal");
    redirect["error_on_requires_action"] = true.into();
    let other = intent_for(&world, "ideal").await;
    let refused = world.confirm_at_stripe(&other, &redirect).await;
    assert_eq!((refused.status, &refused.error()["code"]), (400, &json!("payment_intent_action_required")));
    body["payment_method_data"]["card"]["number"] = SUCCEEDS.into();
    assert_eq!(world.confirm_at_stripe(&intent, &body).await.json()["status"], "succeeded");
}

#[tokio::test]
async fn every_method_that_stripe_has_hands_over_its_own_action() {
    let world = World::start().await;
    for (kind, _) in METHODS {
        let row = CATALOG.iter().find(|row| row.kind == kind).expect(kind);
        let intent = intent_for(&world, kind).await;
        let answer = world.confirm_at_stripe(&intent, &payment(kind)).await;
        assert_eq!(answer.status, 200, "{kind}: {}", answer.text);
        let answer = answer.json();
        let action = &answer["next_action"];
        let expected = match row.ending {
            Ending::Debit => {
                assert_eq!((&answer["status"], action), (&json!("processing"), &Value::Null), "{kind}");
                continue;
            }
            Ending::Code => format!("{kind}_display_qr_code"),
            Ending::Voucher => format!("{kind}_display_details"),
            _ if kind == "alipay" => "alipay_handle_redirect".to_owned(),
            _ => "redirect_to_url".to_owned(),
        };
        assert_eq!(action["type"], expected, "{kind}");
        let detail = &action[expected.as_str()];
        let names: &[&str] = match row.ending {
            Ending::Code if kind == "pix" => {
                &["data", "expires_at", "hosted_instructions_url", "image_url_png", "image_url_svg"]
            }
            Ending::Code if kind == "wechat_pay" => {
                &["data", "hosted_instructions_url", "image_data_url", "image_url_png", "image_url_svg"]
            }
            Ending::Code => &["data", "hosted_instructions_url", "image_url_png", "image_url_svg"],
            Ending::Voucher => &["expires_at", "hosted_voucher_url", "number", "pdf"],
            _ if kind == "alipay" => &["native_data", "native_url", "return_url", "url"],
            _ => &["return_url", "url"],
        };
        let mut shown: Vec<_> = detail.as_object().expect(kind).keys().map(String::as_str).collect();
        shown.sort_unstable();
        assert_eq!(shown, names, "{kind}");
        assert_eq!(world.sandbox.confirmed(&intent.id).expect(kind).kind, kind);
        world.sandbox.settle(&intent.id, Settlement::Arrive).expect(kind);
        assert_eq!(world.ledger(&intent), ledger(1, 1, 5_000), "{kind}");
    }
}

#[tokio::test]
async fn a_redirect_comes_back_with_its_status() {
    let world = World::start().await;
    for (answer, redirect_status) in [("approve", "succeeded"), ("cancel", "failed")] {
        let intent = intent_for(&world, "ideal").await;
        let confirmed = world.confirm_at_stripe(&intent, &payment("ideal")).await.json();
        let url = confirmed["next_action"]["redirect_to_url"]["url"].as_str().expect("a URL").to_owned();
        assert!(world.open(&url).await.header("location").starts_with(world.sandbox.bank_url()));
        let settlement = if answer == "approve" { Settlement::Approve } else { Settlement::Cancel };
        world.sandbox.settle(&intent.id, settlement).expect("a redirect");
        let page = format!("{}/pay/{}?token={}", world.sandbox.bank_url(), intent.id, token(&url));
        let left = world.open(&page).await;
        let address = format!("{}&redirect_status={redirect_status}", intent.returned());
        assert_eq!((left.status, left.header("location")), (303, address.as_str()));
    }
}

#[tokio::test]
async fn pictures_of_codes_open() {
    let world = World::start().await;
    let intent = intent_for(&world, "wechat_pay").await;
    let action = world.confirm_at_stripe(&intent, &payment("wechat_pay")).await.json()["next_action"].clone();
    let detail = &action["wechat_pay_display_qr_code"];
    for (name, kind) in [("image_url_svg", "image/svg+xml"), ("image_url_png", "image/png")] {
        let picture = world.open(detail[name].as_str().expect(name)).await;
        assert_eq!((picture.status, picture.header("content-type")), (200, kind));
    }
    let inline = detail["image_data_url"].as_str().expect("a picture");
    assert!(inline.starts_with("data:image/png;base64,iVBORw0KGgo"), "{inline}");
}

#[tokio::test]
async fn what_a_method_needs_is_named_where_stripe_has_it() {
    let world = World::start().await;
    for (kind, pointer, param) in [
        ("eps", "/payment_method_data/billing_details/name", "payment_method_data[billing_details][name]"),
        ("fpx", "/payment_method_data/fpx/bank", "payment_method_data[fpx][bank]"),
        ("p24", "/payment_method_data/billing_details/email", "payment_method_data[billing_details][email]"),
        ("sepa_debit", "/payment_method_data/sepa_debit/iban", "payment_method_data[sepa_debit][iban]"),
        ("sepa_debit", "/mandate_data/customer_acceptance/type", "mandate_data[customer_acceptance][type]"),
        ("sofort", "/payment_method_data/sofort/country", "payment_method_data[sofort][country]"),
        ("boleto", "/payment_method_data/boleto/tax_id", "payment_method_data[boleto][tax_id]"),
        (
            "wechat_pay",
            "/payment_method_options/wechat_pay/client",
            "payment_method_options[wechat_pay][client]",
        ),
    ] {
        let intent = intent_for(&world, kind).await;
        let mut body = payment(kind);
        *body.pointer_mut(pointer).expect(pointer) = "".into();
        let refused = world.confirm_at_stripe(&intent, &body).await;
        assert_eq!((refused.status, &refused.error()["code"]), (400, &json!("parameter_missing")), "{param}");
        assert_eq!(refused.error()["param"], param);
    }
    let intent = intent_for(&world, "ideal").await;
    let mut body = payment("ideal");
    body["payment_method_data"]["ideal"]["bank"] = "sparkasse".into();
    assert_eq!(
        world.confirm_at_stripe(&intent, &body).await.error()["param"],
        "payment_method_data[ideal][bank]"
    );
    assert_eq!(world.ledger(&intent).attempts, 0);
}

#[tokio::test]
async fn methods_that_stripe_lacks_are_refused() {
    let world = World::start().await;
    let lacking = CATALOG.iter().map(|row| row.kind).filter(|kind| *kind != "card");
    for kind in lacking.filter(|kind| !METHODS.iter().any(|(listed, _)| listed == kind)) {
        let body = json!({ "amount": 5_000, "currency": "usd", "payment_method_types": [kind] });
        let refused = world.stripe(INTENTS, &body).await;
        assert_eq!(
            (refused.status, &refused.error()["param"]),
            (400, &json!("payment_method_types")),
            "{kind}"
        );
        let intent = world.plain_stripe_intent().await;
        let body = json!({ "payment_method_data": { "type": kind }, "return_url": RETURN_URL });
        let refused = world.confirm_at_stripe(&intent, &body).await;
        assert_eq!(
            (refused.status, &refused.error()["param"]),
            (400, &json!("payment_method_data[type]")),
            "{kind}"
        );
        assert_eq!(refused.error()["type"], "invalid_request_error");
    }
}

#[tokio::test]
async fn automatic_methods_are_those_of_the_currency() {
    let world = World::start().await;
    let body =
        json!({ "amount": 5_000, "currency": "eur", "automatic_payment_methods": { "enabled": true } });
    let made = world.stripe(INTENTS, &body).await.json();
    assert_eq!(made["automatic_payment_methods"], json!({ "allow_redirects": "always", "enabled": true }));
    let types = made["payment_method_types"].as_array().expect("types");
    assert!(types.contains(&json!("ideal")) && !types.contains(&json!("promptpay")), "{made}");
    assert_eq!(made["payment_method_options"]["ideal"], json!({}));
}

#[tokio::test]
async fn a_card_is_set_up_and_paid_with() {
    let world = World::start().await;
    let customer = world.stripe("/stripe/v1/customers", &json!({ "name": "Ada" })).await.json();
    assert_eq!((&customer["email"], &customer["metadata"]), (&Value::Null, &json!({})));
    let made = world.stripe(SETUP_INTENTS, &json!({ "customer": customer["id"] })).await.json();
    assert_eq!((&made["object"], &made["last_setup_error"]), (&json!("setup_intent"), &Value::Null));
    let text = |name: &str| made[name].as_str().expect(name).to_owned();
    let setup = Intent { id: text("id"), secret: text("client_secret") };
    let mut body = payment_with_card(CHALLENGED);
    body["client_secret"] = setup.secret.as_str().into();
    let path = format!("{SETUP_INTENTS}/{}/confirm", setup.id);
    let confirmed = world.stripe(&path, &body).await.json();
    let url = confirmed["next_action"]["redirect_to_url"]["url"].as_str().expect("a URL");
    let left = world.answer(&setup, url, "approve").await;
    let parameters = format!("setup_intent={}&setup_intent_client_secret={}", setup.id, setup.secret);
    assert_eq!(left.header("location"), format!("{RETURN_URL}&{parameters}&redirect_status=succeeded"));
    let cards = format!("/stripe/v1/payment_methods?type=card&customer={}", text("customer"));
    let cards = world.get(&cards).await.json();
    let card = &cards["data"][0];
    assert_eq!((&card["card"]["last4"], &card["billing_details"]["phone"]), (&json!("3220"), &Value::Null));
    let now_s = world.sandbox.clock().now_ms() / 1_000;
    assert!(card["created"].as_u64().is_some_and(|created| created.abs_diff(now_s) < 60), "{card}");

    let made = json!({ "amount": 900, "currency": "usd", "customer": customer["id"] });
    let intent = world.stripe_intent(&made).await;
    let body = json!({ "payment_method": card["id"], "return_url": RETURN_URL,
        "payment_method_options": { "card": { "cvc": "123" } } });
    let paying = world.confirm_at_stripe(&intent, &body).await.json();
    assert_eq!((&paying["payment_method"], &paying["status"]), (&card["id"], &json!("requires_action")));
    let wrong = Intent { secret: "seti_x_secret_y".to_owned(), ..setup };
    let request = world.form_request(&path, &json!({ "client_secret": wrong.secret }));
    let refused = world.send(request.bearer_auth(tillkit_sandbox::PUBLISHABLE_KEY)).await;
    assert_eq!((refused.status, &refused.error()["code"]), (400, &json!("setup_intent_invalid_parameter")));
    assert_eq!(world.ledger(&intent), ledger(1, 0, 0));
}

#[tokio::test]
async fn an_intent_is_created_and_confirmed_in_one_call() {
    let world = World::start().await;
    let mut body = payment_with_card("4000000000009995");
    let terms =
        json!({ "amount": 900, "currency": "usd", "confirm": true, "error_on_requires_action": true });
    body.as_object_mut().expect("an object").extend(terms.as_object().expect("an object").clone());
    let declined = world.stripe(INTENTS, &body).await;
    assert_eq!((declined.status, &declined.error()["decline_code"]), (402, &json!("insufficient_funds")));
    body["payment_method_data"]["card"]["number"] = SUCCEEDS.into();
    let request = world.form_request(INTENTS, &body).basic_auth(SECRET_KEY, Some(""));
    assert_eq!(world.send(request).await.json()["status"], "succeeded");
}
