//! Buy now, pay later: log in, see the plan, agree.

use maud::{Markup, html};

use super::method_page::{Step, answers, log_in};
use crate::gateway::MethodView;
use crate::page::{Brand, amount, frame, summary, way_out};

const INSTALMENTS: u64 = 3;

pub(super) fn page(view: &MethodView, step: Step) -> Markup {
    let brand = Brand::of(&view.name, "Test lender", "lender");
    if step != Step::Approve {
        return frame(
            brand,
            &format!("Log in to {}", view.name),
            &html! {
                h1 { "Pay later with " (view.name) }
                (summary(view, &html! {}))
                (log_in(view, "ada@example.com", None))
                (way_out(view))
            },
        );
    }
    let part = view.amount / INSTALMENTS;
    let first = view.amount.saturating_sub(part.saturating_mul(INSTALMENTS - 1));
    frame(
        brand,
        &format!("Your plan with {}", view.name),
        &html! {
            h1 { "Your plan" }
            (summary(view, &html! {
                div { dt { "Today" } dd { (amount(first, &view.currency)) } }
                div { dt { "In 30 days" } dd { (amount(part, &view.currency)) } }
                div { dt { "In 60 days" } dd { (amount(part, &view.currency)) } }
            }))
            (answers(view, "/pay", "Agree and buy", &html! {}))
            (way_out(view))
        },
    )
}
