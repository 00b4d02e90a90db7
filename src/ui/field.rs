//! One labelled field with its error.

use super::entries::Asked;
use crate::text;
use tillkit_core::card::EditKind;
use tillkit_core::method::Field;
use tillkit_core::secret::Secret;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

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
}

/// How a field is connected: its element, and what hears of its focus.
pub(crate) struct Wiring {
    pub(crate) input: NodeRef,
    pub(crate) onfocus: Callback<FocusEvent>,
    pub(crate) onblur: Callback<FocusEvent>,
}

/// The fixed attributes of a field.
struct Traits {
    id: &'static str,
    label: &'static str,
    autocomplete: &'static str,
    inputmode: &'static str,
    placeholder: &'static str,
}

/// `autocomplete` tokens: WCAG 1.3.5. No `pattern`, which Safari 18 holds against its own autofill.
fn traits(field: Field) -> Traits {
    let (id, label, autocomplete, inputmode, placeholder) = match field {
        Field::Number => ("number", text::CARD_NUMBER, "cc-number", "numeric", ""),
        Field::Expiry => ("expiry", text::EXPIRY, "cc-exp", "numeric", text::EXPIRY_HINT),
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
pub(crate) fn is_choice(field: Field) -> bool {
    matches!(field, Field::Country | Field::Bank | Field::UpiApp)
}

/// The id of a field's input. Ids are unique in our own document or shadow root.
fn input_id(field: Field) -> String {
    format!("tk-{}", traits(field).id)
}

/// The label, the error and whatever takes the input between them.
fn labelled(asked: Asked, error: Option<&AttrValue>, control: Html) -> Html {
    let Traits { id, label, .. } = traits(asked.field);
    html! {
        <div class="tk-field" data-field={id} key={id}>
            <label class="tk-label" for={input_id(asked.field)}>
                { label }
                if !asked.required {
                    <span class="tk-soft">{ text::OPTIONAL }</span>
                }
            </label>
            { control }
            { error_of(id, error) }
        </div>
    }
}

fn error_of(id: &str, error: Option<&AttrValue>) -> Html {
    match error {
        Some(error) => html! { <p class="tk-error" id={format!("tk-{id}-error")}>{ error.clone() }</p> },
        None => Html::default(),
    }
}

/// What `aria-describedby` says.
fn described_by(field: Field, error: Option<&AttrValue>) -> Option<String> {
    error.map(|_| format!("tk-{}-error", traits(field).id))
}

fn boolean(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

/// The edit that an input event stands for.
pub(crate) fn edit_of(field: Field, event: &InputEvent) -> Option<Edit> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    if field == Field::Mandate {
        let raw = if input.checked() { "yes" } else { "" };
        return Some(Edit { field, raw: Secret::new(raw), caret: 0, kind: EditKind::Insert });
    }
    // Dates have no caret.
    let caret = input.selection_start().ok().flatten().unwrap_or_default() as usize;
    Some(Edit { field, raw: input.value().into(), caret, kind: edit_kind(&event.input_type()) })
}

/// An input with label and error, and something beside the input.
pub(crate) fn text_field(shown: Shown, wiring: Wiring, oninput: Callback<InputEvent>, beside: Html) -> Html {
    let Shown { asked, value, error, locked } = shown;
    let Wiring { input, onfocus, onblur } = wiring;
    let field = asked.field;
    let Traits { id, autocomplete, inputmode, placeholder, .. } = traits(field);
    let error = error.as_ref();
    let names = matches!(field, Field::CardName | Field::Name | Field::FirstName | Field::LastName);
    let codes = matches!(field, Field::Iban | Field::Curp | Field::Rfc);
    let control = html! {
        <div class="tk-control">
            <input
                ref={input}
                id={input_id(field)}
                name={id}
                type={if field == Field::BirthDate { "date" } else { "text" }}
                class="tk-input"
                {value}
                {autocomplete}
                {inputmode}
                {placeholder}
                autocapitalize={if names { "words" } else if codes { "characters" } else { "off" }}
                autocorrect="off"
                spellcheck="false"
                enterkeyhint="done"
                aria-required={boolean(asked.required)}
                aria-invalid={boolean(error.is_some())}
                aria-describedby={described_by(field, error)}
                readonly={locked}
                {oninput}
                {onfocus}
                {onblur}
            />
            { beside }
        </div>
    };
    labelled(asked, error, control)
}

/// A list to choose from, with label and error.
pub(crate) fn choice_field(shown: Shown, wiring: Wiring, onchange: Callback<Event>, choices: Html) -> Html {
    let Shown { asked, error, locked, .. } = shown;
    let Wiring { input, onfocus, onblur } = wiring;
    let field = asked.field;
    let Traits { id, autocomplete, .. } = traits(field);
    let error = error.as_ref();
    let control = html! {
        <div class="tk-control">
            <select
                ref={input}
                id={input_id(field)}
                name={id}
                class="tk-input"
                {autocomplete}
                aria-required={boolean(asked.required)}
                aria-invalid={boolean(error.is_some())}
                aria-describedby={described_by(field, error)}
                disabled={locked}
                {onchange}
                {onfocus}
                {onblur}
            >
                { choices }
            </select>
        </div>
    };
    labelled(asked, error, control)
}

/// A box to tick, with what is agreed to beside it.
pub(crate) fn tick_field(shown: Shown, wiring: Wiring, oninput: Callback<InputEvent>) -> Html {
    let Shown { asked, value, error, locked } = shown;
    let Wiring { input, onfocus, onblur } = wiring;
    let field = asked.field;
    let Traits { id, label, .. } = traits(field);
    let error = error.as_ref();
    html! {
        <div class="tk-field" data-field={id} key={id}>
            <label class="tk-tick">
                <input
                    ref={input}
                    id={input_id(field)}
                    name={id}
                    type="checkbox"
                    checked={!value.is_empty()}
                    aria-required="true"
                    aria-invalid={boolean(error.is_some())}
                    aria-describedby={described_by(field, error)}
                    disabled={locked}
                    {oninput}
                    {onfocus}
                    {onblur}
                />
                <span>{ label }</span>
            </label>
            { error_of(id, error) }
        </div>
    }
}

/// The entries of a list to choose from; the first one is none.
pub(crate) fn choices(choices: &[(AttrValue, AttrValue)], chosen: &str) -> Html {
    html! {
        <>
            <option value="" selected={chosen.is_empty()}>{ text::CHOOSE }</option>
            { for choices.iter().map(|(value, name)| html! {
                <option key={value.to_string()} value={value.clone()} selected={value == chosen}>{ name.clone() }</option>
            }) }
        </>
    }
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
