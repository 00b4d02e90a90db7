//! The gateways that the tests pay at, as rows of one table.

use crate::merchant::Intent;
use serde_json::{Map, Value, json};
use tillkit_core::gateway::Dialect;
use tillkit_core::method::PaymentMethod;
use tillkit_sandbox::{Ledger, Sandbox, Wire};

/// A gateway: how an intent comes about there, what a merchant's page says of it, and whom to ask for the truth.
///
/// A gateway of orders, whose client secret is a token, is a row as well.
#[derive(Debug)]
pub struct Gateway {
    /// What it speaks.
    pub dialect: Dialect,
    /// Of the intents that the merchant's server makes.
    pub(crate) wire: Wire,
    /// Makes an intent of these parameters, written as WooshPay writes them.
    pub(crate) make: fn(&Sandbox, Value) -> Intent,
    /// The `gateway` option of `Tillkit()`; null where nothing has to be said.
    pub(crate) settings: fn(&Sandbox) -> Value,
    /// What really happened to an intent's money.
    pub(crate) ledger: fn(&Sandbox, &Intent) -> Ledger,
    /// What comes before `/v1` where the merchant's server asks.
    pub(crate) server_path: &'static str,
    /// Whether the merchant's server sends forms instead of JSON.
    pub(crate) takes_forms: bool,
    /// Whether a method of the catalogue can be paid with there.
    pub has_method: fn(&PaymentMethod) -> bool,
    /// The cases that cannot be had there.
    pub lacks: &'static [Lack],
}

/// A case that a gateway cannot express.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lack {
    /// The case, or a kind of cases.
    pub case: &'static str,
    /// Why.
    pub reason: &'static str,
    /// Where that is written.
    pub source: &'static str,
}

/// WooshPay's API.
pub static WOOSHPAY: Gateway = Gateway {
    dialect: Dialect::WooshPay,
    wire: Wire::Old,
    make: |sandbox, params| made(&sandbox.create_intent(params).unwrap()),
    // The dialect and the address are the defaults.
    settings: |_| Value::Null,
    ledger: |sandbox, intent| sandbox.ledger(&intent.id).unwrap(),
    server_path: "",
    takes_forms: false,
    has_method: |_| true,
    lacks: &[Lack {
        case: "authentication_can_be_refused",
        reason: "error_on_requires_action is none of its parameters",
        source: "gateway-facts 1.5; 11.1 has it of Stripe's alone",
    }],
};

/// Stripe's API.
pub static STRIPE: Gateway = Gateway {
    dialect: Dialect::Stripe,
    wire: Wire::Stripe,
    make: |sandbox, mut params| {
        if let Some(Value::String(currency)) = params.get_mut("currency") {
            currency.make_ascii_lowercase();
        }
        made(&sandbox.create_intent(params).unwrap())
    },
    settings: |sandbox| json!({ "dialect": "stripe", "apiBase": format!("{}/stripe", sandbox.gateway_url()) }),
    ledger: |sandbox, intent| sandbox.ledger(&intent.id).unwrap(),
    server_path: "/stripe",
    takes_forms: true,
    has_method: |method| STRIPE_METHODS.contains(&method.kind),
    lacks: &[
        Lack {
            case: "device_data_that_never_arrives_does_not_stop_the_payment",
            reason: "device data is no action of its own: the challenge's page collects it",
            source: "gateway-facts 11.2, redirect action",
        },
        Lack {
            case: "a_challenge_of_the_new_wire_generation_pays_once",
            reason: "there is one generation of its wire",
            source: "gateway-facts 11.2",
        },
        Lack {
            case: "hosted_instructions",
            reason: "codes, vouchers and account details are given as data and shown in the form",
            source: "gateway-facts 11.2",
        },
        Lack {
            case: "bank_transfers",
            reason: "they are of the type customer_balance, which is no row of the catalogue; core's tests read their action",
            source: "gateway-facts 11.3, display_bank_transfer_instructions",
        },
    ],
};

/// The catalogue's types that Stripe documents under the same name (gateway-facts 4.3 and 11.3).
const STRIPE_METHODS: [&str; 16] = [
    "alipay",
    "bancontact",
    "boleto",
    "eps",
    "fpx",
    "giropay",
    "grabpay",
    "ideal",
    "klarna",
    "p24",
    "paynow",
    "pix",
    "promptpay",
    "sepa_debit",
    "sofort",
    "wechat_pay",
];

/// PaymentOptions, by way of the endpoint that the shop's server has for it.
pub static PAYMENT_OPTIONS: Gateway = Gateway {
    dialect: Dialect::PaymentOptions,
    // Of no consequence: there is no intent.
    wire: Wire::Old,
    make: ordered,
    settings: |sandbox| json!({ "dialect": "payment_options", "apiBase": format!("{}/payment-options", sandbox.shop_url()) }),
    // It hears of an order when its card comes.
    ledger: |sandbox, intent| sandbox.ledger(&intent.id).unwrap_or_default(),
    server_path: "",
    takes_forms: false,
    has_method: |_| false,
    lacks: &[
        Lack { case: "methods", reason: "it takes cards alone", source: "gateway-facts 10" },
        Lack {
            case: "saved_card",
            reason: "what is paid with is a card's number each time",
            source: "gateway-facts 10, card",
        },
        Lack { case: "setup", reason: "there is nothing to save a card with", source: "gateway-facts 10" },
        Lack {
            case: "manual_capture_is_an_authorisation",
            reason: "its transactions are of the type CAPTURE",
            source: "gateway-facts 10, webhook body",
        },
        Lack {
            case: "authentication_can_be_refused",
            reason: "it begins with the address of the authentication",
            source: "gateway-facts 10, flow",
        },
        Lack {
            case: "device_data_that_never_arrives_does_not_stop_the_payment",
            reason: "device data is no action of its own: the page behind redirect_url collects it",
            source: "gateway-facts 10, flow",
        },
        Lack {
            case: "a_card_without_3ds_is_charged_without",
            reason: "every customer goes by redirect_url",
            source: "gateway-facts 10, flow",
        },
        Lack {
            case: "unknown_words",
            reason: "a payment is answered by success and redirect_url: no status, no action's name",
            source: "gateway-facts 10, flow",
        },
        Lack {
            case: "a_challenge_of_the_new_wire_generation_pays_once",
            reason: "there is one generation of its wire",
            source: "gateway-facts 10",
        },
    ],
};

/// Has the shop make an order of this amount, and its token.
fn ordered(sandbox: &Sandbox, mut params: Value) -> Intent {
    let order = json!({
        "items": [{ "id": "morning-fog", "quantity": 1 }],
        "gateway": "payment_options",
        "amount": params.get_mut("amount").map(Value::take),
        "currency": params.get_mut("currency").map(Value::take),
    });
    let url = format!("{}/api/orders", sandbox.shop_url());
    let asked =
        async move { reqwest::Client::new().post(url).json(&order).send().await?.json::<Value>().await };
    // The rows of the table make their intents without waiting.
    let answer = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(asked)).unwrap();
    let text = |path: &str| {
        answer
            .pointer(path)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("no {path} in {answer}"))
            .to_owned()
    };
    Intent { id: text("/order/paymentIntent"), client_secret: text("/clientSecret") }
}

impl Gateway {
    /// Every gateway; the first is the one at which all cases run by default.
    pub const ALL: [&'static Self; 3] = [&WOOSHPAY, &STRIPE, &PAYMENT_OPTIONS];

    /// Its dialect's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.dialect.name()
    }

    /// Why it cannot express a case.
    #[must_use]
    pub fn lack(&self, case: &str) -> Option<&Lack> {
        self.lacks.iter().find(|lack| lack.case == case)
    }

    /// Whether all cases are paid at it: at the first gateway always, at the others with `TILLKIT_E2E_FULL=1`.
    #[must_use]
    pub fn goes_all_ways(&self) -> bool {
        Self::ALL.first().is_some_and(|first| std::ptr::eq(*first, self)) || is_full()
    }

    /// `Tillkit()`'s options with what they have to say of this gateway.
    pub(crate) fn add_settings(&self, sandbox: &Sandbox, options: &mut Map<String, Value>) {
        let settings = (self.settings)(sandbox);
        if !settings.is_null() && !options.contains_key("gateway") {
            options.insert("gateway".into(), settings);
        }
    }
}

/// Whether this run goes through every product of cases: `npm test -- --full`.
#[must_use]
pub fn is_full() -> bool {
    std::env::var_os("TILLKIT_E2E_FULL").is_some()
}

/// What the browser gets to know of an intent that the server made.
pub(crate) fn made(intent: &Value) -> Intent {
    let text = |name: &str| intent.get(name).and_then(Value::as_str).unwrap().to_owned();
    Intent { id: text("id"), client_secret: text("client_secret") }
}

/// Writes JSON as a form with nested keys, as Stripe's API takes it.
pub(crate) fn form(body: &Value) -> String {
    let mut pairs = Vec::new();
    flatten("", body, &mut pairs);
    pairs.join("&")
}

fn flatten(name: &str, value: &Value, pairs: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                let name = if name.is_empty() { member.clone() } else { format!("{name}[{member}]") };
                flatten(&name, value, pairs);
            }
        }
        Value::String(text) => pairs.push(format!("{name}={}", text.replace(' ', "+"))),
        other => pairs.push(format!("{name}={other}")),
    }
}
