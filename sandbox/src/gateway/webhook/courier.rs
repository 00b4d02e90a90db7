//! Posting of deliveries.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::delivery::Attempt;
use super::{Parcel, signature};
use crate::clock::Clock;
use crate::gateway::Gateway;
use crate::start_error::StartError;

/// An endpoint that answers later has not answered.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// What is settled by time alone, such as the arrival of a transfer, is looked after this often.
const ROUND: Duration = Duration::from_secs(1);

/// Carries on what time settles, and posts what is due, until it is stopped.
#[derive(Debug)]
pub(crate) struct Courier {
    gateway: Arc<Gateway>,
    http: reqwest::Client,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Courier {
    pub(crate) fn new(
        gateway: Arc<Gateway>,
        stop: CancellationToken,
        tasks: TaskTracker,
    ) -> Result<Self, StartError> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .timeout(ANSWER_TIMEOUT)
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| StartError::client(&error))?;
        Ok(Self { gateway, http, stop, tasks })
    }

    /// Works until the sandbox is stopped.
    pub(crate) async fn work(self) {
        let mut moves = self.gateway.clock.moves();
        loop {
            moves.mark_unchanged();
            self.gateway.carry_on();
            let now_ms = self.gateway.clock.now_ms();
            for parcel in self.gateway.webhooks.take_due(now_ms) {
                self.send(parcel);
            }
            let due_in = self.gateway.webhooks.next_due_ms().map(|at_ms| at_ms.saturating_sub(now_ms));
            let rest = due_in.map_or(ROUND, |ms| Duration::from_millis(ms).min(ROUND));
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = self.gateway.webhooks.filed() => {}
                _ = moves.changed() => {}
                () = tokio::time::sleep(rest) => {}
            }
        }
    }

    fn send(&self, parcel: Parcel) {
        let (gateway, http, stop) = (Arc::clone(&self.gateway), self.http.clone(), self.stop.clone());
        self.tasks.spawn(async move {
            let at_ms = gateway.clock.now_ms();
            let answer = tokio::select! {
                () = stop.cancelled() => return,
                answer = post(&http, &parcel) => answer,
            };
            gateway.webhooks.record(parcel.number, Attempt { at_ms, answer });
        });
    }
}

async fn post(http: &reqwest::Client, parcel: &Parcel) -> Result<u16, String> {
    if parcel.url.to_ascii_lowercase().starts_with("https:") {
        return Err("the sandbox has no TLS: it delivers to http:// on this machine".to_owned());
    }
    let mut request = http.post(&parcel.url).header(CONTENT_TYPE, "application/json");
    if let Some(secret) = &parcel.secret {
        let signature = signature::sign(secret, &parcel.body, Clock::machine_now_ms() / 1_000);
        request = request.header(signature::HEADER, signature);
    }
    let request = request.body(parcel.body.clone());
    match request.send().await {
        Ok(answer) => Ok(answer.status().as_u16()),
        Err(error) if error.is_timeout() => Err("no answer within 10 seconds".to_owned()),
        Err(error) if error.is_connect() => Err("no connection".to_owned()),
        Err(error) => Err(error.without_url().to_string()),
    }
}
