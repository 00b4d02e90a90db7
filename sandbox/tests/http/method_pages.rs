//! The pages of wallets, banks, lenders and of the gateway, as a browser without scripts sees them.

use reqwest::Method;
use serde_json::{Value, json};
use tillkit_core::method::Ending;

use crate::fixture::{Answer, MethodPayment, World, action, ledger, outside_methods};

const VOID: &str = "no longer valid";

impl World {
    /// Pays with a method and follows the redirect: the address of its page.
    async fn to_page(&self, kind: &str) -> (MethodPayment, String) {
        let (payment, answer) = self.pay_with(kind).await;
        let page = self.page_of(&answer).await;
        (payment, page)
    }

    async fn page_of(&self, answer: &Value) -> String {
        let url = action(answer).1["url"].as_str().expect("url").to_owned();
        if url.contains("/paymentcode") { url } else { self.open(&url).await.header("location").to_owned() }
    }

    /// Submits a page's form with one of its buttons.
    async fn press(&self, page: &str, answer: &str) -> Answer {
        let (address, query) = page.split_once('?').expect("a query");
        let request = self
            .request(Method::POST, address)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(format!("{query}&answer={answer}"));
        self.send(request).await
    }

    /// The links of a page by their test ids.
    async fn link(&self, page: &str, id: &str) -> String {
        let text = self.open(page).await.text;
        let (_, rest) =
            text.split_once(&format!("data-testid=\"{id}\"")).unwrap_or_else(|| panic!("{id} in {text}"));
        let (_, rest) = rest.split_once("href=\"").expect("a link");
        let link = rest.split_once('"').expect("an end").0.replace("&amp;", "&");
        if link.starts_with("http") { link } else { format!("{}{link}", self.sandbox.bank_url()) }
    }

    /// From the first page of a method to the one where it is approved.
    async fn to_approval(&self, page: &str) -> String {
        let mut page = page.to_owned();
        for id in ["bank", "log-in", "phone", "open-bank"] {
            if self.open(&page).await.text.contains(&format!("data-testid=\"{id}\"")) {
                page = self.link(&page, id).await;
            }
        }
        page
    }
}

#[tokio::test]
async fn every_method_is_approved_declined_and_cancelled_on_its_pages() {
    let world = World::start().await;
    for row in outside_methods().filter(|row| row.ending != Ending::Debit) {
        for (button, charges) in [("approve", 1), ("fail", 0), ("cancel", 0)] {
            let (payment, page) = world.to_page(row.kind).await;
            let approval = world.to_approval(&page).await;
            let shown = world.open(&approval).await.text;
            assert!(shown.contains(&format!("data-testid=\"{button}\"")), "{}: {shown}", row.kind);
            let answer = world.press(&approval, button).await;
            if approval.contains("/phone/") {
                // The phone is another device: the page that waits leads back.
                assert_eq!(answer.status, 200, "{}", row.kind);
                assert_eq!(world.open(&page).await.header("location"), payment.intent.returned());
            } else {
                assert_eq!(
                    (answer.status, answer.header("location")),
                    (303, payment.intent.returned().as_str())
                );
            }
            world.sandbox.clock().advance(5_000);
            assert_eq!(world.ledger(&payment.intent).charges, charges, "{} {button}", row.kind);
        }
    }
}

#[tokio::test]
async fn every_page_shows_amount_and_way_out_and_has_nothing_inline() {
    let world = World::start().await;
    for row in outside_methods().filter(|row| row.ending != Ending::Debit) {
        let (payment, page) = world.to_page(row.kind).await;
        for address in [page.clone(), world.to_approval(&page).await] {
            let shown = world.open(&address).await;
            let policy = shown.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            assert_eq!((shown.status, shown.header("cache-control")), (200, "no-store"));
            assert!(!shown.text.contains("style=") && !shown.text.contains("<style"), "{}", row.kind);
            assert!(shown.text.contains("Fogbound Coffee") && shown.text.contains("data-testid=\"amount\""));
            if !address.contains("/phone/") {
                assert_eq!(world.link(&address, "leave").await, payment.intent.returned(), "{}", row.kind);
            }
        }
        assert_eq!(world.retrieve(&payment.intent).await["status"], "requires_action", "{}", row.kind);
    }
}

#[tokio::test]
async fn pages_count_once() {
    let world = World::start().await;
    for kind in ["gcash", "fpx", "klarna", "ovo", "pix"] {
        let (payment, page) = world.to_page(kind).await;
        let approval = world.to_approval(&page).await;
        for answer in ["approve", "approve", "cancel", "fail"] {
            world.press(&approval, answer).await;
        }
        assert_eq!(world.open(&page).await.header("location"), payment.intent.returned(), "{kind}");
        assert_eq!(world.retrieve(&payment.intent).await["status"], "succeeded", "{kind}");
        assert_eq!(world.ledger(&payment.intent), ledger(1, 1, payment.amount), "{kind}");
    }
}

#[tokio::test]
async fn pages_of_an_older_attempt_are_void() {
    let world = World::start().await;
    for row in outside_methods().filter(|row| row.ending != Ending::Debit) {
        let (payment, old) = world.to_page(row.kind).await;
        let old_approval = world.to_approval(&old).await;
        let again = world.send_confirm(&payment.intent, &payment.body).await.json();
        let new = world.page_of(&again).await;
        assert_ne!(old, new);
        for page in [&old, &old_approval] {
            let shown = world.open(page).await;
            assert!(shown.status == 200 && shown.text.contains(VOID), "{}: {}", row.kind, shown.text);
        }
        assert!(world.press(&old_approval, "approve").await.text.contains(VOID), "{}", row.kind);
        assert_eq!(world.ledger(&payment.intent), ledger(2, 0, 0), "{}", row.kind);
        let approval = world.to_approval(&new).await;
        world.press(&approval, "approve").await;
        world.sandbox.clock().advance(5_000);
        assert_eq!(world.ledger(&payment.intent), ledger(2, 1, payment.amount), "{}", row.kind);
    }
}

#[tokio::test]
async fn expired_pages_say_so_and_take_nothing() {
    let world = World::start().await;
    world.settings(&json!({ "code_lifetime_ms": 1_000 }));
    for kind in ["promptpay", "pix", "upi"] {
        let (payment, page) = world.to_page(kind).await;
        let approval = world.to_approval(&page).await;
        world.sandbox.clock().advance(1_000);
        assert!(world.press(&approval, "approve").await.text.contains("has expired"), "{kind}");
        for address in [&page, &approval] {
            assert!(world.open(address).await.text.contains("has expired"), "{kind}");
        }
        assert_eq!(world.link(&page, "leave").await, payment.intent.returned());
        assert_eq!(world.ledger(&payment.intent), ledger(1, 0, 0), "{kind}");
    }
}

#[tokio::test]
async fn transfers_arrive_later_or_at_once() {
    let world = World::start().await;
    let (later, page) = world.to_page("bank_transfer_uk").await;
    assert_eq!(world.press(&page, "sent").await.header("location"), later.intent.returned());
    assert_eq!(world.retrieve(&later.intent).await["status"], "processing");
    world.sandbox.clock().advance(5_000);
    assert_eq!(world.retrieve(&later.intent).await["status"], "succeeded");
    let (at_once, page) = world.to_page("spei").await;
    let bank = world.link(&page, "open-bank").await;
    assert_eq!(world.press(&bank, "arrive").await.header("location"), at_once.intent.returned());
    assert_eq!(world.retrieve(&at_once.intent).await["status"], "succeeded");
    // Nobody pays a code by saying so.
    let (code, page) = world.to_page("pix").await;
    world.press(&page, "sent").await;
    assert_eq!(world.retrieve(&code.intent).await["status"], "requires_action");
}

#[tokio::test]
async fn a_bank_that_the_form_chose_is_not_asked_for_again() {
    let world = World::start().await;
    let (_, page) = world.to_page("fpx").await;
    let shown = world.open(&page).await.text;
    assert!(shown.contains("Affin Bank") && shown.contains("log-in"), "{shown}");
    let mut payment = world.payment_with("ideal");
    payment.body["payment_method_options"] = Value::Null;
    let answer = world.send_confirm(&payment.intent, &payment.body).await.json();
    let page = world.page_of(&answer).await;
    let shown = world.open(&page).await.text;
    assert!(shown.contains("Choose your bank") && shown.contains("Rabobank"), "{shown}");
}

#[tokio::test]
async fn returns_can_come_without_parameters() {
    let world = World::start().await;
    world.settings(&json!({ "return_parameters": false }));
    let (_, page) = world.to_page("alipay").await;
    assert_eq!(world.press(&page, "approve").await.header("location"), crate::fixture::RETURN_URL);
}

#[tokio::test]
async fn waiting_pages_are_told_when_to_go_on() {
    let world = World::start().await;
    for kind in ["promptpay", "ovo"] {
        let (payment, page) = world.to_page(kind).await;
        let (path, query) = page.split_once('?').expect("a query");
        let state = format!("{path}/state?{query}");
        let waiting = world.open(&state).await.json();
        assert_eq!(waiting["over"], false);
        assert!(
            waiting["seconds_left"].as_u64().is_some_and(|left| (290..=300).contains(&left)),
            "{waiting}"
        );
        let phone = world.link(&page, "phone").await;
        world.press(&phone, "approve").await;
        let over = world.open(&state).await.json();
        assert_eq!((&over["over"], &over["leave"]), (&json!(true), &json!(payment.intent.returned())));
    }
}

#[tokio::test]
async fn the_phone_lists_what_waits_for_it() {
    let world = World::start().await;
    let phone = format!("{}/phone", world.sandbox.bank_url());
    assert!(world.open(&phone).await.text.contains("Nothing waits"));
    world.pay_with("gcash").await;
    let (ovo, _) = world.pay_with("ovo").await;
    let shown = world.open(&phone).await.text;
    assert!(shown.contains("OVO: IDR 12.50") && !shown.contains("GCash"), "{shown}");
    world.sandbox.settle(&ovo.intent.id, tillkit_sandbox::Settlement::Cancel).expect("cancelled");
    assert!(world.open(&phone).await.text.contains("Nothing waits"));
}

#[tokio::test]
async fn a_code_page_opens_to_its_own_client_secret_only() {
    let world = World::start().await;
    let (payment, page) = world.to_page("pix").await;
    let stranger = world.plain_intent();
    let forged = page.replace(&payment.intent.secret, &stranger.secret);
    assert!(world.open(&forged).await.text.contains(VOID));
    let guessed = page.replace(&payment.intent.secret, &format!("{}_secret_guess", payment.intent.id));
    assert!(world.open(&guessed).await.text.contains(VOID));
    assert!(world.press(&guessed, "cancel").await.text.contains(VOID));
    let nobody = world.open(&format!("{}/paymentcode", world.sandbox.gateway_url())).await;
    assert!(nobody.status == 200 && nobody.text.contains(VOID));
}
