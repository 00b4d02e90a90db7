//! The driver: takes the loader's messages and the browser's events to the flow, and carries out what the
//! flow asks for.

use crate::browser::fetch::PendingRequest;
use crate::browser::port::Port;
use crate::browser::{random, stylesheet};
use crate::lane::{FORM_LANE, Lane};
use crate::merchant_view::add_billing;
use crate::protocol::{
    ActionEnd, ActionStart, CallResult, ClearAttempt, ConfirmCall, FromEngine, Init, Navigate, OpenSurface,
    Resize, SecretCall, StoredAttempt, SurfaceEvent, SurfaceName, SurfaceReport, ToEngine,
};
use crate::settings::settings;
use crate::text;
use crate::ui::{Checkout, CheckoutProps, FormEvent, Input, Message, STYLES};
use gloo_timers::callback::Timeout;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use tillkit_core::Error;
use tillkit_core::flow::{Confirm, Continue, ContinueMode, Effect, Event, Outcome, Settings};
use tillkit_core::gateway::Payment;
use tillkit_core::intent::Status;
use tillkit_core::page_url::PageUrl;
use web_sys::{Element, MessagePort, Node};
use yew::{AppHandle, Callback};

/// An engine. Everything that it has under way ends when it is dropped.
pub(crate) struct Engine {
    /// Taken away by `destroy`, which closes it.
    port: RefCell<Option<Port>>,
    root: Option<Node>,
    allowed_api_bases: Option<Vec<String>>,
    ready: OnceCell<Ready>,
    lanes: RefCell<Vec<Lane>>,
    last_lane: Cell<u32>,
}

/// What is there once the loader has said `init`.
struct Ready {
    init: Init,
    settings: Settings,
    form: RefCell<Option<AppHandle<Checkout>>>,
    /// How the form's payment ended well: there is nothing more to pay.
    paid: RefCell<Option<Outcome>>,
}

impl Engine {
    pub(crate) fn start(port: MessagePort, root: Option<Node>, allowed_api_bases: Option<Vec<String>>) {
        let engine = Rc::new(Self {
            port: RefCell::new(None),
            root,
            allowed_api_bases,
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

    fn send(&self, message: &FromEngine) {
        if let Some(port) = self.port.borrow().as_ref() {
            port.send(message);
        }
    }

    fn answer(&self, call: u32, outcome: &Outcome) {
        let result = match outcome {
            Outcome::NothingPending => CallResult { id: call, ..CallResult::default() },
            Outcome::Intent(intent) => {
                CallResult { id: call, payment_intent: Some(intent.as_ref().into()), error: None }
            }
            Outcome::Error(error) => CallResult { id: call, payment_intent: None, error: Some(error.into()) },
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
        match message {
            ToEngine::Init(_) | ToEngine::Destroy => {}
            ToEngine::Update(options) => ready.tell_form(Message::Options(options)),
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
            ToEngine::Resume(call) => self.carry_on(&call, ContinueMode::Resume, ready),
            ToEngine::HandleNextAction(call) => self.carry_on(&call, ContinueMode::HandleNextAction, ready),
            ToEngine::Recover(call) => self.recover(&call, ready),
            ToEngine::Retrieve(call) => self.carry_on(&call, ContinueMode::Retrieve, ready),
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
        let settings = match settings(&init, self.allowed_api_bases.as_deref()) {
            Ok(settings) => settings,
            Err(error) => return self.send(&FromEngine::LoadError((&error).into())),
        };
        self.lanes.borrow_mut().push(Lane::new(FORM_LANE, settings.clone()));
        let form = init.form.is_some().then(|| self.draw(&init.locale)).flatten();
        if form.is_none() && init.form.is_some() {
            return self.send(&FromEngine::LoadError((&Error::new("form_failed")).into()));
        }
        if let (Some(form), Some(options)) = (&form, &init.form) {
            form.send_message(Message::Options(options.clone()));
        }
        // Set once: a second `init` is not taken.
        let _ = self.ready.set(Ready { init, settings, form: RefCell::new(form), paid: RefCell::new(None) });
        self.send(&FromEngine::Ready);
    }

    /// Draws the form in place of what the page shows until then.
    fn draw(self: &Rc<Self>, locale: &str) -> Option<AppHandle<Checkout>> {
        let root = self.root.as_ref()?;
        let document = web_sys::window()?.document()?;
        let place: Element = document.create_element("div").ok()?;
        while let Some(child) = root.first_child() {
            root.remove_child(&child).ok()?;
        }
        root.append_child(&place).ok()?;
        stylesheet::adopt(&place, STYLES);
        let engine = Rc::downgrade(self);
        let tell = Callback::from(move |event| {
            if let Some(engine) = engine.upgrade() {
                engine.form_says(event);
            }
        });
        let props = CheckoutProps { locale: locale.to_owned(), tell };
        Some(yew::Renderer::<Checkout>::with_root_and_props(place, props).render())
    }

    fn form_says(&self, event: FormEvent) {
        self.send(&match event {
            FormEvent::Change(change) => FromEngine::Change(change),
            FormEvent::Focus => FromEngine::Focus,
            FormEvent::Blur => FromEngine::Blur,
            FormEvent::Escape => FromEngine::Escape,
            FormEvent::Submit => FromEngine::Submit,
            FormEvent::Height(height) => FromEngine::Resize(Resize { height }),
        });
    }

    fn destroy(&self) {
        self.lanes.borrow_mut().clear();
        // Yew keeps a component until it is told otherwise, and this one holds a card.
        if let Some(form) = self.ready.get().and_then(|ready| ready.form.borrow_mut().take()) {
            form.destroy();
        }
        // Closes the port and lets go of its listener, which holds the engine. Not in the middle of the
        // listener's own call, though.
        if let Some(port) = self.port.borrow_mut().take() {
            Timeout::new(0, move || drop(port)).forget();
        }
    }

    fn confirm(self: &Rc<Self>, call: ConfirmCall, ready: &Ready) {
        if self.join_running(FORM_LANE, call.id) {
            return;
        }
        if let Some(paid) = ready.paid.borrow().as_ref() {
            return self.answer(call.id, paid);
        }
        let return_url = call.return_url.as_deref().map(PageUrl::parse);
        if return_url == Some(None) {
            let error = Error::new("return_url_malformed").with_param("confirmParams.return_url");
            return self.answer(call.id, &Outcome::Error(error));
        }
        let Some(client_secret) = ready.init.client_secret.clone() else {
            return self.answer(call.id, &Outcome::Error(Error::new("client_secret_malformed")));
        };
        let Some(idempotency_key) = random::uuid() else {
            // Never without a key: it is what keeps a repeated request from charging twice.
            return self.answer(call.id, &Outcome::Error(Error::new("gateway_unreachable")));
        };
        let engine = Rc::clone(self);
        ready.tell_form(Message::Check(Box::new(move |checked| {
            let Input { card, mut billing } = match checked {
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
            let confirm = Confirm {
                client_secret,
                payment: Payment::Card(card),
                billing,
                idempotency_key,
                return_url: return_url.flatten(),
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

    fn carry_on(self: &Rc<Self>, call: &SecretCall, mode: ContinueMode, ready: &Ready) {
        let id = self.last_lane.get() + 1;
        self.last_lane.set(id);
        let mut lane = Lane::new(id, ready.settings.clone());
        lane.calls.push(call.id);
        self.lanes.borrow_mut().push(lane);
        let client_secret = call.client_secret.clone();
        let call =
            Continue { client_secret, mode, page_width: call.page_width, finish_at: None, can_show: false };
        self.step(id, Event::Continue(call));
    }

    /// In the form's lane: the form is locked meanwhile, and its next attempt knows how this one ended.
    fn recover(self: &Rc<Self>, call: &ConfirmCall, ready: &Ready) {
        if self.join_running(FORM_LANE, call.id) {
            return;
        }
        let Some(client_secret) = ready.init.client_secret.clone() else { return };
        self.with_lane(FORM_LANE, |lane| lane.calls.push(call.id));
        ready.tell_form(Message::Lock);
        let finish_at = call.return_url.as_deref().and_then(PageUrl::parse).filter(|_| call.always_redirect);
        let (mode, page_width) = (ContinueMode::Recover, call.page_width);
        self.step(
            FORM_LANE,
            Event::Continue(Continue { client_secret, mode, page_width, finish_at, can_show: false }),
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

    // What the flow asks for.

    fn step(self: &Rc<Self>, lane: u32, event: Event) {
        let effects = {
            let mut lanes = self.lanes.borrow_mut();
            let Some(lane) = lanes.iter_mut().find(|candidate| candidate.id == lane) else { return };
            lane.flow.step(event)
        };
        for effect in effects {
            self.carry_out(lane, effect);
        }
    }

    fn carry_out(self: &Rc<Self>, lane: u32, effect: Effect) {
        match effect {
            Effect::Send { request, what, deadline_ms } => {
                let engine = Rc::downgrade(self);
                let done = move |response| {
                    let Some(engine) = engine.upgrade() else { return };
                    engine.with_lane(lane, |lane| lane.requests.remove(&request));
                    engine.step(
                        lane,
                        match response {
                            Some(response) => Event::Answered { request, response },
                            None => Event::Lost { request },
                        },
                    );
                };
                let Some(ready) = self.ready.get() else { return };
                let pending = PendingRequest::send(&ready.init.api_base, &what, deadline_ms, done);
                self.with_lane(lane, |lane| lane.requests.insert(request, pending));
            }
            Effect::CancelRequest { request } => {
                self.with_lane(lane, |lane| lane.requests.remove(&request));
            }
            Effect::StartTimer { timer, after_ms } => {
                let engine = Rc::downgrade(self);
                let timeout = Timeout::new(after_ms, move || {
                    let Some(engine) = engine.upgrade() else { return };
                    let fired = engine.with_lane(lane, |lane| lane.timers.remove(&timer));
                    // Already fired: there is nothing left to cancel.
                    if let Some(Some(timeout)) = fired {
                        timeout.forget();
                    }
                    engine.step(lane, Event::TimerFired { timer });
                });
                self.with_lane(lane, |lane| lane.timers.insert(timer, timeout));
            }
            Effect::StopTimer { timer } => {
                self.with_lane(lane, |lane| lane.timers.remove(&timer));
            }
            Effect::OpenSurface { surface, url, window } => {
                self.send(&FromEngine::OpenSurface(OpenSurface {
                    surface: Lane::surface_name(lane, surface),
                    hidden: window.is_none(),
                    url: url.as_str().to_owned(),
                    width: window.map_or(0, |window| window.width),
                    height: window.map_or(0, |window| window.height),
                    title: text::CHALLENGE_TITLE.into(),
                    close_label: text::CLOSE.into(),
                }));
            }
            Effect::CloseSurface { surface } => {
                let surface = Lane::surface_name(lane, surface);
                self.send(&FromEngine::CloseSurface(SurfaceName { surface }));
            }
            // Only in a lane whose form can show them.
            Effect::Show(_) | Effect::Unshow => {}
            Effect::Navigate { url, finished } => {
                self.send(&FromEngine::Navigate(Navigate { url, finished }));
            }
            Effect::SaveAttempt { client_secret, idempotency_key } => {
                self.send(&FromEngine::SaveAttempt(StoredAttempt { client_secret, idempotency_key }));
            }
            Effect::ClearAttempt { client_secret } => {
                self.send(&FromEngine::ClearAttempt(ClearAttempt { client_secret }));
            }
            Effect::ActionStarted(kind) => {
                if let (FORM_LANE, Some(ready)) = (lane, self.ready.get()) {
                    ready.tell_form(Message::Answered);
                }
                self.send(&FromEngine::ActionStart(ActionStart { kind: kind.name().into() }));
            }
            Effect::ActionEnded(kind, outcome) => {
                let (kind, outcome) = (kind.name().into(), outcome.name().into());
                self.send(&FromEngine::ActionEnd(ActionEnd { kind, outcome }));
            }
            Effect::Settled(outcome) => self.settled(lane, &outcome),
        }
    }

    fn settled(&self, lane: u32, outcome: &Outcome) {
        let calls = self.with_lane(lane, |lane| core::mem::take(&mut lane.calls)).unwrap_or_default();
        if lane == FORM_LANE {
            if let Some(ready) = self.ready.get() {
                ready.tell_form(match outcome {
                    Outcome::Intent(intent) if intent.is_settled_well() => {
                        ready.paid.replace(Some(outcome.clone()));
                        Message::Done(intent.status == Status::Processing)
                    }
                    Outcome::Intent(_) | Outcome::NothingPending => Message::Unlock(None),
                    Outcome::Error(error) => Message::Unlock(Some(error.clone())),
                });
            }
        } else {
            self.lanes.borrow_mut().retain(|candidate| candidate.id != lane);
        }
        for call in calls {
            self.answer(call, outcome);
        }
    }

    fn with_lane<T>(&self, lane: u32, work: impl FnOnce(&mut Lane) -> T) -> Option<T> {
        self.lanes.borrow_mut().iter_mut().find(|candidate| candidate.id == lane).map(work)
    }
}

impl Ready {
    fn tell_form(&self, message: Message) {
        if let Some(form) = self.form.borrow().as_ref() {
            form.send_message(message);
        }
    }
}
