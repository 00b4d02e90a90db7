//! `/phone`: the customer's phone, which scans codes, is asked for approvals, and has a banking app. It is another
//! device: its pages never lead back to the shop.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Form, Router};
use maud::{Markup, html};
use tillkit_core::method::Ending;

use super::method_page::{Answer, Opened, answers};
use crate::gateway::{Gateway, MethodView, Stage};
use crate::page::{Brand, amount, frame, outcome, summary, void};

const PHONE: Brand<'static> = Brand::of("Kestrel Phone", "Test phone", "phone");

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new().route("/phone", get(home)).route("/phone/{intent}", get(open).post(answer))
}

/// What waits for the customer: as if the phone had scanned each code.
async fn home(State(gateway): State<Arc<Gateway>>) -> Markup {
    let waiting = gateway.waiting();
    frame(
        PHONE,
        "Your phone",
        &html! {
            h1 { "Your phone" }
            @if waiting.is_empty() {
                p role="status" { "Nothing waits for you. Choose a code, a transfer or an app in the shop, and reload." }
            }
            ul.choices {
                @for view in &waiting {
                    li { a.button href=(address(view)) {
                        (view.name) ": " (amount(view.amount, &view.currency))
                    } }
                }
            }
        },
    )
}

fn address(view: &MethodView) -> &str {
    match view.ending {
        Ending::Code | Ending::App => &view.addresses.phone,
        _ => &view.addresses.page,
    }
}

async fn open(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    Query(opened): Query<Opened>,
) -> Markup {
    shown(gateway.method_view(&id, &opened.token).as_ref())
}

async fn answer(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    Form(form): Form<Answer>,
) -> Markup {
    shown(gateway.answer_method(&id, &form.token, form.answer.settlement()).as_ref())
}

fn shown(view: Option<&MethodView>) -> Markup {
    let Some(view) = view else { return void(PHONE) };
    if view.stage != Stage::Waiting {
        let ended = MethodView { return_address: None, ..view.clone() };
        return frame(PHONE, "Your phone", &outcome(&ended));
    }
    let asked = match view.ending {
        Ending::App => "asks for your approval.",
        _ => "The code was scanned.",
    };
    frame(
        PHONE,
        &format!("Pay with {}", view.name),
        &html! {
            h1 { "Pay with " (view.name) }
            p { @if view.ending == Ending::App { (view.name) " " } (asked) }
            (summary(view, &html! {}))
            (answers(view, "/phone", "Pay", &html! {}))
        },
    )
}
