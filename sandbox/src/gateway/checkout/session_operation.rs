//! The operations of the API on checkout sessions.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::line_item::LineItems;
use super::session::{Draft, Mode, Session, SessionStatus, Standing, object_id};
use super::session_terms::SessionTerms;
use crate::gateway::Gateway;
use crate::gateway::api::{Asked, Endpoint, methods};
use crate::gateway::error::ApiError;
use crate::gateway::intent::ABANDONED;
use crate::gateway::operation::requested_manner;
use crate::gateway::parameters::Params;
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
    gateway.end_session(&session)?;
    gateway.show_session(&session)
}

fn line_items(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let session = gateway.session(asked.id())?;
    let session = session.lock();
    let url = format!("{PATH}/{}/line_items", session.id);
    let lines = session.lines.as_ref().map(LineItems::to_json).unwrap_or_default();
    Ok(json!({ "object": "list", "url": url, "has_more": false, "data": lines }))
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let intent = asked.params.text("payment_intent")?;
    let page = gateway
        .checkout
        .sessions
        .page(&asked.params, |session| intent.as_ref().is_none_or(|intent| session.intent == *intent))?;
    Ok(page.to_json(PATH, |session| gateway.show_session(session).unwrap_or_default()))
}

impl Gateway {
    /// The session of an id, in either spelling.
    pub(super) fn session(&self, id: &str) -> Result<Arc<Mutex<Session>>, ApiError> {
        self.checkout.sessions.find(&object_id(id))
    }

    /// Makes the intent of a session, and keeps both.
    pub(super) fn open_session(
        &self,
        mut draft: Draft,
        manner: Manner,
    ) -> Result<Arc<Mutex<Session>>, ApiError> {
        let session = match &draft.lines {
            Some(lines) => {
                let intent = draft.payment_intent(lines, manner, &self.surroundings())?;
                let session = draft.of_intent(&intent.id, &intent.client_secret, manner.wire);
                let intent = self.intents.add(&intent.id.clone(), intent);
                // Its news spread once it is there.
                drop(self.open(&intent));
                session
            }
            None => {
                // What is wrong with it is found before a customer is made for it.
                draft.setup_intent(&self.surroundings())?;
                if draft.terms.customer.is_none() {
                    draft.terms.customer = Some(self.customer_for(&draft.terms)?);
                }
                let intent = draft.setup_intent(&self.surroundings())?;
                let session = draft.of_intent(&intent.id, &intent.client_secret, manner.wire);
                let intent = self.setup_intents.add(&intent.id.clone(), intent);
                drop(self.open(&intent));
                session
            }
        };
        Ok(self.checkout.sessions.add(&session.id.clone(), session))
    }

    /// A saved card needs somebody whose it is (gateway-facts 7).
    pub(super) fn customer_for(&self, terms: &SessionTerms) -> Result<String, ApiError> {
        let params = Params::from_json(json!({ "email": terms.customer_email }))?;
        let customer = self.create_customer(&params)?;
        Ok(customer.get("id").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// How a session stands by now.
    pub(super) fn standing(&self, session: &Session) -> Result<Standing, ApiError> {
        let around = self.surroundings();
        if session.mode == Mode::Setup {
            let intent = self.setup_intents.find(&session.intent)?;
            let mut intent = self.open(&intent);
            intent.settle_overdue(&around);
            return Ok(Standing::of_setup(&intent));
        }
        let intent = self.intents.find(&session.intent)?;
        let mut intent = self.open(&intent);
        intent.settle_overdue(&around);
        Ok(Standing::of_payment(&intent))
    }

    /// Ends a session that is open, by ending its intent.
    fn end_session(&self, session: &Session) -> Result<(), ApiError> {
        let (around, reason) = (self.surroundings(), Some(ABANDONED.to_owned()));
        if session.mode == Mode::Setup {
            let intent = self.setup_intents.find(&session.intent)?;
            let mut intent = self.open(&intent);
            intent.settle_overdue(&around);
            must_be_open(&Standing::of_setup(&intent))?;
            intent.end(reason);
        } else {
            let intent = self.intents.find(&session.intent)?;
            let mut intent = self.open(&intent);
            intent.settle_overdue(&around);
            must_be_open(&Standing::of_payment(&intent))?;
            intent.end_unpaid(reason, &around);
        }
        Ok(())
    }

    pub(super) fn show_session(&self, session: &Session) -> Result<Value, ApiError> {
        let customer = session.terms.customer.as_ref().and_then(|id| self.customers.get(id));
        let customer = customer.map(|customer| customer.lock().to_json());
        Ok(session.to_json(&self.standing(session)?, customer, &self.gateway_url))
    }
}

fn must_be_open(standing: &Standing) -> Result<(), ApiError> {
    if standing.status == SessionStatus::Open {
        return Ok(());
    }
    Err(ApiError::request(
        StatusCode::BAD_REQUEST,
        "checkout_session_unexpected_state",
        format!("This checkout session can't be expired: its status is {}.", standing.status.name()),
    ))
}
