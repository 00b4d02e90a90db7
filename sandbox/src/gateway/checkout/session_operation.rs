//! The operations of the API on checkout sessions.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::session::{Draft, Session, SessionStatus, object_id};
use crate::gateway::Gateway;
use crate::gateway::api::{Asked, Endpoint, methods};
use crate::gateway::error::ApiError;
use crate::gateway::intent::{ABANDONED, Intent};
use crate::gateway::operation::requested_manner;
use crate::gateway::wire::Manner;

const PATH: &str = "/v1/checkout/sessions";

pub(super) fn routes() -> Router<Arc<Gateway>> {
    let on_one = |endpoint: Endpoint| endpoint.admitting(admit);
    Router::new()
        .route(PATH, methods([Endpoint::get(list), Endpoint::post(create)]))
        .route("/v1/checkout/sessions/{id}", methods([on_one(Endpoint::get(retrieve))]))
        .route("/v1/checkout/sessions/{id}/expire", methods([on_one(Endpoint::post(expire))]))
        .route("/v1/checkout/sessions/{id}/line_items", methods([on_one(Endpoint::get(line_items))]))
}

fn admit(gateway: &Gateway, asked: &Asked) -> Result<(), ApiError> {
    gateway.session(asked.id()).map(|_| ())
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let manner = requested_manner(gateway, &asked.headers)?;
    let around = gateway.surroundings();
    let (draft, prices) = Draft::read(&asked.params, manner.wire, &gateway.checkout, &around)?;
    let session = gateway.open_session(draft, manner)?;
    for price in prices {
        price.keep(&gateway.checkout);
    }
    let session = session.lock();
    gateway.show_session(&session)
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let session = gateway.session(asked.id())?;
    let session = session.lock();
    gateway.show_session(&session)
}

fn expire(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let session = gateway.session(asked.id())?;
    let session = session.lock();
    gateway.with_intent_of(&session, |intent| {
        let status = SessionStatus::of(intent);
        if status != SessionStatus::Open {
            return Err(ApiError::request(
                StatusCode::BAD_REQUEST,
                "checkout_session_unexpected_state",
                format!("This checkout session can't be expired: its status is {}.", status.name()),
            ));
        }
        intent.end_unpaid(Some(ABANDONED.to_owned()));
        Ok(())
    })??;
    gateway.show_session(&session)
}

fn line_items(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let session = gateway.session(asked.id())?;
    let session = session.lock();
    let url = format!("{PATH}/{}/line_items", session.id);
    Ok(json!({ "object": "list", "url": url, "has_more": false, "data": session.lines.to_json() }))
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let intent = asked.params.text("payment_intent")?;
    let page = gateway.checkout.sessions.page(&asked.params, |session| {
        intent.as_ref().is_none_or(|intent| session.payment_intent == *intent)
    })?;
    Ok(page.to_json(PATH, |session| gateway.show_session(session).unwrap_or_default()))
}

impl Gateway {
    /// The session of an id, in either spelling.
    pub(super) fn session(&self, id: &str) -> Result<Arc<Mutex<Session>>, ApiError> {
        self.checkout.sessions.find(&object_id(id))
    }

    /// Keeps a session and makes the PaymentIntent that it is paid by.
    pub(super) fn open_session(&self, draft: Draft, manner: Manner) -> Result<Arc<Mutex<Session>>, ApiError> {
        let (session, intent) = draft.open(manner, &self.surroundings())?;
        let intent = self.intents.add(&intent.id.clone(), intent);
        // Its news spread once it is there.
        drop(self.open(&intent));
        Ok(self.checkout.sessions.add(&session.id.clone(), session))
    }

    /// Does something with a session's PaymentIntent, as it is by now.
    pub(super) fn with_intent_of<T>(
        &self,
        session: &Session,
        work: impl FnOnce(&mut Intent) -> T,
    ) -> Result<T, ApiError> {
        let intent = self.intents.find(&session.payment_intent)?;
        let mut intent = self.open(&intent);
        intent.settle_overdue(&self.surroundings());
        Ok(work(&mut intent))
    }

    fn show_session(&self, session: &Session) -> Result<Value, ApiError> {
        self.with_intent_of(session, |intent| session.to_json(intent, &self.gateway_url))
    }
}
