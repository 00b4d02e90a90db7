//! Armed faults, where a merchant's server answers the widget in the gateway's place.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::Gateway;
use super::api::{internal_error, pause};
use super::dialect::Dialect;
use super::fault_answer::{self, Ending};
use crate::fault::FaultTarget;
use crate::server::Connection;

/// Lets faults strike: a POST is the widget's confirm, a GET its retrieve. Work that has begun is done, also for callers
/// who hang up.
pub(crate) async fn strike_merchant(
    State(gateway): State<Arc<Gateway>>,
    Extension(connection): Extension<Connection>,
    request: Request,
    next: Next,
) -> Response {
    let target = if request.method() == Method::POST { FaultTarget::Confirm } else { FaultTarget::Retrieve };
    let struck = gateway.faults.strike(target, None);
    pause(struck.delay_ms).await;
    let path = request.uri().path().to_owned();
    let spoil = |fault| fault_answer::before(fault, Dialect::WooshPay, &path);
    let ending = match struck.failure.and_then(spoil) {
        Some(ending) => ending,
        None => {
            let worked = tokio::spawn(next.run(request)).await;
            pause(struck.answer_delay_ms).await;
            let answer = worked.unwrap_or_else(|_| internal_error(Dialect::WooshPay));
            fault_answer::after(struck.failure, answer).await
        }
    };
    match ending {
        Ending::Answered(response) => response,
        Ending::Cut => connection.cut().await,
    }
}
