//! The README's example, as it stands.

use serde_json::json;
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

#[tokio::test(flavor = "multi_thread")]
async fn the_script_tag_example_pays() {
    let readme = include_str!("../../README.md");
    let example = readme.split("```html\n").nth(1).unwrap().split("```").next().unwrap();
    assert!(
        example.lines().skip_while(|line| !line.contains("<script src")).count() <= 15,
        "15 lines are promised"
    );
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
