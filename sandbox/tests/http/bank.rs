use crate::fixture::World;

#[tokio::test]
async fn the_banks_pages_have_nothing_inline() {
    let world = World::start().await;
    let bank = world.sandbox.bank_url().to_owned();
    let page = world.open(&format!("{bank}/v1/3ds/index.html")).await;
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    // Merchants frame these pages, and answers to their forms lead to merchants.
    assert!(!policy.contains("frame-ancestors") && !policy.contains("form-action"), "{policy}");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.text.contains("<style") && !page.text.contains("style="), "{}", page.text);
    for (path, kind) in [
        ("/v1/3ds/ddc.js", "text/javascript; charset=utf-8"),
        ("/v1/3ds/watch.js", "text/javascript; charset=utf-8"),
        ("/v1/3ds/page.css", "text/css; charset=utf-8"),
    ] {
        let file = world.open(&format!("{bank}{path}")).await;
        assert_eq!((file.status, file.header("content-type")), (200, kind));
    }
    assert_eq!(world.open(&format!("{bank}/favicon.ico")).await.status, 204);
}
