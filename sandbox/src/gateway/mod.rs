//! The gateway: a WooshPay-style API under `/v1`, the built files beside it, and `/_sandbox` for tests.

mod access;
mod api;
pub(crate) mod assets;
mod card;
mod card_table;
mod control;
mod error;
mod idempotency;
mod intent;
mod ledger;
mod operation;
mod parameters;
mod snowflake;
mod terms;
mod three_ds;
mod wire;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use parking_lot::Mutex;
use tower_http::cors::{Any, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

pub use self::ledger::Ledger;
pub(crate) use self::three_ds::{Challenge, Page};
pub use self::wire::Wire;

use self::assets::Keep;
use self::idempotency::IdempotencyKeys;
use self::intent::{Intent, Surroundings};
use self::snowflake::Snowflakes;
use crate::clock::Clock;
use crate::faults::Faults;

pub(crate) use self::error::ApiError;

/// Names the wire generation of a new intent: `old` or `new`.
pub(crate) const WIRE_HEADER: &str = "tillkit-sandbox-wire";
/// `off` on a request that no fault is meant for.
pub(crate) const FAULTS_HEADER: &str = "tillkit-sandbox-faults";
const PREFLIGHT_S: u64 = 600;

#[derive(Debug, Default)]
struct Intents {
    by_id: HashMap<String, Arc<Mutex<Intent>>>,
    /// Ids, oldest first.
    order: Vec<String>,
}

/// All that the gateway knows.
#[derive(Debug)]
pub(crate) struct Gateway {
    intents: Mutex<Intents>,
    ids: Snowflakes,
    idempotency: Arc<IdempotencyKeys>,
    wire: Mutex<Wire>,
    bank_url: String,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
}

impl Gateway {
    pub(crate) fn new(clock: Clock, bank_url: String) -> Self {
        Self {
            intents: Mutex::default(),
            ids: Snowflakes::default(),
            idempotency: Arc::default(),
            wire: Mutex::default(),
            bank_url,
            clock,
            faults: Faults::new(),
        }
    }

    /// The generation of intents that do not name one.
    pub(crate) fn wire(&self) -> Wire {
        *self.wire.lock()
    }

    pub(crate) fn set_wire(&self, wire: Wire) {
        *self.wire.lock() = wire;
    }

    pub(crate) fn ledger(&self, id: &str) -> Option<Ledger> {
        Some(self.intent(id)?.lock().ledger)
    }

    fn surroundings(&self) -> Surroundings<'_> {
        Surroundings { now_ms: self.clock.now_ms(), bank_url: &self.bank_url, ids: &self.ids }
    }

    fn intent(&self, id: &str) -> Option<Arc<Mutex<Intent>>> {
        self.intents.lock().by_id.get(id).cloned()
    }

    fn add(&self, intent: Intent) {
        let mut intents = self.intents.lock();
        intents.order.push(intent.id.clone());
        intents.by_id.insert(intent.id.clone(), Arc::new(Mutex::new(intent)));
    }

    /// What the bank shows for a token.
    pub(crate) fn page(&self, id: &str, token: &str) -> Page {
        self.intent(id).map_or(Page::Void, |intent| intent.lock().page(token))
    }

    /// The bank has the device data.
    pub(crate) fn finish_device_data(&self, id: &str, token: &str) -> Page {
        self.intent(id)
            .map_or(Page::Void, |intent| intent.lock().finish_device_data(token, self.surroundings()))
    }

    /// The bank has the customer's answer.
    pub(crate) fn answer_challenge(&self, id: &str, token: &str, approved: bool) -> Page {
        self.intent(id).map_or(Page::Void, |intent| intent.lock().answer_challenge(token, approved))
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
                if assets::is_file_path(&path) {
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
            HeaderName::from_static(FAULTS_HEADER),
        ])
        .expose_headers([HeaderName::from_static("idempotent-replayed"), header::RETRY_AFTER])
        .max_age(std::time::Duration::from_secs(PREFLIGHT_S));
    Router::new()
        .merge(api::routes())
        .merge(control::routes())
        .route(
            "/",
            get(|| async {
                "This is the gateway of the Tillkit sandbox. Its API is under /v1/payment_intents.\n"
            }),
        )
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .with_state(Arc::clone(gateway))
        .nest_service("/v1", files("/v1", Keep::Hashed))
        .nest_service(assets::RELEASE_PATH, files(assets::RELEASE_PATH, Keep::All))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-cache"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ))
        .layer(cors)
        .layer(from_fn_with_state(Arc::clone(gateway), close_before_cut))
}

/// While a fault waits that cuts connections, none is kept for reuse: a browser repeats by itself what breaks on a
/// reused connection, and the fault would go unseen.
async fn close_before_cut(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if gateway.faults.will_cut() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
