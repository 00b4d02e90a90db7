//! The mark of a card's brand, drawn with letters and style rules: no picture to load.

use super::node::node;
use tillkit_core::card::Brand;
use yew::Html;

/// A small card with the name of the brand as far as that is known, or a blank one.
pub(crate) fn brand_mark(brand: Option<Brand>) -> Html {
    let Some(brand) = brand else { return node("span|class=tk-mark|aria-hidden=true").html() };
    node("span|class=tk-mark|role=img")
        .set("data-brand", brand.name())
        .set("aria-label", brand.display_name())
        .child(node("span|aria-hidden=true").text(short_name(brand)).html())
        .html()
}

/// What fits on the mark.
fn short_name(brand: Brand) -> &'static str {
    match brand {
        // Two circles say it.
        Brand::Mastercard | Brand::Maestro => "",
        Brand::Visa => "VISA",
        Brand::Amex => "AMEX",
        Brand::UnionPay => "UPay",
        Brand::Discover => "DISC",
        Brand::Jcb => "JCB",
        Brand::Hipercard => "Hcard",
        other => other.display_name().split(' ').next().unwrap_or_default(),
    }
}
