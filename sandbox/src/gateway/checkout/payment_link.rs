//! Payment links (gateway-facts 5.5): an address that may be given to anyone, and opens a session for whoever comes.

use std::sync::Arc;

use axum::Router;
use serde_json::{Value, json};

use super::line_item::{LINE_ITEMS, LineItems};
use super::page_url::PageUrl;
use super::session::{Draft, Mode, Session};
use super::session_terms::SessionTerms;
use super::shown::shown;
use crate::config::PUBLISHABLE_KEY;
use crate::gateway::Gateway;
use crate::gateway::api::{Asked, Endpoint, methods};
use crate::gateway::error::ApiError;
use crate::gateway::operation::requested_manner;
use crate::gateway::parameters::Params;
use crate::gateway::snowflake::created_ms;
use crate::gateway::surroundings::Surroundings;
use crate::gateway::wire::Manner;

const PATH: &str = "/v1/payment_links";

/// What ids of links begin with.
pub(super) const PREFIX: &str = "plink_";

/// Opens a session for whoever follows it.
#[derive(Clone, Debug)]
pub(super) struct PaymentLink {
    id: String,
    created_ms: u64,
    manner: Manner,
    lines: LineItems,
    /// Where a session of it ends; on the hosted page if none.
    success_url: Option<PageUrl>,
    terms: SessionTerms,
}

impl PaymentLink {
    fn mode(&self) -> Mode {
        let recurring = self.lines.items.iter().any(|item| item.price.recurring.is_some());
        if recurring { Mode::Subscription } else { Mode::Payment }
    }

    /// A session for somebody who has followed the link.
    fn draft(&self, around: &Surroundings<'_>) -> Draft {
        Draft {
            id: around.ids.next("cs", around.now_ms),
            made_at_ms: around.now_ms,
            mode: self.mode(),
            lines: Some(self.lines.copied(around)),
            success_url: self.success_url.clone(),
            cancel_url: None,
            terms: self.terms.clone(),
            payment_link: Some(self.id.clone()),
        }
    }

    fn to_json(&self, gateway_url: &str) -> Value {
        let redirect = self.success_url.as_ref().map(|url| json!({ "url": url.as_sent() }));
        let after_completion = json!({
            "type": if redirect.is_some() { "redirect" } else { "hosted_confirmation" },
            "hosted_confirmation": if redirect.is_some() { Value::Null } else { json!({}) },
            "redirect": redirect,
        });
        let collection = |given: &Option<_>| given.clone().map_or(Value::Null, Value::Object);
        shown(
            self.manner.wire,
            [
                ("id", self.id.as_str().into()),
                ("object", "payment_link".into()),
                ("created", self.created_ms.into()),
                ("active", true.into()),
                ("after_completion", after_completion),
                ("billing_address_collection", self.terms.billing_address_collection().into()),
                ("currency", self.lines.currency.as_str().into()),
                ("livemode", false.into()),
                ("metadata", self.terms.metadata.clone().into()),
                ("phone_number_collection", collection(&self.terms.phone_number_collection)),
                ("shipping_address_collection", collection(&self.terms.shipping_address_collection)),
                ("url", format!("{gateway_url}/pay/{}?key={PUBLISHABLE_KEY}", self.id).into()),
                (
                    "line_items",
                    json!({
                        "object": "list", "data": self.lines.to_json(),
                        "url": format!("{PATH}/{}/line_items", self.id), "has_more": false,
                    }),
                ),
            ],
        )
    }
}

/// `after_completion`: the page where customers go, or none for the hosted one.
fn read_after_completion(params: &Params) -> Result<Option<PageUrl>, ApiError> {
    let after = params.object_or_empty("after_completion")?;
    match after.word("type", &["redirect", "hosted_confirmation"])?.as_deref() {
        Some("redirect") => {
            let redirect = after.object_or_empty("redirect")?;
            let url = PageUrl::read(&redirect, "url")?;
            url.map(Some).ok_or_else(|| redirect.missing("url", "send the page where customers go then"))
        }
        _ => Ok(None),
    }
}

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route(PATH, methods([Endpoint::get(list), Endpoint::post(create)]))
        .route("/v1/payment_links/{id}", methods([Endpoint::get(retrieve).admitting(admit)]))
}

fn admit(gateway: &Gateway, asked: &Asked) -> Result<(), ApiError> {
    gateway.checkout.payment_links.find(asked.id()).map(|_| ())
}

fn create(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let manner = requested_manner(gateway, &asked.headers)?;
    let around = gateway.surroundings();
    let params = &asked.params;
    let success_url = read_after_completion(params)?;
    if params.has("customer") {
        return Err(
            params.invalid("customer", "can't be sent: a payment link is for everybody who follows it")
        );
    }
    let terms = SessionTerms::read(params)?;
    let id = around.ids.next("plink", around.now_ms);
    let (lines, prices) = LineItems::read(params, LINE_ITEMS, None, manner.wire, &gateway.checkout, &around)?;
    let link = PaymentLink { id, created_ms: created_ms(around.now_ms), manner, lines, success_url, terms };
    // What its sessions will refuse, it refuses.
    link.draft(&around).payment_intent(&link.lines, manner, &around)?;
    for price in prices {
        price.keep(&gateway.checkout);
    }
    let answer = link.to_json(&gateway.gateway_url);
    gateway.checkout.payment_links.add(&link.id.clone(), link);
    Ok(answer)
}

fn retrieve(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    Ok(gateway.checkout.payment_links.find(asked.id())?.lock().to_json(&gateway.gateway_url))
}

fn list(gateway: &Gateway, asked: &Asked) -> Result<Value, ApiError> {
    let page = gateway.checkout.payment_links.page(&asked.params, |_| true)?;
    Ok(page.to_json(PATH, |link| link.to_json(&gateway.gateway_url)))
}

impl Gateway {
    /// Opens a session for somebody who has followed a link, and gives its address.
    pub(super) fn follow_link(&self, id: &str) -> Result<String, ApiError> {
        let link = self.checkout.payment_links.find(id)?.lock().clone();
        let session = self.open_session(link.draft(&self.surroundings()), link.manner)?;
        let session: &Session = &session.lock();
        Ok(session.address(&self.gateway_url))
    }
}
