//! Checkout sessions as the API spells them.

use serde_json::Value;

use super::line_item::LineItems;
use super::page_url::PageUrl;
use super::session::{Session, Standing};
use super::shown::shown;
use crate::gateway::snowflake::created_ms;

impl Session {
    /// The session as the API answers it while it stands like this; `customer` is the one it is for, expanded.
    pub(super) fn to_json(&self, standing: &Standing, customer: Option<Value>, gateway_url: &str) -> Value {
        let mut session = match &self.lines {
            Some(lines) => self.payment_json(lines, standing, gateway_url),
            None => return self.setup_json(standing, customer, gateway_url),
        };
        // The documented session without metadata does not have it, not even as null.
        if let (Some(metadata), Some(fields)) = (&self.terms.metadata, session.as_object_mut()) {
            fields.insert("metadata".to_owned(), Value::Object(metadata.clone()));
        }
        if let (Some(subscription), Some(fields)) = (&self.subscription, session.as_object_mut()) {
            fields.insert("subscription".to_owned(), subscription.as_str().into());
        }
        session
    }

    fn payment_json(&self, lines: &LineItems, standing: &Standing, gateway_url: &str) -> Value {
        let terms = &self.terms;
        let list = shown(
            self.wire,
            [
                ("object", "list".into()),
                ("data", lines.to_json().into()),
                ("url", Value::Null),
                ("has_more", Value::Null),
            ],
        );
        shown(
            self.wire,
            [
                ("id", self.id.as_str().into()),
                ("object", "checkout.session".into()),
                ("created", created_ms(self.made_at_ms).into()),
                ("currency", lines.currency.as_str().into()),
                ("customer", terms.customer.clone().unwrap_or_default().into()),
                ("mode", self.mode.name().into()),
                ("livemode", false.into()),
                ("shipping", Value::Null),
                ("status", standing.status.name().into()),
                ("url", self.address(gateway_url).into()),
                ("cancel_url", page(self.cancel_url.as_ref())),
                ("client_reference_id", terms.client_reference_id.clone().into()),
                ("customer_email", terms.customer_email.clone().into()),
                ("line_items", list),
                ("payment_intent", self.intent.as_str().into()),
                ("payment_method_types", terms.payment_method_types.clone().into()),
                ("payment_status", standing.payment_status.into()),
                ("success_url", page(self.success_url.as_ref())),
                ("amount_subtotal", lines.total.into()),
                ("amount_total", lines.total.into()),
                ("billing_address_collection", terms.billing_address_collection().into()),
                ("expires_at", self.expires_at_ms().into()),
                ("payment_link", self.payment_link.clone().unwrap_or_default().into()),
                ("payment_method_options", terms.payment_method_options.clone().into()),
                ("phone_number_collection", terms.phone_number_collection.clone().into()),
                ("shipping_address_collection", terms.shipping_address_collection.clone().into()),
                ("client_secret", self.client_secret.as_str().into()),
            ],
        )
    }

    /// Shorter, as documented; the SetupIntent itself has its client secret.
    fn setup_json(&self, standing: &Standing, customer: Option<Value>, gateway_url: &str) -> Value {
        let terms = &self.terms;
        let types = terms.payment_method_types.clone().unwrap_or_else(|| vec!["card".to_owned()]);
        shown(
            self.wire,
            [
                ("id", self.id.as_str().into()),
                ("object", "checkout.session".into()),
                ("created", created_ms(self.made_at_ms).into()),
                ("livemode", false.into()),
                ("customer", terms.customer.clone().unwrap_or_default().into()),
                ("metadata", terms.metadata.clone().into()),
                ("mode", self.mode.name().into()),
                ("status", standing.status.name().into()),
                ("url", self.address(gateway_url).into()),
                ("customer_details", customer.unwrap_or_default()),
                ("expires_at", self.expires_at_ms().into()),
                ("live_mode", false.into()),
                ("payment_method_types", types.into()),
                ("setup_intent", self.intent.as_str().into()),
                ("success_url", page(self.success_url.as_ref())),
                ("cancel_url", page(self.cancel_url.as_ref())),
            ],
        )
    }
}

fn page(url: Option<&PageUrl>) -> Value {
    url.map(PageUrl::as_sent).into()
}
