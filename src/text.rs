//! The words that customers read, in English.

pub(crate) const CARD_NUMBER: &str = "Card number";
pub(crate) const EXPIRY: &str = "Expiry date";
pub(crate) const EXPIRY_HINT: &str = "MM / YY";
pub(crate) const SECURITY_CODE: &str = "Security code";
pub(crate) const CARD_NAME: &str = "Name on card";
pub(crate) const NAME: &str = "Full name";
pub(crate) const FIRST_NAME: &str = "First name";
pub(crate) const LAST_NAME: &str = "Last name";
pub(crate) const EMAIL: &str = "Email";
pub(crate) const PHONE: &str = "Phone number";
pub(crate) const COUNTRY: &str = "Country or region";
pub(crate) const LINE1: &str = "Street and house number";
pub(crate) const CITY: &str = "City";
pub(crate) const STATE: &str = "State or region";
pub(crate) const POSTAL_CODE: &str = "Postal code";
pub(crate) const IBAN: &str = "IBAN";
pub(crate) const BANK: &str = "Bank";
pub(crate) const TAX_ID: &str = "CPF or CNPJ";
pub(crate) const CURP: &str = "CURP";
pub(crate) const RFC: &str = "RFC";
pub(crate) const UPI_APP: &str = "Pay with";
pub(crate) const UPI_ADDRESS: &str = "UPI address";
pub(crate) const BIRTH_DATE: &str = "Date of birth";
pub(crate) const MANDATE: &str = "I authorise the merchant and its payment provider to debit this account for this payment, \
    and my bank to carry the debit out. I can ask my bank for a refund within 8 weeks.";
pub(crate) const OPTIONAL: &str = " (optional)";
pub(crate) const CHOOSE: &str = "Choose…";
pub(crate) const FORM: &str = "Payment";
pub(crate) const METHODS: &str = "Payment method";
pub(crate) const MORE: &str = "More";
pub(crate) const SHOW_ALL: &str = "Show all payment methods";
pub(crate) const SEARCH: &str = "Search payment methods";
pub(crate) const NOTHING_FOUND: &str = "No payment method has that name.";
pub(crate) const PROCESSING: &str = "Processing your payment…";
pub(crate) const DONE: &str = "Your payment is complete.";
pub(crate) const AUTHORISED: &str = "Your payment is authorised.";
pub(crate) const SAVED: &str = "Your payment details are saved.";
pub(crate) const WITH_THE_BANK: &str = "Your bank is processing your payment.";
pub(crate) const NOTED: &str = "We are waiting for your payment.";
pub(crate) const CHALLENGE_TITLE: &str = "Confirm with your bank";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const SCAN: &str = "Scan this code with the app you pay with.";
pub(crate) const TRANSFER: &str = "Transfer the amount with these details.";
pub(crate) const VOUCHER: &str = "Pay with these details at a bank or a shop.";
pub(crate) const APPROVE: &str = "Open the app on your phone and approve the payment.";
pub(crate) const QR_CODE: &str = "QR code";
pub(crate) const COPY: &str = "Copy";
pub(crate) const COPY_CODE: &str = "Copy the code";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const OPEN_APP: &str = "Open the app";
pub(crate) const OPEN_PAGE: &str = "Open these details on a page of their own";
pub(crate) const VALID_FOR: &str = "Valid for";
pub(crate) const ONE_MINUTE: &str = "One minute left to pay.";
pub(crate) const WAITING: &str = "This page goes on by itself once you have paid.";
pub(crate) const BACK: &str = "Pay another way";
pub(crate) const NOTED_BUTTON: &str = "I have noted this";
pub(crate) const AMOUNT: &str = "Amount";
pub(crate) const SAVED_CARDS: &str = "Saved cards";
pub(crate) const ANOTHER_CARD: &str = "Another card";
pub(crate) const CARD: &str = "Card";
pub(crate) const ENDING_IN: &str = " ending in";
pub(crate) const EXPIRED: &str = "Expired";
pub(crate) const REMOVE: &str = "Remove";
pub(crate) const REMOVED: &str = "The card is removed.";
pub(crate) const KEEP: &str = "Keep";
pub(crate) const SAVES: &str =
    "By going on you allow this merchant to keep your payment details for later payments.";

/// The button that opens a wallet's payment sheet.
pub(crate) fn pay_with(name: &str) -> String {
    format!("Pay with {name}")
}

/// The sheet has handed over what the payment needs.
pub(crate) fn approved_with(name: &str) -> String {
    format!("Approved with {name}.")
}

/// What happens after the customer has confirmed, in place of fields to fill in or below them.
pub(crate) fn ending(ending: tillkit_core::method::Ending, name: &str) -> String {
    use tillkit_core::method::Ending;
    match ending {
        Ending::InPage | Ending::Sheet => String::new(),
        Ending::Redirect => format!("You go to {name} to pay, and come back here after that."),
        Ending::Code => "You get a code to scan with your phone.".to_owned(),
        Ending::Transfer => "You get account details for a transfer.".to_owned(),
        Ending::Voucher => "You get a voucher to pay within a few days.".to_owned(),
        Ending::Debit => "The amount is taken from your account within a few days.".to_owned(),
        Ending::App => format!("You approve the payment in your {name} app."),
    }
}

/// What a row of instructions is called.
pub(crate) fn row_label(label: &str) -> &str {
    match label {
        "account_holder_name" => "Account holder",
        "bank_name" => "Bank",
        "iban" => "IBAN",
        "bic" | "swift_code" => "BIC",
        "account_number" => "Account number",
        "sort_code" => "Sort code",
        "clabe" => "CLABE",
        "bank_code" => "Bank code",
        "routing_number" => "Routing number",
        "branch_name" => "Branch",
        "reference" => "Reference",
        "number" => "Number",
        "entity" => "Entity",
        "familymart" => "FamilyMart",
        "lawson" => "Lawson",
        "ministop" => "Ministop",
        "seicomart" => "Seicomart",
        other => other,
    }
}
