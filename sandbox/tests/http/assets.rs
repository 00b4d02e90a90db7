use std::path::PathBuf;

use reqwest::Method;
use serde_json::json;
use tillkit_sandbox::Config;

use crate::fixture::{World, assets_of};

fn built(name: &str) -> PathBuf {
    assets_of(
        name,
        &[
            ("v1/tillkit.js", "window.Tillkit = 1;"),
            ("v1/engine.0123456789abcdef.wasm", "\0asm"),
            ("v1/not-hashed.0123456789abcdeg.js", ""),
            ("v1/marks/card.0123456789abcdef.svg", "<svg/>"),
            ("v1/frame.html", "<!doctype html><head><title>Frame</title></head>"),
            ("v1/wallets.json", "{}"),
            ("v1/locales/de.json", "{}"),
            ("shop/index.html", "<!doctype html><title>Shop</title>"),
            ("shop/done.html", "<!doctype html><title>Done</title>"),
            ("shop/shop.css", "body {}"),
            ("secret.txt", "not for anyone"),
        ],
    )
}

#[tokio::test]
async fn built_files_have_their_types_and_can_be_used_from_anywhere() {
    let world = World::start_with(Config::free_ports(built("types"))).await;
    for (path, kind) in [
        ("/v1/tillkit.js", "text/javascript; charset=utf-8"),
        ("/v1/engine.0123456789abcdef.wasm", "application/wasm"),
        ("/v1/marks/card.0123456789abcdef.svg", "image/svg+xml"),
        ("/v1/frame.html", "text/html; charset=utf-8"),
        ("/v1/locales/de.json", "application/json"),
    ] {
        let answer = world.open(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-frame-options"), "");
    }
    assert_eq!(world.open("/v1/payment_intents").await.status, 401);
}

#[tokio::test]
async fn what_can_never_change_is_kept_for_ever() {
    const FOR_EVER: &str = "public, max-age=31536000, immutable";
    let world = World::start_with(Config::free_ports(built("caching"))).await;
    let release = concat!("/v", env!("CARGO_PKG_VERSION"));
    for (path, status, caching) in [
        ("/v1/engine.0123456789abcdef.wasm", 200, FOR_EVER),
        ("/v1/marks/card.0123456789abcdef.svg", 200, FOR_EVER),
        ("/v1/not-hashed.0123456789abcdeg.js", 200, "no-cache"),
        ("/v1/tillkit.js", 200, "no-cache"),
        ("/v1/frame.html", 200, "no-cache"),
        ("/v1/frame.0123456789abcdef.js", 404, "no-cache"),
        (&format!("{release}/tillkit.js"), 200, FOR_EVER),
        (&format!("{release}/frame.html"), 200, FOR_EVER),
        (&format!("{release}/nothing.js"), 404, "no-cache"),
        ("/v9.9.9/tillkit.js", 404, "no-cache"),
    ] {
        let answer = world.open(path).await;
        assert_eq!((answer.status, answer.header("cache-control")), (status, caching), "{path}");
    }
}

#[tokio::test]
async fn what_may_change_is_only_sent_again_when_it_has() {
    let world = World::start_with(Config::free_ports(built("etags"))).await;
    let etag = world.open("/v1/tillkit.js").await.header("etag").to_owned();
    assert!(!etag.is_empty());
    for (known, status) in [(etag.as_str(), 304), ("\"another\"", 200)] {
        let request = world.request(Method::GET, "/v1/tillkit.js").header("if-none-match", known);
        let answer = world.send(request).await;
        assert_eq!((answer.status, answer.header("cache-control")), (status, "no-cache"), "{known}");
    }
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let world = World::start_with(Config::free_ports(built("outside"))).await;
    for path in ["/v1/../secret.txt", "/v1/%2e%2e/secret.txt", "/v1/..%2fsecret.txt", "/v1//secret.txt"] {
        // By hand, as clients tidy such paths before they send them.
        let address = world.sandbox.gateway_url().trim_start_matches("http://").to_owned();
        let mut stream = tokio::net::TcpStream::connect(address).await.expect("connected");
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        assert!(!answer.contains("not for anyone"));
    }
}

#[tokio::test]
async fn a_missing_build_says_what_to_do() {
    let world = World::start().await;
    let shop = world.sandbox.shop_url().to_owned();
    for url in
        ["/v1/tillkit.js".to_owned(), format!("{shop}/"), format!("{shop}/done"), format!("{shop}/a.css")]
    {
        let answer = world.open(&url).await;
        assert_eq!(answer.status, 404, "{url}");
        assert!(answer.text.contains("npm run build"), "{}", answer.text);
    }
}

#[tokio::test]
async fn the_shops_pages_come_with_their_policy() {
    let world = World::start_with(Config::free_ports(built("shop"))).await;
    let (shop, gateway) = (world.sandbox.shop_url().to_owned(), world.sandbox.gateway_url().to_owned());
    for (path, text) in [("/", "Shop"), ("/done", "Done"), ("/shop.css", "body {}")] {
        let answer = world.open(&format!("{shop}{path}")).await;
        assert!(answer.status == 200 && answer.text.contains(text), "{path}: {}", answer.text);
        let policy = answer.header("content-security-policy");
        for rule in ["default-src 'none'", &format!("frame-src {gateway}"), "base-uri 'none'"] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    }
}

#[tokio::test]
async fn the_stand_in_for_payment_sheets_is_there_when_it_is_asked_for() {
    let world = World::start_with(Config::free_ports(built("wallets"))).await;
    assert!(!world.open("/v1/frame.html").await.text.contains("_sandbox"));
    assert_eq!(world.open("/v1/wallets.json").await.json(), json!({}));
    world.sandbox.change_settings(&json!({ "wallets": true })).expect("changed");
    let page = world.open("/v1/frame.html").await;
    assert_eq!(
        page.text,
        "<!doctype html><head><title>Frame</title><script src=\"/_sandbox/wallets.js\"></script></head>"
    );
    assert_eq!(page.header("cache-control"), "no-store");
    let wallets = world.open("/v1/wallets.json").await.json();
    assert_eq!(wallets["googlePay"]["environment"], "TEST");
    let script = world.open("/_sandbox/wallets.js").await;
    assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));
}
