//! One labelled field with its error.

use super::card_fields::FieldName;
use crate::text;
use tillkit_core::card::EditKind;
use tillkit_core::secret::Secret;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// An edit of a field, as the browser reports it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edit {
    pub(crate) field: FieldName,
    pub(crate) raw: Secret,
    pub(crate) caret: usize,
    pub(crate) kind: EditKind,
}

/// What a field shows.
pub(crate) struct Shown {
    pub(crate) field: FieldName,
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
fn traits(field: FieldName) -> Traits {
    let (id, label, autocomplete, inputmode, placeholder) = match field {
        FieldName::Number => ("number", text::CARD_NUMBER, "cc-number", "numeric", ""),
        FieldName::Expiry => ("expiry", text::EXPIRY, "cc-exp", "numeric", text::EXPIRY_HINT),
        FieldName::SecurityCode => ("cvc", text::SECURITY_CODE, "cc-csc", "numeric", ""),
        FieldName::Name => ("name", text::NAME, "cc-name", "text", ""),
        FieldName::Country => ("country", text::COUNTRY, "billing country", "text", ""),
        FieldName::PostalCode => ("postal-code", text::POSTAL_CODE, "billing postal-code", "text", ""),
    };
    Traits { id, label, autocomplete, inputmode, placeholder }
}

/// The id of a field's input. Ids are unique in our own document or shadow root.
fn input_id(field: FieldName) -> String {
    format!("tk-{}", traits(field).id)
}

/// The label, the error and whatever takes the input between them.
fn labelled(field: FieldName, error: Option<&AttrValue>, control: Html) -> Html {
    let Traits { id, label, .. } = traits(field);
    html! {
        <div class="tk-field" data-field={id}>
            <label class="tk-label" for={input_id(field)}>{ label }</label>
            { control }
            if let Some(error) = error {
                <p class="tk-error" id={format!("tk-{id}-error")}>{ error.clone() }</p>
            }
        </div>
    }
}

/// What `aria-describedby` says.
fn described_by(field: FieldName, error: Option<&AttrValue>) -> Option<String> {
    error.map(|_| format!("tk-{}-error", traits(field).id))
}

/// The edit that an input event stands for.
pub(crate) fn edit_of(field: FieldName, event: &InputEvent) -> Option<Edit> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let caret = input.selection_start().ok().flatten().unwrap_or_default() as usize;
    Some(Edit { field, raw: input.value().into(), caret, kind: edit_kind(&event.input_type()) })
}

/// An input with label and error, and something beside the input.
pub(crate) fn text_field(shown: Shown, wiring: Wiring, oninput: Callback<InputEvent>, beside: Html) -> Html {
    let Shown { field, value, error, locked } = shown;
    let Wiring { input, onfocus, onblur } = wiring;
    let Traits { id, autocomplete, inputmode, placeholder, .. } = traits(field);
    let error = error.as_ref();
    let control = html! {
        <div class="tk-control">
            <input
                ref={input}
                id={input_id(field)}
                name={id}
                type="text"
                class="tk-input"
                {value}
                {autocomplete}
                {inputmode}
                {placeholder}
                autocapitalize={if field == FieldName::Name { "words" } else { "off" }}
                autocorrect="off"
                spellcheck="false"
                enterkeyhint="done"
                aria-required="true"
                aria-invalid={if error.is_some() { "true" } else { "false" }}
                aria-describedby={described_by(field, error)}
                readonly={locked}
                {oninput}
                {onfocus}
                {onblur}
            />
            { beside }
        </div>
    };
    labelled(field, error, control)
}

/// A list to choose from, with label and error.
pub(crate) fn choice_field(shown: Shown, wiring: Wiring, onchange: Callback<Event>, choices: Html) -> Html {
    let Shown { field, error, locked, .. } = shown;
    let Wiring { input, onfocus, onblur } = wiring;
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
                aria-required="true"
                aria-invalid={if error.is_some() { "true" } else { "false" }}
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
    labelled(field, error, control)
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
