//! PaymentOptions' server-to-server API with 3-D Secure, under `/payment-options` (gateway-facts 10): a merchant's server
//! starts a payment with `paymentv2`, sends the browser to the answer's `redirect_url`, and is told the outcome by a
//! webhook and by the status query.
//!
//! Only a server may call it: the keys are secret, and no CORS header lets a browser read an answer. What the documents
//! leave open is the sandbox's own, and said where it is decided:
//!
//! - refusals are `{"success": false, "statusCode", "message"}`, with the same HTTP status;
//! - the amount counts in minor units (`"1000"` of the yen in the example are both);
//! - the status query also takes a `merchant_txn_ref`, as `paymentv2` answers no transaction's id;
//! - an order has one open attempt: a new one replaces it, and nothing is charged twice for one `merchant_txn_ref`.

mod member;
mod redirect_token;
mod refusal;
mod request;
mod response_code;
mod three_ds_page;
mod transaction;
mod wire;

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use parking_lot::Mutex;
use serde_json::{Value, json};

pub(crate) use self::three_ds_page::{Entrance, PATH as THREE_DS_PATH};

use self::redirect_token::TokenKey;
use self::refusal::Refusal;
use self::request::PaymentRequest;
use self::transaction::Transaction;
use super::Gateway;
use super::ledger::{Confirmed, Ledger};
use super::settings::{PaymentOptionsAnswer, PaymentOptionsWebhook};

/// Where the API is on the gateway's origin.
pub(crate) const BASE_PATH: &str = "/payment-options";
/// Below the base.
pub(crate) const PAY_PATH: &str = "/api/v1/server-to-server-interface/paymentv2";
/// Below the base, before the transaction's id.
pub(crate) const STATUS_PATH: &str = "/api/v1/server-to-server-interface/transaction/status";
/// How late a late webhook is, on the sandbox's clock.
const LATE_WEBHOOK_MS: u64 = 60_000;

/// All payments that were started by this API.
#[derive(Debug)]
pub(crate) struct PaymentOptions {
    /// Oldest first. One lock, so that an order is never charged by two attempts at once.
    transactions: Mutex<Vec<Transaction>>,
    token_key: TokenKey,
    /// Bodies hold card data: only their keyed hash is kept, to know a repeated request by.
    hasher: RandomState,
}

impl PaymentOptions {
    pub(crate) fn new() -> Self {
        Self { transactions: Mutex::default(), token_key: TokenKey::random(), hasher: RandomState::new() }
    }
}

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route(&format!("{BASE_PATH}{PAY_PATH}"), post(pay))
        .route(&format!("{BASE_PATH}{STATUS_PATH}/{{id}}"), get(status))
}

async fn pay(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    refusal::check_keys(&headers)?;
    gateway.start_payment(&body).map(Json)
}

async fn status(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    refusal::check_keys(&headers)?;
    gateway.transaction_status(&id).map(Json)
}

impl Gateway {
    fn start_payment(&self, body: &[u8]) -> Result<Value, Refusal> {
        let request = PaymentRequest::read(body)?;
        let behaviour = self.settings().payment_options_answer;
        if behaviour == PaymentOptionsAnswer::Unsuccessful {
            return Err(Refusal::bad_request(
                "The payment could not be started, as the sandbox was set to say.",
            ));
        }
        let fingerprint = self.payment_options.hasher.hash_one(body);
        let around = self.surroundings();
        let mut transactions = self.payment_options.transactions.lock();
        self.settle_due(&mut transactions);
        let of_order =
            transactions.iter_mut().filter(|each| each.merchant_txn_ref == request.merchant_txn_ref);
        let mut repeated = None;
        for earlier in of_order {
            if earlier.is_paid() {
                return Err(Refusal::bad_request(format!(
                    "merchant_txn_ref {:?} has been paid: a new order has a new reference.",
                    request.merchant_txn_ref
                )));
            }
            if earlier.is_open() && earlier.fingerprint == fingerprint {
                repeated = Some(earlier.redirect_url.clone());
            } else {
                earlier.replace();
            }
        }
        let redirect_url = repeated.unwrap_or_else(|| {
            let issued_at_ms = match behaviour {
                PaymentOptionsAnswer::ExpiredToken => {
                    around.now_ms.saturating_sub(redirect_token::LIFETIME_MS)
                }
                _ => around.now_ms,
            };
            let token = self.payment_options.token_key.issue(issued_at_ms);
            let transaction = Transaction::new(request, fingerprint, token, &around);
            let redirect_url = transaction.redirect_url.clone();
            transactions.push(transaction);
            redirect_url
        });
        Ok(match behaviour {
            PaymentOptionsAnswer::WithoutRedirectUrl => json!({ "statusCode": 200, "success": true }),
            _ => json!({
                "url": redirect_url, "statusCode": 200, "success": true, "redirect_url": redirect_url,
            }),
        })
    }

    /// By a transaction's id, or by the merchant's reference, which is what its last attempt came to.
    fn transaction_status(&self, id: &str) -> Result<Value, Refusal> {
        let mut transactions = self.payment_options.transactions.lock();
        self.settle_due(&mut transactions);
        let found = transactions
            .iter()
            .find(|each| each.id == id)
            .or_else(|| transactions.iter().rev().find(|each| each.merchant_txn_ref == id));
        found.map(wire::status_answer).ok_or_else(|| {
            Refusal::not_found(format!(
                "There is no transaction {id} in this sandbox. It forgets them when it ends."
            ))
        })
    }

    /// Ends what has waited too long.
    pub(crate) fn settle_payments(&self) {
        self.settle_due(&mut self.payment_options.transactions.lock());
    }

    fn settle_due(&self, transactions: &mut [Transaction]) {
        let around = self.surroundings();
        for transaction in transactions.iter_mut().filter(|each| each.is_open()) {
            transaction.settle_overdue(&around);
            self.tell_outcome(transaction);
        }
    }

    /// Has the webhook posted of a payment that has just ended.
    fn tell_outcome(&self, transaction: &mut Transaction) {
        if !transaction.take_news() {
            return;
        }
        let now_ms = self.clock.now_ms();
        let due_ms = match self.settings().payment_options_webhook {
            PaymentOptionsWebhook::First => now_ms,
            PaymentOptionsWebhook::Late => now_ms.saturating_add(LATE_WEBHOOK_MS),
            PaymentOptionsWebhook::Lost => return,
        };
        let body = wire::webhook(transaction).to_string();
        self.webhooks.file_unsigned(&transaction.id, &transaction.webhook_url, body, due_ms);
    }

    /// Waits a little until the webhook about a payment has been delivered, where it is to come first.
    pub(crate) async fn let_webhook_go_first(&self, transaction_id: &str) {
        if self.settings().payment_options_webhook == PaymentOptionsWebhook::First {
            self.webhooks.delivered(transaction_id).await;
        }
    }

    /// What happened to the money of an order.
    pub(super) fn order_ledger(&self, merchant_txn_ref: &str) -> Option<Ledger> {
        let mut transactions = self.payment_options.transactions.lock();
        self.settle_due(&mut transactions);
        let of_order = transactions.iter().filter(|each| each.merchant_txn_ref == merchant_txn_ref);
        of_order.fold(None, |sum: Option<Ledger>, each| {
            let sum = sum.unwrap_or_default();
            let (charges, captured) = if each.is_paid() { (1, each.amount) } else { (0, 0) };
            Some(Ledger {
                attempts: sum.attempts.saturating_add(1),
                charges: sum.charges.saturating_add(charges),
                captured: sum.captured.saturating_add(captured),
                refunded: 0,
            })
        })
    }

    /// What the last `paymentv2` of an order presented, without card data.
    pub(super) fn order_confirmed(&self, merchant_txn_ref: &str) -> Option<Confirmed> {
        let transactions = self.payment_options.transactions.lock();
        let last = transactions.iter().rev().find(|each| each.merchant_txn_ref == merchant_txn_ref);
        last.map(Transaction::confirmed)
    }
}
