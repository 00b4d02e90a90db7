//! The driver: takes the loader's messages and the browser's events to the flow, and carries out what the
//! flow asks for.

mod effect;

use crate::browser::extras::{Extras, Sheets};
use crate::browser::port::Port;
use crate::browser::visibility::VisibilityWatch;
use crate::browser::{clock, device, random};
use crate::lane::{FORM_LANE, Lane, Purpose};
use crate::merchant_view::add_billing;
use crate::protocol::{
    CallResult, ClearAttempt, ConfirmCall, ErrorObject, FormOptions, FromEngine, Init, Look,
    PaymentIntentObject, RemoveSaved, Resize, SecretCall, SetupIntentObject, SurfaceEvent, SurfaceReport,
    ToEngine,
};
use crate::settings::settings;
use crate::text::{Words, is_english};
use crate::ui::{Checkout, CheckoutProps, FormEvent, Input, Message, Terms};
use gloo_timers::callback::Timeout;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use tillkit_core::Error;
use tillkit_core::flow::{Confirm, Continue, ContinueMode, Event, Outcome, Settings};
use tillkit_core::gateway::Billing;
use tillkit_core::intent::is_setup_id;
use tillkit_core::method::{Offer, offers};
use tillkit_core::page_url::PageUrl;
use web_sys::{Element, MessagePort, Node};
use yew::{AppHandle, Callback};

/// How long the form waits to learn what it can be paid with, before it takes cards alone.
const OPENING_DEADLINE_MS: u32 = 3_000;

/// In place of a call's number, for what the form does of its own accord.
const NO_CALL: u32 = 0;

/// An engine. Everything that it has under way ends when it is dropped.
pub(crate) struct Engine {
    /// Taken away by `destroy`, which closes it.
    port: RefCell<Option<Port>>,
    root: Option<Node>,
    allowed_api_bases: Option<Vec<String>>,
    extras: Extras,
    ready: OnceCell<Ready>,
    lanes: RefCell<Vec<Lane>>,
    last_lane: Cell<u32>,
}

/// What is there once the loader has said `init`.
struct Ready {
    init: Init,
    settings: Rc<Settings>,
    /// The language; English until another one has come.
    words: RefCell<Words>,
    /// The locale that was asked for last.
    locale: RefCell<String>,
    /// What the form waits to be drawn with, while its language is loaded.
    undrawn: RefCell<Option<(Option<Outcome>, Option<Sheets>)>>,
    speaks: Cell<bool>,
    form: RefCell<Option<AppHandle<Checkout>>>,
    /// What the loader said before the form was there, and when the form comes at the latest.
    opening: RefCell<Option<(Vec<ToEngine>, Option<Timeout>)>>,
    /// How the form's payment ended well: there is nothing more to pay.
    paid: RefCell<Option<Outcome>>,
    /// Whose instructions the form shows.
    showing: RefCell<Option<(u32, Option<VisibilityWatch>)>>,
}

impl Engine {
    pub(crate) fn start(
        port: MessagePort,
        root: Option<Node>,
        allowed_api_bases: Option<Vec<String>>,
        extras: Extras,
    ) {
        let engine = Rc::new(Self {
            port: RefCell::new(None),
            root,
            allowed_api_bases,
            extras,
            ready: OnceCell::new(),
            lanes: RefCell::new(Vec::new()),
            last_lane: Cell::new(FORM_LANE),
        });
        // The port's listener keeps the engine alive, until `destroy` takes the port away.
        let mut port = Port::new(port);
        let receiver = Rc::clone(&engine);
        port.listen(move |message| receiver.receive(message));
        engine.port.replace(Some(port));
    }

    fn send(&self, message: &FromEngine<'_>) {
        if let Some(port) = self.port.borrow().as_ref() {
            port.send(message);
        }
    }

    /// The language that the form is in.
    fn words(&self) -> Words {
        self.ready.get().map_or_else(|| Words::english(""), |ready| ready.words.borrow().clone())
    }

    fn send_load_error(&self, error: &Error) {
        self.send(&FromEngine::LoadError(ErrorObject::of(error, &self.words())));
    }

    fn answer(&self, call: u32, outcome: &Outcome) {
        let words = &self.words();
        let result = match outcome {
            Outcome::NothingPending => CallResult { id: call, ..CallResult::default() },
            Outcome::Intent(intent) if intent.is_setup() => CallResult {
                id: call,
                setup_intent: Some(SetupIntentObject::of(intent, words)),
                ..CallResult::default()
            },
            Outcome::Intent(intent) => CallResult {
                id: call,
                payment_intent: Some(PaymentIntentObject::of(intent, words)),
                ..CallResult::default()
            },
            Outcome::Error(error) => {
                CallResult { id: call, error: Some(ErrorObject::of(error, words)), ..CallResult::default() }
            }
        };
        self.send(&FromEngine::Result(result));
    }

    // What the loader says.

    fn receive(self: &Rc<Self>, message: ToEngine) {
        match (message, self.ready.get()) {
            (ToEngine::Init(init), None) => self.init(*init),
            (ToEngine::Destroy, _) => self.destroy(),
            (_, None) | (ToEngine::Init(_), Some(_)) => {}
            (message, Some(ready)) => self.receive_ready(message, ready),
        }
    }

    fn receive_ready(self: &Rc<Self>, message: ToEngine, ready: &Ready) {
        if message != ToEngine::Ping
            && let Some((waiting, _)) = ready.opening.borrow_mut().as_mut()
        {
            return waiting.push(message);
        }
        match message {
            ToEngine::Init(_) | ToEngine::Destroy => {}
            ToEngine::Update(options) => ready.tell_options(options),
            ToEngine::Look(Look { locale }) => {
                if let Some(locale) = locale {
                    self.speak(&locale, ready);
                }
            }
            ToEngine::Submit(call) if self.is_paying() || ready.paid.borrow().is_some() => {
                self.send(&FromEngine::Result(CallResult { id: call.id, ..CallResult::default() }));
            }
            ToEngine::Submit(call) => {
                let engine = Rc::clone(self);
                ready.tell_form(Message::Check(Box::new(move |checked| match checked {
                    Ok(_) => {
                        engine.send(&FromEngine::Result(CallResult { id: call.id, ..CallResult::default() }));
                    }
                    Err(error) => engine.answer(call.id, &Outcome::Error(error)),
                })));
            }
            ToEngine::Confirm(call) => self.confirm(call, ready),
            ToEngine::Resume(call) => self.carry_on(&call, ContinueMode::Resume, Purpose::Call),
            ToEngine::HandleNextAction(call) => {
                self.carry_on(&call, ContinueMode::HandleNextAction, Purpose::Call);
            }
            ToEngine::Recover(call) => self.recover(&call, ready),
            ToEngine::Retrieve(call) => self.carry_on(&call, ContinueMode::Retrieve, Purpose::Call),
            ToEngine::Surface(report) => self.surface_reported(&report),
            ToEngine::NavigationPrevented => {
                let lanes: Vec<_> = self.lanes.borrow().iter().map(|lane| lane.id).collect();
                for lane in lanes {
                    self.step(lane, Event::NavigationPrevented);
                }
            }
            ToEngine::Ping => self.send(&FromEngine::Pong),
            ToEngine::Focus => ready.tell_form(Message::Focus),
            ToEngine::Blur => ready.tell_form(Message::Blur),
            ToEngine::Clear => ready.tell_form(Message::Clear),
        }
    }

    fn init(self: &Rc<Self>, init: Init) {
        let settings = match settings(&init, self.allowed_api_bases.as_deref(), device::browser()) {
            Ok(settings) => Rc::new(settings),
            Err(error) => return self.send_load_error(&error),
        };
        self.lanes.borrow_mut().push(Lane::new(FORM_LANE, Purpose::Pay, Rc::clone(&settings)));
        // An element for cards alone has nothing to wait for.
        let form = init.form.as_ref().is_some_and(|options| options.kind.as_deref() != Some("card"));
        let client_secret = init.client_secret.clone();
        let opening = form.then(|| {
            let engine = Rc::downgrade(self);
            let late = move || {
                if let Some(engine) = engine.upgrade() {
                    engine.open_form(None, None);
                }
            };
            (Vec::new(), Some(Timeout::new(OPENING_DEADLINE_MS, late)))
        });
        // Set once: a second `init` is not taken.
        let (locale, english) = (init.locale.clone(), Words::english(&init.locale));
        let _ = self.ready.set(Ready {
            init,
            settings,
            words: RefCell::new(english),
            locale: RefCell::default(),
            undrawn: RefCell::default(),
            speaks: Cell::new(false),
            form: RefCell::new(None),
            opening: RefCell::new(opening),
            paid: RefCell::new(None),
            showing: RefCell::new(None),
        });
        if let Some(ready) = self.ready.get() {
            self.speak(&locale, ready);
        }
        match client_secret {
            Some(client_secret) if form => {
                let call = SecretCall { id: NO_CALL, client_secret, page_width: 0 };
                self.carry_on(&call, ContinueMode::Retrieve, Purpose::Open);
            }
            _ => self.open_form(None, None),
        }
    }

    /// Has the form, and errors for customers, speak the language of this locale, once that is there.
    fn speak(self: &Rc<Self>, locale: &str, ready: &Ready) {
        locale.clone_into(&mut ready.locale.borrow_mut());
        if is_english(locale) {
            return self.spoken(Words::english(locale), ready);
        }
        let (engine, asked) = (Rc::downgrade(self), locale.to_owned());
        self.extras.with_words(locale, move |words| {
            let Some(engine) = engine.upgrade() else { return };
            if let Some(ready) = engine.ready.get()
                // Another one may have been asked for meanwhile.
                && *ready.locale.borrow() == asked
            {
                engine.spoken(words, ready);
            }
        });
    }

    fn spoken(self: &Rc<Self>, words: Words, ready: &Ready) {
        ready.words.replace(words.clone());
        ready.speaks.set(true);
        ready.tell_form(Message::Words(words));
        let undrawn = ready.undrawn.take();
        if let Some((outcome, sheets)) = undrawn {
            self.open_form(outcome.as_ref(), sheets);
        }
    }

    /// Draws the form, once the browser has said which of the intent's payment sheets it has.
    pub(super) fn prepare_form(self: &Rc<Self>, outcome: &Outcome) {
        let Outcome::Intent(intent) = outcome else { return self.open_form(Some(outcome), None) };
        let Some(ready) = self.ready.get() else { return };
        // That has a deadline of its own.
        if let Some((_, late)) = ready.opening.borrow_mut().as_mut() {
            late.take();
        }
        let sum = ready.settings.dialect.exponents().plan(intent.amount, &intent.currency);
        let (engine, outcome) = (Rc::downgrade(self), outcome.clone());
        self.extras.with_sheets(&intent.payment_method_types, &sum, move |sheets| {
            if let Some(engine) = engine.upgrade() {
                engine.open_form(Some(&outcome), sheets);
            }
        });
    }

    /// Draws the form, once it is known how the intent stands; without that, it takes cards, and what is wrong
    /// with the intent shows when it is confirmed.
    fn open_form(self: &Rc<Self>, intent: Option<&Outcome>, sheets: Option<Sheets>) {
        let Some(ready) = self.ready.get() else { return };
        if ready.init.form.is_some() && !ready.speaks.get() {
            ready.undrawn.replace(Some((intent.cloned(), sheets)));
            return;
        }
        let waiting = ready.opening.borrow_mut().take().map(|(waiting, _)| waiting).unwrap_or_default();
        let drawn = ready.form.borrow().is_some();
        let terms = match intent {
            Some(Outcome::Intent(intent)) => {
                Terms { saves: intent.saves(), requires_security_code: intent.requires_security_code }
            }
            _ => Terms {
                saves: ready.init.client_secret.as_deref().is_some_and(is_setup_id),
                ..Terms::default()
            },
        };
        if let (Some(options), false) = (&ready.init.form, drawn) {
            let offers = match intent {
                Some(Outcome::Intent(intent)) => {
                    let kinds = sheets.as_ref().map(Sheets::kinds).unwrap_or_default();
                    offers(intent, &options.payment_method_order, &kinds.split(' ').collect::<Vec<_>>())
                }
                _ => vec![Offer::card()],
            };
            let drawn = if offers.is_empty() {
                Err("no_payment_method")
            } else {
                self.draw(offers, sheets, terms).ok_or("form_failed")
            };
            let form = match drawn {
                Ok(form) => form,
                Err(code) => return self.send_load_error(&Error::new(code)),
            };
            ready.form.replace(Some(form));
            ready.tell_options(options.clone());
            if let (Some(outcome @ Outcome::Intent(intent)), Some(client_secret)) =
                (intent, ready.init.client_secret.clone())
            {
                if intent.is_settled_well() {
                    self.tell_form_of(outcome, Purpose::Resume);
                } else if intent.shows_until().is_some_and(|end_s| end_s > clock::now_s()) {
                    // A reload came in the middle: the customer sees the code again.
                    let call = SecretCall { id: NO_CALL, client_secret, page_width: 0 };
                    self.carry_on(&call, ContinueMode::Resume, Purpose::Resume);
                }
            }
        } else if ready.init.form.is_some() {
            // Too late: it is there already.
            return ready.tell_form(Message::Terms(terms));
        }
        self.send(&FromEngine::Ready);
        for message in waiting {
            self.receive_ready(message, ready);
        }
    }

    /// Draws the form in place of what the page shows until then.
    fn draw(
        self: &Rc<Self>,
        offers: Vec<Offer>,
        sheets: Option<Sheets>,
        terms: Terms,
    ) -> Option<AppHandle<Checkout>> {
        let root = self.root.as_ref()?;
        let document = web_sys::window()?.document()?;
        let place: Element = document.create_element("div").ok()?;
        while let Some(child) = root.first_child() {
            root.remove_child(&child).ok()?;
        }
        root.append_child(&place).ok()?;
        let engine = Rc::downgrade(self);
        let tell = Callback::from(move |event| {
            if let Some(engine) = engine.upgrade() {
                engine.form_says(event);
            }
        });
        let (words, extras) = (self.words(), self.extras.clone());
        let props = CheckoutProps { words, offers, extras, sheets, terms, tell };
        Some(yew::Renderer::<Checkout>::with_root_and_props(place, props).render())
    }

    fn form_says(self: &Rc<Self>, event: FormEvent) {
        self.send(&match event {
            FormEvent::InstructionsClosed => return self.step_showing(Event::InstructionsClosed),
            FormEvent::InstructionsExpired => return self.step_showing(Event::InstructionsExpired),
            FormEvent::Change(change) => FromEngine::Change(change),
            FormEvent::Focus => FromEngine::Focus,
            FormEvent::Blur => FromEngine::Blur,
            FormEvent::Escape => FromEngine::Escape,
            FormEvent::Submit => FromEngine::Submit,
            FormEvent::RemoveSaved(payment_method) => {
                FromEngine::SavedPaymentMethodRemove(RemoveSaved { payment_method })
            }
            FormEvent::Height(height) => FromEngine::Resize(Resize { height }),
        });
    }

    fn step_showing(self: &Rc<Self>, event: Event) {
        let lane = self.ready.get().and_then(|ready| Some(ready.showing.borrow().as_ref()?.0));
        if let Some(lane) = lane {
            self.step(lane, event);
        }
    }

    /// Whether the form's own payment is under way.
    fn is_paying(&self) -> bool {
        self.with_lane(FORM_LANE, |lane| lane.flow.is_running()).unwrap_or_default()
    }

    fn destroy(&self) {
        self.lanes.borrow_mut().clear();
        // Yew keeps a component until it is told otherwise, and this one holds a card.
        if let Some(ready) = self.ready.get() {
            ready.opening.take();
            ready.undrawn.take();
            ready.showing.take();
            if let Some(form) = ready.form.take() {
                form.destroy();
            }
        }
        // Closes the port and lets go of its listener, which holds the engine. Not in the middle of the
        // listener's own call, though.
        if let Some(port) = self.port.borrow_mut().take() {
            Timeout::new(0, move || drop(port)).forget();
        }
    }

    fn confirm(self: &Rc<Self>, call: ConfirmCall, ready: &Ready) {
        // A payment that a reload interrupted may be going on in the form.
        let showing = ready.showing.borrow().as_ref().map_or(FORM_LANE, |(lane, _)| *lane);
        if self.join_running(showing, call.id) || self.join_running(FORM_LANE, call.id) {
            return;
        }
        // The loader keeps an attempt before it asks for one; these never were.
        let never_was = |outcome: &Outcome| {
            if let (Some(client_secret), false) = (ready.init.client_secret.clone(), call.check_first) {
                self.send(&FromEngine::ClearAttempt(ClearAttempt { client_secret }));
            }
            self.answer(call.id, outcome);
        };
        if let Some(paid) = ready.paid.borrow().as_ref() {
            return never_was(paid);
        }
        let return_url = call.return_url.as_deref().map(PageUrl::parse);
        if return_url == Some(None) {
            let error = Error::new("return_url_malformed").with_param("return_url");
            return never_was(&Outcome::Error(error));
        }
        let Some(client_secret) = ready.init.client_secret.clone() else {
            return self.answer(call.id, &Outcome::Error(Error::new("client_secret_malformed")));
        };
        let Some(idempotency_key) = random::uuid() else {
            // Never without a key: it is what keeps a repeated request from charging twice.
            return never_was(&Outcome::Error(Error::new("browser_unsupported")));
        };
        let engine = Rc::clone(self);
        ready.tell_form(Message::Check(Box::new(move |checked| {
            let Input { payment, mut billing } = match checked {
                Ok(input) => input,
                Err(error) => {
                    // The loader keeps an attempt before it asks for one; this one never was.
                    if !call.check_first {
                        engine.send(&FromEngine::ClearAttempt(ClearAttempt { client_secret }));
                    }
                    return engine.answer(call.id, &Outcome::Error(error));
                }
            };
            if engine.join_running(FORM_LANE, call.id) {
                return;
            }
            if let Some(details) = &call.billing_details {
                add_billing(&mut billing, details);
            }
            let shipping = call.shipping.as_ref().map(|details| {
                let mut shipping = Billing::default();
                add_billing(&mut shipping, details);
                shipping
            });
            let confirm = Confirm {
                client_secret,
                payment,
                billing,
                shipping,
                idempotency_key,
                return_url: return_url.flatten(),
                error_on_requires_action: call.error_on_requires_action.0,
                always_redirect: call.always_redirect,
                page_width: call.page_width,
                check_first: call.check_first,
            };
            if let Some(lane) = engine.lanes.borrow_mut().first_mut() {
                lane.calls.push(call.id);
            }
            if let Some(ready) = engine.ready.get() {
                ready.tell_form(Message::Lock);
            }
            engine.step(FORM_LANE, Event::Confirm(Box::new(confirm)));
        })));
    }

    /// Gives a call the result of the run that is under way, if one is.
    fn join_running(&self, lane: u32, call: u32) -> bool {
        let mut lanes = self.lanes.borrow_mut();
        let Some(lane) = lanes.iter_mut().find(|candidate| candidate.id == lane) else { return false };
        let running = lane.flow.is_running();
        if running {
            lane.calls.push(call);
        }
        running
    }

    fn carry_on(self: &Rc<Self>, call: &SecretCall, mode: ContinueMode, purpose: Purpose) {
        let Some(ready) = self.ready.get() else { return };
        let client_secret = call.client_secret.clone();
        // The form's own intent: the form shows how it goes on.
        let carries_on = mode != ContinueMode::Retrieve;
        let ours = ready.form.borrow().is_some() && ready.init.client_secret.as_ref() == Some(&client_secret);
        let can_show = carries_on && ours && !self.is_paying() && ready.showing.borrow().is_none();
        let resumed = self.lanes.borrow().iter().find(|lane| lane.resumes()).map(|lane| lane.id);
        if let (true, Some(lane)) = (ours && carries_on, resumed) {
            // The form does so already, of its own accord or for an earlier call.
            self.join_running(lane, call.id);
            return;
        }
        let purpose = if can_show { Purpose::Resume } else { purpose };
        let id = self.last_lane.get() + 1;
        self.last_lane.set(id);
        let mut lane = Lane::new(id, purpose, Rc::clone(&ready.settings));
        if call.id != NO_CALL {
            lane.calls.push(call.id);
        }
        self.lanes.borrow_mut().push(lane);
        let page_width = call.page_width;
        let call = Continue { client_secret, mode, page_width, finish_at: None, can_show };
        self.step(id, Event::Continue(call));
    }

    /// In the form's lane: the form is locked meanwhile, and its next attempt knows how this one ended.
    fn recover(self: &Rc<Self>, call: &ConfirmCall, ready: &Ready) {
        if self.join_running(FORM_LANE, call.id) {
            return;
        }
        let Some(client_secret) = ready.init.client_secret.clone() else {
            return self.answer(call.id, &Outcome::Error(Error::new("client_secret_malformed")));
        };
        self.with_lane(FORM_LANE, |lane| lane.calls.push(call.id));
        ready.tell_form(Message::Lock);
        let finish_at = call.return_url.as_deref().and_then(PageUrl::parse).filter(|_| call.always_redirect);
        let (mode, page_width) = (ContinueMode::Recover, call.page_width);
        self.step(
            FORM_LANE,
            Event::Continue(Continue { client_secret, mode, page_width, finish_at, can_show: true }),
        );
    }

    fn surface_reported(self: &Rc<Self>, report: &SurfaceReport) {
        let (lane, surface) = Lane::of_surface(report.surface);
        let event = match report.event {
            SurfaceEvent::Returned => Event::SurfaceReturned { surface },
            SurfaceEvent::Closed => Event::SurfaceClosed { surface },
            SurfaceEvent::Failed => Event::SurfaceFailed { surface },
        };
        self.step(lane, event);
    }
}

impl Ready {
    /// Tells the form what to ask for: what the merchant wants to know, and what the gateway cannot do without.
    fn tell_options(&self, mut options: FormOptions) {
        options.ask_name |= self.settings.dialect.requires_name();
        self.tell_form(Message::Options(Box::new(options)));
    }

    fn tell_form(&self, message: Message) {
        if let Some(form) = self.form.borrow().as_ref() {
            form.send_message(message);
        }
    }
}
