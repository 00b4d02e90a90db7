//! Cards that the gateway keeps for the customer.

use serde_json::json;
use tillkit_e2e::{Intent, Merchant};

/// Its bank asks unless it was saved for charges without its holder.
const CHALLENGED_UNTIL_SET_UP: &str = "4000002500003155";

/// A form that offers one saved card, and its id.
async fn offered(merchant: &Merchant, number: &str) -> (Intent, String) {
    let customer = merchant.customer().await;
    let id = merchant.save_card(&customer, number, "2034").await;
    let intent = merchant.intent(json!({ "customer": customer }));
    let options = json!({ "savedPaymentMethods": merchant.saved_cards(&customer).await });
    merchant.mount_with(&intent, json!({}), options).await;
    (intent, id)
}

pub(super) async fn pays_without_typing(merchant: &Merchant) {
    let (intent, id) = offered(merchant, "4242424242424242").await;
    let result = merchant.confirm().await;
    assert_eq!((result.status(), result.text("/paymentIntent/payment_method")), ("succeeded", id.as_str()));
    merchant.assert_charged_once(&intent);
}

pub(super) async fn is_challenged_like_any_other(merchant: &Merchant) {
    let (intent, _) = offered(merchant, CHALLENGED_UNTIL_SET_UP).await;
    merchant.begin_confirm().await;
    merchant.answer_challenge("Approve").await;
    assert_eq!(merchant.result().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}
