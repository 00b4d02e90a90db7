//! The documentation on the shop's origin.

use std::path::PathBuf;

use reqwest::Method;
use tillkit_sandbox::Config;

use crate::fixture::{World, assets_of};

/// A folder with two pages, and a file of the shop's beside them.
fn built(test: &str) -> PathBuf {
    assets_of(
        &format!("docs-{test}"),
        &[
            ("docs/index.html", "<!doctype html><title>Start</title>"),
            ("docs/options.html", "<!doctype html><title>Options</title>"),
            ("docs/site.css", "body {}"),
            ("shop/index.html", "<!doctype html><title>Shop</title>"),
            ("secret.txt", "not for anyone"),
        ],
    )
}

#[tokio::test]
async fn its_pages_come_with_a_strict_policy() {
    let world = World::start_with(Config::free_ports(built("pages"))).await;
    let (shop, gateway) = (world.sandbox.shop_url().to_owned(), world.sandbox.gateway_url().to_owned());
    for (path, kind, text) in [
        ("/docs/", "text/html; charset=utf-8", "<title>Start</title>"),
        ("/docs/index.html", "text/html; charset=utf-8", "<title>Start</title>"),
        ("/docs/options.html", "text/html; charset=utf-8", "<title>Options</title>"),
        ("/docs/site.css", "text/css; charset=utf-8", "body {}"),
    ] {
        let answer = world.open(&format!("{shop}{path}")).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{path}");
        assert!(answer.text.contains(text), "{path}: {}", answer.text);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let policy = answer.header("content-security-policy");
        for rule in ["default-src 'none'", &format!("frame-src {gateway}"), "frame-ancestors 'none'"] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe-"), "{policy}");
    }
}

#[tokio::test]
async fn its_address_without_a_slash_leads_to_it() {
    let world = World::start_with(Config::free_ports(built("slash"))).await;
    let answer = world.open(&format!("{}/docs", world.sandbox.shop_url())).await;
    assert_eq!((answer.status, answer.header("location")), (308, "/docs/"));
}

#[tokio::test]
async fn it_has_nothing_but_its_own_files() {
    let world = World::start_with(Config::free_ports(built("missing"))).await;
    let shop = world.sandbox.shop_url().to_owned();
    for path in ["/docs/nothing.html", "/docs/..%2fsecret.txt", "/docs/%2e%2e/secret.txt"] {
        let answer = world.open(&format!("{shop}{path}")).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text.contains("not for anyone"), "{path}");
    }
    let missing = world.open(&format!("{shop}/docs/nothing.html")).await;
    assert!(missing.text.contains("npm run build"), "{}", missing.text);
    let sent = world.send(world.request(Method::POST, &format!("{shop}/docs/index.html"))).await;
    assert_eq!(sent.status, 405);
}
