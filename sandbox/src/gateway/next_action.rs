//! What the browser has to do for a payment method that is no card. Both of WooshPay's ways are here, the redirect
//! and the redirect whose type and detail have different names, and Stripe's shapes for what is shown in place
//! (gateway-facts 1.7, 11.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use tillkit_core::method::Ending;

use super::intent::Intent;
use super::presented_method::{PresentedMethod, Row};
use super::settings::{Codes, MadeUp};
use super::stripe;
use super::transfer_details::TransferDetails;
use super::wire::Wire;
use crate::config::PUBLISHABLE_KEY;

/// Methods whose action says `redirect_to_url` though its detail goes by the method's name.
const MISMATCHED: &[&str] = &["gcash", "dana"];

/// A next action: its type, and the detail under a name that is not always the type.
#[derive(Clone, Debug)]
pub(crate) struct NextAction {
    kind: String,
    detail_name: String,
    detail: Value,
}

impl NextAction {
    pub(crate) fn new(kind: impl Into<String>, detail: Value) -> Self {
        let kind = kind.into();
        Self { detail_name: kind.clone(), kind, detail }
    }

    fn redirect(method: &str, url: &str) -> Self {
        let detail_name = format!("{method}_handle_redirect");
        let kind =
            if MISMATCHED.contains(&method) { "redirect_to_url".to_owned() } else { detail_name.clone() };
        Self { kind, detail_name, detail: json!({ "url": url }) }
    }

    /// The old generation's text; its detail comes before its type.
    pub(crate) fn to_old(&self) -> String {
        let fields =
            [(self.detail_name.clone(), self.detail.clone()), ("type".to_owned(), self.kind.as_str().into())];
        Value::Object(Map::from_iter(fields)).to_string()
    }

    /// The new generation's object.
    pub(crate) fn to_new(&self) -> Value {
        let fields =
            [("type".to_owned(), self.kind.as_str().into()), (self.detail_name.clone(), self.detail.clone())];
        Value::Object(Map::from_iter(fields))
    }
}

/// The addresses of one attempt's pages.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    /// Where a redirect leads: on the gateway, which sends the browser on.
    pub(crate) receives: String,
    /// The gateway's page for codes, account details and vouchers.
    pub(crate) hosted: String,
    /// The same code as a picture.
    pub(super) picture: String,
    /// The same in pixels.
    pub(super) png: String,
    /// The same voucher on paper.
    pub(super) pdf: String,
    /// The page at the wallet, bank or lender.
    pub(crate) page: String,
    /// What the QR code says: the page on the customer's phone.
    pub(crate) phone: String,
}

impl Addresses {
    pub(crate) fn of(
        intent: &Intent,
        method: &PresentedMethod,
        token: &str,
        gateway: &str,
        bank: &str,
    ) -> Self {
        let (id, secret, kind) = (&intent.id, &intent.client_secret, &method.kind);
        let key = STANDARD.encode(PUBLISHABLE_KEY).replace('=', "%3D");
        let channel = channel(intent, kind);
        Self {
            receives: format!("{gateway}/v1/receives/{channel}/pay/{id}?token={token}"),
            hosted: format!(
                "{gateway}/paymentcode?clientSecret={secret}&k1={key}&c={channel}&type={kind}&token={token}"
            ),
            picture: format!("{gateway}/paymentcode/qr.svg?clientSecret={secret}&token={token}"),
            png: format!("{gateway}/paymentcode/qr.png?clientSecret={secret}&token={token}"),
            pdf: format!("{gateway}/paymentcode/voucher.pdf?clientSecret={secret}&token={token}"),
            page: format!("{bank}/pay/{id}?token={token}"),
            phone: format!("{bank}/phone/{id}?token={token}"),
        }
    }

    /// Where `/v1/receives` sends the browser on to.
    pub(crate) fn behind_receives(&self, ending: Ending) -> &str {
        match ending {
            Ending::Code | Ending::Transfer | Ending::Voucher => &self.hosted,
            Ending::InPage | Ending::Sheet | Ending::Redirect | Ending::Debit | Ending::App => &self.page,
        }
    }
}

/// The acquirer that a method goes through, as in the documented addresses.
fn channel(intent: &Intent, kind: &str) -> &'static str {
    match kind {
        "pix" => "c14",
        _ if intent.currency == "MYR" => "ipay88",
        _ => "c12",
    }
}

/// The action of an attempt; none for debits.
pub(crate) fn next_action(
    intent: &Intent,
    method: &PresentedMethod,
    addresses: &Addresses,
    expires_at_ms: Option<u64>,
) -> Option<NextAction> {
    let kind = &method.kind;
    if let Row::MadeUp(MadeUp::UnknownAction) = method.row {
        let detail = json!({ "reference": intent.id.trim_start_matches("pi_") });
        return Some(NextAction::new(format!("{kind}_do_something_new"), detail));
    }
    let expires_at = expires_at_ms.map(|ms| ms / 1_000);
    if intent.wire == Wire::Stripe && matches!(method.row, Row::Listed(_)) {
        return stripe::next_action(intent, method, addresses, expires_at);
    }
    let action = match (method.ending(), intent.codes) {
        (Ending::InPage | Ending::Sheet | Ending::Debit, _) => return None,
        // The documented example of PIX leads to the page without a detour.
        (Ending::Code, Codes::Hosted) if kind == "pix" => NextAction::redirect(kind, &addresses.hosted),
        (Ending::Redirect, _) | (_, Codes::Hosted) => NextAction::redirect(kind, &addresses.receives),
        (Ending::Code, Codes::InPlace) => NextAction::new(
            format!("{kind}_display_qr_code"),
            json!({
                "data": addresses.phone,
                "image_url_svg": addresses.picture,
                "hosted_instructions_url": addresses.hosted,
                "expires_at": expires_at,
            }),
        ),
        (Ending::Transfer, Codes::InPlace) => {
            match TransferDetails::of(intent, kind).instructions(&addresses.hosted) {
                Some(detail) => NextAction::new("display_bank_transfer_instructions", detail),
                None => NextAction::redirect(kind, &addresses.receives),
            }
        }
        (Ending::Voucher, Codes::InPlace) => NextAction::new(
            format!("{kind}_display_details"),
            json!({
                "number": TransferDetails::voucher_number(intent),
                "pdf": addresses.pdf,
                "expires_at": expires_at,
                "hosted_voucher_url": addresses.hosted,
            }),
        ),
        (Ending::App, Codes::InPlace) => NextAction::new(
            format!("{kind}_await_notification"),
            json!({ "expires_at": expires_at, "hosted_instructions_url": addresses.page }),
        ),
    };
    Some(action)
}
