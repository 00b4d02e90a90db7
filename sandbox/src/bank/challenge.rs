//! The challenge: the customer is asked, by plain forms that work without scripts.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::leave;
use crate::fault::FaultKind;
use crate::gateway::{Challenge, Gateway, Page};
use crate::page::{Brand, amount, frame, void};
use crate::shop::SHOP_NAME;

/// The form of the challenge page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    data_id: String,
    token: String,
    answer: Choice,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Choice {
    Approve,
    Decline,
    Never,
}

pub(super) fn page(challenge: &Challenge, data_id: &str, token: &str) -> Markup {
    let (title, doing) = match challenge.sum {
        Some(_) => ("Approve your payment", "paying"),
        None => ("Approve saving your card", "saving this card"),
    };
    frame(
        Brand::BANK,
        title,
        &html! {
            h1 { (title) }
            p { (Brand::BANK.name) " asks whether it is you who is " (doing) "." }
            dl {
                div { dt { "Merchant" } dd { (SHOP_NAME) } }
                @if let Some((sum, currency)) = &challenge.sum {
                    div { dt { "Amount" } dd { (amount(*sum, currency)) } }
                }
                div {
                    dt { "Card" }
                    dd { span aria-hidden="true" { "•••• " } span.unseen { "ending in " } (challenge.last4) }
                }
            }
            form method="post" action="/v1/3ds/challenge" {
                input type="hidden" name="dataId" value=(data_id);
                input type="hidden" name="token" value=(token);
                button.approve type="submit" name="answer" value="approve" { "Approve" }
                button.decline type="submit" name="answer" value="decline" { "Decline" }
                button.never type="submit" name="answer" value="never" { "Never answer" }
            }
            p.note { "A test: no code is asked for and no money moves." }
        },
    )
}

pub(super) async fn answer(State(gateway): State<Arc<Gateway>>, Form(form): Form<Answer>) -> Response {
    if form.answer == Choice::Never {
        return match gateway.page(&form.data_id, &form.token) {
            Page::Challenge(_) => {
                hanging("No answer was given, so the payment goes on waiting.").into_response()
            }
            _ => void(Brand::BANK).into_response(),
        };
    }
    match gateway.answer_challenge(&form.data_id, &form.token, form.answer == Choice::Approve) {
        Page::Finished(_) if gateway.faults.strike_page(FaultKind::ChallengeNeverReturns, &form.data_id) => {
            hanging("Your answer was taken. By an armed fault this page stays where it is.").into_response()
        }
        Page::Finished(address) => {
            gateway.let_webhook_go_first(&form.data_id).await;
            leave(&address)
        }
        _ => void(Brand::BANK).into_response(),
    }
}

fn hanging(note: &str) -> Markup {
    frame(
        Brand::BANK,
        "Waiting",
        &html! {
            h1 { "Nothing more happens here" }
            p role="status" { (note) }
        },
    )
}
