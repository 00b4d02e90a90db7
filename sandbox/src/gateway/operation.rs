//! The operations of the API on PaymentIntents, without the HTTP around them.

use std::sync::Arc;

use axum::http::StatusCode;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::Gateway;
use super::access::KeyKind;
use super::error::ApiError;
use super::intent::Intent;
use super::parameters::Params;
use super::wire::{Manner, intent_json};
use crate::fault::FaultTarget;

const LIST_LIMIT: u64 = 10;
const LIST_MOST: u64 = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Create,
    Retrieve,
    Update,
    Confirm,
    Capture,
    Cancel,
    List,
}

impl Operation {
    pub(super) fn changes(self) -> bool {
        !matches!(self, Self::Retrieve | Self::List)
    }

    pub(super) fn is_for_browsers(self) -> bool {
        matches!(self, Self::Retrieve | Self::Confirm)
    }

    pub(super) fn fault_target(self) -> FaultTarget {
        match self {
            Self::Confirm => FaultTarget::Confirm,
            Self::Retrieve => FaultTarget::Retrieve,
            _ => FaultTarget::Any,
        }
    }
}

impl Gateway {
    /// Creates an intent, and confirms it when the parameters say so. A declined one exists all the same.
    pub(crate) fn create(&self, params: &Params, manner: Manner) -> Result<Value, ApiError> {
        let around = self.surroundings();
        let mut intent = Intent::create(params, manner, &around)?;
        let result = match params.boolean("confirm")? {
            Some(true) => intent.confirm_as_created(params, &around),
            _ => Ok(()),
        };
        let answer = finish(result, &intent, KeyKind::Secret);
        if !matches!(&answer, Err(error) if error.status != StatusCode::PAYMENT_REQUIRED) {
            self.add(intent);
        }
        answer
    }

    /// The same from JSON, without a connection.
    pub(crate) fn create_from_json(&self, params: Value, manner: Manner) -> Result<Value, ApiError> {
        self.create(&Params::from_json(params)?, manner)
    }

    /// An intent in its wire format, as the secret key sees it.
    pub(crate) fn show(&self, id: &str) -> Option<Value> {
        let intent = self.intent(id)?;
        let mut intent = intent.lock();
        intent.settle_overdue(&self.surroundings());
        Some(intent_json(&intent, KeyKind::Secret))
    }

    /// One operation on one intent, under its lock.
    pub(super) fn change(
        &self,
        operation: Operation,
        intent: &Mutex<Intent>,
        params: &Params,
        caller: KeyKind,
    ) -> Result<Value, ApiError> {
        let around = self.surroundings();
        let mut intent = intent.lock();
        let result = match operation {
            Operation::Update => intent.update(params, &around),
            Operation::Confirm => intent.confirm(params, caller, &around),
            Operation::Capture => intent.capture(params),
            Operation::Cancel => intent.cancel(params),
            Operation::Retrieve | Operation::Create | Operation::List => {
                intent.settle_overdue(&around);
                Ok(())
            }
        };
        finish(result, &intent, caller)
    }

    /// A page of intents, newest first.
    pub(super) fn list(&self, params: &Params) -> Result<Value, ApiError> {
        let limit = params.integer("limit")?.unwrap_or(LIST_LIMIT);
        if !(1..=LIST_MOST).contains(&limit) {
            return Err(ApiError::parameter(
                "parameter_invalid",
                "limit",
                format!("limit must be from 1 to {LIST_MOST}."),
            ));
        }
        let after = params.text("starting_after")?;
        let page: Vec<Arc<Mutex<Intent>>> = {
            let intents = self.intents.lock();
            let newest_first = intents.order.iter().rev();
            let ids: Vec<&String> = match &after {
                None => newest_first.collect(),
                Some(after) if intents.by_id.contains_key(after) => {
                    newest_first.skip_while(|id| *id != after).skip(1).collect()
                }
                Some(after) => {
                    let mut error = ApiError::no_such_intent(after);
                    error.status = StatusCode::BAD_REQUEST;
                    error.error.param = Some("starting_after".to_owned());
                    return Err(error);
                }
            };
            // One more than asked for tells whether there are more.
            let wanted = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
            ids.into_iter().take(wanted).filter_map(|id| intents.by_id.get(id).cloned()).collect()
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let around = self.surroundings();
        let data: Vec<Value> = page
            .iter()
            .take(limit)
            .map(|intent| {
                let mut intent = intent.lock();
                intent.settle_overdue(&around);
                intent_json(&intent, KeyKind::Secret)
            })
            .collect();
        Ok(
            json!({ "object": "list", "url": "/v1/payment_intents", "has_more": page.len() > limit, "data": data }),
        )
    }
}

/// The intent, or the error with the intent in it when it is about the intent.
fn finish(result: Result<(), ApiError>, intent: &Intent, caller: KeyKind) -> Result<Value, ApiError> {
    result.map(|()| intent_json(intent, caller)).map_err(|mut error| {
        if error.status == StatusCode::PAYMENT_REQUIRED
            || error.error.code == "payment_intent_unexpected_state"
        {
            error.intent = Some(Box::new(intent_json(intent, caller)));
        }
        error
    })
}
