//! Gateways whose answers cannot be understood: one charge at most, and an honest result. Lost answers are in `dialects`.

use serde_json::json;
use tillkit_e2e::Merchant;
use tillkit_sandbox::{Fault, FaultKind, FaultTarget};

#[tokio::test(flavor = "multi_thread")]
async fn answers_in_no_language_are_asked_for_again() {
    let merchant = Merchant::open().await;
    for kind in [
        FaultKind::MalformedBody,
        FaultKind::EmptyBody,
        FaultKind::HtmlBody,
        FaultKind::ServerError { status: 503 },
        FaultKind::RateLimit { retry_after_s: 1 },
    ] {
        merchant.visit("/plain").await;
        let intent = merchant.intent(json!({}));
        merchant.mount(&intent).await;
        merchant.type_card("4242424242424242").await;
        merchant.sandbox.arm(Fault::new(kind));
        assert_eq!(merchant.confirm().await.status(), "succeeded", "{kind:?}");
        merchant.assert_charged_once(&intent);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retrieve_that_fails_during_authentication_is_repeated() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    merchant.type_card("4000000000003527").await;
    merchant.sandbox.arm(Fault::new(FaultKind::HtmlBody).on(FaultTarget::Retrieve).times(2));
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}
