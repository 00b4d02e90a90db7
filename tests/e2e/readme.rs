//! The examples of the README and of the documentation, as they stand.

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use tillkit_e2e::Merchant;

/// Serves one page on a free port for as long as the test runs; gives its address.
fn serve(page: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4096]);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n",
                page.len()
            );
            let _ = stream.write_all(format!("{head}Connection: close\r\n\r\n{page}").as_bytes());
        }
    });
    format!("http://localhost:{}/", address.port())
}

/// The first page of HTML in a Markdown file.
fn example(markdown: &str) -> &str {
    markdown.split("```html\n").nth(1).unwrap().split("```").next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_tag_example_pays() {
    let example = example(include_str!("../../README.md"));
    assert!(
        example.lines().skip_while(|line| !line.contains("<script src")).count() <= 15,
        "15 lines are promised"
    );
    assert_eq!(example, self::example(include_str!("../../docs/quickstart-script.md")));
    pays_as_it_stands(example).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_custom_elements_example_pays() {
    pays_as_it_stands(example(include_str!("../../docs/quickstart-element.md"))).await;
}

/// Opens an example's page over this test's sandbox, and pays.
async fn pays_as_it_stands(example: &str) {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    let page = example
        .replace("http://127.0.0.1:4241", merchant.sandbox.gateway_url())
        .replace("pi_…_secret_…", &intent.client_secret);
    merchant.browser.driver.goto(serve(page)).await.unwrap();
    merchant.type_card("4111111111111111").await;
    merchant.browser.element("return document.querySelector('#pay')").await.click().await.unwrap();
    assert_eq!(merchant.alert().await, "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_of_the_curl_example_is_paid() {
    let page = include_str!("../../docs/hosted-checkout.md");
    let example = page.split("```sh\n").find(|block| block.contains("/v1/checkout/sessions")).unwrap();
    let example = example.split("```").next().unwrap();
    let merchant = Merchant::open().await;
    let command = example
        .replace("http://127.0.0.1:4241", merchant.sandbox.gateway_url())
        .replace("http://localhost:4240", merchant.sandbox.shop_url());
    let output = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
    let session: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |name: &str| session.get(name).and_then(Value::as_str).unwrap().to_owned();
    // By its id, as a merchant's script goes there.
    merchant.without_form("").await;
    let call = format!("tillkit.redirectToCheckout({{ sessionId: '{}' }})", text("id"));
    merchant.begin(&call).await;
    let expected = text("url");
    merchant.browser.until(&format!("return location.href == '{expected}'")).await;
    merchant.browser.until("return document.querySelector('#page')?.dataset.view == 'open'").await;
    merchant.type_card("4111111111111111").await;
    merchant.browser.element("return document.querySelector('#pay:enabled')").await.click().await.unwrap();
    merchant.browser.until(&format!("return location.search == '?session={}'", text("id"))).await;
    let ledger = merchant.sandbox.ledger(&text("payment_intent")).unwrap();
    assert_eq!((ledger.charges, ledger.captured), (1, 2_500), "{ledger:?}");
}
