//! The form itself.

use super::brand_mark::brand_mark;
use super::card_fields::{CardFields, FieldName, FieldSet};
use super::country;
use super::field::{Edit, Shown, Wiring, choice_field, edit_of, text_field};
use crate::browser::clock;
use crate::browser::resize::HeightWatch;
use crate::protocol::{FormChange, FormOptions};
use crate::text;
use tillkit_core::Error;
use tillkit_core::card::{Card, EditKind};
use tillkit_core::error::Who;
use tillkit_core::gateway::Billing;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What a valid form holds.
pub(crate) struct Input {
    pub(crate) card: Card,
    pub(crate) billing: Billing,
}

/// What the form tells the engine.
#[derive(Debug)]
pub(crate) enum FormEvent {
    Change(FormChange),
    Focus,
    Blur,
    Escape,
    Submit,
    Height(u32),
}

/// What the form is made with.
#[derive(Properties, PartialEq)]
pub(crate) struct CheckoutProps {
    pub(crate) locale: String,
    pub(crate) tell: Callback<FormEvent>,
}

/// Something that happens to the form.
pub(crate) enum Message {
    /// The customer typed.
    Edited(Edit),
    /// The focus came to a field.
    Focused(FieldName),
    /// The focus left a field.
    Blurred(FieldName),
    /// A key was pressed.
    Key(KeyboardEvent),
    /// The engine: show what is wrong, and say whether it can be paid with.
    Check(Box<dyn FnOnce(Result<Input, Error>)>),
    /// The engine: a payment is under way.
    Lock,
    /// The engine: it is over, with this error.
    Unlock(Option<Error>),
    /// The engine: the gateway has answered the attempt, and asks for more. The card has done its work.
    Answered,
    /// The engine: it is paid, or (`true`) the bank has yet to say so.
    Done(bool),
    /// The engine: other options.
    Options(FormOptions),
    /// The engine: focus the first field.
    Focus,
    /// The engine: no focus.
    Blur,
    /// The engine: empty every field.
    Clear,
}

#[derive(PartialEq, Eq)]
enum Stage {
    Open,
    Processing,
    WithTheBank,
    Done,
}

/// The form.
pub(crate) struct Checkout {
    fields: CardFields,
    options: FormOptions,
    /// Fields whose error is shown: those left with something wrong in them, or all after a submit.
    shown: FieldSet,
    focused: Option<FieldName>,
    stage: Stage,
    /// What went wrong with the payment, for the customer.
    failure: Option<String>,
    /// Told once to screen readers after a submit with mistakes.
    summary: String,
    countries: Vec<(AttrValue, AttrValue)>,
    last_change: FormChange,
    focus_next: Option<FieldName>,
    root: NodeRef,
    inputs: [NodeRef; 6],
    height: Option<HeightWatch>,
}

impl Component for Checkout {
    type Message = Message;
    type Properties = CheckoutProps;

    fn create(_: &Context<Self>) -> Self {
        Self {
            fields: CardFields::default(),
            options: FormOptions::default(),
            shown: FieldSet::default(),
            focused: None,
            stage: Stage::Open,
            failure: None,
            summary: String::new(),
            countries: Vec::new(),
            last_change: FormChange { empty: true, ..FormChange::default() },
            focus_next: None,
            root: NodeRef::default(),
            inputs: Default::default(),
            height: None,
        }
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        let tell = &context.props().tell;
        match message {
            Message::Edited(edit) => self.edited(&edit, tell),
            Message::Focused(field) => {
                if self.focused.replace(field).is_none() {
                    tell.emit(FormEvent::Focus);
                }
                false
            }
            Message::Blurred(field) => {
                self.focused = None;
                tell.emit(FormEvent::Blur);
                // Leaving an untouched field is no mistake.
                if self.fields.text(field).is_empty() {
                    return false;
                }
                self.shown.insert(field);
                if let Some(error) = self.error(field) {
                    self.summary = error.to_string();
                }
                true
            }
            Message::Key(event) => {
                match event.key().as_str() {
                    "Enter" if self.stage == Stage::Open => {
                        event.prevent_default();
                        tell.emit(FormEvent::Submit);
                    }
                    "Escape" => tell.emit(FormEvent::Escape),
                    _ => {}
                }
                false
            }
            Message::Check(reply) => {
                let checked = self.check();
                let changed = checked.is_err();
                reply(checked);
                changed
            }
            Message::Lock => {
                self.stage = Stage::Processing;
                self.failure = None;
                self.summary.clear();
                true
            }
            Message::Unlock(error) => {
                self.stage = Stage::Open;
                // Number and expiry stay for the next try; a security code is for one attempt.
                self.fields.security_code = Default::default();
                self.shown.remove(FieldName::SecurityCode);
                self.failure =
                    error.filter(|error| error.who() == Who::Shopper).map(|error| error.message().to_owned());
                self.report_change(tell);
                true
            }
            Message::Answered => {
                self.fields.security_code = Default::default();
                true
            }
            Message::Done(processing) => {
                self.stage = if processing { Stage::WithTheBank } else { Stage::Done };
                self.fields.forget_card();
                self.shown = FieldSet::default();
                true
            }
            Message::Options(options) => {
                self.take_options(options, &context.props().locale);
                self.report_change(tell);
                true
            }
            Message::Focus => {
                self.focus(FieldName::Number);
                false
            }
            Message::Blur => {
                if let Some(input) = self.focused.and_then(|field| self.element(field)) {
                    // An element that cannot be blurred has no focus.
                    let _ = input.blur();
                }
                false
            }
            Message::Clear => {
                self.fields = CardFields::default();
                self.shown = FieldSet::default();
                self.failure = None;
                self.summary.clear();
                self.report_change(tell);
                true
            }
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let link = context.link();
        let (stage, status) = match self.stage {
            Stage::Open => ("open", ""),
            Stage::Processing => ("processing", text::PROCESSING),
            Stage::WithTheBank => ("done", text::WITH_THE_BANK),
            Stage::Done => ("done", text::DONE),
        };
        let busy = if self.stage == Stage::Processing { "true" } else { "false" };
        html! {
            <div class="tk-root" ref={self.root.clone()} lang="en">
                <form
                    class="tk-form"
                    data-stage={stage}
                    aria-label={text::FORM}
                    aria-busy={busy}
                    novalidate=true
                    onsubmit={Callback::from(|event: SubmitEvent| event.prevent_default())}
                    onkeydown={link.callback(Message::Key)}
                >
                    <div role="alert" class="tk-alert" data-shown={self.failure.is_some().then_some("true")}>
                        { self.failure.clone().unwrap_or_default() }
                        <span class="tk-unseen">{ self.summary.clone() }</span>
                    </div>
                    { for CardFields::asked(&self.options).into_iter().map(|field| self.view_field(context, field)) }
                </form>
                <div role="status" class="tk-status">
                    { status }
                </div>
            </div>
        }
    }

    fn rendered(&mut self, context: &Context<Self>, first_render: bool) {
        if first_render && let Some(root) = self.root.cast::<web_sys::Element>() {
            let tell = context.props().tell.clone();
            self.height = HeightWatch::new(&root, move |height| tell.emit(FormEvent::Height(height)));
        }
        if let Some(field) = self.focus_next.take() {
            self.focus(field);
        }
    }
}

impl Checkout {
    fn view_field(&self, context: &Context<Self>, field: FieldName) -> Html {
        let link = context.link();
        let shown = Shown {
            field,
            value: self.fields.text(field).to_owned().into(),
            error: self.shown.contains(field).then(|| self.error(field)).flatten(),
            locked: self.stage != Stage::Open || self.options.read_only,
        };
        let wiring = Wiring {
            input: self.input(field),
            onfocus: link.callback(move |_| Message::Focused(field)),
            onblur: link.callback(move |_| Message::Blurred(field)),
        };
        if field == FieldName::Country {
            let onchange = link.batch_callback(move |event: Event| {
                let select: HtmlSelectElement = event.target_dyn_into()?;
                let raw = select.value().into();
                let edit = Edit { field, raw, caret: 0, kind: EditKind::Insert };
                Some(Message::Edited(edit))
            });
            let choices = country::options(&self.countries, &self.fields.country);
            return choice_field(shown, wiring, onchange, choices);
        }
        let oninput =
            link.batch_callback(move |event: InputEvent| edit_of(field, &event).map(Message::Edited));
        let beside = match field {
            FieldName::Number => brand_mark(self.fields.brand()),
            _ => Html::default(),
        };
        text_field(shown, wiring, oninput, beside)
    }

    fn edited(&mut self, edit: &Edit, tell: &Callback<FormEvent>) -> bool {
        let caret = self.fields.edit(edit.field, edit.raw.expose(), edit.caret, edit.kind);
        // Set here and now: a later render would put the caret at the end.
        if let Some(input) = self.input(edit.field).cast::<HtmlInputElement>() {
            let text = self.fields.text(edit.field);
            if input.value() != text {
                input.set_value(text);
                let caret = u32::try_from(caret).ok();
                // Refused only by inputs without a caret.
                let _ = input.set_selection_range(caret.unwrap_or_default(), caret.unwrap_or_default());
            }
        }
        // Never an error while the field is still being typed in.
        if self.error(edit.field).is_some() {
            self.shown.remove(edit.field);
        }
        self.failure = None;
        // Emptied, so that the same mistake is told again.
        self.summary.clear();
        self.report_change(tell);
        true
    }

    /// Checks every field, shows what is wrong and focuses the first wrong field.
    fn check(&mut self) -> Result<Input, Error> {
        let asked = CardFields::asked(&self.options);
        let mut mistakes = String::new();
        for mistake in asked.iter().filter_map(|field| self.error(*field)) {
            mistakes.push_str(&mistake);
            mistakes.push(' ');
        }
        self.summary = mistakes;
        self.failure = None;
        match self.fields.card(&asked, clock::this_month()) {
            Err((first, error)) => {
                for field in asked {
                    self.shown.insert(field);
                }
                self.focus_next = Some(first);
                Err(error)
            }
            Ok(card) => {
                let mut billing = Billing::default();
                crate::merchant_view::add_billing(&mut billing, &self.options.billing_details);
                for (field, text) in [
                    (&mut billing.name, &self.fields.name),
                    (&mut billing.country, &self.fields.country),
                    (&mut billing.postal_code, &self.fields.postal_code),
                ] {
                    if !text.trim().is_empty() {
                        text.trim().clone_into(field);
                    }
                }
                Ok(Input { card, billing })
            }
        }
    }

    fn take_options(&mut self, options: FormOptions, locale: &str) {
        if options.ask_country && self.countries.is_empty() {
            self.countries = country::countries(locale);
        }
        let details = &options.billing_details;
        let address = details.address.clone().unwrap_or_default();
        for (field, known) in [
            (&mut self.fields.name, &details.name),
            (&mut self.fields.country, &address.country),
            (&mut self.fields.postal_code, &address.postal_code),
        ] {
            if let Some(known) = known.as_ref().filter(|_| field.is_empty()) {
                field.clone_from(known);
            }
        }
        self.options = options;
    }

    fn error(&self, field: FieldName) -> Option<AttrValue> {
        let code = self.fields.fault(field, clock::this_month())?;
        Some(AttrValue::from(Error::new(code).message().to_owned()))
    }

    fn report_change(&mut self, tell: &Callback<FormEvent>) {
        let asked = CardFields::asked(&self.options);
        let now = clock::this_month();
        let change = FormChange {
            empty: asked.iter().all(|field| self.fields.text(*field).is_empty()),
            complete: asked.iter().all(|field| self.fields.fault(*field, now).is_none()),
            method: "card".into(),
            brand: self.fields.brand().map_or("unknown", |brand| brand.name()).into(),
        };
        if change != self.last_change {
            self.last_change = change.clone();
            tell.emit(FormEvent::Change(change));
        }
    }

    fn input(&self, field: FieldName) -> NodeRef {
        self.inputs.get(field as usize).cloned().unwrap_or_default()
    }

    fn element(&self, field: FieldName) -> Option<HtmlElement> {
        self.input(field).cast()
    }

    fn focus(&self, field: FieldName) {
        if let Some(input) = self.element(field) {
            // Refused only for what cannot take the focus.
            let _ = input.focus();
        }
    }
}
