//! What a checkout session asks of its page and of its PaymentIntent.

use serde_json::{Map, Value, json};

use super::line_item::LineItems;
use super::session::Mode;
use crate::gateway::error::ApiError;
use crate::gateway::intent::ACCOUNT_METHODS;
use crate::gateway::parameters::Params;

/// What sessions and payment links can ask of the hosted page, and notes that are given back.
#[derive(Clone, Debug, Default)]
pub(super) struct SessionTerms {
    pub(super) customer: Option<String>,
    pub(super) customer_email: Option<String>,
    pub(super) client_reference_id: Option<String>,
    pub(super) metadata: Option<Map<String, Value>>,
    pub(super) payment_method_types: Option<Vec<String>>,
    pub(super) payment_method_options: Option<Map<String, Value>>,
    /// Whether the page asks for a name, country and postal code.
    pub(super) billing_address_required: bool,
    pub(super) phone_number_collection: Option<Map<String, Value>>,
    pub(super) shipping_address_collection: Option<Map<String, Value>>,
    /// For the PaymentIntent only.
    payment_intent_data: Map<String, Value>,
}

/// What `payment_intent_data` may hold.
const INTENT_DATA: &[&str] = &[
    "capture_method",
    "description",
    "merchant_order_id",
    "metadata",
    "setup_future_usage",
    "statement_descriptor",
];

impl SessionTerms {
    pub(super) fn read(params: &Params) -> Result<Self, ApiError> {
        let data = params.object_or_empty("payment_intent_data")?;
        data.word("capture_method", &["automatic", "manual"])?;
        data.word("setup_future_usage", &["on_session", "off_session"])?;
        let given = params.map("payment_intent_data")?.unwrap_or_default();
        if let Some(unknown) = given.keys().find(|name| !INTENT_DATA.contains(&name.as_str())) {
            let rule = format!("is not known: payment_intent_data takes {}", INTENT_DATA.join(", "));
            return Err(data.invalid(unknown, &rule));
        }
        for name in ["description", "merchant_order_id", "statement_descriptor"] {
            data.text(name)?;
        }
        data.map("metadata")?;
        let billing = params.word("billing_address_collection", &["auto", "required"])?;
        Ok(Self {
            customer: params.text("customer")?,
            customer_email: params.text("customer_email")?,
            client_reference_id: params.text("client_reference_id")?,
            metadata: params.map("metadata")?,
            payment_method_types: params.texts("payment_method_types")?,
            payment_method_options: params.map("payment_method_options")?,
            billing_address_required: billing.as_deref() == Some("required"),
            phone_number_collection: params.map("phone_number_collection")?,
            shipping_address_collection: params.map("shipping_address_collection")?,
            payment_intent_data: given,
        })
    }

    /// `auto` or `required`.
    pub(super) fn billing_address_collection(&self) -> &'static str {
        if self.billing_address_required { "required" } else { "auto" }
    }

    /// The parameters of the session's PaymentIntent. Without a choice, it takes all of the account's methods.
    pub(super) fn intent_params(&self, mode: Mode, lines: &LineItems) -> Result<Params, ApiError> {
        let mut fields = self.payment_intent_data.clone();
        let types = match (&self.payment_method_types, mode) {
            (Some(types), _) => json!(types),
            // Nothing else is kept for the renewals.
            (None, Mode::Subscription) => json!(["card"]),
            (None, _) => json!(ACCOUNT_METHODS),
        };
        let more = [
            ("amount", lines.total.into()),
            ("currency", lines.currency.as_str().into()),
            ("payment_method_types", types),
            ("payment_method_options", self.payment_method_options.clone().into()),
            ("customer", self.customer.clone().into()),
            ("receipt_email", self.customer_email.clone().into()),
        ];
        fields.extend(more.map(|(name, value): (&str, Value)| (name.to_owned(), value)));
        if mode == Mode::Subscription {
            fields.insert("setup_future_usage".to_owned(), "off_session".into());
        }
        Params::from_json(Value::Object(fields))
    }

    /// The parameters of the session's SetupIntent.
    pub(super) fn setup_params(&self) -> Result<Params, ApiError> {
        Params::from_json(json!({
            "customer": self.customer,
            "payment_method_types": self.payment_method_types,
            "payment_method_options": self.payment_method_options,
        }))
    }
}
