//! What tests and the shop's developer panel choose about the gateway: `POST /_sandbox/settings`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::error::ApiError;
use super::wire::Wire;

/// A code is good for five minutes unless tests want less.
const CODE_LIFETIME_MS: u64 = 5 * 60_000;
/// A voucher is good for three days.
const VOUCHER_LIFETIME_MS: u64 = 3 * 24 * 3_600_000;
/// Days in life.
const PROCESSING_MS: u64 = 5_000;
/// A year: more is a mistake.
const LONGEST_MS: u64 = 366 * 24 * 3_600_000;

/// How an intent hands over codes, account details, vouchers and approvals in apps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Codes {
    /// By a redirect to a page that shows them, as WooshPay does.
    #[default]
    Hosted,
    /// As data for the widget to show, in Stripe's shapes.
    InPlace,
}

impl Codes {
    /// `hosted` or `in_place`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hosted => "hosted",
            Self::InPlace => "in_place",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Hosted, Self::InPlace].into_iter().find(|codes| codes.name() == name)
    }
}

/// What a confirm of a made-up method is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MadeUp {
    /// `<type>_handle_redirect` with a URL.
    Redirect,
    /// An action that nobody knows, without a URL.
    UnknownAction,
}

impl MadeUp {
    fn name(self) -> &'static str {
        match self {
            Self::Redirect => "redirect",
            Self::UnknownAction => "unknown_action",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Redirect, Self::UnknownAction].into_iter().find(|made_up| made_up.name() == name)
    }
}

/// How Stripe's dialect words the authentication of a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum StripeAction {
    #[default]
    RedirectToUrl,
    /// As it answers its own script, which asks for it.
    UseStripeSdk,
}

impl StripeAction {
    fn name(self) -> &'static str {
        match self {
            Self::RedirectToUrl => "redirect_to_url",
            Self::UseStripeSdk => "use_stripe_sdk",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::RedirectToUrl, Self::UseStripeSdk].into_iter().find(|action| action.name() == name)
    }
}

/// What `paymentv2` of PaymentOptions' API answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PaymentOptionsAnswer {
    #[default]
    Documented,
    /// `success: false`, and nothing is started.
    Unsuccessful,
    /// `success: true`, but neither `redirect_url` nor `url`.
    WithoutRedirectUrl,
    /// A `redirect_url` whose token has run out.
    ExpiredToken,
}

impl PaymentOptionsAnswer {
    const ALL: [Self; 4] =
        [Self::Documented, Self::Unsuccessful, Self::WithoutRedirectUrl, Self::ExpiredToken];

    fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Unsuccessful => "unsuccessful",
            Self::WithoutRedirectUrl => "without_redirect_url",
            Self::ExpiredToken => "expired_token",
        }
    }
}

/// When PaymentOptions' webhook comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PaymentOptionsWebhook {
    /// Before the browser is sent back.
    #[default]
    First,
    /// A minute of the sandbox's clock after the outcome.
    Late,
    /// Never.
    Lost,
}

impl PaymentOptionsWebhook {
    const ALL: [Self; 3] = [Self::First, Self::Late, Self::Lost];

    fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Late => "late",
            Self::Lost => "lost",
        }
    }
}

/// All settings.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The generation of intents that do not name one.
    pub(crate) wire: Wire,
    /// The same for codes.
    pub(crate) codes: Codes,
    /// How long codes and requests to apps are good for.
    pub(crate) code_lifetime_ms: u64,
    /// How long vouchers are.
    pub(crate) voucher_lifetime_ms: u64,
    /// When a payment that is being processed is settled; never by itself if none.
    pub(crate) processing_ms: Option<u64>,
    /// Whether it ends well then.
    pub(crate) processing_succeeds: bool,
    /// Whether a return carries `payment_intent` and `payment_intent_client_secret`.
    pub(crate) return_parameters: bool,
    /// Whether a stand-in for payment sheets is served.
    pub(crate) wallets: bool,
    /// How Stripe's dialect words the authentication of a card from now on.
    pub(crate) stripe_action: StripeAction,
    /// What PaymentOptions answers to a new payment.
    pub(crate) payment_options_answer: PaymentOptionsAnswer,
    /// When its webhook comes.
    pub(crate) payment_options_webhook: PaymentOptionsWebhook,
    /// Methods that no table has, by their type strings.
    pub(crate) made_up_methods: BTreeMap<String, MadeUp>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            wire: Wire::default(),
            codes: Codes::default(),
            code_lifetime_ms: CODE_LIFETIME_MS,
            voucher_lifetime_ms: VOUCHER_LIFETIME_MS,
            processing_ms: Some(PROCESSING_MS),
            processing_succeeds: true,
            return_parameters: true,
            wallets: false,
            stripe_action: StripeAction::default(),
            payment_options_answer: PaymentOptionsAnswer::default(),
            payment_options_webhook: PaymentOptionsWebhook::default(),
            made_up_methods: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// The settings with the changes that a JSON object names.
    pub(crate) fn changed(&self, changes: &Value) -> Result<Self, ApiError> {
        let changes = changes
            .as_object()
            .ok_or_else(|| refused("body", "the settings to change must be a JSON object"))?;
        let mut settings = self.clone();
        for (name, value) in changes {
            settings.change(name, value)?;
        }
        Ok(settings)
    }

    fn change(&mut self, name: &str, value: &Value) -> Result<(), ApiError> {
        let text = value.as_str().unwrap_or_default();
        let one_of = |words: &str| refused(name, format!("{name} must be {words}"));
        match name {
            "wire" => self.wire = Wire::from_name(text).ok_or_else(|| one_of("old or new"))?,
            "codes" => self.codes = Codes::from_name(text).ok_or_else(|| one_of("hosted or in_place"))?,
            "code_lifetime_ms" => self.code_lifetime_ms = duration(name, value)?,
            "voucher_lifetime_ms" => self.voucher_lifetime_ms = duration(name, value)?,
            "processing_ms" if value.is_null() => self.processing_ms = None,
            "processing_ms" => self.processing_ms = Some(duration(name, value)?),
            "processing_outcome" => {
                self.processing_succeeds = match text {
                    "succeed" => true,
                    "fail" => false,
                    _ => return Err(one_of("succeed or fail")),
                };
            }
            "return_parameters" => {
                self.return_parameters = value.as_bool().ok_or_else(|| one_of("true or false"))?;
            }
            "wallets" => self.wallets = value.as_bool().ok_or_else(|| one_of("true or false"))?,
            "stripe_action" => {
                self.stripe_action = StripeAction::from_name(text)
                    .ok_or_else(|| one_of("redirect_to_url or use_stripe_sdk"))?;
            }
            "payment_options_answer" => {
                let all = PaymentOptionsAnswer::ALL;
                self.payment_options_answer = all
                    .into_iter()
                    .find(|answer| answer.name() == text)
                    .ok_or_else(|| one_of(&all.map(PaymentOptionsAnswer::name).join(", ")))?;
            }
            "payment_options_webhook" => {
                let all = PaymentOptionsWebhook::ALL;
                self.payment_options_webhook = all
                    .into_iter()
                    .find(|webhook| webhook.name() == text)
                    .ok_or_else(|| one_of(&all.map(PaymentOptionsWebhook::name).join(", ")))?;
            }
            "made_up_methods" => self.made_up_methods = made_up_methods(name, value)?,
            _ => {
                let known: Vec<String> = fields(&Self::default()).keys().cloned().collect();
                return Err(refused(
                    name,
                    format!("there is no setting {name}: there are {}", known.join(", ")),
                ));
            }
        }
        Ok(())
    }

    pub(crate) fn to_json(&self) -> Value {
        Value::Object(fields(self))
    }
}

fn fields(settings: &Settings) -> Map<String, Value> {
    let made_up: Map<String, Value> = settings
        .made_up_methods
        .iter()
        .map(|(kind, made_up)| (kind.clone(), made_up.name().into()))
        .collect();
    let fields: [(&str, Value); 12] = [
        ("wire", settings.wire.name().into()),
        ("codes", settings.codes.name().into()),
        ("code_lifetime_ms", settings.code_lifetime_ms.into()),
        ("voucher_lifetime_ms", settings.voucher_lifetime_ms.into()),
        ("processing_ms", settings.processing_ms.into()),
        ("processing_outcome", if settings.processing_succeeds { "succeed" } else { "fail" }.into()),
        ("return_parameters", settings.return_parameters.into()),
        ("wallets", settings.wallets.into()),
        ("stripe_action", settings.stripe_action.name().into()),
        ("payment_options_answer", settings.payment_options_answer.name().into()),
        ("payment_options_webhook", settings.payment_options_webhook.name().into()),
        ("made_up_methods", Value::Object(made_up)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn refused(name: &str, message: impl Into<String>) -> ApiError {
    ApiError::parameter("parameter_invalid", name, message)
}

fn duration(name: &str, value: &Value) -> Result<u64, ApiError> {
    value
        .as_u64()
        .filter(|ms| *ms <= LONGEST_MS)
        .ok_or_else(|| refused(name, format!("{name} must be a whole number from 0 to {LONGEST_MS}")))
}

fn made_up_methods(name: &str, value: &Value) -> Result<BTreeMap<String, MadeUp>, ApiError> {
    let rule = || {
        refused(
            name,
            json!({ "moonpay_x": "redirect" }).to_string()
                + " is an example: type strings of small letters, digits and _ that no method has, each with redirect \
                   or unknown_action",
        )
    };
    let is_type_string = |kind: &str| {
        !kind.is_empty()
            && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    value
        .as_object()
        .ok_or_else(rule)?
        .iter()
        .map(|(kind, answer)| {
            let free = is_type_string(kind) && tillkit_core::method::find(kind).is_none();
            let answer = answer.as_str().and_then(MadeUp::from_name).filter(|_| free);
            answer.map(|answer| (kind.clone(), answer)).ok_or_else(rule)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_changed_one_by_one() {
        let changes =
            json!({ "codes": "in_place", "processing_ms": null, "made_up_methods": { "x": "redirect" } });
        let settings = Settings::default().changed(&changes).expect("changed");
        let shown = settings.to_json();
        assert_eq!((&shown["codes"], &shown["processing_ms"]), (&json!("in_place"), &Value::Null));
        assert_eq!(shown["made_up_methods"], json!({ "x": "redirect" }));
        assert_eq!(settings.changed(&shown).expect("its own words").to_json(), shown);
    }

    #[test]
    fn mistakes_name_the_setting() {
        for (name, value) in [
            ("wire", json!("newest")),
            ("codes", json!("both")),
            ("code_lifetime_ms", json!(-1)),
            ("processing_ms", json!("soon")),
            ("processing_outcome", json!(true)),
            ("return_parameters", json!("no")),
            ("wallets", json!("apple")),
            ("stripe_action", json!("redirect")),
            ("payment_options_answer", json!("maybe")),
            ("payment_options_webhook", json!(false)),
            ("made_up_methods", json!({ "card": "redirect" })),
            ("made_up_methods", json!({ "x": "explode" })),
            ("colour", json!("red")),
        ] {
            let changes = Value::Object(Map::from_iter([(name.to_owned(), value)]));
            let error = Settings::default().changed(&changes).expect_err(name).error;
            assert_eq!(error.param.as_deref(), Some(name));
        }
        assert!(Settings::default().changed(&json!([])).is_err());
    }
}
