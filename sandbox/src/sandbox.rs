//! The running sandbox.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::config::Config;
use crate::fault::Fault;
use crate::gateway::{ApiError, Confirmed, Courier, Gateway, Ledger, Manner, Settlement, Wire};
use crate::server::{listen, listen_as_localhost, serve};
use crate::shop::Shop;
use crate::start_error::StartError;
use crate::{bank, gateway, shop};

/// A running sandbox: shop, gateway and bank. It ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Sandbox {
    shop_url: String,
    gateway_url: String,
    bank_url: String,
    gateway: Arc<Gateway>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Sandbox {
    /// Starts the three origins. Must be called in a Tokio runtime, which they then run in.
    ///
    /// # Errors
    /// `port_in_use` or `address_unavailable`, naming the flag that chooses another port.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let shop_listeners = listen_as_localhost(config.shop, "--shop-port").await?;
        let gateway_listener = listen(config.gateway, "--gateway-port").await?;
        let bank_listener = listen(config.bank, "--bank-port").await?;
        let shop_port =
            shop_listeners.first().map_or(config.shop.port(), |listener| port(listener, config.shop));
        let shop_url = format!("http://localhost:{shop_port}");
        let gateway_url = format!("http://{}", address(&gateway_listener, config.gateway));
        let bank_url = format!("http://{}", address(&bank_listener, config.bank));

        let gateway = Arc::new(Gateway::new(&config, gateway_url.clone(), bank_url.clone()));
        let shop = Arc::new(Shop::new(gateway_url.clone(), bank_url.clone(), config.clock.clone())?);
        let shop_router = shop::router(&shop, &gateway, &config.assets)?;
        let gateway_router = gateway::router(&gateway, &config.assets);
        let bank_router = bank::router(&gateway);

        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let never = watch::Sender::new(0).subscribe();
        for listener in shop_listeners {
            serve(listener, &shop_router, &stop, &gateway.faults.cut_armed(), &tasks);
        }
        serve(gateway_listener, &gateway_router, &stop, &gateway.faults.cut_armed(), &tasks);
        serve(bank_listener, &bank_router, &stop, &never, &tasks);
        let courier = Courier::new(Arc::clone(&gateway), stop.clone(), tasks.clone())?;
        tasks.spawn(courier.work());
        if let Err(error) = shop.register_webhook(&shop_url).await {
            stop.cancel();
            return Err(error);
        }
        tasks.close();
        Ok(Self { shop_url, gateway_url, bank_url, gateway, stop, tasks })
    }

    /// The shop's origin: `http://localhost:<port>`.
    #[must_use]
    pub fn shop_url(&self) -> &str {
        &self.shop_url
    }

    /// The gateway's origin: `http://127.0.0.1:<port>`.
    #[must_use]
    pub fn gateway_url(&self) -> &str {
        &self.gateway_url
    }

    /// The bank's origin: `http://127.0.0.1:<port>`, or `http://127.0.0.2:<port>` on free ports under Linux.
    #[must_use]
    pub fn bank_url(&self) -> &str {
        &self.bank_url
    }

    /// The gateway's clock, for moving it forward.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.gateway.clock
    }

    /// What happened to the money of an intent, or of an order at PaymentOptions by its `merchant_txn_ref`. None for an
    /// unknown one.
    #[must_use]
    pub fn ledger(&self, intent_id: &str) -> Option<Ledger> {
        self.gateway.ledger(intent_id)
    }

    /// What the last confirm of an intent presented, without card data; of a `merchant_txn_ref` the last `paymentv2`, with
    /// all but the card and the billing address among the options. None before the first.
    #[must_use]
    pub fn confirmed(&self, intent_id: &str) -> Option<Confirmed> {
        self.gateway.confirmed(intent_id)
    }

    /// Carries an intent's payment with a wallet, bank or app on, as its page would, and answers the intent.
    ///
    /// # Errors
    /// `payment_intent_unexpected_state` when nothing is under way, `resource_missing` for an unknown intent.
    pub fn settle(&self, intent_id: &str, settlement: Settlement) -> Result<Value, Refusal> {
        self.gateway.settle(intent_id, settlement).map_err(Refusal)
    }

    /// Changes settings, as `POST /_sandbox/settings` does, and answers all of them.
    ///
    /// # Errors
    /// `parameter_invalid`, with the setting as `param`.
    pub fn change_settings(&self, changes: &Value) -> Result<Value, Refusal> {
        self.gateway.change_settings(changes).map_err(Refusal)
    }

    /// An intent in its wire format, as the secret key sees it. None for an unknown intent.
    #[must_use]
    pub fn intent(&self, intent_id: &str) -> Option<Value> {
        self.gateway.show(intent_id)
    }

    /// Creates a PaymentIntent as `POST /v1/payment_intents` does, with the wire of [`Sandbox::set_wire`]; with
    /// [`Wire::Stripe`] as `POST /stripe/v1/payment_intents` does, with Stripe's parameters.
    ///
    /// # Errors
    /// What the API would answer: a parameter it does not take, or a decline under `confirm: true`.
    pub fn create_intent(&self, params: Value) -> Result<Value, Refusal> {
        self.create_intent_in(self.gateway.settings().wire, params)
    }

    /// The same in a wire of choice.
    ///
    /// # Errors
    /// As [`Sandbox::create_intent`].
    pub fn create_intent_in(&self, wire: Wire, params: Value) -> Result<Value, Refusal> {
        let manner = Manner { wire, codes: self.gateway.settings().codes };
        self.gateway.create_from_json(params, manner).map_err(Refusal)
    }

    /// The wire of intents that do not name one. [`Wire::Stripe`] is for [`Sandbox::create_intent`] alone: over HTTP, the
    /// path chooses between it and the generations.
    pub fn set_wire(&self, wire: Wire) {
        self.gateway.set_wire(wire);
    }

    /// Arms a fault, as `POST /_sandbox/faults` does.
    pub fn arm(&self, fault: Fault) {
        self.gateway.faults.arm(fault);
    }

    /// Disarms all faults.
    pub fn clear_faults(&self) {
        self.gateway.faults.clear();
    }

    /// Ends it: answers that are under way are given, connections closed.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A request that the gateway's API refused in-process.
#[derive(Debug)]
pub struct Refusal(ApiError);

impl Refusal {
    /// The error's `code`.
    #[must_use]
    pub fn code(&self) -> &str {
        self.0.error.code
    }

    /// The body that the API answers: `{"error": {…}}`.
    #[must_use]
    pub fn body(&self) -> Value {
        self.0.to_json()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.error.message)
    }
}

impl std::error::Error for Refusal {}

fn address(listener: &TcpListener, asked: SocketAddr) -> SocketAddr {
    listener.local_addr().unwrap_or(asked)
}

fn port(listener: &TcpListener, asked: SocketAddr) -> u16 {
    address(listener, asked).port()
}
