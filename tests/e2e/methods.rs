//! Every payment method of the catalogue at every gateway that has it, from the choice in the form to the sandbox's
//! ledger.
//!
//! By default each row is approved at the first gateway, and a row of each sort declined and cancelled as well; at the
//! others a row of each sort is approved. With `TILLKIT_E2E_FULL=1`, as `npm test -- --full` sets it, every row goes all
//! three ways everywhere. What a gateway lacks is in its row (`src/gateway.rs`).

use serde_json::{Map, Value, json};
use tillkit_core::gateway::Dialect;
use tillkit_core::method::{CATALOG, Category, Ending, Field, PaymentMethod, Place};
use tillkit_e2e::{Answer, Gateway, Intent, Merchant, Result, STRIPE, WOOSHPAY, is_full, payable, sample};
use tillkit_sandbox::{Settlement, Wire};

/// A row of each sort, for the outcomes that not every row has by default: a wallet, one whose redirect goes by two
/// names, a bank redirect with a list of banks, pay later, a debit, a transfer, codes, a voucher, an app.
const SAMPLES: [&str; 10] = [
    "alipay",
    "gcash",
    "fpx",
    "klarna",
    "sepa_debit",
    "bank_transfer_eu",
    "wechat_pay",
    "promptpay",
    "boleto",
    "ovo",
];

/// The same at the other gateways, one of each category.
const SAMPLES_ELSEWHERE: [&str; 6] = ["alipay", "ideal", "klarna", "sepa_debit", "promptpay", "boleto"];

/// What a gateway may lack ([`tillkit_e2e::Lack::case`]), beside a test below: methods as such, and pages of its own with
/// a code or with account details.
pub(crate) const LACKABLE: [&str; 2] = [METHODS, HOSTED_INSTRUCTIONS];
const METHODS: &str = "methods";
const HOSTED_INSTRUCTIONS: &str = "hosted_instructions";

/// The categories that have a test below. Cards have a table of their own, in `dialects`.
const CATEGORIES: [Category; 7] = [
    Category::Wallet,
    Category::BankRedirect,
    Category::PayLater,
    Category::BankDebit,
    Category::BankTransfer,
    Category::Qr,
    Category::RealTime,
];

/// Those tests.
pub(crate) const METHOD_TESTS: [&str; 7] = [
    "wallets",
    "bank_redirects",
    "paying_later",
    "debits",
    "bank_transfers",
    "qr_codes",
    "real_time_payments_and_vouchers",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Approved,
    Declined,
    Canceled,
}

/// What the customer meets after the confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A page of the wallet, bank or lender, that asks for an answer.
    Page,
    /// A page that shows something and waits.
    HostedInstructions,
    /// The same in the form.
    Instructions,
    /// Nothing.
    Debit,
}

/// A gateway's rows that neither are cards nor have a payment sheet.
fn rows(gateway: &'static Gateway) -> impl Iterator<Item = (usize, &'static PaymentMethod)> {
    let has = move |row: &PaymentMethod| (gateway.has_method)(row) && gateway.lack(METHODS).is_none();
    let elsewhere = |row: &PaymentMethod| matches!(row.ending, Ending::InPage | Ending::Sheet);
    CATALOG.iter().enumerate().filter(move |(_, row)| has(row) && !elsewhere(row))
}

fn ways(gateway: &Gateway, row: &PaymentMethod) -> &'static [Way] {
    match row.ending {
        Ending::Redirect => &[Way::Page],
        Ending::Debit => &[Way::Debit],
        // No shape of its data is documented.
        Ending::Transfer if row.kind == "bank_transfer_id" => &[Way::HostedInstructions],
        _ if gateway.lack(HOSTED_INSTRUCTIONS).is_some() => &[Way::Instructions],
        _ => &[Way::HostedInstructions, Way::Instructions],
    }
}

fn settles_later(row: &PaymentMethod) -> bool {
    // Sofort's transfers take days (gateway-facts 4.3).
    matches!(row.ending, Ending::Transfer | Ending::Voucher | Ending::Debit) || row.kind == "sofort"
}

/// Methods for an intent: card first, the one to pay with last, in every second row behind "More".
fn listed(gateway: &'static Gateway, place: usize, row: &PaymentMethod) -> Vec<&'static str> {
    const ENOUGH_FOR_MORE: usize = 4;
    let (amount, currency) = payable(row);
    let amount = i64::try_from(amount).unwrap();
    let others = rows(gateway)
        .map(|(_, other)| other)
        .filter(|other| other.kind != row.kind && other.takes(currency, amount));
    let others: Vec<_> = others.take(ENOUGH_FOR_MORE).collect();
    let behind_more = !place.is_multiple_of(2) && others.len() == ENOUGH_FOR_MORE;
    let count = if behind_more { ENOUGH_FOR_MORE } else { 0 };
    let kind = CATALOG.iter().find(|other| other.kind == row.kind).unwrap().kind;
    let mut kinds = vec!["card"];
    kinds.extend(others.iter().map(|other| other.kind).take(count).chain([kind]));
    kinds
}

/// What the gateway has to be told.
fn expected(dialect: Dialect, row: &PaymentMethod, fields: &[Field]) -> Value {
    let (mut billing, mut address, mut options) = (Map::new(), Map::new(), Map::new());
    let add = |object: &mut Map<String, Value>, name: &str, value| object.insert(name.into(), value);
    if let Some(country) = row.only_country() {
        add(&mut address, "country", json!(country));
    }
    for field in fields {
        let sent = sample(row, *field).sent;
        match field.place() {
            Place::Card | Place::Mandate => None,
            Place::Billing(name) => add(&mut billing, name, json!(sent)),
            Place::Address(name) => add(&mut address, name, json!(sent)),
            Place::Options("dob") => {
                add(&mut options, "dob", json!({ "year": "1984", "month": "2", "day": "29" }))
            }
            Place::Options(name) => add(&mut options, name, json!(sent)),
        };
        if *field == Field::Iban {
            add(&mut address, "country", json!("DE"));
        }
    }
    let at_stripe = dialect == Dialect::Stripe;
    if at_stripe {
        // One name there (gateway-facts 4.3 and 8.2), and what a method wants in the places that its page names.
        let names: Vec<_> =
            ["firstName", "lastName"].iter().filter_map(|name| billing.remove(*name)).collect();
        if let [Value::String(first), Value::String(last)] = names.as_slice() {
            add(&mut billing, "name", json!(format!("{first} {last}")));
        }
        let tax_id = if row.kind == "pix" { options.remove("tax_id") } else { None };
        billing.extend(tax_id.map(|tax_id| ("tax_id".to_owned(), tax_id)));
        if row.kind == "sofort" {
            options.extend(address.get("country").map(|country| ("country".to_owned(), country.clone())));
        }
    }
    if row.tells_device && !at_stripe {
        add(&mut options, "terminal_type", json!("WEB"));
    }
    if !address.is_empty() {
        add(&mut billing, "address", Value::Object(address));
    }
    let mandate = fields.contains(&Field::Mandate);
    json!({ "type": row.kind, "options": options, "billing_details": billing, "mandate": mandate })
}

/// Chooses, fills in and confirms.
async fn begin(merchant: &Merchant, place: usize, row: &PaymentMethod, fields: &[Field]) -> (Intent, u64) {
    let (intent, amount) = merchant.intent_for(row.kind, &listed(merchant.gateway, place, row));
    merchant.mount(&intent).await;
    merchant.choose(row.kind).await;
    merchant.fill_in(row, fields).await;
    merchant.begin_confirm_and_return().await;
    (intent, amount)
}

/// What the merchant's page gets to know.
async fn end(merchant: &Merchant, intent: &Intent, way: Way, outcome: Outcome) -> Result {
    let (answer, settlement) = match outcome {
        Outcome::Approved => (Answer::Approve, Settlement::Approve),
        Outcome::Declined => (Answer::Fail, Settlement::Fail),
        Outcome::Canceled => (Answer::Cancel, Settlement::Cancel),
    };
    match way {
        Way::Page => merchant.answer_and_return(answer).await,
        Way::HostedInstructions => {
            merchant.away().await;
            merchant.settle(intent, settlement);
            merchant.back().await;
        }
        Way::Instructions => {
            merchant.enter_form().await;
            merchant.in_form("[data-testid=instructions]").await;
            merchant.leave_frames().await;
            merchant.settle(intent, settlement);
            return merchant.result().await;
        }
        Way::Debit => {
            let result = merchant.result().await;
            if outcome == Outcome::Declined {
                assert_eq!(result.status(), "processing");
                merchant.settle(intent, settlement);
                // Days later, on some page of the merchant's.
                merchant.without_form(&intent.client_secret).await;
                return merchant.call("tillkit.resume({ clientSecret: secret })").await;
            }
            return result;
        }
    }
    merchant.without_form("").await;
    merchant.call("tillkit.resume()").await
}

async fn pay(merchant: &Merchant, place: usize, row: &'static PaymentMethod, way: Way, outcome: Outcome) {
    let what = format!("{} {} {way:?} {outcome:?}", merchant.gateway.name(), row.kind);
    let codes = if way == Way::Instructions { "in_place" } else { "hosted" };
    merchant.change_settings(&json!({ "codes": codes, "processing_ms": null }));
    let mut fields = row.required.to_vec();
    if outcome == Outcome::Approved {
        fields.extend(row.optional);
    }

    merchant.begin_anew("/plain").await;
    if merchant.gateway.dialect == Dialect::WooshPay && !place.is_multiple_of(2) {
        merchant.sandbox.set_wire(Wire::New);
    }
    let (intent, amount) = begin(merchant, place, row, &fields).await;
    let result = end(merchant, &intent, way, outcome).await;

    assert_eq!(merchant.confirmed(&intent), expected(merchant.gateway.dialect, row, &fields), "{what}");
    let charges = match outcome {
        Outcome::Approved if settles_later(row) => {
            assert_eq!(result.status(), "processing", "{what}");
            assert_eq!(merchant.ledger(&intent).charges, 0, "{what}: the money is under way");
            merchant.settle(&intent, Settlement::Arrive);
            1
        }
        Outcome::Approved => {
            assert_eq!(result.status(), "succeeded", "{what}");
            1
        }
        Outcome::Declined => {
            assert_eq!(result.code(), "payment_method_provider_decline", "{what}");
            0
        }
        Outcome::Canceled => {
            assert_eq!(result.code(), "payment_method_customer_decline", "{what}");
            0
        }
    };
    let ledger = merchant.ledger(&intent);
    assert_eq!((ledger.attempts, ledger.charges), (1, charges), "{what}");
    assert_eq!(ledger.captured, amount * u64::from(charges), "{what}");
}

async fn pay_with_every_row_of(category: Category, test: &str, gateway: &'static Gateway) {
    let in_every_way =
        |row: &PaymentMethod| is_full() || (gateway.goes_all_ways() && SAMPLES.contains(&row.kind));
    let all: Vec<_> = rows(gateway).filter(|(_, row)| row.category == category).collect();
    assert_eq!(all.is_empty(), lacks(gateway, test), "{} {test}", gateway.name());
    let mut chosen = all;
    chosen.retain(|(_, row)| gateway.goes_all_ways() || SAMPLES_ELSEWHERE.contains(&row.kind));
    if lacks(gateway, test) {
        return;
    }
    assert!(!chosen.is_empty(), "{} {test}", gateway.name());
    let merchant = Merchant::at(gateway).await;
    for (place, row) in chosen {
        for way in ways(gateway, row) {
            pay(&merchant, place, row, *way, Outcome::Approved).await;
            if in_every_way(row) {
                pay(&merchant, place, row, *way, Outcome::Declined).await;
                // Nobody is asked about a debit that is under way.
                if *way != Way::Debit {
                    pay(&merchant, place, row, *way, Outcome::Canceled).await;
                }
            }
        }
    }
}

fn lacks(gateway: &Gateway, test: &str) -> bool {
    [METHODS, test].iter().any(|case| gateway.lack(case).is_some())
}

#[test]
fn every_row_has_a_test() {
    for gateway in Gateway::ALL {
        for (_, row) in rows(gateway) {
            assert!(CATEGORIES.contains(&row.category), "{}", row.kind);
        }
    }
    assert_eq!((rows(&WOOSHPAY).count(), rows(&STRIPE).count()), (39, 16));
    for kind in SAMPLES {
        assert!(rows(&WOOSHPAY).any(|(_, row)| row.kind == kind), "{kind}");
    }
    for kind in SAMPLES_ELSEWHERE {
        assert!(rows(&STRIPE).any(|(_, row)| row.kind == kind), "{kind}");
    }
}

macro_rules! payments_at {
    ($gateway:expr, $($name:ident $category:ident)+) => {
        use super::*;
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                pay_with_every_row_of(Category::$category, stringify!($name), &$gateway).await;
            }
        )+
        #[test]
        fn every_category_has_a_test() {
            assert_eq!([$(Category::$category),+], CATEGORIES);
            assert_eq!([$(stringify!($name)),+], METHOD_TESTS);
        }
    };
    ($gateway:expr) => {
        payments_at!($gateway, wallets Wallet bank_redirects BankRedirect paying_later PayLater debits BankDebit
            bank_transfers BankTransfer qr_codes Qr real_time_payments_and_vouchers RealTime);
    };
}

mod at_wooshpay {
    payments_at!(WOOSHPAY);
}

mod at_stripe {
    payments_at!(STRIPE);
}
