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

/// Something in the form that the customer can put right.
const fn mistake(code: &'static str, message: &'static str) -> KnownCode {
    row(code, Validation, Shopper, AfterChange, message)
}

/// Every code that Tillkit itself reports or explains. Gateways may send others; those are carried as they
/// came.
pub const KNOWN_CODES: &[KnownCode] = &[
    // The form.
    mistake("incomplete_number", "Your card number is incomplete."),
    mistake("invalid_number", "Your card number is not valid. Check it for typos."),
    mistake("incomplete_expiry", "Your card's expiry date is incomplete."),
    mistake("invalid_expiry_month", "The expiry month must be between 01 and 12."),
    mistake("invalid_expiry_month_past", "Your card's expiry date is in the past."),
    mistake("invalid_expiry_year_past", "Your card's expiry year is in the past."),
    mistake("invalid_expiry_year", "Your card's expiry year is not valid."),
    mistake("incomplete_cvc", "Your card's security code is incomplete."),
    mistake("invalid_cvc", "Your card's security code is not valid."),
    mistake("incomplete_name", "Enter the name on your card."),
    mistake("incomplete_country", "Choose your country or region."),
    mistake("incomplete_zip", "Enter your postal code."),
    // The choice of a method, and the fields of other methods.
    mistake("incomplete_payment_method", "Choose how you want to pay."),
    mistake("incomplete_wallet", "Press the button of the wallet above and approve the payment there."),
    mistake("incomplete_full_name", "Enter your full name."),
    mistake("incomplete_first_name", "Enter your first name."),
    mistake("incomplete_last_name", "Enter your last name."),
    mistake("incomplete_email", "Enter your whole email address."),
    mistake("invalid_email", "This is not an email address. Check it for typos."),
    mistake("incomplete_phone", "Enter your whole phone number, with its country code."),
    mistake("invalid_phone", "This is not a phone number. Write it like +62 812 3456 7890."),
    mistake("incomplete_line1", "Enter your street and house number."),
    mistake("incomplete_city", "Enter your city."),
    mistake("incomplete_state", "Enter your state or region."),
    mistake("incomplete_iban", "Your IBAN is incomplete."),
    mistake("invalid_iban", "Your IBAN is not valid. Check it for typos."),
    mistake(
        "iban_country_unsupported",
        "Accounts of this country cannot be debited. Use an account of a SEPA country.",
    ),
    mistake("incomplete_bank", "Choose your bank."),
    mistake("incomplete_tax_id", "Your CPF or CNPJ is incomplete."),
    mistake("invalid_tax_id", "Your CPF or CNPJ is not valid. Check it for typos."),
    mistake("incomplete_curp", "Your CURP is incomplete: it has 18 characters."),
    mistake("invalid_curp", "Your CURP is not valid. Check it for typos."),
    mistake("incomplete_rfc", "Your RFC is incomplete: it has 13 characters."),
    mistake("invalid_rfc", "Your RFC is not valid. Check it for typos."),
    mistake("incomplete_upi_app", "Choose the app to pay with."),
    mistake("incomplete_upi_address", "Your UPI address is incomplete: it looks like name@bank."),
    mistake("invalid_upi_address", "Your UPI address is not valid. It looks like name@bank."),
    mistake("incomplete_birth_date", "Enter your date of birth."),
    mistake("invalid_birth_date", "This is not a date of birth."),
    mistake("mandate_not_accepted", "Agree to the debit, or choose another way to pay."),
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
    row(
        "order_token_malformed",
        InvalidRequest,
        Merchant,
        AfterChange,
        "clientSecret must be the order's token: visible ASCII characters without a colon.",
    ),
    row("order_expired", InvalidRequest, Merchant, Never, "This order's token has expired. Make a new one."),
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
    row(
        "no_payment_method",
        InvalidRequest,
        Merchant,
        AfterChange,
        "None of the intent's payment_method_types can pay it here: check its currency and amount.",
    ),
    row("form_failed", Api, Provider, Safe, "The form could not be drawn."),
    row(
        "api_base_refused",
        InvalidRequest,
        Merchant,
        AfterChange,
        "This frame may not talk to that apiBase: hosts.json beside frame.html lists the allowed ones.",
    ),
    row(
        "dialect_unknown",
        InvalidRequest,
        Merchant,
        AfterChange,
        "gateway.dialect must be 'wooshpay', 'stripe' or 'payment_options'.",
    ),
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

/// What is said to customers, with the code or decline code that it is said of: the texts to translate, in the order in
/// which translations have them.
pub fn shopper_messages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = KNOWN_CODES.iter().chain(DECLINES).filter(|known| known.who == Shopper);
    rows.map(|known| (known.code, known.message))
}

/// What is known of `setup_intent_…` is what is known of `payment_intent_…`.
pub(super) fn find(code: &str) -> Option<&'static KnownCode> {
    let of_setup = code.strip_prefix("setup_");
    let is_it =
        |known: &str| known == code || (of_setup.is_some() && known.strip_prefix("payment_") == of_setup);
    KNOWN_CODES.iter().find(|known| is_it(known.code))
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
