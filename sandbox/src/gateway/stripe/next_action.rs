//! What the browser has to do, in Stripe's shapes (gateway-facts 11.3): redirects, and codes and vouchers as data.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tillkit_core::method::Ending;

use crate::gateway::intent::Intent;
use crate::gateway::next_action::{Addresses, NextAction};
use crate::gateway::presented_method::PresentedMethod;
use crate::gateway::settings::StripeAction;
use crate::gateway::three_ds::Action;
use crate::gateway::transfer_details::TransferDetails;
use crate::page::qr_png;

/// Authenticating a card: one redirect, in which the bank collects device data and asks the customer.
pub(in crate::gateway) fn authentication_action(action: &Action) -> Value {
    let (name, detail) = match action.words {
        StripeAction::RedirectToUrl => {
            ("redirect_to_url", json!({ "return_url": action.return_url, "url": action.url }))
        }
        // Stripe documents no members of it, for they are its script's; these two are what widgets can make use of.
        StripeAction::UseStripeSdk => {
            ("use_stripe_sdk", json!({ "type": "three_d_secure_redirect", "stripe_js": action.url }))
        }
    };
    json!({ name: detail, "type": name })
}

/// The action of a method that is no card; none for debits.
pub(in crate::gateway) fn next_action(
    intent: &Intent,
    method: &PresentedMethod,
    addresses: &Addresses,
    expires_at_s: Option<u64>,
) -> Option<NextAction> {
    let kind = method.kind.as_str();
    let pictures = || {
        json!({
            "data": addresses.phone,
            "hosted_instructions_url": addresses.hosted,
            "image_url_png": addresses.png,
            "image_url_svg": addresses.picture,
        })
    };
    let redirect = json!({ "return_url": intent.return_url, "url": addresses.receives });
    Some(match (method.ending(), kind) {
        (Ending::InPage | Ending::Sheet | Ending::Debit, _) => return None,
        (_, "alipay") => NextAction::new(
            "alipay_handle_redirect",
            with(redirect, [("native_data", Value::Null), ("native_url", Value::Null)]),
        ),
        (Ending::Code, "wechat_pay") => NextAction::new(
            "wechat_pay_display_qr_code",
            with(pictures(), [("image_data_url", data_url(&addresses.phone))]),
        ),
        (Ending::Code, "pix") => {
            NextAction::new("pix_display_qr_code", with(pictures(), [("expires_at", expires_at_s.into())]))
        }
        (Ending::Code, _) => NextAction::new(format!("{kind}_display_qr_code"), pictures()),
        (Ending::Voucher, _) => NextAction::new(
            format!("{kind}_display_details"),
            json!({
                "expires_at": expires_at_s,
                "hosted_voucher_url": addresses.hosted,
                "number": TransferDetails::voucher_number(intent),
                "pdf": addresses.pdf,
            }),
        ),
        (Ending::Redirect | Ending::App | Ending::Transfer, _) => {
            NextAction::new("redirect_to_url", redirect)
        }
    })
}

fn with<const N: usize>(mut object: Value, more: [(&str, Value); N]) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    object
}

/// The code's picture in an address.
fn data_url(text: &str) -> Value {
    qr_png(text).map(|png| format!("data:image/png;base64,{}", STANDARD.encode(png))).into()
}
