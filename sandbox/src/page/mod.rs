//! What the pages of the bank and of the gateway have in common: frame, files, headers, and the sentences for
//! payments that are over.

mod headers;
mod qr_code;
mod qr_png;

use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use iso_currency::Currency;
use maud::{DOCTYPE, Markup, html};
use url::Url;

pub(crate) use self::headers::{PAGE_CSP, secured};
pub(crate) use self::qr_code::qr_code;
pub(crate) use self::qr_png::qr_png;

use crate::gateway::{MethodView, Stage};
use crate::shop::SHOP_NAME;

/// Whose page it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Brand<'a> {
    pub(crate) name: &'a str,
    pub(crate) tag: &'a str,
    /// The class that gives it its colours.
    pub(crate) class: &'a str,
    /// Where its files are.
    files: &'a str,
}

/// Where the bank's origin has the files of pages.
pub(crate) const BANK_FILES: &str = "/v1/3ds";
/// Where the gateway's has.
pub(crate) const GATEWAY_FILES: &str = "/paymentcode";

impl<'a> Brand<'a> {
    /// The bank of 3-D Secure.
    pub(crate) const BANK: Self =
        Self { name: "Kestrel Bank", tag: "Test bank", class: "bank", files: BANK_FILES };
    /// The gateway.
    pub(crate) const GATEWAY: Self =
        Self { name: "Payment gateway", tag: "Test mode", class: "gateway", files: GATEWAY_FILES };

    /// A wallet, bank or lender on the bank's origin.
    pub(crate) const fn of(name: &'a str, tag: &'a str, class: &'a str) -> Self {
        Self { name, tag, class, files: BANK_FILES }
    }
}

/// A page around `content`.
pub(crate) fn frame(brand: Brand<'_>, title: &str, content: &Markup) -> Markup {
    page(brand, title, None, content)
}

/// The same, asking `watched` again and again whether the payment is over.
pub(crate) fn watching_frame(brand: Brand<'_>, title: &str, watched: &str, content: &Markup) -> Markup {
    page(brand, title, Some(watched), content)
}

fn page(brand: Brand<'_>, title: &str, watched: Option<&str>, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" data-watched=[watched] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ (brand.files) "/page.css" };
                @if watched.is_some() { script src={ (brand.files) "/watch.js" } defer {} }
            }
            body class=(brand.class) {
                header {
                    span.mark aria-hidden="true" {}
                    p.name { (brand.name) }
                    p.tag { (brand.tag) }
                }
                main { (content) }
            }
        }
    }
}

/// The page of a token that is of no use any more. Its status is 200, as browsers write others to the console of
/// the merchant's page.
pub(crate) fn void(brand: Brand<'_>) -> Markup {
    frame(
        brand,
        "Request no longer valid",
        &html! {
            h1 { "This request is no longer valid" }
            p { "It was replaced by a newer one, or it has been answered. Nothing was charged through this page." }
        },
    )
}

/// Who is paid, and how much; with more rows.
pub(crate) fn summary(view: &MethodView, more: &Markup) -> Markup {
    html! {
        dl {
            div { dt { "Merchant" } dd { (SHOP_NAME) } }
            div { dt { "Amount" } dd data-testid="amount" { (amount(view.amount, &view.currency)) } }
            (more)
        }
    }
}

/// How an attempt stands, for pages where there is nothing left to do.
pub(crate) fn outcome(view: &MethodView) -> Markup {
    let (title, text) = match view.stage {
        Stage::Waiting => ("Waiting for your approval", "The payment has not been approved yet."),
        Stage::Processing => (
            "Your payment is being processed",
            "There is nothing more to do for you. Please do not pay again.",
        ),
        Stage::Succeeded => ("Payment complete", "The shop has been told."),
        Stage::Failed => ("Payment declined", "Nothing was charged."),
        Stage::Canceled => ("Payment cancelled", "Nothing was charged."),
        Stage::Expired => (
            "This payment has expired",
            "It was not made in time, and can no longer be. Nothing was charged.",
        ),
    };
    html! {
        h1 data-testid="outcome" { (title) }
        p role="status" { (text) }
        (summary(view, &html! {}))
        @if let Some(address) = &view.return_address {
            p { a.button data-testid="leave" href=(address) { "Back to " (SHOP_NAME) } }
        }
    }
}

/// The way out that decides nothing.
pub(crate) fn way_out(view: &MethodView) -> Markup {
    html! {
        @if let Some(address) = &view.return_address {
            p { a.leave data-testid="leave" href=(address) { "Leave without answering" } }
        }
    }
}

/// Sends the browser to the return URL. It was checked when it was given; this is the last door.
pub(crate) fn leave(address: &str) -> Option<Response> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(Redirect::to(url.as_str()).into_response())
}

/// The amount with its currency's decimals: `USD 12.50`, `JPY 1250`.
pub(crate) fn amount(minor: u64, currency: &str) -> String {
    let decimals = Currency::from_code(currency).and_then(Currency::exponent).unwrap_or(2);
    let divisor = 10_u64.saturating_pow(u32::from(decimals));
    let (whole, rest) = (minor / divisor, minor % divisor);
    if decimals == 0 {
        return format!("{currency} {whole}");
    }
    format!("{currency} {whole}.{rest:0width$}", width = usize::from(decimals))
}

pub(crate) async fn style() -> Response {
    file("text/css; charset=utf-8", include_str!("page.css"))
}

pub(crate) async fn watch_script() -> Response {
    file("text/javascript; charset=utf-8", include_str!("watch.js"))
}

pub(crate) fn file(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_their_currencys_decimals() {
        assert_eq!(amount(1_250, "USD"), "USD 12.50");
        assert_eq!(amount(5, "EUR"), "EUR 0.05");
        assert_eq!(amount(1_250, "JPY"), "JPY 1250");
        assert_eq!(amount(1_250, "KWD"), "KWD 1.250");
    }
}
