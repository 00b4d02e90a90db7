//! The form itself: its state, and what happens to it.

use super::country;
use super::entries::{Asked, Entries, FieldSet, asked};
use super::field::Edit;
use super::instructions::ShownInstructions;
use super::method_list::MethodList;
use super::node::node;
use super::saved::SavedCards;
use crate::browser::extras::{Bank, Extras, QrCode, Sheets};
use crate::browser::resize::HeightWatch;
use crate::browser::{clock, device};
use crate::protocol::{FormChange, FormOptions, SavedMethod};
use crate::text::{self, Text, Words};
use tillkit_core::Error;
use tillkit_core::action::Instructions;
use tillkit_core::card::Brand;
use tillkit_core::error::Who;
use tillkit_core::gateway::{Billing, Payment};
use tillkit_core::method::{BankList, Device, Field, Offer};
use tillkit_core::secret::Secret;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::{AttrValue, Callback, Component, Context, Html, NodeRef, Properties};

/// What a valid form holds.
pub(crate) struct Input {
    pub(crate) payment: Payment,
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
    InstructionsClosed,
    InstructionsExpired,
    /// The customer wants the saved card with this id removed.
    RemoveSaved(String),
}

/// What the form is made with.
#[derive(Properties, PartialEq)]
pub(crate) struct CheckoutProps {
    pub(crate) words: Words,
    pub(crate) offers: Vec<Offer>,
    pub(crate) extras: Extras,
    pub(crate) sheets: Option<Sheets>,
    pub(crate) terms: Terms,
    pub(crate) tell: Callback<FormEvent>,
}

/// What the intent says about saved cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Terms {
    /// What is paid with is saved for later payments.
    pub(crate) saves: bool,
    /// A saved card is charged only with its security code.
    pub(crate) requires_security_code: bool,
}

/// How a payment ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Paid.
    Paid,
    /// Authorised: the merchant captures it later.
    Authorised,
    /// Nothing was paid, and the card is saved.
    Saved,
    /// The bank has yet to say so.
    WithTheBank,
    /// The customer has noted how to pay.
    Noted,
}

/// Something that happens to the form.
pub(crate) enum Message {
    /// The customer typed.
    Edited(Edit),
    /// The focus came to a field.
    Focused(Field),
    /// The focus left a field.
    Blurred(Field),
    /// A key was pressed.
    Key(KeyboardEvent),
    /// The customer chose the method in this place.
    Choose(usize),
    /// The customer chose a saved card, by its id, or another card.
    ChooseSaved(Option<String>),
    /// The customer thinks of removing a saved card, by its id, or no longer.
    AskRemoval(Option<String>),
    /// The customer has that card removed.
    Remove,
    /// The customer wants to see more methods, or fewer.
    ToggleMore,
    /// The customer looks for a method.
    Search(String),
    /// A list of banks has come, or not.
    Banks(BankList, Option<Vec<Bank>>),
    /// The squares of a QR code have come, or not.
    Drawn(Option<QrCode>),
    /// The payment sheet of the method in this place has handed over its token.
    Approved(Option<usize>, Secret),
    /// A second has passed.
    Tick,
    /// A row of the instructions was copied.
    Copied(AttrValue),
    /// The customer is done with the instructions.
    CloseInstructions,
    /// The engine: show what is wrong, and say whether it can be paid with.
    Check(Box<dyn FnOnce(Result<Input, Error>)>),
    /// The engine: a payment is under way.
    Lock,
    /// The engine: it is over, with this error.
    Unlock(Option<Error>),
    /// The engine: the gateway has answered the attempt, and asks for more. The card has done its work.
    Answered,
    /// The engine: the customer pays elsewhere, with this.
    Show(Box<Instructions>),
    /// The engine: that is over.
    Unshow,
    /// The engine: it ended well.
    Done(Ended),
    /// The engine: another language.
    Words(Words),
    /// The engine: other options.
    Options(Box<FormOptions>),
    /// The engine: what the intent says about saved cards, which came after the form was drawn.
    Terms(Terms),
    /// The engine: focus the first field.
    Focus,
    /// The engine: no focus.
    Blur,
    /// The engine: empty every field.
    Clear,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Open,
    Processing,
    Ended(Ended),
}

/// The form.
pub(crate) struct Checkout {
    pub(super) words: Words,
    pub(super) entries: Entries,
    pub(super) options: FormOptions,
    offers: Vec<Offer>,
    /// The chosen method's place among the offers.
    pub(super) chosen: Option<usize>,
    /// What the chosen method's payment sheet handed over, for one attempt.
    pub(super) token: Secret,
    /// Every method is shown.
    open: bool,
    search: String,
    /// Fields whose error is shown: those left with something wrong in them, or all after a submit.
    pub(super) shown: FieldSet,
    focused: Option<Field>,
    pub(super) stage: Stage,
    /// The saved cards to choose from, and the chosen one's id.
    pub(super) saved: SavedCards,
    /// What went wrong with the payment, for the customer.
    pub(super) failure: Option<Error>,
    /// Told once to screen readers after a submit with mistakes.
    summary: String,
    /// The countries to choose from, and for which method they are.
    pub(super) countries: (Option<usize>, Vec<(AttrValue, AttrValue)>),
    pub(super) banks: (Option<BankList>, Vec<(AttrValue, AttrValue)>),
    instructions: Option<ShownInstructions>,
    last_change: FormChange,
    focus_next: Option<Field>,
    focus_tab: bool,
    focus_saved: bool,
    /// The customer has closed the instructions.
    gave_up: bool,
    root: NodeRef,
    tab: NodeRef,
    pub(super) terms: Terms,
    pub(super) inputs: Vec<NodeRef>,
    height: Option<HeightWatch>,
    device: Device,
    user_agent: String,
}

impl Component for Checkout {
    type Message = Message;
    type Properties = CheckoutProps;

    fn create(context: &Context<Self>) -> Self {
        let (device, user_agent) = device::device();
        Self {
            words: context.props().words.clone(),
            entries: Entries::default(),
            options: FormOptions::default(),
            offers: context.props().offers.clone(),
            chosen: None,
            token: Secret::default(),
            open: false,
            search: String::new(),
            shown: FieldSet::default(),
            focused: None,
            stage: Stage::Open,
            saved: SavedCards::default(),
            failure: None,
            summary: String::new(),
            countries: (None, Vec::new()),
            banks: (None, Vec::new()),
            instructions: None,
            last_change: FormChange { empty: true, ..FormChange::default() },
            focus_next: None,
            focus_tab: false,
            focus_saved: false,
            gave_up: false,
            root: NodeRef::default(),
            tab: NodeRef::default(),
            terms: context.props().terms,
            // Not `vec![…; n]`: clones of a NodeRef are one and the same.
            inputs: Field::ALL.iter().map(|_| NodeRef::default()).collect(),
            height: None,
            device,
            user_agent,
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
                if field == Field::Bank {
                    self.load_banks(context);
                }
                false
            }
            Message::Blurred(field) => {
                self.focused = None;
                tell.emit(FormEvent::Blur);
                // Leaving an untouched field is no mistake.
                if self.entries.text(field).is_empty() {
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
                    "Enter" if self.stage == Stage::Open && !self.options.read_only && submits(&event) => {
                        event.prevent_default();
                        // As a phone's keyboard names the key: see `enterkeyhint`.
                        match self
                            .focused
                            .filter(|_| self.device.is_phone())
                            .and_then(|field| self.after(field))
                        {
                            Some(next) => self.focus(next),
                            None => tell.emit(FormEvent::Submit),
                        }
                    }
                    "Escape" => tell.emit(FormEvent::Escape),
                    _ => {}
                }
                false
            }
            Message::Choose(place) => {
                self.choose(place, context);
                self.focus_tab = true;
                true
            }
            Message::ChooseSaved(id) => {
                self.saved.choose(id);
                self.saved_changed(context);
                true
            }
            Message::AskRemoval(id) => {
                self.summary = self.saved.ask_removal(id, &self.words);
                true
            }
            Message::Remove => {
                if let Some(id) = self.saved.remove() {
                    tell.emit(FormEvent::RemoveSaved(id));
                    self.say(text::REMOVED);
                    self.focus_saved = true;
                    self.saved_changed(context);
                }
                true
            }
            Message::ToggleMore => {
                self.open = !self.open;
                true
            }
            Message::Search(search) => {
                self.search = search;
                true
            }
            Message::Banks(list, banks) => {
                if self.banks.0 == Some(list) {
                    match banks {
                        Some(banks) => {
                            let pair = |bank: Bank| (bank.id.into(), bank.name.into());
                            self.banks.1 = banks.into_iter().map(pair).collect();
                        }
                        // To be asked for again.
                        None => self.banks.0 = None,
                    }
                }
                true
            }
            Message::Drawn(drawn) => {
                if let Some(shown) = &mut self.instructions {
                    shown.draw(drawn);
                }
                true
            }
            Message::Approved(place, token) => self.approved(place, token, tell),
            Message::Tick => {
                let Some(shown) = &mut self.instructions else { return false };
                let (warns, is_over) = (shown.warns(), shown.tick());
                if warns {
                    self.say(text::ONE_MINUTE);
                }
                if is_over {
                    tell.emit(FormEvent::InstructionsExpired);
                }
                true
            }
            Message::Copied(row) => {
                if let Some(shown) = &mut self.instructions {
                    shown.copied = Some(row);
                }
                self.say(text::COPIED);
                true
            }
            Message::CloseInstructions => {
                self.gave_up = true;
                tell.emit(FormEvent::InstructionsClosed);
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
                self.token = Secret::default();
                // The button that had the focus is gone.
                self.focus_tab |= core::mem::take(&mut self.gave_up);
                // Number and expiry stay for the next try; a security code is for one attempt.
                self.entries.set(Field::SecurityCode, Default::default());
                self.shown.remove(Field::SecurityCode);
                if let Some(error) = &error {
                    self.leave_out_what_fails(error, context);
                }
                self.failure = error.filter(|error| error.who() == Who::Shopper);
                self.report_change(tell);
                true
            }
            Message::Answered => {
                self.token = Secret::default();
                self.entries.set(Field::SecurityCode, Default::default());
                true
            }
            Message::Show(instructions) => {
                self.stage = Stage::Processing;
                let (extras, phone) = (&context.props().extras, self.device.is_phone());
                self.instructions =
                    Some(ShownInstructions::new(*instructions, phone, extras, context.link()));
                true
            }
            Message::Unshow => {
                self.instructions = None;
                true
            }
            Message::Done(ended) => {
                self.stage = Stage::Ended(ended);
                self.entries.forget_payment();
                self.token = Secret::default();
                self.shown = FieldSet::default();
                true
            }
            Message::Options(options) => {
                let first =
                    self.chosen.is_none() && !options.layout.as_ref().is_some_and(|layout| layout.collapsed);
                self.entries.fill_in(&options.billing_details);
                let typing = !self.entries.text(Field::Number).is_empty();
                self.saved.offer(&options.saved_payment_methods, clock::this_month(), typing);
                self.options = *options;
                self.use_saved();
                if first {
                    self.choose(0, context);
                }
                self.load_countries();
                self.report_change(tell);
                true
            }
            Message::Words(words) => {
                self.words = words;
                self.summary.clear();
                self.countries = (None, Vec::new());
                self.load_countries();
                true
            }
            Message::Terms(terms) => {
                self.terms = terms;
                self.report_change(tell);
                true
            }
            Message::Focus => {
                if let Some(asked) = self.asked().first() {
                    self.focus(asked.field);
                }
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
                self.entries = Entries::default();
                self.use_saved();
                self.token = Secret::default();
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
            Stage::Open => ("open", None),
            Stage::Processing if self.instructions.is_some() => ("showing", None),
            Stage::Processing => ("processing", Some(text::PROCESSING)),
            Stage::Ended(Ended::WithTheBank) => ("done", Some(text::WITH_THE_BANK)),
            Stage::Ended(Ended::Noted) => ("done", Some(text::NOTED)),
            Stage::Ended(Ended::Authorised) => ("done", Some(text::AUTHORISED)),
            Stage::Ended(Ended::Saved) => ("done", Some(text::SAVED)),
            Stage::Ended(Ended::Paid) => ("done", Some(text::DONE)),
        };
        let content = match &self.instructions {
            Some(shown) => shown.view(&self.words, link),
            None => self.view_methods(context),
        };
        let alert = node("div|class=tk-alert|role=alert")
            .flag("data-shown", self.failure.is_some())
            .text(self.failure.as_ref().map(|error| self.words.error(error)).unwrap_or_default())
            .child(node("span|class=tk-unseen").text(self.summary.clone()).html());
        let form = node("form|class=tk-form|novalidate")
            .set("data-stage", stage)
            .set("aria-label", self.words.get(text::FORM))
            .truth("aria-busy", stage == "processing")
            .on("submit", link, |event| {
                event.prevent_default();
                None
            })
            .on("keydown", link, |event| event.dyn_into().ok().map(Message::Key))
            .child(alert.html())
            .child(content);
        node("div|class=tk-root")
            .set("lang", self.words.language())
            .set("dir", self.words.direction())
            .place(self.root.clone())
            .child(form.html())
            .child(
                node("div|class=tk-status|role=status")
                    .text(status.map(|text| self.words.get(text)).unwrap_or_default())
                    .html(),
            )
            .html()
    }

    fn rendered(&mut self, context: &Context<Self>, first_render: bool) {
        if first_render && let Some(root) = self.root.cast::<Element>() {
            let tell = context.props().tell.clone();
            self.height = HeightWatch::new(&root, move |height| tell.emit(FormEvent::Height(height)));
        }
        if core::mem::take(&mut self.focus_saved)
            && let Some(root) = self.root.cast::<Element>()
            && let Ok(Some(choice)) = root.query_selector("[data-saved][data-chosen] input")
            && let Some(choice) = choice.dyn_ref::<HtmlElement>()
        {
            // Refused only for what cannot take the focus.
            let _ = choice.focus();
        }
        if let Some(field) = self.focus_next.take() {
            self.focus(field);
        }
        if core::mem::take(&mut self.focus_tab)
            && let Some(tab) = self.tab.cast::<HtmlElement>()
        {
            // Refused only for what cannot take the focus.
            let _ = tab.focus();
        }
    }
}

impl Checkout {
    fn view_methods(&self, context: &Context<Self>) -> Html {
        let panel = self.view_panel(context);
        if self.offers.len() < 2 {
            return panel;
        }
        let list = MethodList {
            words: &self.words,
            offers: &self.offers,
            chosen: self.chosen,
            open: self.open,
            search: &self.search,
            locked: self.is_locked(),
            visible: self.options.layout.as_ref().and_then(|layout| layout.visible_items),
            extras: &context.props().extras,
            link: context.link(),
            tab: self.tab.clone(),
        };
        if self.accordion() { list.accordion(&panel) } else { super::node::list(vec![list.tabs(), panel]) }
    }

    /// The method that the customer has chosen.
    pub(super) fn offer(&self) -> Option<&Offer> {
        self.offers.get(self.chosen?)
    }

    fn accordion(&self) -> bool {
        self.options.layout.as_ref().is_some_and(|layout| layout.accordion)
    }

    /// Whether there are tabs to choose methods by.
    pub(super) fn in_tabs(&self) -> bool {
        self.offers.len() > 1 && !self.accordion()
    }

    /// The fields of the chosen method.
    pub(super) fn asked(&self) -> Vec<Asked> {
        if self.saved_card().is_some() {
            let code = Asked { field: Field::SecurityCode, required: true };
            return if self.terms.requires_security_code { vec![code] } else { Vec::new() };
        }
        self.offer().map(|offer| asked(offer, &self.options)).unwrap_or_default()
    }

    /// Tells screen readers, once.
    fn say(&mut self, text: Text) {
        self.summary = self.words.get(text).to_string();
    }

    /// The field that comes after `field`.
    pub(super) fn after(&self, field: Field) -> Option<Field> {
        self.asked().into_iter().map(|asked| asked.field).skip_while(|each| *each != field).nth(1)
    }

    /// Another saved card is chosen, or none: what was said about the one before is over.
    fn saved_changed(&mut self, context: &Context<Self>) {
        self.use_saved();
        self.entries.set(Field::SecurityCode, Default::default());
        self.shown = FieldSet::default();
        self.failure = None;
        self.load_countries();
        self.report_change(&context.props().tell);
    }

    fn use_saved(&mut self) {
        let chosen = self.saved.chosen();
        self.entries.saved = chosen.map(|card| (card.id.clone(), Brand::named(&card.brand)));
    }

    /// The saved card that the customer has chosen.
    pub(super) fn saved_card(&self) -> Option<&SavedMethod> {
        self.offer().filter(|offer| offer.is_card())?;
        self.saved.chosen()
    }

    fn choose(&mut self, place: usize, context: &Context<Self>) {
        if self.chosen == Some(place) {
            return;
        }
        self.chosen = Some(place);
        self.token = Secret::default();
        self.failure = None;
        self.summary.clear();
        self.shown = FieldSet::default();
        if !self.accordion() {
            self.open = false;
            self.search.clear();
        }
        self.load_countries();
        self.load_banks(context);
        self.report_change(&context.props().tell);
    }

    fn load_countries(&mut self) {
        if self.countries.0 != self.chosen && self.asked().iter().any(|asked| asked.field == Field::Country) {
            let only = self.offer().and_then(|offer| offer.method).map_or(&[][..], |method| method.countries);
            self.countries = (self.chosen, country::countries(&self.words.locale, only));
        }
    }

    fn load_banks(&mut self, context: &Context<Self>) {
        let list = self.offer().and_then(|offer| offer.method?.banks);
        let Some(list) = list.filter(|list| self.banks.0 != Some(*list)) else { return };
        self.banks = (Some(list), Vec::new());
        self.entries.set(Field::Bank, Default::default());
        let link = context.link().clone();
        context.props().extras.with_banks(list, move |banks| link.send_message(Message::Banks(list, banks)));
    }

    /// A method that this version does not know and that did not lead anywhere is not offered again.
    fn leave_out_what_fails(&mut self, error: &Error, context: &Context<Self>) {
        let unknown = self.offer().is_some_and(|offer| offer.method.is_none());
        if let (true, Some(place), "unknown_next_action") = (unknown, self.chosen, error.code()) {
            let offer = self.offers.remove(place);
            web_sys::console::warn_1(&JsValue::from_str(&format!(
                "Tillkit: the payment method {} led to no address; it is left out",
                offer.kind
            )));
            self.chosen = None;
            self.choose(0, context);
        }
    }

    fn edited(&mut self, edit: &Edit, tell: &Callback<FormEvent>) -> bool {
        let caret = self.entries.edit(edit.field, edit.raw.expose(), edit.caret, edit.kind);
        // Set here and now: a later render would put the caret at the end.
        if let Some(input) = self.input(edit.field).cast::<HtmlInputElement>() {
            let text = self.entries.text(edit.field);
            if edit.field != Field::Mandate && input.value() != text {
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
        self.failure = None;
        let asked = self.asked();
        let mut mistakes = String::new();
        for mistake in asked.iter().filter_map(|asked| self.error(asked.field)) {
            mistakes.push_str(&mistake);
            mistakes.push(' ');
        }
        self.summary = mistakes;
        let offer = match self.offer() {
            Some(offer) if !self.lacks_token() => offer,
            offer => {
                let code = if offer.is_some() { "incomplete_wallet" } else { "incomplete_payment_method" };
                let error = Error::new(code);
                self.failure = Some(error.clone());
                return Err(error);
            }
        };
        let mut billing = Billing::default();
        crate::merchant_view::add_billing(&mut billing, &self.options.billing_details);
        let device = (self.device, self.user_agent.as_str());
        match self.entries.payment(offer, &asked, clock::this_month(), &mut billing, device) {
            Ok(mut payment) => {
                if let Payment::Method(method) = &mut payment {
                    method.token = self.token.clone();
                }
                Ok(Input { payment, billing })
            }
            Err((first, error)) => {
                for asked in asked {
                    self.shown.insert(asked.field);
                }
                self.focus_next = Some(first);
                Err(error)
            }
        }
    }

    pub(super) fn error(&self, field: Field) -> Option<AttrValue> {
        let asked = self.asked().into_iter().find(|asked| asked.field == field)?;
        let code = self.entries.fault(asked, clock::this_month())?;
        Some(self.words.error(&Error::new(code)).into())
    }

    pub(super) fn report_change(&mut self, tell: &Callback<FormEvent>) {
        let asked = self.asked();
        let now = clock::this_month();
        let change = FormChange {
            empty: self.token.is_empty()
                && asked.iter().all(|asked| self.entries.text(asked.field).is_empty()),
            complete: self.chosen.is_some()
                && !self.lacks_token()
                && asked.iter().all(|asked| self.entries.fault(*asked, now).is_none()),
            method: self.offer().map(|offer| offer.kind.clone()).unwrap_or_default(),
            brand: self.entries.brand().map_or("unknown", |brand| brand.name()).into(),
        };
        if change != self.last_change {
            self.last_change = change.clone();
            tell.emit(FormEvent::Change(change));
        }
    }

    pub(super) fn input(&self, field: Field) -> NodeRef {
        self.inputs.get(field as usize).cloned().unwrap_or_default()
    }

    fn element(&self, field: Field) -> Option<HtmlElement> {
        self.input(field).cast()
    }

    fn focus(&self, field: Field) {
        if let Some(input) = self.element(field) {
            // Refused only for what cannot take the focus.
            let _ = input.focus();
        }
    }
}

/// Whether Enter means that the form is done: in a text field that no input method is busy in.
fn submits(event: &KeyboardEvent) -> bool {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    !event.is_composing() && field.is_some_and(|field| field.type_() != "search" && !field.read_only())
}
