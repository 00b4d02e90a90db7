//! Stripe's public API under `/stripe/v1`: the same intents, cards, methods, faults and idempotency keys underneath, in
//! Stripe's words (gateway-facts 11).

mod error;
mod intent_wire;
mod method;
mod next_action;
pub(in crate::gateway) mod parameter;
mod plain_object;
mod setup_intent_wire;

use std::sync::Arc;

use axum::Router;
use axum::http::{Method, StatusCode, Uri};
use axum::response::Response;
use axum::routing::any;

pub(in crate::gateway) use self::error::{error_json, payment_error_json};
pub(in crate::gateway) use self::intent_wire::intent_fields;
pub(in crate::gateway) use self::method::{StripeMethod, find, types_for};
pub(in crate::gateway) use self::next_action::{authentication_action, next_action};
pub(in crate::gateway) use self::plain_object::respelled;
pub(in crate::gateway) use self::setup_intent_wire::setup_intent_fields;

use super::dialect::Dialect;
use super::error::ApiError;
use super::intent::Status;
use super::{Gateway, customer, operation, payment_method, refund, setup_intent};

/// Where it lies, and everything else below it.
const ANYTHING: &str = "/stripe/{*path}";

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .merge(operation::routes(Dialect::Stripe))
        .merge(setup_intent::routes(Dialect::Stripe))
        .merge(payment_method::routes(Dialect::Stripe))
        .merge(customer::routes(Dialect::Stripe))
        .merge(refund::routes(Dialect::Stripe))
        .route(ANYTHING, any(no_such_address))
        .method_not_allowed_fallback(no_such_address)
}

/// Stripe does not tell a wrong method from a wrong path.
async fn no_such_address(method: Method, uri: Uri) -> Response {
    let path = uri.path().strip_prefix(Dialect::Stripe.base_path()).unwrap_or_default();
    let message = format!("Unrecognized request URL ({method}: {path}).");
    ApiError::request(StatusCode::NOT_FOUND, "not_found", message).into_response_in(Dialect::Stripe)
}

/// The `redirect_status` of a customer's return.
pub(super) fn redirect_status(status: Status) -> &'static str {
    match status {
        Status::Succeeded | Status::RequiresCapture => "succeeded",
        Status::Processing | Status::RequiresAction => "pending",
        Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::Canceled => "failed",
    }
}
