//! Webhooks: endpoints, and the deliveries of events to them. Whoever causes an event only files it here; posting is
//! the work of [`Courier`], so an endpoint that is down or slow holds nobody up.

mod courier;
mod delivery;
mod endpoint;
pub(crate) mod signature;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

pub(crate) use self::courier::Courier;

use self::delivery::{Attempt, Delivery, Stage};
use self::endpoint::WebhookEndpoint;
use super::Gateway;
use super::api::{Asked, Endpoint, methods};
use super::collection::Collection;
use super::error::ApiError;
use super::event::Event;

const PATH: &str = "/v1/webhook_endpoints";
/// How long anybody waits for a webhook to go first.
const PATIENCE: Duration = Duration::from_secs(3);

/// One try that is due: what is to be posted where.
#[derive(Debug)]
pub(crate) struct Parcel {
    /// The delivery's place in the list.
    number: usize,
    body: String,
    url: String,
    /// None where nothing is signed.
    secret: Option<String>,
}

/// All endpoints and deliveries.
#[derive(Debug)]
pub(crate) struct Webhooks {
    endpoints: Collection<WebhookEndpoint>,
    /// Oldest first; none is ever taken out, so places stay.
    deliveries: Mutex<Vec<Delivery>>,
    filed: Notify,
    /// Counts tries that are over.
    recorded: watch::Sender<u64>,
}

impl Webhooks {
    pub(crate) fn new() -> Self {
        Self {
            endpoints: Collection::new("webhook endpoint", "id"),
            deliveries: Mutex::default(),
            filed: Notify::new(),
            recorded: watch::Sender::new(0),
        }
    }

    /// Takes an endpoint away; what it was still to be told, it is not told any more.
    fn remove(&self, id: &str) -> bool {
        let was_there = self.endpoints.remove(id);
        let mut deliveries = self.deliveries.lock();
        for delivery in deliveries.iter_mut().filter(|delivery| delivery.endpoint.as_deref() == Some(id)) {
            if matches!(delivery.stage, Stage::Due(_)) {
                delivery.stage = Stage::Failed;
            }
        }
        was_there
    }

    /// Plans the delivery of an event to every endpoint that wants it.
    pub(crate) fn file(&self, event: &Arc<Event>, now_ms: u64) {
        for endpoint in self.endpoints.newest_first().iter().rev() {
            let endpoint = endpoint.lock();
            if endpoint.wants(event.kind) {
                let (id, url) = (endpoint.id.clone(), endpoint.url.clone());
                self.deliveries.lock().push(Delivery::new(event, id, url, now_ms));
            }
        }
        self.filed.notify_one();
    }

    /// Plans a delivery that nothing signs, to an address that no endpoint was made for.
    pub(super) fn file_unsigned(&self, about: &str, url: &str, body: String, due_ms: u64) {
        self.deliveries.lock().push(Delivery::unsigned(about.to_owned(), url.to_owned(), body, due_ms));
        self.filed.notify_one();
    }

    /// Waits until what was filed about something has been tried once, or some seconds have passed.
    pub(super) async fn delivered(&self, about: &str) {
        let mut recorded = self.recorded.subscribe();
        let tried = async {
            loop {
                recorded.mark_unchanged();
                let is_waiting = self
                    .deliveries
                    .lock()
                    .iter()
                    .any(|delivery| delivery.event == about && !delivery.was_tried());
                if !is_waiting || recorded.changed().await.is_err() {
                    return;
                }
            }
        };
        // One that takes longer comes after whoever waited here.
        let _ = timeout(PATIENCE, tried).await;
    }

    /// Comes back once something was filed since the last time.
    pub(crate) async fn filed(&self) {
        self.filed.notified().await;
    }

    /// What is to be posted now; it counts as under way from here on.
    pub(crate) fn take_due(&self, now_ms: u64) -> Vec<Parcel> {
        let mut deliveries = self.deliveries.lock();
        let due = deliveries.iter_mut().enumerate().filter_map(|(number, delivery)| {
            if !matches!(delivery.stage, Stage::Due(at_ms) if at_ms <= now_ms) {
                return None;
            }
            let secret = match &delivery.endpoint {
                None => None,
                Some(endpoint) => {
                    let Some(endpoint) = self.endpoints.get(endpoint) else {
                        // It was taken away while a try was under way.
                        delivery.stage = Stage::Failed;
                        return None;
                    };
                    Some(endpoint.lock().secret.clone())
                }
            };
            delivery.stage = Stage::UnderWay;
            let (body, url) = (delivery.body.clone(), delivery.url.clone());
            Some(Parcel { number, body, url, secret })
        });
        due.collect()
    }

    /// How a try went.
    fn record(&self, number: usize, attempt: Attempt) {
        if let Some(delivery) = self.deliveries.lock().get_mut(number) {
            delivery.record(attempt);
        }
        self.recorded.send_modify(|count| *count = count.wrapping_add(1));
        // The next one may be due before anything else happens.
        self.filed.notify_one();
    }

    /// When the next try is due, in milliseconds since 1970.
    pub(crate) fn next_due_ms(&self) -> Option<u64> {
        let deliveries = self.deliveries.lock();
        let due = deliveries.iter().filter_map(|delivery| match delivery.stage {
            Stage::Due(at_ms) => Some(at_ms),
            Stage::UnderWay | Stage::Delivered | Stage::Failed => None,
        });
        due.min()
    }

    /// All deliveries, oldest first, for `/_sandbox/webhooks`.
    pub(crate) fn deliveries_json(&self) -> Value {
        self.deliveries.lock().iter().map(Delivery::to_json).collect()
    }
}

pub(super) fn routes() -> Router<Arc<Gateway>> {
    let on_one = [Endpoint::get(retrieve), Endpoint::delete(remove)];
    Router::new()
        .route(PATH, methods([Endpoint::get(list), Endpoint::post(create)]))
        .route("/v1/webhook_endpoints/{id}", methods(on_one))
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let now_ms = gateway.clock.now_ms();
    let endpoint = WebhookEndpoint::create(&asked.params, gateway.ids.next("we", now_ms), now_ms)?;
    let shown = endpoint.to_json_with_secret();
    gateway.webhooks.endpoints.add(&endpoint.id.clone(), endpoint);
    Ok(shown)
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let page = gateway.webhooks.endpoints.page(&asked.params, |_| true)?;
    Ok(page.to_json(PATH, |endpoint| endpoint.to_json()))
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let endpoint = gateway.webhooks.endpoints.find(asked.id())?;
    let endpoint = endpoint.lock();
    Ok(endpoint.to_json())
}

fn remove(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let id = asked.id();
    if gateway.webhooks.remove(id) {
        Ok(json!({ "id": id, "object": "webhook_endpoint", "deleted": true }))
    } else {
        Err(gateway.webhooks.endpoints.missing(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::event::EventKind;
    use crate::gateway::parameters::Params;

    fn event(kind: EventKind) -> Arc<Event> {
        Arc::new(Event::new("evt_1".to_owned(), kind, &json!({}), 0))
    }

    fn webhooks() -> Webhooks {
        let webhooks = Webhooks::new();
        for (id, wanted) in [("we_1", "*"), ("we_2", "invoice.paid")] {
            let params = json!({ "url": "http://localhost:1/", "enabled_events": [wanted] });
            let params = Params::from_json(params).expect("params");
            let endpoint = WebhookEndpoint::create(&params, id.to_owned(), 0).expect("an endpoint");
            webhooks.endpoints.add(id, endpoint);
        }
        webhooks
    }

    #[test]
    fn each_endpoint_is_told_once_what_it_wants() {
        let webhooks = webhooks();
        webhooks.file(&event(EventKind::InvoicePaid), 5);
        webhooks.file(&event(EventKind::PaymentIntentCreated), 5);
        assert_eq!(webhooks.take_due(4).len(), 0);
        assert_eq!(webhooks.take_due(5).len(), 3);
        assert_eq!(webhooks.take_due(5).len(), 0);
    }

    #[test]
    fn a_failed_try_is_due_again_later_and_independently_of_others() {
        let webhooks = webhooks();
        webhooks.file(&event(EventKind::InvoicePaid), 0);
        for (parcel, answer) in webhooks.take_due(0).iter().zip([Ok(500), Ok(200)]) {
            webhooks.record(parcel.number, Attempt { at_ms: 0, answer });
        }
        assert_eq!(webhooks.next_due_ms(), Some(2_000));
        let again = webhooks.take_due(2_000);
        assert_eq!(again.iter().map(|parcel| parcel.number).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn a_removed_endpoint_is_told_nothing_more() {
        let webhooks = webhooks();
        webhooks.file(&event(EventKind::PaymentIntentCreated), 0);
        assert!(webhooks.remove("we_1") && !webhooks.remove("we_1"));
        assert_eq!((webhooks.take_due(0).len(), webhooks.next_due_ms()), (0, None));
    }
}
