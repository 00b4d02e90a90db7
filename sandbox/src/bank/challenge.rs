//! The challenge: the customer is asked, by plain forms that work without scripts.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use iso_currency::Currency;
use maud::{Markup, html};
use serde::Deserialize;

use super::leave;
use super::page::{BANK_NAME, frame, void};
use crate::fault::FaultKind;
use crate::gateway::{Challenge, Gateway, Page};
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
    frame(
        "Approve your payment",
        &html! {
            h1 { "Approve your payment" }
            p { (BANK_NAME) " asks whether it is you who is paying." }
            dl {
                div { dt { "Merchant" } dd { (SHOP_NAME) } }
                div { dt { "Amount" } dd { (amount(challenge)) } }
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
            _ => void().into_response(),
        };
    }
    match gateway.answer_challenge(&form.data_id, &form.token, form.answer == Choice::Approve) {
        Page::Finished(_) if gateway.faults.strike_page(FaultKind::ChallengeNeverReturns, &form.data_id) => {
            hanging("Your answer was taken. By an armed fault this page stays where it is.").into_response()
        }
        Page::Finished(address) => leave(&address),
        _ => void().into_response(),
    }
}

fn hanging(note: &str) -> Markup {
    frame(
        "Waiting",
        &html! {
            h1 { "Nothing more happens here" }
            p role="status" { (note) }
        },
    )
}

/// The amount with its currency's decimals: `USD 12.50`, `JPY 1250`.
fn amount(challenge: &Challenge) -> String {
    let decimals = Currency::from_code(&challenge.currency).and_then(Currency::exponent).unwrap_or(2);
    let divisor = 10_u64.saturating_pow(u32::from(decimals));
    let (whole, rest) = (challenge.amount / divisor, challenge.amount % divisor);
    if decimals == 0 {
        return format!("{} {whole}", challenge.currency);
    }
    format!("{} {whole}.{rest:0width$}", challenge.currency, width = usize::from(decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(amount_minor: u64, currency: &str) -> String {
        amount(&Challenge { amount: amount_minor, currency: currency.to_owned(), last4: String::new() })
    }

    #[test]
    fn amounts_have_their_currencys_decimals() {
        assert_eq!(shown(1_250, "USD"), "USD 12.50");
        assert_eq!(shown(5, "EUR"), "EUR 0.05");
        assert_eq!(shown(1_250, "JPY"), "JPY 1250");
        assert_eq!(shown(1_250, "KWD"), "KWD 1.250");
    }
}
