//! Reading next actions: those that lead elsewhere, and those that come as data to show (gateway-facts 1.7
//! and 11.3).

use super::dialect::Wire;
use super::json::{Object, integer, nested, object, objects, text};
use crate::action::{InstructionKind, InstructionRow, Instructions, NextAction, Task};
use crate::money::ExponentTable;
use crate::page_url::PageUrl;

pub(super) fn read_action(wire: &Wire, action: &Object<'_>) -> Option<NextAction> {
    let named = text(action, "type");
    let of_its_name = named.as_ref().and_then(|name| Some((name.clone(), nested(action, name)?)));
    let with_a_url = || {
        action.members().find_map(|(name, value)| {
            let detail = object(value)?;
            text(&detail, "url").map(|_| (name, detail))
        })
    };
    // The detail's name tells more: `redirect_to_url` is what some methods' redirects call themselves.
    let (name, detail) = match of_its_name.or_else(with_a_url) {
        Some(found) => found,
        None => (named?, Object::empty()),
    };
    let task = read_task(wire, &name, &detail);
    Some(NextAction { name, task, return_url: page(&detail, "return_url") })
}

fn read_task(wire: &Wire, name: &str, detail: &Object<'_>) -> Task {
    let opens = (wire.read_task)(name, detail).or_else(|| open(detail, "url", Task::Redirect));
    if let Some(task) = opens {
        return task;
    }
    let mut told = Instructions {
        page: ["hosted_instructions_url", "hosted_voucher_url", "mobile_auth_url", "native_url", "pdf"]
            .iter()
            .find_map(|member| page(detail, member)),
        expires_at_s: integer(detail, "expires_at").or_else(|| integer(detail, "expires_after")),
        ..Instructions::default()
    };
    if name.ends_with("display_qr_code") {
        // `…_handle_redirect_or_display_qr_code` has the code one level deeper.
        let inner = nested(detail, "qr_code");
        let code = inner.as_ref().unwrap_or(detail);
        told.code = text(code, "data");
        told.expires_at_s = told.expires_at_s.or_else(|| integer(code, "expires_at"));
    } else if name.ends_with("await_notification") || name == "blik_authorize" {
        told.kind = InstructionKind::Approval;
    } else if name == "display_bank_transfer_instructions" {
        read_transfer(detail, wire.exponents, &mut told);
    } else if name.ends_with("_display_details") {
        read_voucher(detail, &mut told);
    }
    let shows = match told.kind {
        InstructionKind::Code => told.code.is_some(),
        InstructionKind::Approval => true,
        InstructionKind::Transfer | InstructionKind::Voucher => !told.rows.is_empty(),
    };
    // Without the data, its own page is the next best thing.
    let hosted = || open(detail, "hosted_verification_url", Task::Redirect);
    match (shows, told.page.take()) {
        (true, page) => Task::Show(Box::new(Instructions { page, ..told })),
        (false, Some(page)) => Task::Redirect(page),
        (false, None) => hosted().unwrap_or(Task::Unknown),
    }
}

/// The task that is done at the address in a member; none if there is no address.
pub(super) fn open(detail: &Object<'_>, member: &str, task: fn(PageUrl) -> Task) -> Option<Task> {
    Some(PageUrl::parse(&text(detail, member)?).map_or(Task::Refused, task))
}

fn page(detail: &Object<'_>, member: &str) -> Option<PageUrl> {
    PageUrl::parse(&text(detail, member)?)
}

fn read_transfer(detail: &Object<'_>, exponents: ExponentTable, told: &mut Instructions) {
    told.kind = InstructionKind::Transfer;
    told.amount = integer(detail, "amount_remaining")
        .zip(text(detail, "currency"))
        .map(|(amount, currency)| exponents.plan(amount, &currency));
    for address in objects(detail, "financial_addresses") {
        for kind in ["iban", "sort_code", "spei", "aba", "swift", "zengin"] {
            if let Some(account) = nested(&address, kind) {
                add_rows(
                    &account,
                    &[
                        "account_holder_name",
                        "bank_name",
                        "iban",
                        "bic",
                        "account_number",
                        "sort_code",
                        "clabe",
                        "bank_code",
                        "routing_number",
                        "swift_code",
                        "branch_name",
                    ],
                    told,
                );
            }
        }
        // One way to pay is enough to read; the gateway's own page has them all.
        if !told.rows.is_empty() {
            break;
        }
    }
    // A reference without an account is nothing to pay by.
    if !told.rows.is_empty() {
        add_rows(detail, &["reference"], told);
    }
}

fn read_voucher(detail: &Object<'_>, told: &mut Instructions) {
    told.kind = InstructionKind::Voucher;
    add_rows(detail, &["number", "entity", "reference"], told);
    if let Some(stores) = nested(detail, "stores") {
        for label in ["familymart", "lawson", "ministop", "seicomart"] {
            let Some(store) = nested(&stores, label) else { continue };
            let Some(code) = text(&store, "payment_code") else { continue };
            let value = match text(&store, "confirmation_number") {
                Some(number) => format!("{code} / {number}"),
                None => code,
            };
            told.rows.push(InstructionRow { label, value });
        }
    }
}

fn add_rows(object: &Object<'_>, labels: &[&'static str], told: &mut Instructions) {
    for label in labels {
        if let Some(value) = text(object, label) {
            told.rows.push(InstructionRow { label, value });
        }
    }
}
