//! The table of error codes: one row each, from which messages, advice and documentation come.

use super::{Kind, Retry, Who};

/// What is known of a code.
#[derive(Debug, Clone, Copy)]
pub struct KnownCode {
    /// The stable name.
    pub code: &'static str,
    /// The error's type.
    pub kind: Kind,
    /// Who must act.
    pub who: Who,
    /// Whether paying again is a good idea.
    pub retry: Retry,
    /// For whoever must act.
    pub message: &'static str,
}

const fn row(code: &'static str, kind: Kind, who: Who, retry: Retry, message: &'static str) -> KnownCode {
    KnownCode { code, kind, who, retry, message }
}

use Kind::{Api, ApiConnection, Authentication, Card, Idempotency, InvalidRequest, RateLimit, Validation};
use Retry::{AfterChange, CheckIntentFirst, Never, Safe};
use Who::{Merchant, Provider, Shopper};

/// Every code that Tillkit itself reports or explains. Gateways may send others; those are carried as they
/// came.
pub const KNOWN_CODES: &[KnownCode] = &[
    // The form.
    row("incomplete_number", Validation, Shopper, AfterChange, "Your card number is incomplete."),
    row(
        "invalid_number",
        Validation,
        Shopper,
        AfterChange,
        "Your card number is not valid. Check it for typos.",
    ),
    row("incomplete_expiry", Validation, Shopper, AfterChange, "Your card's expiry date is incomplete."),
    row(
        "invalid_expiry_month",
        Validation,
        Shopper,
        AfterChange,
        "The expiry month must be between 01 and 12.",
    ),
    row(
        "invalid_expiry_month_past",
        Validation,
        Shopper,
        AfterChange,
        "Your card's expiry date is in the past.",
    ),
    row(
        "invalid_expiry_year_past",
        Validation,
        Shopper,
        AfterChange,
        "Your card's expiry year is in the past.",
    ),
    row("invalid_expiry_year", Validation, Shopper, AfterChange, "Your card's expiry year is not valid."),
    row("incomplete_cvc", Validation, Shopper, AfterChange, "Your card's security code is incomplete."),
    row("invalid_cvc", Validation, Shopper, AfterChange, "Your card's security code is not valid."),
    row("incomplete_name", Validation, Shopper, AfterChange, "Enter the name on your card."),
    row("incomplete_country", Validation, Shopper, AfterChange, "Choose your country or region."),
    row("incomplete_zip", Validation, Shopper, AfterChange, "Enter your postal code."),
    // The choice of a method, and the fields of other methods.
    row("incomplete_payment_method", Validation, Shopper, AfterChange, "Choose how you want to pay."),
    row("incomplete_full_name", Validation, Shopper, AfterChange, "Enter your full name."),
    row("incomplete_first_name", Validation, Shopper, AfterChange, "Enter your first name."),
    row("incomplete_last_name", Validation, Shopper, AfterChange, "Enter your last name."),
    row("incomplete_email", Validation, Shopper, AfterChange, "Enter your whole email address."),
    row(
        "invalid_email",
        Validation,
        Shopper,
        AfterChange,
        "This is not an email address. Check it for typos.",
    ),
    row(
        "incomplete_phone",
        Validation,
        Shopper,
        AfterChange,
        "Enter your whole phone number, with its country code.",
    ),
    row(
        "invalid_phone",
        Validation,
        Shopper,
        AfterChange,
        "This is not a phone number. Write it like +62 812 3456 7890.",
    ),
    row("incomplete_line1", Validation, Shopper, AfterChange, "Enter your street and house number."),
    row("incomplete_city", Validation, Shopper, AfterChange, "Enter your city."),
    row("incomplete_state", Validation, Shopper, AfterChange, "Enter your state or region."),
    row("incomplete_iban", Validation, Shopper, AfterChange, "Your IBAN is incomplete."),
    row("invalid_iban", Validation, Shopper, AfterChange, "Your IBAN is not valid. Check it for typos."),
    row(
        "iban_country_unsupported",
        Validation,
        Shopper,
        AfterChange,
        "Accounts of this country cannot be debited. Use an account of a SEPA country.",
    ),
    row("incomplete_bank", Validation, Shopper, AfterChange, "Choose your bank."),
    row("incomplete_tax_id", Validation, Shopper, AfterChange, "Your CPF or CNPJ is incomplete."),
    row(
        "invalid_tax_id",
        Validation,
        Shopper,
        AfterChange,
        "Your CPF or CNPJ is not valid. Check it for typos.",
    ),
    row(
        "incomplete_curp",
        Validation,
        Shopper,
        AfterChange,
        "Your CURP is incomplete: it has 18 characters.",
    ),
    row("invalid_curp", Validation, Shopper, AfterChange, "Your CURP is not valid. Check it for typos."),
    row("incomplete_rfc", Validation, Shopper, AfterChange, "Your RFC is incomplete: it has 13 characters."),
    row("invalid_rfc", Validation, Shopper, AfterChange, "Your RFC is not valid. Check it for typos."),
    row("incomplete_upi_app", Validation, Shopper, AfterChange, "Choose the app to pay with."),
    row(
        "incomplete_upi_address",
        Validation,
        Shopper,
        AfterChange,
        "Your UPI address is incomplete: it looks like name@bank.",
    ),
    row(
        "invalid_upi_address",
        Validation,
        Shopper,
        AfterChange,
        "Your UPI address is not valid. It looks like name@bank.",
    ),
    row("incomplete_birth_date", Validation, Shopper, AfterChange, "Enter your date of birth."),
    row("invalid_birth_date", Validation, Shopper, AfterChange, "This is not a date of birth."),
    row(
        "mandate_not_accepted",
        Validation,
        Shopper,
        AfterChange,
        "Agree to the debit, or choose another way to pay.",
    ),
    // The issuer.
    row(
        "card_declined",
        Card,
        Shopper,
        AfterChange,
        "Your card was declined. Try another card, or ask your bank.",
    ),
    row("expired_card", Card, Shopper, AfterChange, "Your card has expired. Try another card."),
    row("incorrect_number", Card, Shopper, AfterChange, "Your card number is not right. Check it for typos."),
    row(
        "incorrect_cvc",
        Card,
        Shopper,
        AfterChange,
        "Your card's security code is not right. Check it and try again.",
    ),
    row(
        "incorrect_zip",
        Card,
        Shopper,
        AfterChange,
        "Your postal code does not match your card. Check it and try again.",
    ),
    row(
        "insufficient_funds",
        Card,
        Shopper,
        AfterChange,
        "There is not enough money on this card. Try another card.",
    ),
    row(
        "processing_error",
        Card,
        Shopper,
        Safe,
        "Your card could not be processed just now. You were not charged. Try again in a moment.",
    ),
    row(
        "authentication_required",
        Card,
        Shopper,
        AfterChange,
        "Your bank wants to confirm this payment, which is not possible here. Try another card.",
    ),
    row(
        "payment_intent_authentication_failure",
        Card,
        Shopper,
        AfterChange,
        "Your bank could not confirm that it is you. You were not charged. Try again, or use another card.",
    ),
    row(
        "payment_failed",
        Card,
        Shopper,
        AfterChange,
        "The payment did not go through. You were not charged. Try again, or use another card.",
    ),
    // Authentication and other actions.
    row(
        "challenge_canceled",
        Card,
        Shopper,
        Safe,
        "You closed your bank's check before it was done. You can pay again; you will not be charged twice.",
    ),
    row(
        "challenge_timed_out",
        Card,
        Shopper,
        Safe,
        "Your bank's check took too long. You can pay again; you will not be charged twice.",
    ),
    row(
        "challenge_unavailable",
        Card,
        Shopper,
        Safe,
        "Your bank's check could not be opened. Try again, or use another card; you will not be charged twice.",
    ),
    row(
        "authentication_unresolved",
        Api,
        Shopper,
        CheckIntentFirst,
        "Your bank has not answered yet. Wait a moment before you try again; you will not be charged twice.",
    ),
    row(
        "unknown_next_action",
        Api,
        Merchant,
        AfterChange,
        "The gateway asks for an action that this version does not know. Update Tillkit.",
    ),
    row("redirect_refused", Api, Provider, AfterChange, "The gateway sent an address that is not https."),
    row(
        "redirect_failed",
        Api,
        Merchant,
        Safe,
        "The page could not leave. Check that nothing on it prevents that.",
    ),
    row(
        "redirect_prevented",
        Card,
        Shopper,
        Safe,
        "You came back before your bank was done. You can pay again; you will not be charged twice.",
    ),
    row("too_many_actions", Api, Provider, CheckIntentFirst, "The gateway asked for too many actions."),
    row(
        "payment_interrupted",
        Api,
        Shopper,
        CheckIntentFirst,
        "The payment form had to be loaded anew. Enter your card again; you will not be charged twice.",
    ),
    row(
        "action_canceled",
        Card,
        Shopper,
        CheckIntentFirst,
        "You went back before you had paid. You can choose another way to pay; you will not be charged twice.",
    ),
    row(
        "code_expired",
        Card,
        Shopper,
        CheckIntentFirst,
        "The code ran out before a payment came in. Pay again for a new one; you will not be charged twice.",
    ),
    row(
        "action_timed_out",
        Card,
        Shopper,
        CheckIntentFirst,
        "No payment has come in yet. Pay again, or choose another way; you will not be charged twice.",
    ),
    row(
        "payment_method_not_available",
        InvalidRequest,
        Shopper,
        AfterChange,
        "This way to pay is not available just now. Choose another one; you were not charged.",
    ),
    row(
        "payment_method_customer_decline",
        Card,
        Shopper,
        AfterChange,
        "You declined the payment. You were not charged. Try again, or choose another way to pay.",
    ),
    row(
        "payment_method_provider_decline",
        Card,
        Shopper,
        AfterChange,
        "The payment was declined. You were not charged. Try again, or choose another way to pay.",
    ),
    row(
        "payment_intent_payment_attempt_expired",
        Card,
        Shopper,
        AfterChange,
        "The time to pay ran out. You were not charged. Try again, or choose another way to pay.",
    ),
    // The intent.
    row(
        "payment_intent_canceled",
        InvalidRequest,
        Merchant,
        Never,
        "This payment was cancelled. Make a new PaymentIntent.",
    ),
    row(
        "payment_intent_unexpected_state",
        InvalidRequest,
        Merchant,
        CheckIntentFirst,
        "This payment cannot be confirmed in the state it is in.",
    ),
    row(
        "unknown_status",
        Api,
        Provider,
        CheckIntentFirst,
        "The gateway gave a status that this version does not know.",
    ),
    row(
        "resource_missing",
        InvalidRequest,
        Merchant,
        AfterChange,
        "There is no such PaymentIntent for this key.",
    ),
    row(
        "client_secret_malformed",
        InvalidRequest,
        Merchant,
        AfterChange,
        "The client secret must look like pi_…_secret_…: use the PaymentIntent's client_secret.",
    ),
    row(
        "client_secret_invalid",
        InvalidRequest,
        Merchant,
        AfterChange,
        "The client secret does not belong to this PaymentIntent.",
    ),
    // The gateway.
    row(
        "outcome_unknown",
        ApiConnection,
        Shopper,
        CheckIntentFirst,
        "We could not learn whether your payment went through. Do not pay again elsewhere before you know; here you will not be charged twice.",
    ),
    row(
        "gateway_unreachable",
        ApiConnection,
        Shopper,
        Safe,
        "The payment service could not be reached. Check your connection and try again.",
    ),
    row("gateway_unreadable", Api, Provider, CheckIntentFirst, "The gateway's answer could not be read."),
    row("api_error", Api, Provider, CheckIntentFirst, "The gateway failed."),
    row(
        "rate_limit",
        RateLimit,
        Provider,
        Safe,
        "Too many requests. You were not charged. Try again in a moment.",
    ),
    row(
        "idempotency_key_in_use",
        Idempotency,
        Provider,
        CheckIntentFirst,
        "The gateway is still busy with this payment.",
    ),
    row(
        "idempotency_key_reused",
        Idempotency,
        Provider,
        CheckIntentFirst,
        "This idempotency key belongs to another request.",
    ),
    row(
        "api_key_invalid",
        Authentication,
        Merchant,
        AfterChange,
        "The gateway does not accept this publishable key.",
    ),
    row(
        "secret_key_required",
        Authentication,
        Merchant,
        AfterChange,
        "The gateway wants a secret key for this, which must never be in a browser.",
    ),
    row(
        "return_url_missing",
        InvalidRequest,
        Merchant,
        AfterChange,
        "confirmParams.return_url must be an absolute https address, for the customer to come back to.",
    ),
    row(
        "return_url_malformed",
        InvalidRequest,
        Merchant,
        AfterChange,
        "confirmParams.return_url must be an absolute https address of at most 2,048 characters.",
    ),
    row(
        "browser_unsupported",
        Api,
        Shopper,
        AfterChange,
        "This browser cannot pay safely. Update it, or use another one; you were not charged.",
    ),
    row("form_failed", Api, Provider, Safe, "The form could not be drawn."),
    row(
        "api_base_refused",
        InvalidRequest,
        Merchant,
        AfterChange,
        "This frame may not talk to that apiBase: hosts.json beside frame.html lists the allowed ones.",
    ),
    row("dialect_unknown", InvalidRequest, Merchant, AfterChange, "gateway.dialect must be 'wooshpay'."),
];

/// Reasons that issuers give with `card_declined`, where better words than the general ones help, beside the
/// card errors above.
const DECLINES: &[KnownCode] = &[
    row(
        "try_again_later",
        Card,
        Shopper,
        Safe,
        "Your bank could not answer just now. You were not charged. Try again in a moment.",
    ),
    row(
        "currency_not_supported",
        Card,
        Shopper,
        AfterChange,
        "Your card does not support this currency. Try another card.",
    ),
    row(
        "card_velocity_exceeded",
        Card,
        Shopper,
        AfterChange,
        "Your card's limit is reached. Try another card, or ask your bank.",
    ),
    row(
        "withdrawal_count_limit_exceeded",
        Card,
        Shopper,
        AfterChange,
        "Your card's limit is reached. Try another card, or ask your bank.",
    ),
    row(
        "transaction_not_allowed",
        Card,
        Shopper,
        AfterChange,
        "Your card does not allow this kind of payment. Try another card.",
    ),
    row(
        "authentication_required",
        Card,
        Shopper,
        AfterChange,
        "Your bank wants to confirm this payment. Try again, or use another card.",
    ),
];

pub(super) fn find(code: &str) -> Option<&'static KnownCode> {
    KNOWN_CODES.iter().find(|known| known.code == code)
}

pub(super) fn find_decline(code: &str) -> Option<&'static KnownCode> {
    DECLINES.iter().find(|known| known.code == code).or_else(|| find(code).filter(|known| known.kind == Card))
}

/// What to say and advise when only the error's type is known.
pub(super) fn of_kind(kind: Kind) -> KnownCode {
    let code = match kind {
        Card => "payment_failed",
        ApiConnection => "outcome_unknown",
        Authentication => "api_key_invalid",
        RateLimit => "rate_limit",
        Idempotency => "idempotency_key_in_use",
        Validation | InvalidRequest => {
            return row("", kind, Merchant, AfterChange, "The gateway refused the request.");
        }
        Api => "api_error",
    };
    find(code).copied().unwrap_or(row("", kind, Provider, CheckIntentFirst, "The gateway failed."))
}
