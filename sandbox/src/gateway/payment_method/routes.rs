//! The API on payment methods.

use std::sync::Arc;

use axum::Router;
use serde_json::Value;

use super::PaymentMethod;
use crate::gateway::Gateway;
use crate::gateway::access::KeyKind;
use crate::gateway::api::{Asked, Endpoint, methods};
use crate::gateway::dialect::Dialect;
use crate::gateway::error::ApiError;
use crate::gateway::event::EventKind;
use crate::gateway::parameters::Params;

const PATH: &str = "/v1/payment_methods";

pub(crate) fn routes(dialect: Dialect) -> Router<Arc<Gateway>> {
    let create = Endpoint::post(create).for_browsers();
    let on_all = |endpoint: Endpoint| endpoint.speaking(dialect);
    let path = |path: &str| dialect.path(&format!("{PATH}{path}"));
    Router::new()
        .route(&path(""), methods([Endpoint::get(list), create].map(on_all)))
        .route(&path("/{id}"), methods([Endpoint::get(retrieve), Endpoint::post(update)].map(on_all)))
        .route(&path("/{id}/attach"), methods([on_all(Endpoint::post(attach))]))
        .route(&path("/{id}/detach"), methods([on_all(Endpoint::post(detach))]))
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let now_ms = gateway.clock.now_ms();
    let id = gateway.surroundings_in(asked.dialect).id("pm");
    let method = PaymentMethod::create(&asked.params, id, now_ms)?;
    let shown = method.to_json(asked.caller);
    gateway.payment_methods.add(&method.id.clone(), method);
    Ok(shown)
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let customer = asked.params.text("customer")?.ok_or_else(|| {
        ApiError::missing("customer", "Missing customer: the one whose cards are wanted, cus_….")
    })?;
    gateway.customers.named_by("customer", &customer)?;
    gateway.payment_methods_of(&customer, &asked.params, asked.caller, PATH)
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let method = gateway.payment_methods.find(asked.id())?;
    let method = method.lock();
    Ok(method.to_json(KeyKind::Secret))
}

fn update(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let method = gateway.payment_methods.find(asked.id())?;
    let mut method = method.lock();
    method.update(&asked.params)?;
    Ok(method.to_json(KeyKind::Secret))
}

fn attach(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let method = gateway.payment_methods.find(asked.id())?;
    let customer = asked.params.text("customer")?.ok_or_else(|| {
        ApiError::missing("customer", "Missing customer: the one whom the card is to belong to, cus_….")
    })?;
    gateway.customers.named_by("customer", &customer)?;
    let shown = {
        let mut method = method.lock();
        if method.customer.as_ref().is_some_and(|owner| *owner != customer) {
            return Err(ApiError::parameter(
                "parameter_invalid",
                "customer",
                "This payment method belongs to another customer: detach it there first.",
            ));
        }
        if method.was_detached {
            return Err(ApiError::parameter(
                "parameter_invalid",
                "id",
                "This payment method was detached, which is for good: the customer has to enter the card again.",
            ));
        }
        method.customer = Some(customer);
        method.to_json(KeyKind::Secret)
    };
    gateway.emit(EventKind::PaymentMethodAttached, &shown);
    Ok(shown)
}

fn detach(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let method = gateway.payment_methods.find(asked.id())?;
    let (shown, for_caller) = {
        let mut method = method.lock();
        // For good: a card that a customer took back is not to be charged again.
        method.customer = None;
        method.was_detached = true;
        (method.to_json(KeyKind::Secret), method.to_json(asked.caller))
    };
    gateway.emit(EventKind::PaymentMethodDetached, &shown);
    Ok(for_caller)
}

impl Gateway {
    /// A page of a customer's cards.
    pub(crate) fn payment_methods_of(
        &self,
        customer: &str,
        params: &Params,
        caller: KeyKind,
        url: &str,
    ) -> Result<Value, ApiError> {
        // Only cards are kept, so any other type has none.
        let has_cards = params.text("type")?.is_none_or(|kind| kind == "card");
        let page = self
            .payment_methods
            .page(params, |method| has_cards && method.customer.as_deref() == Some(customer))?;
        Ok(page.to_json(url, |method| method.to_json(caller)))
    }

    /// Keeps a card: a new one, or what became of one that is kept already.
    pub(crate) fn keep_payment_method(&self, method: PaymentMethod) {
        let kept = self.payment_methods.get(&method.id);
        let newly_attached =
            method.customer.is_some() && kept.as_ref().is_none_or(|kept| kept.lock().customer.is_none());
        let shown = method.to_json(KeyKind::Secret);
        match kept {
            Some(kept) => {
                let mut kept = kept.lock();
                kept.customer = kept.customer.take().or(method.customer);
                kept.is_set_up |= method.is_set_up;
            }
            None => {
                self.payment_methods.add(&method.id.clone(), method);
            }
        }
        if newly_attached {
            self.emit(EventKind::PaymentMethodAttached, &shown);
        }
    }
}
