//! Bank redirects: choose a bank unless the form did, log in, approve.

use maud::{Markup, html};

use super::method_page::{Step, answers, log_in, next_step};
use crate::gateway::MethodView;
use crate::page::{Brand, frame, summary, way_out};

/// The banks of schemes that have no list of their own.
const BANKS: &[(&str, &str)] = &[
    ("kestrel", "Kestrel Bank"),
    ("heron", "Heron Savings"),
    ("lapwing", "Lapwing Union"),
    ("plover", "Plover Direct"),
];

pub(super) fn page(view: &MethodView, step: Step, chosen: Option<&str>) -> Markup {
    let banks = if view.banks.is_empty() { BANKS } else { view.banks };
    let named = chosen.and_then(|chosen| banks.iter().find(|(id, _)| *id == chosen));
    // BPI is a bank itself.
    let bank = view.bank.or(named.map(|(_, name)| *name)).or((view.kind == "bpi").then_some("BPI"));
    let Some(bank) = bank else { return choice(view, banks) };
    let brand = Brand::of(bank, "Test bank", "bank");
    if step != Step::Approve {
        return frame(
            brand,
            &format!("Log in to {bank}"),
            &html! {
                h1 { "Log in to your bank" }
                (summary(view, &html! { div { dt { "By" } dd { (view.name) } } }))
                (log_in(view, "Customer 20 48 16", chosen))
                (way_out(view))
            },
        );
    }
    frame(
        brand,
        &format!("Approve the payment at {bank}"),
        &html! {
            h1 { "Approve the payment" }
            (summary(view, &html! {
                div { dt { "By" } dd { (view.name) } }
                div { dt { "From" } dd { "Current account" } }
            }))
            (answers(view, "/pay", "Approve", &html! {}))
            (way_out(view))
        },
    )
}

fn choice(view: &MethodView, banks: &[(&str, &str)]) -> Markup {
    frame(
        Brand::of(&view.name, "Test scheme", "scheme"),
        &format!("{}: choose your bank", view.name),
        &html! {
            h1 { "Choose your bank" }
            (summary(view, &html! {}))
            ul.choices {
                @for (id, name) in banks {
                    li { a.button data-testid="bank" href=(next_step(view, "login", Some(id))) { (name) } }
                }
            }
            (way_out(view))
        },
    )
}
