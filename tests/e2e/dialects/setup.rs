//! SetupIntents: a card is saved, and nothing is paid.

use serde_json::{Value, json};
use tillkit_e2e::Merchant;

const CONFIRM: &str = "tillkit.confirmSetup({ elements, redirect: 'if_required' })";

async fn last4(merchant: &Merchant, customer: &str) -> Vec<Value> {
    let cards = merchant.saved_cards(customer).await;
    cards.as_array().unwrap().iter().filter_map(|card| card.pointer("/card/last4").cloned()).collect()
}

pub(super) async fn a_card_is_saved(merchant: &Merchant) {
    let customer = merchant.customer().await;
    let setup = merchant.setup(&customer).await;
    merchant.mount(&setup).await;
    merchant.type_card("4242424242424242").await;
    let result = merchant.call(CONFIRM).await;
    assert_eq!(result.text("/setupIntent/status"), "succeeded");
    assert_eq!(result.text("/setupIntent/id"), setup.id);
    assert_eq!(last4(merchant, &customer).await, [json!("4242")]);
}

pub(super) async fn a_bank_asks_before_a_card_is_saved(merchant: &Merchant) {
    let customer = merchant.customer().await;
    for (answer, saved) in [("Decline", 0), ("Approve", 1)] {
        merchant.begin_anew("/plain").await;
        let setup = merchant.setup(&customer).await;
        merchant.mount(&setup).await;
        merchant.type_card("4000000000003220").await;
        merchant.begin(CONFIRM).await;
        merchant.answer_challenge(answer).await;
        let result = merchant.result().await;
        if saved == 0 {
            assert_eq!(result.text("/error/setup_intent/status"), "requires_payment_method", "{result:?}");
            assert_eq!(result.text("/error/who"), "shopper", "{result:?}");
        } else {
            assert_eq!(result.text("/setupIntent/status"), "succeeded");
        }
        assert_eq!(last4(merchant, &customer).await.len(), saved, "{answer}");
    }
}
