//! The engine in the merchant's own page.

use tillkit_e2e::Merchant;

pub(super) async fn a_challenge_is_passed(merchant: &Merchant) {
    let intent = merchant.intent_with_3ds();
    merchant.mount(&intent).await;
    merchant.type_card("4000000000003220").await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}
