//! The browser's own way of writing money and names in the customer's language.

use js_sys::{Array, Function, JsString, Object, Reflect};
use tillkit_core::money::FormatPlan;
use wasm_bindgen::prelude::*;

/// An object of a class of `Intl`, and one of its methods.
pub(crate) fn formatter(
    class: &str,
    locale: &str,
    options: &[(&str, JsValue)],
    method: &str,
) -> Option<(JsValue, Function)> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &class.into()).ok()?.dyn_into().ok()?;
    let given = Object::new();
    for (name, value) in options {
        Reflect::set(&given, &(*name).into(), value).ok()?;
    }
    let object = Reflect::construct(&class, &Array::of2(&locale.into(), &given)).ok()?;
    let method = Reflect::get(&object, &method.into()).ok()?.dyn_into().ok()?;
    Some((object, method))
}

/// A text in small letters, for comparing what customers type.
pub(crate) fn lower_case(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

/// An amount as customers read it.
pub(crate) fn money(plan: &FormatPlan, locale: &str) -> String {
    let digits = JsValue::from(plan.fraction_digits);
    let options = [
        ("style", "currency".into()),
        ("currency", plan.currency.as_str().into()),
        ("minimumFractionDigits", digits.clone()),
        ("maximumFractionDigits", digits),
    ];
    formatter("NumberFormat", locale, &options, "format")
        .and_then(|(format, write)| write.call1(&format, &plan.decimal.as_str().into()).ok()?.as_string())
        .unwrap_or_else(|| format!("{} {}", plan.decimal, plan.currency))
}
