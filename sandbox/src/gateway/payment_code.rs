//! `/paymentcode`: the gateway's own page that shows a code, account details or a voucher, for redirects of methods
//! that end so. The address has the documented parameters (gateway-facts 1.7).

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Form, Json, Router};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};
use tillkit_core::method::Ending;
use tower_http::set_header::SetResponseHeaderLayer;

use super::access::same;
use super::method_attempt::Settlement;
use super::voucher_pdf::voucher_pdf;
use super::{Gateway, MethodView, Stage};
use crate::page::{
    self, Brand, GATEWAY_FILES, PAGE_CSP, amount, frame, leave, outcome, qr_code, qr_png, summary, void,
    watching_frame, way_out,
};
use crate::shop::SHOP_NAME;

pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/paymentcode", get(open).post(answer))
        .route("/paymentcode/state", get(state))
        .route("/paymentcode/qr.svg", get(picture))
        .route("/paymentcode/qr.png", get(bitmap))
        .route("/paymentcode/voucher.pdf", get(paper))
        .route(&format!("{GATEWAY_FILES}/page.css"), get(page::style))
        .route(&format!("{GATEWAY_FILES}/watch.js"), get(page::watch_script))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(PAGE_CSP),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
}

/// What the address says, as far as it is needed.
#[derive(Debug, Deserialize)]
struct Opened {
    #[serde(rename = "clientSecret", default)]
    client_secret: String,
    #[serde(default)]
    token: String,
}

/// The form of the page.
#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(flatten)]
    opened: Opened,
    answer: Choice,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Choice {
    Sent,
    Cancel,
}

impl Opened {
    fn view(&self, gateway: &Gateway) -> Option<MethodView> {
        let id = self.intent(gateway)?;
        gateway.method_view(id, &self.token).filter(|view| shows(view.ending))
    }

    /// What the code says, while it can be paid.
    fn code(&self, gateway: &Gateway) -> Option<String> {
        let view = self.view(gateway)?;
        (view.stage == Stage::Waiting && view.ending == Ending::Code).then_some(view.addresses.phone)
    }

    /// The intent whose client secret this is.
    fn intent(&self, gateway: &Gateway) -> Option<&str> {
        let (id, _) = self.client_secret.split_once("_secret_")?;
        same(&self.client_secret, &gateway.intent(id)?.lock().client_secret).then_some(id)
    }
}

/// Whether methods that end so have this page.
fn shows(ending: Ending) -> bool {
    matches!(ending, Ending::Code | Ending::Transfer | Ending::Voucher)
}

async fn open(State(gateway): State<Arc<Gateway>>, Query(opened): Query<Opened>) -> Response {
    match opened.view(&gateway) {
        Some(view) if view.stage == Stage::Waiting => page(&opened, &view).into_response(),
        view => over(view.as_ref()),
    }
}

async fn answer(State(gateway): State<Arc<Gateway>>, Form(form): Form<Answer>) -> Response {
    let settlement = match form.answer {
        Choice::Sent => Settlement::Approve,
        Choice::Cancel => Settlement::Cancel,
    };
    let Some(view) = form.opened.view(&gateway) else { return over(None) };
    // Only who makes a transfer can say that it was made.
    if settlement == Settlement::Approve && view.ending != Ending::Transfer {
        return over(Some(&view));
    }
    over(gateway.answer_method(&view.intent, &view.token, settlement).as_ref())
}

async fn state(State(gateway): State<Arc<Gateway>>, Query(opened): Query<Opened>) -> Json<Value> {
    let view = opened.view(&gateway);
    Json(json!({
        "over": view.as_ref().is_none_or(|view| view.stage != Stage::Waiting),
        // Customers are told what they did not do themselves.
        "leave": view.as_ref().filter(|view| view.stage != Stage::Expired).and_then(|view| view.return_address.clone()),
        "seconds_left": view.as_ref().and_then(|view| view.seconds_left),
    }))
}

async fn picture(State(gateway): State<Arc<Gateway>>, Query(opened): Query<Opened>) -> Response {
    match opened.code(&gateway).and_then(|text| qr_code(&text)) {
        Some(svg) => ([(header::CONTENT_TYPE, "image/svg+xml")], svg.into_string()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn bitmap(State(gateway): State<Arc<Gateway>>, Query(opened): Query<Opened>) -> Response {
    match opened.code(&gateway).and_then(|text| qr_png(&text)) {
        Some(png) => ([(header::CONTENT_TYPE, "image/png")], png).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn paper(State(gateway): State<Arc<Gateway>>, Query(opened): Query<Opened>) -> Response {
    let view = opened.view(&gateway);
    match view.filter(|view| view.stage == Stage::Waiting && view.ending == Ending::Voucher) {
        Some(view) => {
            let lines = [
                format!("{} (a test: nobody takes it)", view.name),
                format!("{SHOP_NAME}: {}", amount(view.amount, &view.currency)),
                view.voucher_number,
            ];
            ([(header::CONTENT_TYPE, "application/pdf")], voucher_pdf(&lines)).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn over(view: Option<&MethodView>) -> Response {
    let Some(view) = view else { return void(Brand::GATEWAY).into_response() };
    let way_on = view.return_address.as_ref().filter(|_| view.stage != Stage::Expired);
    way_on
        .and_then(|address| leave(address))
        .unwrap_or_else(|| frame(Brand::GATEWAY, "Payment", &outcome(view)).into_response())
}

fn page(opened: &Opened, view: &MethodView) -> Markup {
    let (secret, token) = (&opened.client_secret, &opened.token);
    let content = match view.ending {
        Ending::Transfer => transfer(view),
        Ending::Voucher => voucher(view),
        _ => code(view),
    };
    watching_frame(
        Brand::GATEWAY,
        &format!("Pay with {}", view.name),
        &format!("/paymentcode/state?clientSecret={secret}&token={token}"),
        &html! {
            (content)
            form method="post" action="/paymentcode" {
                input type="hidden" name="clientSecret" value=(secret);
                input type="hidden" name="token" value=(token);
                @if view.ending == Ending::Transfer {
                    button.approve type="submit" name="answer" value="sent" data-testid="sent" {
                        "I have made the transfer"
                    }
                }
                button.decline type="submit" name="answer" value="cancel" data-testid="cancel" {
                    "Cancel the payment"
                }
            }
            (way_out(view))
            p.note { "A test: no money moves." }
        },
    )
}

fn code(view: &MethodView) -> Markup {
    html! {
        h1 { "Scan to pay with " (view.name) }
        p { "Open the app on your phone and scan this code. This page goes on by itself." }
        @if let Some(picture) = qr_code(&view.addresses.phone) { p.code { (picture) } }
        (summary(view, &html! { div { dt { "Time left" } dd data-left { "…" } } }))
        p { a.button data-testid="phone" href=(view.addresses.phone) target="_blank" rel="noopener" {
            "Scan it with the test phone"
        } }
    }
}

fn transfer(view: &MethodView) -> Markup {
    html! {
        h1 { "Transfer the money" }
        p { "Send exactly this amount to this account, with this reference." }
        (summary(view, &html! {
            @for (_, name, text) in &view.transfer.rows { div { dt { (name) } dd { (text) } } }
            div { dt { "Reference" } dd { (view.transfer.reference) } }
        }))
        p { a.button data-testid="open-bank" href=(view.addresses.page) target="_blank" rel="noopener" {
            "Open the test bank"
        } }
    }
}

fn voucher(view: &MethodView) -> Markup {
    html! {
        h1 { "Your " (view.name) }
        p { "Pay it at a bank, a shop or in your banking app, by its number." }
        (summary(view, &html! { div { dt { "Number" } dd.long { (view.voucher_number) } } }))
        p { a.button data-testid="open-bank" href=(view.addresses.page) target="_blank" rel="noopener" {
            "Open the test bank"
        } }
    }
}
