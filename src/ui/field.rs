//! One labelled field with its error.

use super::checkout::{Checkout, Message};
use super::entries::Asked;
use super::node::{Node, list, node, soft};
use crate::text::{self, Text, Words};
use tillkit_core::card::EditKind;
use tillkit_core::method::Field;
use tillkit_core::secret::Secret;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, InputEvent};
use yew::html::Scope;
use yew::{AttrValue, Html, NodeRef};

/// An edit of a field, as the browser reports it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edit {
    pub(crate) field: Field,
    pub(crate) raw: Secret,
    pub(crate) caret: usize,
    pub(crate) kind: EditKind,
}

/// What a field shows.
pub(crate) struct Shown {
    pub(crate) asked: Asked,
    /// Its text.
    pub(crate) value: AttrValue,
    /// What is wrong with it.
    pub(crate) error: Option<AttrValue>,
    pub(crate) locked: bool,
    /// There is another field after it.
    pub(crate) more: bool,
}

/// The fixed attributes of a field.
struct Traits {
    id: &'static str,
    label: Text,
    autocomplete: &'static str,
    inputmode: &'static str,
    placeholder: &'static str,
}

/// `autocomplete` tokens: WCAG 1.3.5. No `pattern`, which Safari 18 holds against its own autofill.
fn traits(field: Field) -> Traits {
    let (id, label, autocomplete, inputmode, placeholder) = match field {
        Field::Number => ("number", text::CARD_NUMBER, "cc-number", "numeric", ""),
        Field::Expiry => ("expiry", text::EXPIRY, "cc-exp", "numeric", ""),
        Field::SecurityCode => ("cvc", text::SECURITY_CODE, "cc-csc", "numeric", ""),
        Field::CardName => ("name", text::CARD_NAME, "cc-name", "text", ""),
        Field::Name => ("full-name", text::NAME, "name", "text", ""),
        Field::FirstName => ("first-name", text::FIRST_NAME, "given-name", "text", ""),
        Field::LastName => ("last-name", text::LAST_NAME, "family-name", "text", ""),
        Field::Email => ("email", text::EMAIL, "email", "email", ""),
        Field::Phone => ("phone", text::PHONE, "tel", "tel", "+62 812 3456 7890"),
        Field::Country => ("country", text::COUNTRY, "billing country", "text", ""),
        Field::Line1 => ("line1", text::LINE1, "billing address-line1", "text", ""),
        Field::City => ("city", text::CITY, "billing address-level2", "text", ""),
        Field::State => ("state", text::STATE, "billing address-level1", "text", ""),
        Field::PostalCode => ("postal-code", text::POSTAL_CODE, "billing postal-code", "text", ""),
        Field::Iban => ("iban", text::IBAN, "off", "text", "DE00 0000 0000 0000 0000 00"),
        Field::Bank => ("bank", text::BANK, "off", "text", ""),
        Field::TaxId => ("tax-id", text::TAX_ID, "off", "numeric", "000.000.000-00"),
        Field::Curp => ("curp", text::CURP, "off", "text", ""),
        Field::Rfc => ("rfc", text::RFC, "off", "text", ""),
        Field::UpiApp => ("upi-app", text::UPI_APP, "off", "text", ""),
        Field::UpiAddress => ("upi-address", text::UPI_ADDRESS, "off", "email", "name@bank"),
        Field::BirthDate => ("birth-date", text::BIRTH_DATE, "bday", "text", ""),
        Field::Mandate => ("mandate", text::MANDATE, "off", "text", ""),
    };
    Traits { id, label, autocomplete, inputmode, placeholder }
}

/// Whether a field is chosen from a list.
pub(super) fn is_choice(field: Field) -> bool {
    matches!(field, Field::Country | Field::Bank | Field::UpiApp)
}

/// The id of a field's input. Ids are unique in our own document or shadow root.
fn input_id(field: Field) -> String {
    format!("tk-{}", traits(field).id)
}

/// A field with its label, its error and `control`, which takes the input.
fn labelled(words: &Words, shown: &Shown, control: Html) -> Html {
    let Traits { id, label, .. } = traits(shown.asked.field);
    let name = node("label|class=tk-label").set("for", input_id(shown.asked.field));
    let label = words.get(label);
    let name = if shown.asked.required {
        name.text(label)
    } else {
        // What a language says around the label stands back behind it.
        let around = words.fill(text::OPTIONAL, &[("label", "\n")]);
        let (before, after) = around.split_once('\n').unwrap_or_default();
        name.child(soft(before.to_owned())).text(label).child(soft(after.to_owned()))
    };
    around(id, shown, name.html(), control)
}

/// The parts of a field, one below the other.
fn around(id: &'static str, shown: &Shown, first: Html, second: Html) -> Html {
    let error = match &shown.error {
        Some(error) => node("p|class=tk-error").set("id", error_id(id)).text(error.clone()).html(),
        None => Html::default(),
    };
    node("div|class=tk-field").set("data-field", id).key(id).child(first).child(second).child(error).html()
}

fn error_id(id: &str) -> String {
    format!("tk-{id}-error")
}

/// What every field's input has, whatever kind of element it is.
fn wired(input: Node, shown: &Shown, place: NodeRef, link: &Scope<Checkout>) -> Node {
    let field = shown.asked.field;
    let Traits { id, autocomplete, .. } = traits(field);
    let mut input = input
        .place(place)
        .set("id", input_id(field))
        .set("name", id)
        .set("autocomplete", autocomplete)
        .truth("aria-required", shown.asked.required)
        .truth("aria-invalid", shown.error.is_some())
        .on("focus", link, move |_| Some(Message::Focused(field)))
        .on("blur", link, move |_| Some(Message::Blurred(field)));
    if shown.error.is_some() {
        input = input.set("aria-describedby", error_id(id));
    }
    input
}

/// The edit that an input event stands for.
fn edit_of(field: Field, event: &Event) -> Option<Edit> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    if field == Field::Mandate {
        let raw = if input.checked() { "yes" } else { "" };
        return Some(Edit { field, raw: Secret::new(raw), caret: 0, kind: EditKind::Insert });
    }
    // Dates have no caret.
    let caret = input.selection_start().ok().flatten().unwrap_or_default() as usize;
    // Autofill and password managers send plain events, which have no such type.
    let kind = event.dyn_ref().map_or(EditKind::Insert, |event: &InputEvent| edit_kind(&event.input_type()));
    Some(Edit { field, raw: input.value().into(), caret, kind })
}

/// An input with label and error, and something beside the input.
pub(crate) fn text_field(
    words: &Words,
    shown: &Shown,
    place: NodeRef,
    link: &Scope<Checkout>,
    beside: Html,
) -> Html {
    let field = shown.asked.field;
    let Traits { inputmode, placeholder, .. } = traits(field);
    let capitals = match field {
        Field::CardName | Field::Name | Field::FirstName | Field::LastName => "words",
        Field::Iban | Field::Curp | Field::Rfc => "characters",
        _ => "off",
    };
    let placeholder = match (field, placeholder) {
        (Field::Expiry, _) => words.get(text::EXPIRY_HINT),
        // A floating label is above as long as there is none to be seen.
        (_, "") => " ".into(),
        _ => placeholder.into(),
    };
    let input = node("input|class=tk-input|autocorrect=off|spellcheck=false")
        .set("enterkeyhint", if shown.more { "next" } else { "done" })
        .set("type", if field == Field::BirthDate { "date" } else { "text" })
        .set("inputmode", inputmode)
        .set("placeholder", placeholder)
        .set("autocapitalize", capitals)
        .flag("readonly", shown.locked)
        .value(shown.value.clone());
    let input = wired(input, shown, place, link)
        .on("input", link, move |event| edit_of(field, &event).map(Message::Edited));
    labelled(words, shown, node("div|class=tk-control").child(input.html()).child(beside).html())
}

/// A list to choose from, with label and error; the first of its entries is none.
pub(crate) fn choice_field(
    words: &Words,
    shown: &Shown,
    place: NodeRef,
    link: &Scope<Checkout>,
    choices: &[(AttrValue, AttrValue)],
) -> Html {
    let field = shown.asked.field;
    let mut options = Vec::new();
    let none = (AttrValue::default(), words.get(text::CHOOSE));
    for (value, name) in core::iter::once(&none).chain(choices) {
        let option =
            node("option").key(value).set("value", value.clone()).flag("selected", *value == shown.value);
        options.push(option.text(name.clone()).html());
    }
    let select = node("select|class=tk-input").flag("disabled", shown.locked).child(list(options));
    let select = wired(select, shown, place, link).on("change", link, move |event| {
        let select: HtmlSelectElement = event.target()?.dyn_into().ok()?;
        let raw = select.value().into();
        Some(Message::Edited(Edit { field, raw, caret: 0, kind: EditKind::Insert }))
    });
    labelled(words, shown, node("div|class=tk-control").child(select.html()).html())
}

/// A box to tick, with what is agreed to beside it.
pub(crate) fn tick_field(words: &Words, shown: &Shown, place: NodeRef, link: &Scope<Checkout>) -> Html {
    let field = shown.asked.field;
    let Traits { id, label, .. } = traits(field);
    let input = node("input|type=checkbox").flag("disabled", shown.locked).checked(!shown.value.is_empty());
    let input = wired(input, shown, place, link)
        .on("input", link, move |event| edit_of(field, &event).map(Message::Edited));
    let label =
        node("label|class=tk-tick").child(input.html()).child(node("span").text(words.get(label)).html());
    around(id, shown, label.html(), Html::default())
}

fn edit_kind(input_type: &str) -> EditKind {
    if !input_type.starts_with("delete") {
        EditKind::Insert
    } else if input_type.ends_with("Forward") {
        EditKind::DeleteForward
    } else {
        EditKind::DeleteBackward
    }
}
