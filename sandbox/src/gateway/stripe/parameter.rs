//! Stripe refuses parameters that it does not document, so the sandbox does, too.

use super::method::{METHODS, find};
use crate::gateway::error::ApiError;
use crate::gateway::parameters::Params;

/// Of every request.
const ALWAYS: &[&str] = &["expand", "key"];
/// Of a payment method, besides what is under its type.
const METHOD_DATA: &[&str] = &["type", "billing_details", "metadata", "allow_redisplay", "radar_options"];
const BILLING: &[&str] = &["address", "email", "name", "phone", "tax_id"];
const ADDRESS: &[&str] = &["city", "country", "line1", "line2", "postal_code", "state"];
/// Of `payment_method_options[card]`. `cvc` is a saved card's, entered again.
const CARD_OPTIONS: &[&str] = &[
    "capture_method",
    "cvc",
    "cvc_token",
    "installments",
    "mandate_options",
    "moto",
    "network",
    "request_extended_authorization",
    "request_incremental_authorization",
    "request_multicapture",
    "request_overcapture",
    "request_three_d_secure",
    "require_cvc_recollection",
    "setup_future_usage",
    "statement_descriptor_suffix_kana",
    "statement_descriptor_suffix_kanji",
    "three_d_secure",
];
/// Of the options of other methods.
const OTHER_OPTIONS: &[&str] = &[
    "amount_includes_iof",
    "app_id",
    "capture_method",
    "client",
    "expires_after_days",
    "expires_after_seconds",
    "expires_at",
    "mandate_options",
    "on_demand",
    "preferred_language",
    "preferred_locale",
    "reference",
    "setup_future_usage",
    "target_date",
    "tos_shown_and_accepted",
];

/// Of creating a PaymentIntent.
pub(in crate::gateway) const CREATE: &[&str] = &[
    "amount",
    "amount_details",
    "application_fee_amount",
    "automatic_payment_methods",
    "capture_method",
    "confirm",
    "confirmation_method",
    "currency",
    "customer",
    "description",
    "error_on_requires_action",
    "excluded_payment_method_types",
    "mandate",
    "mandate_data",
    "metadata",
    "off_session",
    "on_behalf_of",
    "payment_method",
    "payment_method_configuration",
    "payment_method_data",
    "payment_method_options",
    "payment_method_types",
    "radar_options",
    "receipt_email",
    "return_url",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
    "use_stripe_sdk",
];
/// Of changing one.
pub(in crate::gateway) const UPDATE: &[&str] = &[
    "amount",
    "amount_details",
    "application_fee_amount",
    "capture_method",
    "client_secret",
    "currency",
    "customer",
    "description",
    "excluded_payment_method_types",
    "metadata",
    "payment_method",
    "payment_method_configuration",
    "payment_method_data",
    "payment_method_options",
    "payment_method_types",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
];
/// Of confirming one.
pub(in crate::gateway) const CONFIRM: &[&str] = &[
    "amount_details",
    "capture_method",
    "client_secret",
    "error_on_requires_action",
    "excluded_payment_method_types",
    "mandate",
    "mandate_data",
    "off_session",
    "payment_method",
    "payment_method_data",
    "payment_method_options",
    "payment_method_types",
    "radar_options",
    "receipt_email",
    "return_url",
    "setup_future_usage",
    "shipping",
    "use_stripe_sdk",
];
/// Of capturing one.
pub(in crate::gateway) const CAPTURE: &[&str] = &[
    "amount_to_capture",
    "application_fee_amount",
    "final_capture",
    "metadata",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
];
/// Of cancelling a PaymentIntent or a SetupIntent.
pub(in crate::gateway) const CANCEL: &[&str] = &["cancellation_reason"];
/// Of retrieving either.
pub(in crate::gateway) const RETRIEVE: &[&str] = &["client_secret"];
/// Of creating or changing a SetupIntent.
pub(in crate::gateway) const SETUP: &[&str] = &[
    "attach_to_self",
    "automatic_payment_methods",
    "client_secret",
    "confirm",
    "customer",
    "description",
    "excluded_payment_method_types",
    "flow_directions",
    "mandate_data",
    "metadata",
    "on_behalf_of",
    "payment_method",
    "payment_method_configuration",
    "payment_method_data",
    "payment_method_options",
    "payment_method_types",
    "return_url",
    "single_use",
    "usage",
    "use_stripe_sdk",
];
/// Of confirming one.
pub(in crate::gateway) const SETUP_CONFIRM: &[&str] = &[
    "client_secret",
    "mandate_data",
    "payment_method",
    "payment_method_data",
    "payment_method_options",
    "return_url",
    "use_stripe_sdk",
];

/// 400 `parameter_unknown` about the first parameter that is not one of `known`, or that no payment method has.
pub(in crate::gateway) fn check(params: &Params, known: &[&str]) -> Result<(), ApiError> {
    only(params, &[known, ALWAYS])?;
    let data = params.object_or_empty("payment_method_data")?;
    let kinds: Vec<&str> = METHODS.iter().map(|method| method.kind).collect();
    // What was made up for a test has no fields of its own.
    let kind = data.text("type")?.unwrap_or_default();
    only(&data, &[METHOD_DATA, &kinds, &[&kind]])?;
    let billing = data.object_or_empty("billing_details")?;
    only(&billing, &[BILLING])?;
    only(&billing.object_or_empty("address")?, &[ADDRESS])?;
    only(&data.object_or_empty(&kind)?, &[find(&kind).map_or(&[], |method| method.data)])?;
    let options = params.object_or_empty("payment_method_options")?;
    for kind in options.names() {
        let known = if kind == "card" { CARD_OPTIONS } else { OTHER_OPTIONS };
        only(&options.object_or_empty(kind)?, &[known])?;
    }
    Ok(())
}

fn only(params: &Params, known: &[&[&str]]) -> Result<(), ApiError> {
    match params.names().find(|name| !known.iter().any(|known| known.contains(name))) {
        None => Ok(()),
        Some(name) => {
            let path = params.path(name);
            Err(ApiError::parameter(
                "parameter_unknown",
                &path,
                format!("Received unknown parameter: {path}"),
            ))
        }
    }
}
