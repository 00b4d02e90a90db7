use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tillkit_sandbox::{Fault, FaultKind, FaultTarget};

use crate::fixture::{CHALLENGED, FRICTIONLESS, SUCCEEDS, World, action, ledger};

#[tokio::test]
async fn an_answer_lost_before_the_charge_leaves_nothing_done() {
    let world = World::start().await;
    let intent = world.plain_intent();
    world.sandbox.arm(Fault::new(FaultKind::AnswerLostBeforeCharge));
    let confirm = || world.confirm_request(&intent, SUCCEEDS).header("Idempotency-Key", "a");
    let lost = confirm().send().await.expect_err("no answer");
    assert!(lost.is_request(), "{lost:?}");
    assert_eq!(world.ledger(&intent), ledger(0, 0, 0));
    let again = world.send(confirm()).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, ""));
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
}

#[tokio::test]
async fn an_answer_lost_after_the_charge_is_kept_for_the_repetition() {
    let world = World::start().await;
    let intent = world.plain_intent();
    world.sandbox.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
    let confirm = || world.confirm_request(&intent, SUCCEEDS).header("Idempotency-Key", "a");
    assert!(confirm().send().await.is_err());
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
    assert_eq!(world.retrieve(&intent).await["status"], "succeeded");
    let again = world.send(confirm()).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, "true"));
    assert_eq!(again.json()["status"], "succeeded");
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
}

/// Browsers send a request again by themselves when a reused connection breaks: so none is left to reuse.
#[tokio::test]
async fn a_lost_answer_meets_a_new_connection() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let world = World::start().await;
    let address = world.sandbox.gateway_url().trim_start_matches("http://").to_owned();
    let mut kept = tokio::net::TcpStream::connect(&address).await.expect("a connection");
    kept.write_all(b"GET /_sandbox/settings HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    let mut first = [0_u8; 15];
    kept.read_exact(&mut first).await.expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    world.sandbox.arm(Fault::new(FaultKind::AnswerLostAfterCharge));
    let mut rest = Vec::new();
    kept.read_to_end(&mut rest).await.expect("closed by the gateway");
    assert_eq!(world.open("/_sandbox/settings").await.header("connection"), "close");
    world.sandbox.clear_faults();
    assert_eq!(world.open("/_sandbox/settings").await.header("connection"), "");
}

#[tokio::test]
async fn server_errors_and_rate_limits_come_before_the_charge() {
    let world = World::start().await;
    let intent = world.plain_intent();
    world.sandbox.arm(Fault::new(FaultKind::ServerError { status: 502 }).times(2));
    world.sandbox.arm(Fault::new(FaultKind::RateLimit { retry_after_s: 3 }));
    for _ in 0..2 {
        let answer = world.confirm(&intent, SUCCEEDS).await;
        assert_eq!((answer.status, &answer.error()["type"]), (502, &json!("api_error")));
    }
    let limited = world.confirm(&intent, SUCCEEDS).await;
    assert_eq!((limited.status, limited.header("retry-after")), (429, "3"));
    assert_eq!(limited.error()["code"], "rate_limit");
    assert_eq!(world.ledger(&intent), ledger(0, 0, 0));
    assert_eq!(world.confirm(&intent, SUCCEEDS).await.status, 200);
}

#[tokio::test]
async fn spoiled_bodies_come_after_the_charge() {
    let world = World::start().await;
    for kind in [FaultKind::MalformedBody, FaultKind::EmptyBody, FaultKind::HtmlBody] {
        let intent = world.plain_intent();
        world.sandbox.arm(Fault::new(kind));
        let answer = world.confirm(&intent, SUCCEEDS).await;
        assert_eq!(answer.status, 200);
        assert!(serde_json::from_str::<Value>(&answer.text).is_err(), "{}", answer.text);
        assert_eq!(answer.text.is_empty(), kind == FaultKind::EmptyBody);
        assert_eq!(answer.header("content-type").starts_with("text/html"), kind == FaultKind::HtmlBody);
        assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
    }
}

#[tokio::test]
async fn redirects_and_answers_of_unknown_kinds_come_before_the_charge() {
    let world = World::start().await;
    let intent = world.plain_intent();
    world.sandbox.arm(Fault::new(FaultKind::Redirect { status: 307 }));
    let answer = world.confirm(&intent, SUCCEEDS).await;
    let path = format!("/v1/payment_intents/{}/confirm", intent.id);
    assert_eq!((answer.status, answer.header("location")), (307, path.as_str()));
    world.sandbox.arm(Fault::new(FaultKind::RateLimitUntold));
    let limited = world.confirm(&intent, SUCCEEDS).await;
    assert_eq!((limited.status, limited.header("retry-after")), (429, ""));
    world.sandbox.arm(Fault::new(FaultKind::UnknownErrorType));
    let unknown = world.confirm(&intent, SUCCEEDS).await;
    assert_eq!((unknown.status, &unknown.error()["type"]), (402, &json!("sandbox_error")));
    assert_eq!(world.ledger(&intent), ledger(0, 0, 0));
}

#[tokio::test]
async fn answers_with_something_else_inside_come_after_the_charge() {
    let world = World::start().await;
    for (kind, member, value) in [
        (FaultKind::ErrorInside, "/error/type", json!("api_error")),
        (FaultKind::NumbersAsText, "/amount", json!("1250")),
        (FaultKind::TextAsNumbers, "/status", json!("succeeded".len())),
        (FaultKind::UnknownStatus, "/status", json!("sandbox_status")),
        (FaultKind::UnknownAction, "/next_action/type", json!("sandbox_action")),
    ] {
        let intent = world.plain_intent();
        world.sandbox.arm(Fault::new(kind));
        let answer = world.confirm(&intent, SUCCEEDS).await;
        assert_eq!((answer.status, answer.json().pointer(member)), (200, Some(&value)), "{kind:?}");
        assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250), "{kind:?}");
    }
}

#[tokio::test]
async fn a_refusal_by_cors_is_an_answer_that_no_page_may_read() {
    let world = World::start().await;
    let intent = world.plain_intent();
    world.sandbox.arm(Fault::new(FaultKind::CorsRefusal));
    let confirm = || world.confirm_request(&intent, SUCCEEDS).header("Origin", "https://shop.example");
    let refused = world.send(confirm()).await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (200, ""));
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
    let retrieved = world.retrieve_request(&intent).header("Origin", "https://shop.example");
    assert_eq!(world.send(retrieved).await.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn a_delay_waits_before_the_work_and_a_delayed_answer_after_it() {
    let world = World::start().await;
    let wait = Duration::from_millis(500);
    for (kind, charges_meanwhile) in
        [(FaultKind::Delay { ms: 500 }, 0), (FaultKind::DelayAnswer { ms: 500 }, 1)]
    {
        let intent = world.plain_intent();
        world.sandbox.arm(Fault::new(kind));
        let started = Instant::now();
        let call = tokio::spawn(world.confirm_request(&intent, SUCCEEDS).send());
        while world.open("/_sandbox/faults").await.json()["armed"] != json!([])
            || (charges_meanwhile == 1 && world.ledger(&intent).charges == 0)
        {
            tokio::task::yield_now().await;
        }
        assert_eq!(world.ledger(&intent).charges, charges_meanwhile);
        assert_eq!(call.await.expect("task").expect("answer").status().as_u16(), 200);
        assert!(started.elapsed() >= wait);
        assert_eq!(world.ledger(&intent).charges, 1);
    }
}

#[tokio::test]
async fn the_work_goes_on_when_the_caller_leaves() {
    let world = World::start().await;
    let intent = world.plain_intent();
    world.sandbox.arm(Fault::new(FaultKind::Delay { ms: 100 }));
    let call = tokio::spawn(world.confirm_request(&intent, SUCCEEDS).send());
    while world.open("/_sandbox/faults").await.json()["armed"] != json!([]) {
        tokio::task::yield_now().await;
    }
    call.abort();
    let started = Instant::now();
    while world.ledger(&intent).charges == 0 {
        assert!(started.elapsed() < Duration::from_secs(5), "the charge never came");
        tokio::task::yield_now().await;
    }
    assert_eq!(world.ledger(&intent), ledger(1, 1, 1_250));
}

#[tokio::test]
async fn faults_are_armed_listed_and_cleared_over_http() {
    let world = World::start().await;
    let intent = world.plain_intent();
    let fault = json!({
        "kind": "server_error", "status": 503, "on": "retrieve", "times": 2, "intent": intent.id,
    });
    let armed = world.post("/_sandbox/faults", &fault).await;
    assert_eq!((armed.status, &armed.json()["armed"][0]["times"]), (200, &json!(2)));
    let other = world.plain_intent();
    assert_eq!(world.send(world.retrieve_request(&other)).await.status, 200);
    assert_eq!(world.send(world.retrieve_request(&intent)).await.status, 503);
    assert_eq!(world.open("/_sandbox/faults").await.json()["armed"][0]["times"], 1);
    let cleared = world.send(world.request(Method::DELETE, "/_sandbox/faults")).await;
    assert_eq!(cleared.status, 204);
    assert_eq!(world.send(world.retrieve_request(&intent)).await.status, 200);
}

#[tokio::test]
async fn a_wrong_fault_is_named_and_the_kinds_are_listed() {
    let world = World::start().await;
    let wrong = world.post("/_sandbox/faults", &json!({ "kind": "explode" })).await;
    assert_eq!((wrong.status, &wrong.error()["param"]), (400, &json!("kind")));
    let message = wrong.error()["message"].as_str().expect("message").to_owned();
    for kind in ["delay", "answer_lost_after_charge", "html_body", "challenge_never_returns"] {
        assert!(message.contains(kind), "{message}");
    }
    let request = world.request(Method::POST, "/_sandbox/faults").body("nonsense");
    assert_eq!(world.send(request).await.error()["param"], "body");
}

#[tokio::test]
async fn a_fault_for_any_request_spares_the_shops_server_and_preflights() {
    let world = World::start().await;
    world.sandbox.arm(Fault::new(FaultKind::ServerError { status: 500 }).on(FaultTarget::Any));
    let order = json!({ "items": [{ "id": "morning-fog", "quantity": 1 }] });
    let url = format!("{}/api/orders", world.sandbox.shop_url());
    assert_eq!(world.send(world.request(Method::POST, &url).json(&order)).await.status, 200);
    let preflight = world
        .request(Method::OPTIONS, "/v1/payment_intents")
        .header("Origin", "https://shop.example")
        .header("Access-Control-Request-Method", "POST");
    assert_eq!(world.send(preflight).await.status, 200);
    assert_eq!(world.get("/v1/payment_intents").await.status, 500);
}

#[tokio::test]
async fn a_ddc_page_that_never_returns_has_no_script_and_the_gateway_goes_on() {
    let world = World::start().await;
    let intent = world.plain_intent();
    world.sandbox.arm(Fault::new(FaultKind::DdcNeverReturns));
    let (_, detail) = action(&world.confirm(&intent, FRICTIONLESS).await.json());
    let url = detail["url"].as_str().expect("url");
    assert!(!world.open(url).await.text.contains("<script"));
    world.sandbox.clock().advance(10_000);
    assert_eq!(world.retrieve(&intent).await["status"], "succeeded");
    assert_eq!(world.ledger(&intent).charges, 1);
}

#[tokio::test]
async fn a_challenge_page_that_never_returns_takes_the_answer_and_stays() {
    let world = World::start().await;
    world.sandbox.set_wire(tillkit_sandbox::Wire::New);
    let intent = world.plain_intent();
    world.sandbox.arm(Fault::new(FaultKind::ChallengeNeverReturns).intent(&intent.id));
    let (_, detail) = action(&world.confirm(&intent, CHALLENGED).await.json());
    let token = detail["url"].as_str().and_then(|url| url.split_once("&token=")).expect("token").1;
    let request = world
        .request(Method::POST, &format!("{}/v1/3ds/challenge", world.sandbox.bank_url()))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(format!("dataId={}&token={token}&answer=approve", intent.id));
    let stays = world.send(request).await;
    assert_eq!((stays.status, stays.header("location")), (200, ""));
    assert_eq!(world.retrieve(&intent).await["status"], "succeeded");
}
