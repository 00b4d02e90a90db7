//! What the bank's pages have in common, and its page for requests that are over.

use maud::{DOCTYPE, Markup, html};

pub(super) const BANK_NAME: &str = "Kestrel Bank";

/// A page of the bank around `content`.
pub(super) fn frame(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/v1/3ds/bank.css";
            }
            body {
                header {
                    span.mark aria-hidden="true" {}
                    p.bank { (BANK_NAME) }
                    p.tag { "Test bank" }
                }
                main { (content) }
            }
        }
    }
}

/// The page of a token that is of no use any more. Its status is 200, as browsers write others to the console of
/// the merchant's page.
pub(super) fn void() -> Markup {
    frame(
        "Request no longer valid",
        &html! {
            h1 { "This request is no longer valid" }
            p { "It was replaced by a newer one, or it has been answered. Nothing was charged through this page." }
        },
    )
}
