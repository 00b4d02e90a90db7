//! Customers: people whom a merchant knows, with their saved cards.

mod routes;

use serde_json::{Map, Value, json};

pub(super) use self::routes::routes;

use super::collection::Collection;
use super::error::ApiError;
use super::parameters::Params;
use super::payment_method::PaymentMethod;
use super::snowflake::created_ms;
use super::terms::merged;

/// A customer.
#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) id: String,
    created_ms: u64,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    description: Option<String>,
    address: Map<String, Value>,
    shipping: Option<Map<String, Value>>,
    metadata: Option<Map<String, Value>>,
    /// What subscriptions charge that name no card of their own.
    pub(crate) default_payment_method: Option<String>,
}

impl Customer {
    pub(crate) fn create(
        params: &Params,
        payment_methods: &Collection<PaymentMethod>,
        id: String,
        now_ms: u64,
    ) -> Result<Self, ApiError> {
        let mut customer = Self {
            id,
            created_ms: created_ms(now_ms),
            name: None,
            email: None,
            phone: None,
            description: None,
            address: Map::new(),
            shipping: None,
            metadata: None,
            default_payment_method: None,
        };
        customer.read(params, payment_methods)?;
        Ok(customer)
    }

    /// Changes what the parameters name, or nothing when one of them is wrong.
    fn update(
        &mut self,
        params: &Params,
        payment_methods: &Collection<PaymentMethod>,
    ) -> Result<(), ApiError> {
        let mut changed = self.clone();
        changed.read(params, payment_methods)?;
        *self = changed;
        Ok(())
    }

    fn read(&mut self, params: &Params, payment_methods: &Collection<PaymentMethod>) -> Result<(), ApiError> {
        for (name, field) in [
            ("name", &mut self.name),
            ("email", &mut self.email),
            ("phone", &mut self.phone),
            ("description", &mut self.description),
        ] {
            if params.has(name) {
                *field = params.text(name)?;
            }
        }
        if params.has("address") {
            self.address = params.map("address")?.unwrap_or_default();
        }
        if params.has("shipping") {
            self.shipping = params.map("shipping")?;
        }
        if params.has("metadata") {
            self.metadata = merged(self.metadata.take(), params.map("metadata")?);
        }
        let settings = params.object_or_empty("invoice_settings")?;
        if settings.has("default_payment_method") {
            let default = settings.text("default_payment_method")?;
            if let Some(id) = &default {
                let path = settings.path("default_payment_method");
                payment_methods.named_by(&path, id)?.lock().must_belong_to(&self.id, &path)?;
            }
            self.default_payment_method = default;
        }
        Ok(())
    }

    pub(crate) fn to_json(&self) -> Value {
        let text = |value: &Option<String>| value.clone().map(Value::String);
        let settings = self.default_payment_method.as_ref().map(|id| json!({ "default_payment_method": id }));
        let fields: [(&str, Option<Value>); 12] = [
            ("id", Some(self.id.as_str().into())),
            ("object", Some("customer".into())),
            ("created", Some(self.created_ms.into())),
            ("livemode", Some(false.into())),
            ("address", Some(Value::Object(self.address.clone()))),
            ("email", text(&self.email)),
            ("name", text(&self.name)),
            ("phone", text(&self.phone)),
            ("description", text(&self.description)),
            ("shipping", self.shipping.clone().map(Value::Object)),
            ("metadata", self.metadata.clone().map(Value::Object)),
            ("invoice_settings", settings),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}
