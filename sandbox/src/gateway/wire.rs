//! PaymentIntents as the API spells them. The old generation writes structures as JSON text, unset values as null
//! or `""`; the new one has structures and leaves unset fields out. Stripe's wire has files of its own.

use serde_json::{Map, Value, json};

use super::access::KeyKind;
use super::dialect::Dialect;
use super::intent::{Intent, Status};
use super::next_action::NextAction;
use super::presented::Presented;
use super::settings::Codes;
use super::stripe;

/// The generation of the wire format an intent is answered in: that of its creation, until it is confirmed by another
/// dialect's API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wire {
    /// Of 2022: `next_action` is JSON text or `""`.
    #[default]
    Old,
    /// Of 2023 on: `next_action` is an object or absent.
    New,
    /// Stripe's, which is spoken under `/stripe` only.
    Stripe,
}

impl Wire {
    /// `old`, `new` or `stripe`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
            Self::Stripe => "stripe",
        }
    }

    /// Whose API speaks it.
    pub(crate) fn dialect(self) -> Dialect {
        match self {
            Self::Old | Self::New => Dialect::WooshPay,
            Self::Stripe => Dialect::Stripe,
        }
    }

    /// What an intent of this wire is shown in by the API of a dialect.
    pub(crate) fn shown_in(self, dialect: Dialect) -> Self {
        match (dialect, self) {
            (Dialect::Stripe, _) => Self::Stripe,
            (Dialect::WooshPay, Self::Stripe) => Self::New,
            (Dialect::WooshPay, own) => own,
        }
    }

    /// How codes are handed over: Stripe has them as data only.
    pub(crate) fn codes(self, wanted: Codes) -> Codes {
        match self.dialect() {
            Dialect::WooshPay => wanted,
            Dialect::Stripe => Codes::InPlace,
        }
    }

    /// A generation of WooshPay's.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Old, Self::New].into_iter().find(|wire| wire.name() == name)
    }
}

/// How an intent is answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    pub(crate) wire: Wire,
    pub(crate) codes: Codes,
}

/// Fields that are the merchant's own business, which a publishable key does not see.
const MERCHANT_FIELDS: &[&str] = &[
    "metadata",
    "merchant_user_id",
    "customer",
    "quantity",
    "statement_descriptor",
    "statement_descriptor_suffix",
];

/// The intent as `caller` may see it.
pub(crate) fn intent_json(intent: &Intent, wire: Wire, caller: KeyKind) -> Value {
    let mut fields = match wire {
        Wire::Old => old(intent),
        Wire::New => new(intent),
        Wire::Stripe => return Value::Object(stripe::intent_fields(intent, caller)),
    };
    if caller == KeyKind::Publishable {
        fields.retain(|name, _| !MERCHANT_FIELDS.contains(&name.as_str()));
    }
    Value::Object(fields)
}

fn old(intent: &Intent) -> Map<String, Value> {
    let notes = &intent.notes;
    let mut card = json!({
        "request_three_d_secure": intent.three_d_secure.name(),
        "capture_method": intent.capture_method.name(),
    });
    add_cvc_recollection(intent, &mut card);
    let options = json!({ "card": card });
    let fields: [(&str, Value); 23] = [
        ("id", intent.id.as_str().into()),
        ("object", "payment_intent".into()),
        ("created", intent.created_ms.into()),
        ("currency", intent.currency.as_str().into()),
        ("amount", intent.amount.into()),
        ("status", intent.status.name().into()),
        ("description", notes.description.clone().into()),
        ("metadata", notes.metadata.clone().map_or(Value::Null, Value::Object)),
        ("livemode", false.into()),
        ("merchant_order_id", notes.merchant_order_id.clone().into()),
        ("client_secret", intent.client_secret.as_str().into()),
        ("last_payment_error", last_payment_error(intent).unwrap_or(Value::Null)),
        ("next_action", old_next_action(intent).into()),
        ("payment_method_types", json!(intent.payment_method_types).to_string().into()),
        ("receipt_email", notes.receipt_email.clone().into()),
        ("statement_descriptor", notes.statement_descriptor.clone().into()),
        ("statement_descriptor_suffix", notes.statement_descriptor_suffix.clone().into()),
        ("cancel_at", "".into()),
        ("cancellation_reason", intent.cancellation_reason.clone().into()),
        ("confirmation_method", "automatic".into()),
        ("payment_method_options", options.to_string().into()),
        ("3ds_status", Value::Null),
        ("amount_capturable", intent.amount_capturable().into()),
    ];
    // The documented objects of this generation have no customer, so only those that have one show these.
    let of_customers = [
        ("customer", notes.customer.clone()),
        ("setup_future_usage", notes.setup_future_usage.clone()),
        ("payment_method", intent.presented.as_ref().map(|presented| presented.payment_method().clone())),
    ];
    let of_customers = of_customers.into_iter().filter(|_| notes.customer.is_some());
    let of_customers = of_customers.map(|(name, value)| (name, value.into()));
    fields.into_iter().chain(of_customers).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Asks the browser for the security code of a saved card.
fn add_cvc_recollection(intent: &Intent, card: &mut Value) {
    if let (true, Some(fields)) = (intent.requires_cvc, card.as_object_mut()) {
        fields.insert("require_cvc_recollection".to_owned(), true.into());
    }
}

fn new(intent: &Intent) -> Map<String, Value> {
    let notes = &intent.notes;
    let received = Some(intent.ledger.captured).filter(|&captured| captured > 0);
    let fields: [(&str, Option<Value>); 30] = [
        ("id", Some(intent.id.as_str().into())),
        ("object", Some("payment_intent".into())),
        ("created", Some(intent.created_ms.into())),
        ("livemode", Some(false.into())),
        ("currency", Some(intent.currency.as_str().into())),
        ("amount", Some(intent.amount.into())),
        ("amount_capturable", intent.amount_capturable().map(Into::into)),
        ("amount_received", received.map(Into::into)),
        ("status", Some(intent.status.name().into())),
        ("client_secret", Some(intent.client_secret.as_str().into())),
        ("last_payment_error", last_payment_error(intent)),
        ("next_action", new_next_action(intent)),
        ("payment_method_types", Some(json!(intent.payment_method_types))),
        ("confirmation_method", Some("automatic".into())),
        ("description", text(notes.description.as_ref())),
        ("metadata", notes.metadata.clone().map(Value::Object)),
        ("customer", text(notes.customer.as_ref())),
        ("merchant_order_id", text(notes.merchant_order_id.as_ref())),
        ("merchant_user_id", text(notes.merchant_user_id.as_ref())),
        ("quantity", notes.quantity.map(Into::into)),
        ("payment_method_options", Some(new_options(intent))),
        ("return_url", text(intent.return_url.as_ref())),
        ("setup_future_usage", text(notes.setup_future_usage.as_ref())),
        ("capture_method", Some(intent.capture_method.name().into())),
        ("payment_method", text(intent.presented.as_ref().map(Presented::payment_method))),
        ("receipt_email", text(notes.receipt_email.as_ref())),
        ("shipping", notes.shipping.clone().map(Value::Object)),
        ("statement_descriptor", text(notes.statement_descriptor.as_ref())),
        ("statement_descriptor_suffix", text(notes.statement_descriptor_suffix.as_ref())),
        ("cancellation_reason", text(intent.cancellation_reason.as_ref())),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn text(value: Option<&String>) -> Option<Value> {
    value.map(|text| text.as_str().into())
}

fn last_payment_error(intent: &Intent) -> Option<Value> {
    intent.last_payment_error.as_ref().map(|error| Value::Object(error.to_json()))
}

/// Of the method in use, and the card's while nothing is in use.
fn new_options(intent: &Intent) -> Value {
    let is_in_use = intent.status != Status::RequiresPaymentMethod;
    match intent.attempt.as_ref().filter(|_| is_in_use) {
        Some(attempt) => {
            let (kind, options) = attempt.options();
            json!({ kind: options })
        }
        None => {
            let mut card = json!({ "request_three_d_secure": intent.three_d_secure.name() });
            add_cvc_recollection(intent, &mut card);
            json!({ "card": card })
        }
    }
}

/// What a method that is no card waits for.
fn method_action(intent: &Intent) -> Option<&NextAction> {
    let waits = intent.status == Status::RequiresAction;
    intent.attempt.as_ref().filter(|_| waits)?.action.as_ref()
}

/// The old generation's text; its detail comes before its type, and in there the return URL first.
fn old_next_action(intent: &Intent) -> String {
    if let Some(action) = method_action(intent) {
        return action.to_old();
    }
    intent.steps.action.as_ref().map_or_else(String::new, |action| {
        let name = action.kind.name();
        json!({ name: { "return_url": action.return_url, "url": action.url }, "type": name }).to_string()
    })
}

fn new_next_action(intent: &Intent) -> Option<Value> {
    if let Some(action) = method_action(intent) {
        return Some(action.to_new());
    }
    intent.steps.action.as_ref().map(|action| {
        let name = action.kind.name();
        json!({ "type": name, name: { "url": action.url, "return_url": action.return_url } })
    })
}
