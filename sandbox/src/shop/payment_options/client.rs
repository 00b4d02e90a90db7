//! PaymentOptions' API, as the merchant's server sees it.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::config::PAYMENT_OPTIONS_KEY;
use crate::gateway::ApiError;
use crate::gateway::payment_options::{BASE_PATH, PAY_PATH, STATUS_PATH};
use crate::start_error::StartError;

const TIMEOUT: Duration = Duration::from_secs(30);

/// The gateway with the merchant's key.
#[derive(Debug)]
pub(in crate::shop) struct PaymentOptionsClient {
    api: String,
    http: reqwest::Client,
}

impl PaymentOptionsClient {
    pub(in crate::shop) fn new(gateway_url: &str) -> Result<Self, StartError> {
        let http = reqwest::Client::builder()
            // The gateway is on this machine, whatever proxy its user has.
            .no_proxy()
            .timeout(TIMEOUT)
            // Connections that the gateway may have closed meanwhile are not worth keeping here.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| StartError::client(&error))?;
        Ok(Self { api: format!("{gateway_url}{BASE_PATH}"), http })
    }

    /// Starts a payment. The answer is the gateway's, `success: false` included.
    pub(super) async fn start(&self, request: &Value) -> Result<Value, ApiError> {
        let (_, answer) = self.ask(self.http.post(format!("{}{PAY_PATH}", self.api)).json(request)).await?;
        Ok(answer)
    }

    /// How the last attempt to pay an order stands; none if the gateway has not heard of the order.
    ///
    /// The documents ask by "transaction ref id", which `paymentv2` does not answer. The sandbox takes the merchant's
    /// reference. If your account does not, keep `transaction_details.id` of the webhook and ask by that.
    pub(super) async fn status(&self, merchant_txn_ref: &str) -> Result<Option<Value>, ApiError> {
        let address = format!("{}{STATUS_PATH}/{merchant_txn_ref}", self.api);
        match self.ask(self.http.get(address)).await? {
            (StatusCode::NOT_FOUND, _) => Ok(None),
            (status, answer) if status.is_success() => Ok(Some(answer)),
            _ => Err(unreachable()),
        }
    }

    async fn ask(&self, call: reqwest::RequestBuilder) -> Result<(StatusCode, Value), ApiError> {
        let call = call
            .header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(PAYMENT_OPTIONS_KEY)))
            .header("x-api-key", PAYMENT_OPTIONS_KEY);
        let answer = call.send().await.map_err(|_| unreachable())?;
        let status = answer.status();
        let body: Value = answer.json().await.map_err(|_| unreachable())?;
        if status.is_server_error() || !body.is_object() {
            return Err(unreachable());
        }
        Ok((status, body))
    }
}

/// Nobody knows what the gateway did: the widget asks again, with the same key.
fn unreachable() -> ApiError {
    ApiError::api(
        StatusCode::BAD_GATEWAY,
        "gateway_unreachable",
        "The payment provider does not answer. Send the same request again a little later.",
    )
}
