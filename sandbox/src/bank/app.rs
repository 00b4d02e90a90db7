//! Approval in an app: this page waits while the request is on the customer's phone.

use maud::{Markup, html};

use crate::gateway::MethodView;
use crate::page::{Brand, summary, watching_frame, way_out};

pub(super) fn page(view: &MethodView) -> Markup {
    watching_frame(
        Brand::of(&view.name, "Test app", "wallet"),
        &format!("Approve in {}", view.name),
        &format!("/pay/{}/state?token={}", view.intent, view.token),
        &html! {
            h1 { "Open the app on your phone" }
            p { (view.name) " has sent a request to your phone. Approve it there; this page goes on by itself." }
            (summary(view, &html! { div { dt { "Time left" } dd data-left { "…" } } }))
            p { a.button.approve data-testid="phone" href=(view.addresses.phone) target="_blank" rel="noopener" {
                "Open the phone"
            } }
            (way_out(view))
        },
    )
}
