//! The customer's own bank, where transfers are made and codes and vouchers paid by hand.

use maud::{Markup, html};
use tillkit_core::method::Ending;

use super::method_page::answers;
use crate::gateway::MethodView;
use crate::page::{Brand, frame, summary, way_out};

pub(super) fn page(view: &MethodView) -> Markup {
    let rows = html! {
        @match view.ending {
            Ending::Transfer => {
                @for (_, name, text) in &view.transfer.rows { div { dt { (name) } dd { (text) } } }
                div { dt { "Reference" } dd { (view.transfer.reference) } }
            }
            Ending::Voucher => div { dt { "Number" } dd { (view.voucher_number) } },
            _ => div { dt { "Method" } dd { (view.name) } },
        }
    };
    let at_once = html! {
        @if view.settles_later {
            button.decline type="submit" name="answer" value="arrive" data-testid="arrive" {
                "Send it, and let it arrive at once"
            }
        }
    };
    frame(
        Brand::of("Kestrel Bank", "Test bank", "bank"),
        "Send the money",
        &html! {
            h1 { "Send the money" }
            p { "Your bank has filled in the form for you. The money arrives after a while." }
            (summary(view, &rows))
            (answers(view, "/pay", "Send the money", &at_once))
            (way_out(view))
        },
    )
}
