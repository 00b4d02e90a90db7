//! What the API does alike with PaymentIntents and SetupIntents.

use axum::Router;
use axum::http::StatusCode;
use serde_json::Value;
use std::sync::Arc;

use super::Gateway;
use super::access::KeyKind;
use super::api::{Asked, Endpoint, methods};
use super::collection::Collection;
use super::dialect::Dialect;
use super::error::ApiError;
use super::news::Newsworthy;
use super::parameters::Params;
use super::stripe::parameter;
use super::surroundings::Surroundings;
use crate::fault::FaultTarget;

/// An object that is created, confirmed and cancelled, and that a browser reaches with its client secret.
pub(super) trait Confirmable: Newsworthy + Send + Sized + 'static {
    /// `PaymentIntent`.
    const NOUN: &'static str;
    /// Where they are, in WooshPay's dialect.
    const PATH: &'static str;
    /// The code of errors about an object's status.
    const UNEXPECTED_STATE: &'static str;
    /// What Stripe documents for updates and for confirms.
    const UPDATE_PARAMETERS: &'static [&'static str];
    const CONFIRM_PARAMETERS: &'static [&'static str];

    fn all(gateway: &Gateway) -> &Collection<Self>;
    fn id(&self) -> &str;
    fn client_secret(&self) -> &str;
    /// The object as `caller` may see it.
    fn shown(&self, dialect: Dialect, caller: KeyKind) -> Value;
    /// To be called before it is shown.
    fn settle(&mut self, around: &Surroundings<'_>);
    fn update(&mut self, params: &Params, around: &Surroundings<'_>) -> Result<(), ApiError>;
    fn confirm(
        &mut self,
        params: &Params,
        caller: KeyKind,
        around: &Surroundings<'_>,
    ) -> Result<(), ApiError>;
    /// With the card that it was created with.
    fn confirm_as_created(&mut self, params: &Params, around: &Surroundings<'_>) -> Result<(), ApiError>;
    fn cancel(&mut self, params: &Params, around: &Surroundings<'_>) -> Result<(), ApiError>;
}

/// Their path in a dialect.
pub(super) fn path<T: Confirmable>(dialect: Dialect, rest: &str) -> String {
    dialect.path(&format!("{}{rest}", T::PATH))
}

/// Retrieving, updating, confirming and cancelling.
pub(super) fn routes<T: Confirmable>(dialect: Dialect) -> Router<Arc<Gateway>> {
    let retrieve = Endpoint::get(retrieve::<T>).taking(parameter::RETRIEVE).for_browsers();
    let retrieve = retrieve.struck_by(FaultTarget::Retrieve);
    let update = Endpoint::post(update::<T>).taking(T::UPDATE_PARAMETERS);
    let confirm = Endpoint::post(confirm::<T>).taking(T::CONFIRM_PARAMETERS).for_browsers();
    let confirm = confirm.struck_by(FaultTarget::Confirm);
    let cancel = Endpoint::post(cancel::<T>).taking(parameter::CANCEL);
    let on_one = |endpoint: Endpoint| endpoint.speaking(dialect).admitting(admit::<T>);
    Router::new()
        .route(&path::<T>(dialect, "/{id}"), methods([retrieve, update].map(on_one)))
        .route(&path::<T>(dialect, "/{id}/confirm"), methods([on_one(confirm)]))
        .route(&path::<T>(dialect, "/{id}/cancel"), methods([on_one(cancel)]))
}

/// The object has to be there, and a browser has to know its client secret.
pub(super) fn admit<T: Confirmable>(gateway: &Gateway, asked: &Asked) -> Result<(), ApiError> {
    let item = T::all(gateway).find(asked.id())?;
    asked.must_know(item.lock().client_secret(), T::NOUN)
}

fn retrieve<T: Confirmable>(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    change(gateway, asked, |item: &mut T, around| {
        item.settle(around);
        Ok(())
    })
}

fn update<T: Confirmable>(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    change(gateway, asked, |item: &mut T, around| item.update(&asked.params, around))
}

fn confirm<T: Confirmable>(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    change(gateway, asked, |item: &mut T, around| item.confirm(&asked.params, asked.caller, around))
}

fn cancel<T: Confirmable>(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    change(gateway, asked, |item: &mut T, around| item.cancel(&asked.params, around))
}

/// One operation on the object of a request, under its lock.
pub(super) fn change<T: Confirmable>(
    gateway: &Gateway,
    asked: &Asked,
    operation: impl FnOnce(&mut T, &Surroundings<'_>) -> Result<(), ApiError>,
) -> Result<Value, ApiError> {
    let item = T::all(gateway).find(asked.id())?;
    let mut item = gateway.open(&item);
    let result = operation(&mut item, &gateway.surroundings_in(asked.dialect));
    answer(result, &*item, asked.dialect, asked.caller)
}

/// Keeps a new object, confirmed if the parameters say so. One whose confirm failed exists all the same.
pub(super) fn keep<T: Confirmable>(
    gateway: &Gateway,
    mut item: T,
    params: &Params,
    around: &Surroundings<'_>,
) -> Result<Value, ApiError> {
    let result = match params.boolean("confirm")? {
        Some(true) => item.confirm_as_created(params, around),
        _ => Ok(()),
    };
    let answer = answer(result, &item, around.dialect, KeyKind::Secret);
    if !matches!(&answer, Err(error) if error.status != StatusCode::PAYMENT_REQUIRED) {
        // Its news spread once it is there.
        let id = item.id().to_owned();
        let item = T::all(gateway).add(&id, item);
        drop(gateway.open(&item));
    }
    answer
}

/// The object, or the error with the object in it when it is about the object.
fn answer<T: Confirmable>(
    result: Result<(), ApiError>,
    item: &T,
    dialect: Dialect,
    caller: KeyKind,
) -> Result<Value, ApiError> {
    let shown = item.shown(dialect, caller);
    result.map(|()| shown.clone()).map_err(|mut error| {
        if error.status == StatusCode::PAYMENT_REQUIRED || error.error.code == T::UNEXPECTED_STATE {
            error.intent = Some(Box::new(shown));
        }
        error
    })
}
