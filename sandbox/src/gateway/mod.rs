//! The gateway: a WooshPay-style API under `/v1`, Stripe's under `/stripe/v1`, PaymentOptions' under `/payment-options`,
//! the built files beside them, and `/_sandbox` for tests.

mod access;
mod api;
pub(crate) mod assets;
mod card;
mod card_table;
mod checkout;
mod collection;
mod control;
mod customer;
mod dialect;
mod error;
mod event;
mod fault_answer;
mod idempotency;
mod intent;
mod intent_authentication;
mod intent_endpoints;
mod intent_money;
mod ledger;
mod merchant_faults;
mod method_attempt;
mod news;
mod next_action;
mod operation;
mod parameters;
mod payment_code;
mod payment_method;
pub(crate) mod payment_options;
mod presented;
mod presented_method;
mod receives;
mod refund;
mod settings;
mod setup_intent;
mod snowflake;
mod stripe;
mod subscription;
mod surroundings;
mod terms;
mod three_ds;
mod transfer_details;
mod voucher_pdf;
mod wallets;
mod webhook;
mod wire;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use parking_lot::Mutex;
use serde_json::Value;
use tillkit_core::method::Ending;
use tower_http::cors::{Any, CorsLayer};

pub(crate) use self::dialect::Dialect;
pub(crate) use self::idempotency::{Claim, HEADER as IDEMPOTENCY_HEADER, IdempotencyKeys, StoredAnswer};
pub(crate) use self::intent::random_text;
pub use self::ledger::{Confirmed, Ledger};
pub(crate) use self::merchant_faults::strike_merchant;
pub use self::method_attempt::Settlement;
pub(crate) use self::method_attempt::{MethodView, Stage};
pub use self::settings::Codes;
pub(crate) use self::three_ds::{Challenge, Page};
pub(crate) use self::webhook::Courier;
pub(crate) use self::wire::Manner;
pub use self::wire::Wire;

use self::access::KeyKind;
use self::assets::Keep;
use self::checkout::Checkout;
use self::collection::Collection;
use self::customer::Customer;
use self::event::Event;
use self::intent::Intent;
use self::payment_method::PaymentMethod;
use self::payment_options::PaymentOptions;
use self::refund::Refund;
use self::settings::Settings;
use self::setup_intent::SetupIntent;
use self::snowflake::Snowflakes;
use self::subscription::{Invoice, Subscription};
use self::surroundings::Surroundings;
use self::webhook::Webhooks;
use self::wire::intent_json;
use crate::clock::Clock;
use crate::config::Config;
use crate::faults::Faults;
use crate::page::secured;

pub(crate) use self::error::ApiError;

/// Names the wire generation of a new intent: `old` or `new`.
pub(crate) const WIRE_HEADER: &str = "tillkit-sandbox-wire";
/// Names how a new intent hands over codes: `hosted` or `in_place`.
pub(crate) const CODES_HEADER: &str = "tillkit-sandbox-codes";
/// `off` on a request that no fault is meant for.
pub(crate) const FAULTS_HEADER: &str = "tillkit-sandbox-faults";
/// Names the version of Stripe's API that a client was written for. There is only one here.
const STRIPE_VERSION_HEADER: &str = "stripe-version";
const PREFLIGHT_S: u64 = 600;

/// All that the gateway knows.
#[derive(Debug)]
pub(crate) struct Gateway {
    intents: Collection<Intent>,
    setup_intents: Collection<SetupIntent>,
    refunds: Collection<Refund>,
    customers: Collection<Customer>,
    payment_methods: Collection<PaymentMethod>,
    subscriptions: Collection<Subscription>,
    invoices: Collection<Invoice>,
    /// Intents whose checkout sessions are still to follow.
    changed_intents: Mutex<Vec<String>>,
    events: Collection<Arc<Event>>,
    webhooks: Webhooks,
    checkout: Checkout,
    payment_options: PaymentOptions,
    ids: Snowflakes,
    idempotency: Arc<IdempotencyKeys<KeyKind>>,
    settings: Mutex<Arc<Settings>>,
    gateway_url: String,
    bank_url: String,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
}

impl Gateway {
    pub(crate) fn new(config: &Config, gateway_url: String, bank_url: String) -> Self {
        let (codes, wallets) = (config.codes, config.wallets);
        Self {
            intents: Collection::new("PaymentIntent", "intent"),
            setup_intents: Collection::new("SetupIntent", "intent"),
            refunds: Collection::new("refund", "id"),
            customers: Collection::new("customer", "id"),
            payment_methods: Collection::new("payment method", "id"),
            subscriptions: Collection::new("subscription", "id"),
            invoices: Collection::new("invoice", "id"),
            changed_intents: Mutex::default(),
            events: Collection::new("event", "id"),
            webhooks: Webhooks::new(),
            checkout: Checkout::default(),
            payment_options: PaymentOptions::new(),
            ids: Snowflakes::default(),
            idempotency: Arc::default(),
            settings: Mutex::new(Arc::new(Settings { codes, wallets, ..Settings::default() })),
            gateway_url,
            bank_url,
            clock: config.clock.clone(),
            faults: Faults::new(),
        }
    }

    /// What tests and the developer panel chose.
    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.lock())
    }

    /// Changes the settings that a JSON object names.
    pub(crate) fn change_settings(&self, changes: &Value) -> Result<Value, ApiError> {
        let mut settings = self.settings.lock();
        let changed = settings.changed(changes)?;
        let shown = changed.to_json();
        *settings = Arc::new(changed);
        Ok(shown)
    }

    pub(crate) fn set_wire(&self, wire: Wire) {
        let mut settings = self.settings.lock();
        *settings = Arc::new(Settings { wire, ..Settings::clone(&settings) });
    }

    /// Of a PaymentIntent, or of an order by its `merchant_txn_ref`.
    pub(crate) fn ledger(&self, id: &str) -> Option<Ledger> {
        let Some(intent) = self.intent(id) else { return self.order_ledger(id) };
        let mut intent = self.open(&intent);
        intent.settle_overdue_method(&self.surroundings());
        Some(intent.ledger)
    }

    /// What the last confirm of an intent presented, or the last `paymentv2` of an order.
    pub(crate) fn confirmed(&self, id: &str) -> Option<Confirmed> {
        match self.intent(id) {
            Some(intent) => intent.lock().confirmed.clone(),
            None => self.order_confirmed(id),
        }
    }

    fn surroundings(&self) -> Surroundings<'_> {
        self.surroundings_in(Dialect::WooshPay)
    }

    /// The surroundings of a step that was asked for in this dialect.
    fn surroundings_in(&self, dialect: Dialect) -> Surroundings<'_> {
        Surroundings {
            dialect,
            now_ms: self.clock.now_ms(),
            gateway_url: &self.gateway_url,
            bank_url: &self.bank_url,
            ids: &self.ids,
            settings: self.settings(),
            customers: &self.customers,
            payment_methods: &self.payment_methods,
        }
    }

    fn intent(&self, id: &str) -> Option<Arc<Mutex<Intent>>> {
        self.intents.get(id)
    }
}

impl Gateway {
    /// What the pages of an attempt show; none for a token that is of no use any more.
    pub(crate) fn method_view(&self, id: &str, token: &str) -> Option<MethodView> {
        let (intent, around) = (self.intent(id)?, self.surroundings());
        let mut intent = self.open(&intent);
        intent.settle_overdue(&around);
        intent.method_view(token, &around)
    }

    /// All attempts that wait for somebody who has left no page for them, newest first.
    pub(crate) fn waiting(&self) -> Vec<MethodView> {
        let intents = self.intents.newest_first();
        let around = self.surroundings();
        let views = intents.iter().filter_map(|intent| {
            let mut intent = self.open(intent);
            intent.settle_overdue(&around);
            let token = intent.waiting_token()?.to_owned();
            intent.method_view(&token, &around)
        });
        views.filter(|view| view.ending != Ending::Redirect).collect()
    }

    /// The page that says that an attempt is of no use any more.
    fn void_page(&self) -> String {
        format!("{}/pay/replaced", self.bank_url)
    }

    /// The customer's answer on such a page.
    pub(crate) fn answer_method(&self, id: &str, token: &str, answer: Settlement) -> Option<MethodView> {
        let (intent, around) = (self.intent(id)?, self.surroundings());
        let mut intent = self.open(&intent);
        intent.answer_method(token, answer, &around)
    }

    /// Carries a payment under way on, as its pages would.
    pub(crate) fn settle(&self, id: &str, settlement: Settlement) -> Result<Value, ApiError> {
        let (intent, around) = (self.intents.find(id)?, self.surroundings());
        let mut intent = self.open(&intent);
        intent.settle(settlement, &around)?;
        Ok(intent_json(&intent, intent.wire, KeyKind::Secret))
    }
}

/// The gateway's origin.
pub(crate) fn router(gateway: &Arc<Gateway>, assets: &Path) -> Router {
    let folder: PathBuf = assets.join("v1");
    let files = |path: &'static str, keep| {
        let missing = {
            let folder = folder.clone();
            move |method: &Method, uri: &axum::http::Uri| {
                // The router has taken the first part off.
                let path = format!("{path}{}", uri.path());
                if assets::asks_for_file(method, &path) {
                    assets::not_built(&folder, &path)
                } else {
                    assets::no_such_path(method, &path)
                }
            }
        };
        assets::kept(assets::files(&folder, missing), keep)
    };
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static(idempotency::HEADER),
            HeaderName::from_static(WIRE_HEADER),
            HeaderName::from_static(CODES_HEADER),
            HeaderName::from_static(FAULTS_HEADER),
            HeaderName::from_static(STRIPE_VERSION_HEADER),
        ])
        .expose_headers([HeaderName::from_static("idempotent-replayed"), header::RETRY_AFTER])
        .max_age(std::time::Duration::from_secs(PREFLIGHT_S));
    let router = Router::new()
        .merge(api::routes())
        .merge(stripe::routes())
        .merge(control::routes())
        .merge(payment_code::routes())
        .merge(receives::routes())
        .merge(wallets::routes())
        .route(
            "/",
            get(|| async {
                "This is the gateway of the Tillkit sandbox. Its API is under /v1/payment_intents, and \
                 Stripe's dialect of it under /stripe/v1/payment_intents, and PaymentOptions' under \
                 /payment-options.\n"
            }),
        )
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .with_state(Arc::clone(gateway))
        .nest_service("/v1", files("/v1", Keep::Hashed))
        .nest_service(assets::RELEASE_PATH, files(assets::RELEASE_PATH, Keep::All));
    let router = router.layer(from_fn_with_state(Arc::clone(gateway), wallets::stand_in)).layer(cors);
    // Behind the CORS layer: browsers have no business with it.
    let router = router.merge(payment_options::routes().with_state(Arc::clone(gateway)));
    let router = router.merge(checkout::pages(gateway, assets));
    secured(router, "no-cache").layer(from_fn_with_state(Arc::clone(gateway), spoil_headers))
}

/// What faults do to headers. While one waits that cuts connections, none is kept for reuse: a browser repeats by itself
/// what breaks on a reused connection, and the fault would go unseen.
pub(crate) async fn spoil_headers(
    State(gateway): State<Arc<Gateway>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    if gateway.faults.will_cut() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if response.extensions().get::<fault_answer::WithoutCors>().is_some() {
        response.headers_mut().remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    }
    response
}
