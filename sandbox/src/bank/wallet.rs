//! Wallets: log in, then approve.

use maud::{Markup, html};

use super::method_page::{Step, answers, log_in};
use crate::gateway::MethodView;
use crate::page::{Brand, frame, summary, way_out};

pub(super) fn page(view: &MethodView, step: Step) -> Markup {
    let brand = Brand::of(&view.name, "Test wallet", "wallet");
    if step != Step::Approve {
        return frame(
            brand,
            &format!("Log in to {}", view.name),
            &html! {
                h1 { "Log in to " (view.name) }
                (summary(view, &html! {}))
                (log_in(view, "+62 812 3456 7890", None))
                (way_out(view))
            },
        );
    }
    frame(
        brand,
        &format!("Pay with {}", view.name),
        &html! {
            h1 { "Pay with " (view.name) }
            (summary(view, &html! { div { dt { "From" } dd { "Balance" } } }))
            (answers(view, "/pay", "Pay", &html! {}))
            (way_out(view))
        },
    )
}
