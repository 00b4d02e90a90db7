//! Every payment method of the table, from the choice in the form to the sandbox's ledger.
//!
//! By default each row is approved, and a row of each sort declined and cancelled as well; with
//! `TILLKIT_E2E_FULL=1`, as `npm test -- --full` sets it, every row goes all three ways.

use serde_json::{Map, Value, json};
use tillkit_core::method::{CATALOG, Category, Ending, Field, PaymentMethod, Place};
use tillkit_e2e::{Answer, Intent, Merchant, Result, payable, sample};
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

/// The categories that have a test below. Cards have files of their own.
const CATEGORIES: [Category; 7] = [
    Category::Wallet,
    Category::BankRedirect,
    Category::PayLater,
    Category::BankDebit,
    Category::BankTransfer,
    Category::Qr,
    Category::RealTime,
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

/// Rows that neither are cards nor have a payment sheet.
fn rows() -> impl Iterator<Item = (usize, &'static PaymentMethod)> {
    CATALOG.iter().enumerate().filter(|(_, row)| !matches!(row.ending, Ending::InPage | Ending::Sheet))
}

fn ways(row: &PaymentMethod) -> &'static [Way] {
    match row.ending {
        Ending::Redirect => &[Way::Page],
        Ending::Debit => &[Way::Debit],
        // No shape of its data is documented.
        Ending::Transfer if row.kind == "bank_transfer_id" => &[Way::HostedInstructions],
        _ => &[Way::HostedInstructions, Way::Instructions],
    }
}

fn settles_later(row: &PaymentMethod) -> bool {
    // Sofort's transfers take days (gateway-facts 4.3).
    matches!(row.ending, Ending::Transfer | Ending::Voucher | Ending::Debit) || row.kind == "sofort"
}

/// Methods for an intent: card first, the one to pay with last, in every second row behind "More".
fn listed(place: usize, row: &PaymentMethod) -> Vec<&'static str> {
    const ENOUGH_FOR_MORE: usize = 4;
    let (amount, currency) = payable(row);
    let amount = i64::try_from(amount).unwrap();
    let others = rows()
        .map(|(_, other)| other)
        .filter(|other| other.kind != row.kind && other.takes(currency, amount));
    let count = if place.is_multiple_of(2) { 0 } else { ENOUGH_FOR_MORE };
    let kind = CATALOG.iter().find(|other| other.kind == row.kind).unwrap().kind;
    let mut kinds = vec!["card"];
    kinds.extend(others.map(|other| other.kind).take(count).chain([kind]));
    assert_eq!(kinds.len(), count + 2, "{kinds:?}");
    kinds
}

/// What the gateway has to be told.
fn expected(row: &PaymentMethod, fields: &[Field]) -> Value {
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
    if row.tells_device {
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
    let (intent, amount) = merchant.intent_for(row.kind, &listed(place, row));
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
    let what = format!("{} {way:?} {outcome:?}", row.kind);
    merchant.sandbox.set_wire(if place.is_multiple_of(2) { Wire::Old } else { Wire::New });
    let codes = if way == Way::Instructions { "in_place" } else { "hosted" };
    merchant.change_settings(&json!({ "codes": codes, "processing_ms": null }));
    let mut fields = row.required.to_vec();
    if outcome == Outcome::Approved {
        fields.extend(row.optional);
    }

    merchant.visit("/plain").await;
    let (intent, amount) = begin(merchant, place, row, &fields).await;
    let result = end(merchant, &intent, way, outcome).await;

    assert_eq!(merchant.confirmed(&intent), expected(row, &fields), "{what}");
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

async fn pay_with_every_row_of(category: Category) {
    let merchant = Merchant::open().await;
    let all = std::env::var_os("TILLKIT_E2E_FULL").is_some();
    for (place, row) in rows().filter(|(_, row)| row.category == category) {
        for way in ways(row) {
            pay(&merchant, place, row, *way, Outcome::Approved).await;
            if all || SAMPLES.contains(&row.kind) {
                pay(&merchant, place, row, *way, Outcome::Declined).await;
                // Nobody is asked about a debit that is under way.
                if *way != Way::Debit {
                    pay(&merchant, place, row, *way, Outcome::Canceled).await;
                }
            }
        }
    }
}

#[test]
fn every_row_has_a_test() {
    for (_, row) in rows() {
        assert!(CATEGORIES.contains(&row.category), "{}", row.kind);
    }
    for kind in SAMPLES {
        assert!(rows().any(|(_, row)| row.kind == kind), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wallets_pay() {
    pay_with_every_row_of(Category::Wallet).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bank_redirects_pay() {
    pay_with_every_row_of(Category::BankRedirect).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paying_later_pays() {
    pay_with_every_row_of(Category::PayLater).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn debits_pay() {
    pay_with_every_row_of(Category::BankDebit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bank_transfers_pay() {
    pay_with_every_row_of(Category::BankTransfer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn qr_codes_pay() {
    pay_with_every_row_of(Category::Qr).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn real_time_payments_and_vouchers_pay() {
    pay_with_every_row_of(Category::RealTime).await;
}
