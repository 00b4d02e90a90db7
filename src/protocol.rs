//! What the loader and the engine say to each other over their one `MessagePort`.
//!
//! These types are the only description of the protocol: `www/sdk/protocol.ts` is generated from them, and
//! a test fails when the two differ (`cargo test -p tillkit protocol`, with `TILLKIT_WRITE_PROTOCOL=1` to
//! write the file anew).
//!
//! Messages are externally tagged: `{ "confirm": { … } }`, and a message without content is a plain string,
//! `"focus"`. Names are camelCase, except in the objects that a merchant sees ([`PaymentIntentObject`],
//! [`ErrorObject`], [`BillingDetails`]), which have Stripe's snake_case.

mod read;

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// The protocol spoken here. A loader and a frame of different versions refuse each other with
/// `version_mismatch`.
pub const PROTOCOL_VERSION: u32 = 1;

/// A message from the loader to the engine.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub enum ToEngine {
    /// The first message, exactly once.
    Init(Box<Init>),
    /// Options of the element changed.
    Update(FormOptions),
    /// Check the form and show its errors; answered by [`FromEngine::Result`].
    Submit(Call),
    /// Pay with what the form holds; answered by [`FromEngine::Result`].
    Confirm(ConfirmCall),
    /// Carry on a payment that a reload or a redirect interrupted; answered by [`FromEngine::Result`].
    Resume(SecretCall),
    /// Carry out the intent's pending next action; answered by [`FromEngine::Result`].
    HandleNextAction(SecretCall),
    /// Take the place of a confirm whose engine was lost; answered by [`FromEngine::Result`].
    Recover(ConfirmCall),
    /// Ask the gateway for the intent; answered by [`FromEngine::Result`].
    Retrieve(SecretCall),
    /// Something happened to a surface that the engine opened.
    Surface(SurfaceReport),
    /// A [`Navigate`] to the bank was prevented: the customer stays on the page.
    NavigationPrevented,
    /// Are you alive? Answered by [`FromEngine::Pong`].
    Ping,
    /// Put the focus into the first field.
    Focus,
    /// Take the focus away.
    Blur,
    /// Empty every field.
    Clear,
    /// The element is going away: stop everything, answer nothing more.
    Destroy,
}

/// A message from the engine to the loader.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::large_enum_variant, reason = "sent at once, never kept")]
pub enum FromEngine {
    /// The form can be used (or, without a form, calls can be made).
    Ready,
    /// The engine refuses to work, for a reason in its [`Init`].
    LoadError(ErrorObject),
    /// What the form holds changed.
    Change(FormChange),
    /// The focus came into the form.
    Focus,
    /// The focus left the form.
    Blur,
    /// Escape was pressed in the form.
    Escape,
    /// Enter was pressed in the form: the merchant's own form wants submitting.
    Submit,
    /// The form needs this much room.
    Resize(Resize),
    /// The answer to a call.
    Result(CallResult),
    /// Open a surface.
    OpenSurface(OpenSurface),
    /// Close a surface.
    CloseSurface(SurfaceName),
    /// Take the whole page to an address.
    Navigate(Navigate),
    /// Keep this while the attempt is under way, so that a reload can find it. It holds no card data.
    SaveAttempt(StoredAttempt),
    /// The attempt is over: forget it.
    ClearAttempt(ClearAttempt),
    /// The customer is being asked for something.
    ActionStart(ActionStart),
    /// That is over.
    ActionEnd(ActionEnd),
    /// Alive.
    Pong,
    /// The engine panicked. Said by its page: a panicked engine says nothing more.
    Crashed,
}

/// What an engine needs to know before it can work.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct Init {
    /// The publishable key.
    pub key: String,
    /// The intent that the form pays; none for an engine without a form.
    pub client_secret: Option<String>,
    /// `wooshpay`.
    pub dialect: String,
    /// Where the gateway's API is: an origin, perhaps with a path.
    pub api_base: String,
    /// The address of our return page, the `return_url` of everything that stays in the page.
    pub return_page: String,
    /// How a challenge is shown.
    pub challenge: ChallengeOptions,
    /// A BCP 47 language tag.
    pub locale: String,
    /// The form to draw; none for an engine that only carries calls out.
    pub form: Option<FormOptions>,
}

/// How a challenge is shown.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct ChallengeOptions {
    /// `modal` or `redirect`.
    pub display: String,
    /// An EMV challenge window size, `01` to `05`; chosen from the width of the page when absent.
    pub window_size: Option<String>,
    /// How long the customer has, in milliseconds; at most 600,000.
    pub timeout_ms: Option<u32>,
}

/// What the form shows.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct FormOptions {
    /// Ask for the name on the card.
    pub ask_name: bool,
    /// Ask for the billing country.
    pub ask_country: bool,
    /// Ask for the billing postal code.
    pub ask_postal_code: bool,
    /// Show the form but take no input.
    pub read_only: bool,
    /// Billing details known beforehand.
    pub billing_details: BillingDetails,
}

/// A call with nothing but its number.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct Call {
    /// The call's number, given back in its result.
    pub id: u32,
}

/// A call about one intent.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct SecretCall {
    /// The call's number, given back in its result.
    pub id: u32,
    /// The intent's client secret.
    pub client_secret: String,
    /// The width of the page in CSS pixels, to choose a challenge window size.
    pub page_width: u32,
}

/// A call to pay.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct ConfirmCall {
    /// The call's number, given back in its result.
    pub id: u32,
    /// The merchant's page for the customer to come back to.
    pub return_url: Option<String>,
    /// `true` for Stripe's `redirect: 'always'`: success, too, ends on `return_url`.
    pub always_redirect: bool,
    /// Billing details that the merchant adds to those of the form.
    pub billing_details: Option<BillingDetails>,
    /// The width of the page in CSS pixels, to choose a challenge window size.
    pub page_width: u32,
    /// An older attempt to pay this intent is stored: ask how it ended before anything else.
    pub check_first: bool,
}

/// Something happened to a surface.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub struct SurfaceReport {
    /// Which surface.
    pub surface: u32,
    /// What happened.
    pub event: SurfaceEvent,
}

/// What can happen to a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(TS), ts(rename_all = "camelCase"))]
pub enum SurfaceEvent {
    /// The page in it came back to our return page.
    Returned,
    /// The customer closed it.
    Closed,
    /// It could not be opened.
    Failed,
}

/// A surface to open.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OpenSurface {
    /// Its number.
    pub surface: u32,
    /// `true` for device data collection: nobody sees it. Otherwise a dialog.
    pub hidden: bool,
    /// The page to load in it: `https:` or loopback.
    pub url: String,
    /// Width in CSS pixels; 0 for the whole window.
    pub width: u32,
    /// Height in CSS pixels; 0 for the whole window.
    pub height: u32,
    /// The dialog's accessible name.
    pub title: String,
    /// The label of the dialog's close button.
    pub close_label: String,
}

/// The number of a surface.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SurfaceName {
    /// Its number.
    pub surface: u32,
}

/// Take the whole page to an address.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Navigate {
    /// `https:` or loopback.
    pub url: String,
    /// `true` when the payment is over and this is the merchant's `return_url`; `false` when the customer
    /// goes to the bank.
    pub finished: bool,
}

/// What the form holds, without any of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FormChange {
    /// Every field is empty.
    pub empty: bool,
    /// Every field is complete and valid.
    pub complete: bool,
    /// The chosen payment method's type.
    pub method: String,
    /// The card's brand as far as it is known, or `unknown`.
    pub brand: String,
}

/// The room that the form needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Resize {
    /// Height in CSS pixels.
    pub height: u32,
}

/// The answer to a call: an intent, an error, or neither.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CallResult {
    /// The call's number.
    pub id: u32,
    /// The intent, as the gateway says it is.
    pub payment_intent: Option<PaymentIntentObject>,
    /// Why it did not work.
    pub error: Option<ErrorObject>,
}

/// An attempt under way, as the loader stores it. It identifies the attempt; it holds no card data.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct StoredAttempt {
    /// The intent's client secret.
    pub client_secret: String,
    /// The attempt's idempotency key.
    pub idempotency_key: String,
}

/// An attempt that is over.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ClearAttempt {
    /// The intent's client secret.
    pub client_secret: String,
}

/// The customer is being asked for something.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ActionStart {
    /// `ddc`, `challenge` or `redirect`.
    pub kind: String,
}

/// The customer is done, or gave up.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ActionEnd {
    /// `ddc`, `challenge` or `redirect`.
    pub kind: String,
    /// `completed`, `timed_out`, `unavailable` or `canceled`.
    pub outcome: String,
}

/// Billing details, in Stripe's shape.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct BillingDetails {
    /// The customer's name.
    pub name: Option<String>,
    /// The customer's mail address.
    pub email: Option<String>,
    /// The customer's telephone number.
    pub phone: Option<String>,
    /// The billing address.
    pub address: Option<Address>,
}

/// An address, in Stripe's shape.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct Address {
    /// City.
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// First line.
    pub line1: Option<String>,
    /// Second line.
    pub line2: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// State, province or region.
    pub state: Option<String>,
}

/// A PaymentIntent as merchants see it: Stripe's shape for every dialect, with lower-case currency, seconds
/// and null for unset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct PaymentIntentObject {
    /// `pi_…`
    pub id: String,
    /// Always `payment_intent`.
    pub object: String,
    /// Minor units.
    pub amount: f64,
    /// Lower-case ISO 4217 code.
    pub currency: String,
    /// Stripe's status names; an unknown one is carried as it came.
    pub status: String,
    /// The client secret.
    pub client_secret: Option<String>,
    /// Unix seconds.
    pub created: f64,
    /// `true` with live keys.
    pub livemode: bool,
    /// The merchant's words for it.
    pub description: Option<String>,
    /// `automatic` or `manual`.
    pub capture_method: String,
    /// `automatic` or `manual`.
    pub confirmation_method: String,
    /// Unix seconds.
    pub canceled_at: Option<f64>,
    /// Why it was cancelled.
    pub cancellation_reason: Option<String>,
    /// The payment method's id.
    pub payment_method: Option<String>,
    /// The methods that it can be paid with.
    pub payment_method_types: Vec<String>,
    /// Where to send the receipt.
    pub receipt_email: Option<String>,
    /// `on_session` or `off_session`.
    pub setup_future_usage: Option<String>,
    /// What went wrong in the last attempt.
    pub last_payment_error: Option<Box<ErrorObject>>,
    /// What has to be done next.
    pub next_action: Option<NextActionObject>,
}

/// A next action as merchants see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct NextActionObject {
    /// The gateway's name for it.
    #[serde(rename = "type")]
    pub kind: String,
}

/// An error as merchants see it: Stripe's members, and two of ours that say who must act and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(TS))]
pub struct ErrorObject {
    /// `card_error`, `validation_error`, `invalid_request_error`, `api_error`, `api_connection_error`,
    /// `authentication_error`, `rate_limit_error` or `idempotency_error`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A stable name for what happened.
    pub code: String,
    /// The issuer's reason.
    pub decline_code: Option<String>,
    /// The option or field to change.
    pub param: Option<String>,
    /// A page about it.
    pub doc_url: Option<String>,
    /// For whoever must act.
    pub message: String,
    /// `shopper`, `merchant` or `provider`.
    pub who: String,
    /// `safe`, `after_change`, `check_intent_first` or `never`.
    pub retry: String,
    /// The intent as it was when it happened.
    pub payment_intent: Option<Box<PaymentIntentObject>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use ts_rs::Config;

    const HEAD: &str = "// Made from src/protocol.rs by its test, which fails when the two differ. Do not edit: see there.\n\n";

    /// Every type, each once, in the order of the file.
    fn typescript() -> String {
        let config = Config::default();
        let mut text = HEAD.to_owned();
        text += &format!(
            "/** The protocol spoken here. */\nexport const PROTOCOL_VERSION = {PROTOCOL_VERSION};\n\n"
        );
        macro_rules! write_types {
            ($($name:ty),*) => {
                $(
                    let exported = <$name>::export_to_string(&config).unwrap();
                    let from = exported.find("/**").unwrap();
                    text += exported.get(from..).unwrap().trim_end();
                    text += "\n\n";
                )*
            };
        }
        write_types!(
            ToEngine,
            FromEngine,
            Init,
            ChallengeOptions,
            FormOptions,
            Call,
            SecretCall,
            ConfirmCall,
            SurfaceReport,
            SurfaceEvent,
            OpenSurface,
            SurfaceName,
            Navigate,
            FormChange,
            Resize,
            CallResult,
            StoredAttempt,
            ClearAttempt,
            ActionStart,
            ActionEnd,
            BillingDetails,
            Address,
            PaymentIntentObject,
            NextActionObject,
            ErrorObject
        );
        // ts-rs leaves blanks at the ends of lines.
        let lines: Vec<_> = text.trim_end().lines().map(str::trim_end).collect();
        lines.join("\n") + "\n"
    }

    #[test]
    fn members_are_read_by_the_names_that_loaders_write() {
        let typescript = typescript();
        for (name, members) in read::NAMES {
            let (_, body) = typescript.split_once(&format!("export type {name} = {{")).unwrap();
            let (body, _) = body.split_once("};").unwrap();
            for member in *members {
                assert!(body.contains(&format!("\n{member}: ")), "{name}.{member}");
            }
        }
    }

    #[test]
    fn every_message_of_loaders_is_read() {
        let typescript = typescript();
        let (_, line) = typescript.split_once("export type ToEngine = ").unwrap();
        let (line, _) = line.split_once(';').unwrap();
        let reader = include_str!("protocol/read.rs");
        for name in line.split('"').skip(1).step_by(2) {
            assert!(reader.contains(&format!("\"{name}\" =>")), "{name}");
        }
    }

    #[test]
    fn the_typescript_types_are_these() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/sdk/protocol.ts");
        let made = typescript();
        if std::env::var_os("TILLKIT_WRITE_PROTOCOL").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == made,
            "www/sdk/protocol.ts differs from src/protocol.rs; write it anew with\n  \
             TILLKIT_WRITE_PROTOCOL=1 cargo test -p tillkit protocol"
        );
    }
}
