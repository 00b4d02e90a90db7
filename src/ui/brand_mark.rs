//! The mark of a card's brand, drawn with letters and style rules: no picture to load.

use tillkit_core::card::Brand;
use yew::prelude::*;

/// A small card with the name of the brand as far as that is known, or a blank one.
pub(crate) fn brand_mark(brand: Option<Brand>) -> Html {
    let Some(brand) = brand else { return html! { <span class="tk-mark" aria-hidden="true"></span> } };
    html! {
        <span class="tk-mark" data-brand={brand.name()} role="img" aria-label={brand.display_name()}>
            <span aria-hidden="true">{ short_name(brand) }</span>
        </span>
    }
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
