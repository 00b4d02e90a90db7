//! `/pay/<intent>`: what redirects of wallets, banks and lenders lead to. Plain forms, which work without scripts.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Form, Json, Router};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};
use tillkit_core::method::{Category, Ending};

use super::{app, bank_redirect, pay_later, transfer, wallet};
use crate::gateway::{Gateway, MethodView, Settlement, Stage};
use crate::page::{Brand, frame, leave, outcome, void};

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new().route("/pay/{intent}", get(open).post(answer)).route("/pay/{intent}/state", get(state))
}

/// The parameters of a page's URL.
#[derive(Debug, Deserialize)]
pub(super) struct Opened {
    #[serde(default)]
    pub(super) token: String,
    /// How far the customer is on the way to the approval.
    #[serde(default)]
    step: Step,
    /// The bank that was chosen on the way.
    bank: Option<String>,
}

/// The steps of a page.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Step {
    #[default]
    Start,
    Login,
    Approve,
}

/// The form of a page.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    pub(super) token: String,
    pub(super) answer: Choice,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Choice {
    Approve,
    Fail,
    Cancel,
    Arrive,
}

impl Choice {
    pub(super) fn settlement(self) -> Settlement {
        match self {
            Self::Approve => Settlement::Approve,
            Self::Fail => Settlement::Fail,
            Self::Cancel => Settlement::Cancel,
            Self::Arrive => Settlement::Arrive,
        }
    }
}

async fn open(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    Query(opened): Query<Opened>,
) -> Response {
    let Some(view) = gateway.method_view(&id, &opened.token) else {
        return void(Brand::BANK).into_response();
    };
    if view.stage != Stage::Waiting {
        return over(&view);
    }
    let (step, bank) = (opened.step, opened.bank.as_deref());
    let page = match (view.ending, view.category) {
        (Ending::App, _) => app::page(&view),
        (Ending::Code | Ending::Transfer | Ending::Voucher, _) => transfer::page(&view),
        (_, Some(Category::BankRedirect)) => bank_redirect::page(&view, step, bank),
        (_, Some(Category::PayLater)) => pay_later::page(&view, step),
        _ => wallet::page(&view, step),
    };
    page.into_response()
}

async fn answer(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    Form(form): Form<Answer>,
) -> Response {
    match gateway.answer_method(&id, &form.token, form.answer.settlement()) {
        Some(view) => over(&view),
        None => void(Brand::BANK).into_response(),
    }
}

/// Whether there is anything left to do on a page that waits.
async fn state(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    Query(opened): Query<Opened>,
) -> Json<Value> {
    let view = gateway.method_view(&id, &opened.token);
    Json(json!({
        "over": view.as_ref().is_none_or(|view| view.stage != Stage::Waiting),
        "leave": view.as_ref().and_then(|view| view.return_address.clone()),
        "seconds_left": view.as_ref().and_then(|view| view.seconds_left),
    }))
}

/// Leads on from an attempt that is over. An expired one is told first, as the customer did nothing to end it.
fn over(view: &MethodView) -> Response {
    let way_on = view.return_address.as_ref().filter(|_| view.stage != Stage::Expired);
    way_on
        .and_then(|address| leave(address))
        .unwrap_or_else(|| frame(Brand::BANK, "Payment", &outcome(view)).into_response())
}

/// A link to the next step of the same page.
pub(super) fn next_step(view: &MethodView, step: &str, bank: Option<&str>) -> String {
    let bank = bank.map(|bank| format!("&bank={bank}")).unwrap_or_default();
    format!("/pay/{}?token={}&step={step}{bank}", view.intent, view.token)
}

/// The answers that each page takes: the approval in the page's own words.
pub(super) fn answers(view: &MethodView, path: &str, approve: &str, more: &Markup) -> Markup {
    html! {
        form method="post" action={ (path) "/" (view.intent) } {
            input type="hidden" name="token" value=(view.token);
            button.approve type="submit" name="answer" value="approve" data-testid="approve" { (approve) }
            (more)
            button.decline type="submit" name="answer" value="fail" data-testid="fail" { "Let it be declined" }
            button.decline type="submit" name="answer" value="cancel" data-testid="cancel" { "Cancel the payment" }
        }
        p.note { "A test: no money moves." }
    }
}

/// The log-in that customers see before they approve. Nothing is typed: it is a test.
pub(super) fn log_in(view: &MethodView, account: &str, bank: Option<&str>) -> Markup {
    html! {
        dl {
            div { dt { "Account" } dd { (account) } }
            div { dt { "Secret" } dd { span aria-hidden="true" { "••••••" } span.unseen { "already entered" } } }
        }
        p { a.button.approve data-testid="log-in" href=(next_step(view, "approve", bank)) { "Log in" } }
    }
}
