//! The world around the flow: a customer who clicks twice and reloads, a network that drops, delays,
//! duplicates and reorders, a bank that answers or does not, and a clock that only moves when nothing else
//! is left to do.

use crate::gateway::{CARDS, Gateway, SECRET, methods, response};
use crate::random::Random;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::rc::Rc;
use tillkit_core::action::Instructions;
use tillkit_core::card::Card;
use tillkit_core::error::Retry;
use tillkit_core::flow::{
    Confirm, Continue, ContinueMode, Display, Effect, Event, Flow, Outcome, Settings, SurfaceId,
};
use tillkit_core::gateway::{Billing, Browser, Dialect, MethodData, Payment, Request, Response};
use tillkit_core::method::{Device, Offer, find};
use tillkit_core::page_url::PageUrl;
use tillkit_core::secret::Secret;

/// No run of the flow may last longer: the longest time that instructions are shown, and room for the questions
/// around it.
const LONGEST_RUN_MS: u64 = 105 * 60 * 1000;
const MOST_EVENTS: usize = 5_000;
const MOST_ATTEMPTS: u32 = 4;

/// Something that will happen.
#[derive(Debug, Clone)]
enum Happening {
    CustomerPays,
    CustomerReloads,
    ToFlow { page: u32, event: Event },
    RequestArrives { page: u32, id: u32, request: Request },
    RequestWorked { page: u32, id: u32, request: Request },
    ResponseArrives { page: u32, id: u32, response: Response },
    DeviceData { url: String, surface: Option<(u32, SurfaceId)> },
    ChallengeAnswered { url: String, approved: bool, surface: Option<(u32, SurfaceId)> },
    PaidElsewhere { name: String, approved: bool },
    ComesBack,
}

pub(crate) struct World {
    random: Random,
    now_ms: u64,
    queue: BinaryHeap<Reverse<(u64, u64)>>,
    happenings: HashMap<u64, Happening>,
    sequence: u64,
    gateway: Gateway,
    busy_until_ms: u64,
    flow: Flow,
    /// Counts the pages: every reload makes a new one, and what belonged to an old one is lost.
    page: u32,
    stored: Option<String>,
    keys_made: u32,
    attempts: u32,
    run_since_ms: Option<u64>,
    resuming: bool,
    /// What the customer is looking at: the address of a challenge, a code, a voucher.
    shown: Option<String>,
    /// When it was closed.
    closed_ms: HashMap<String, u64>,
    stopped: Vec<u32>,
    trouble_percent: u64,
    pub(crate) log: Vec<String>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let gateway = Gateway::new(&mut random);
        let trouble_percent = random.pick(&[0, 5, 20, 50]);
        Self {
            flow: new_flow(gateway.dialect),
            gateway,
            trouble_percent,
            random,
            now_ms: 0,
            queue: BinaryHeap::new(),
            happenings: HashMap::new(),
            sequence: 0,
            busy_until_ms: 0,
            page: 0,
            stored: None,
            keys_made: 0,
            attempts: 0,
            run_since_ms: None,
            resuming: false,
            shown: None,
            closed_ms: HashMap::new(),
            stopped: Vec::new(),
            log: Vec::new(),
        }
    }

    /// Lets everything happen, and checks the invariants all along.
    pub(crate) fn run(&mut self) {
        self.after(0, Happening::CustomerPays);
        if self.random.percent(30) {
            let at_ms = self.random.between(1, 40_000);
            self.after(at_ms, Happening::CustomerReloads);
        }
        let mut events = 0;
        while let Some(Reverse((at_ms, sequence))) = self.queue.pop() {
            events += 1;
            assert!(events < MOST_EVENTS, "it never ends");
            self.now_ms = at_ms;
            let happening = self.happenings.remove(&sequence).expect("scheduled");
            self.log.push(format!("{at_ms:>8} {}", describe(&happening)));
            self.happen(happening);
            // A gateway without a lock on the intent can only be kept from charging twice while nothing is lost
            // or late: beyond that, only the gateway knows of the older attempt.
            if self.gateway.locks_intents || (self.trouble_percent == 0 && self.page == 0) {
                assert!(self.gateway.charges <= 1, "charged {} times", self.gateway.charges);
            }
            // One attempt is one key, whatever is lost and repeated.
            if self.gateway.honours_keys && self.attempts == 1 && self.page == 0 {
                assert!(self.gateway.charges <= 1, "one attempt charged {} times", self.gateway.charges);
            }
            if let Some(since_ms) = self.run_since_ms {
                assert!(at_ms - since_ms <= LONGEST_RUN_MS, "a run that lasts for ever");
            }
        }
        assert!(!self.flow.is_running(), "nothing will happen any more, and the run has not settled");
        assert!(!self.flow.holds_card(), "a card is left over");
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::CustomerPays => self.pay(),
            Happening::CustomerReloads | Happening::ComesBack => self.reload(),
            Happening::ToFlow { page, event } => self.tell(page, event),
            Happening::RequestArrives { page, id, request } => match self.gateway.receive(&request) {
                Some(answer) => self.send_back(page, id, answer),
                None => {
                    let work_ms = self.random.between(1, 3_000);
                    let wait_ms = if self.gateway.locks_intents {
                        // One request at a time for an intent.
                        self.busy_until_ms = self.busy_until_ms.max(self.now_ms) + work_ms;
                        self.busy_until_ms - self.now_ms
                    } else {
                        work_ms
                    };
                    self.after(wait_ms, Happening::RequestWorked { page, id, request });
                }
            },
            Happening::RequestWorked { page, id, request } => {
                let answer = self.gateway.work(&request, self.now_ms);
                self.send_back(page, id, answer);
            }
            Happening::ResponseArrives { page, id, response } => {
                self.tell(page, Event::Answered { request: id, response });
            }
            Happening::DeviceData { url, surface } => {
                self.gateway.device_data(&url);
                self.report_return(surface);
            }
            Happening::ChallengeAnswered { url, approved, surface } => {
                if self.comes_too_late(&url) {
                    return;
                }
                self.gateway.challenge_answered(&url, approved);
                self.report_return(surface);
            }
            Happening::PaidElsewhere { name, approved } => {
                if !self.comes_too_late(&name) {
                    self.gateway.paid_elsewhere(&name, approved);
                }
            }
        }
    }

    /// Approving elsewhere after the customer has gone back to the form is something that only a gateway with a
    /// lock on the intent can keep from charging beside a newer attempt.
    fn comes_too_late(&self, name: &str) -> bool {
        let gone = self.closed_ms.get(name).is_some_and(|closed_ms| self.now_ms > *closed_ms);
        gone && !self.gateway.locks_intents
    }

    fn report_return(&mut self, surface: Option<(u32, SurfaceId)>) {
        if let Some((page, surface)) = surface {
            let event = Event::SurfaceReturned { surface };
            self.after(20, Happening::ToFlow { page, event });
        }
    }

    // The customer.

    fn pay(&mut self) {
        if self.attempts >= MOST_ATTEMPTS || self.flow.is_running() {
            return;
        }
        self.attempts += 1;
        let methods = methods(self.gateway.dialect);
        let payment = if !methods.is_empty() && self.random.percent(30) {
            let kind = self.random.pick(methods);
            let offer = Offer { kind: kind.to_owned(), method: find(kind) };
            Payment::Method(MethodData::new(&offer, &[], &mut Billing::default(), Device::Desktop, ""))
        } else {
            let number = self.random.pick(&CARDS).0;
            Payment::Card(Card {
                number: Secret::new(number),
                exp_month: 12,
                exp_year: 2030,
                security_code: Secret::new("737"),
                name: None,
            })
        };
        self.click(payment.clone());
        if self.random.percent(20) {
            self.click(payment);
        }
    }

    fn click(&mut self, payment: Payment) {
        self.keys_made += 1;
        let confirm = Confirm {
            client_secret: SECRET.to_owned(),
            payment,
            billing: Billing::default(),
            idempotency_key: format!("key-{}", self.keys_made),
            return_url: PageUrl::parse("https://shop.example/done"),
            shipping: None,
            error_on_requires_action: false,
            always_redirect: false,
            page_width: 1280,
            check_first: self.stored.is_some(),
        };
        self.stored = Some(SECRET.to_owned());
        self.tell(self.page, Event::Confirm(Box::new(confirm)));
    }

    fn reload(&mut self) {
        self.flow = new_flow(self.gateway.dialect);
        self.page += 1;
        self.stopped.clear();
        self.run_since_ms = None;
        match &self.stored {
            Some(secret) => {
                let call = Continue {
                    client_secret: secret.clone(),
                    mode: ContinueMode::Resume,
                    page_width: 1280,
                    finish_at: None,
                    can_show: true,
                };
                self.tell(self.page, Event::Continue(call));
            }
            None => self.after(1_000, Happening::CustomerPays),
        }
    }

    // The flow.

    fn tell(&mut self, page: u32, event: Event) {
        let stale = match &event {
            Event::TimerFired { timer } => self.stopped.contains(timer),
            _ => false,
        };
        if page != self.page || stale {
            return;
        }
        let was_running = self.flow.is_running();
        let resuming = matches!(event, Event::Continue(_));
        let effects = self.flow.step(event);
        if !was_running && self.flow.is_running() {
            self.resuming = resuming;
            self.run_since_ms = Some(self.now_ms);
        }
        let settled = effects.iter().filter(|effect| matches!(effect, Effect::Settled(_))).count();
        assert!(settled <= 1, "settled twice");
        assert_eq!(settled == 1, !self.flow.is_running() && (was_running || !effects.is_empty()));
        for effect in effects {
            self.log.push(format!("{:>8}   => {effect:?}", ""));
            self.carry_out(effect);
        }
        let last = self.log.len().saturating_sub(20);
        let shown = format!("{:?}{:?}", self.flow, &self.log[last..]);
        assert!(CARDS.iter().all(|(number, _)| !shown.contains(number)), "a card number in a log");
    }

    fn carry_out(&mut self, effect: Effect) {
        let page = self.page;
        match effect {
            Effect::Send { request, what, deadline_ms } => self.send(page, request, &what, deadline_ms),
            Effect::StartTimer { timer, after_ms } => {
                let event = Event::TimerFired { timer };
                self.after(u64::from(after_ms), Happening::ToFlow { page, event });
            }
            Effect::StopTimer { timer } => self.stopped.push(timer),
            Effect::OpenSurface { surface, url, window: None } => self.open_ddc(page, surface, url.as_str()),
            Effect::OpenSurface { surface, url, window: Some(_) } => {
                self.shown = Some(url.as_str().to_owned());
                self.open_challenge(page, surface, url.as_str());
            }
            Effect::ClearAttempt { .. } => self.stored = None,
            Effect::Navigate { url, finished: false } => self.leave(page, url),
            Effect::Navigate { .. } => panic!("nobody asked to end elsewhere"),
            Effect::Show(instructions) => self.show(page, &instructions),
            Effect::Settled(outcome) => self.settled(&outcome),
            Effect::CloseSurface { .. } | Effect::Unshow => {
                if let Some(name) = self.shown.take() {
                    self.closed_ms.insert(name, self.now_ms);
                }
            }
            Effect::CancelRequest { .. } | Effect::ActionStarted(_) | Effect::ActionEnded(..) => {}
        }
    }

    fn settled(&mut self, outcome: &Outcome) {
        self.run_since_ms = None;
        assert!(!self.flow.holds_card(), "settled, and the card is still there");
        match outcome {
            Outcome::Intent(intent) => {
                if intent.is_settled_well() {
                    // A gateway without a lock forgets a payment when a newer attempt begins.
                    let known = self.gateway.settled_well() || !self.gateway.locks_intents;
                    assert!(known, "success that the gateway knows nothing of");
                } else {
                    let action = intent.next_action.as_ref().map(|action| action.name.as_str());
                    let noted = action == Some("boleto_display_details");
                    assert!(self.resuming || noted, "an unpaid intent as the result of paying");
                    self.after(2_000, Happening::CustomerPays);
                }
            }
            Outcome::NothingPending => {
                assert!(self.resuming, "nothing pending as the result of paying");
                self.after(2_000, Happening::CustomerPays);
            }
            Outcome::Error(error) => {
                let asks_first = error.retry() == Retry::CheckIntentFirst;
                // Nothing may hint that no money moved when this attempt moved it. Of a challenge that the
                // customer closed as the bank charged, or of a page that they came back from just then, the error
                // says only that paying again is safe.
                let open_ended =
                    ["challenge_", "redirect_"].iter().any(|head| error.code().starts_with(head));
                if !asks_first && !open_ended && self.attempts == 1 && self.page == 0 {
                    assert_eq!(self.gateway.charges, 0, "{error}, and charged");
                }
                if error.retry() != Retry::Never {
                    let pause_ms = self.random.between(100, 20_000);
                    self.after(pause_ms, Happening::CustomerPays);
                }
            }
        }
    }

    // The network.

    fn send(&mut self, page: u32, id: u32, request: &Request, deadline_ms: u32) {
        let lost = Happening::ToFlow { page, event: Event::Lost { request: id } };
        self.after(u64::from(deadline_ms), lost.clone());
        if self.trouble() && self.random.percent(40) {
            let after_ms = self.random.between(1, 5_000);
            return self.after(after_ms, lost);
        }
        let copies = if self.trouble() { 2 } else { 1 };
        for _ in 0..copies {
            let delay_ms = self.delay_ms();
            self.after(delay_ms, Happening::RequestArrives { page, id, request: request.clone() });
        }
    }

    fn send_back(&mut self, page: u32, id: u32, answer: Response) {
        let answer = if self.trouble() {
            match self.random.below(6) {
                0 => {
                    let event = Event::Lost { request: id };
                    return self.after(10, Happening::ToFlow { page, event });
                }
                1 => return,
                2 => response(200, "<html>maintenance</html>"),
                3 => response(502, ""),
                4 => response(429, "{}"),
                _ => response(200, answer.body.get(..answer.body.len() / 2).unwrap_or_default()),
            }
        } else {
            answer
        };
        let delay_ms = self.delay_ms();
        self.after(delay_ms, Happening::ResponseArrives { page, id, response: answer });
    }

    fn delay_ms(&mut self) -> u64 {
        if self.trouble() { self.random.between(1, 90_000) } else { self.random.between(5, 400) }
    }

    fn trouble(&mut self) -> bool {
        let percent = self.trouble_percent;
        self.random.percent(percent)
    }

    // The bank.

    fn open_ddc(&mut self, page: u32, surface: SurfaceId, url: &str) {
        let url = url.to_owned();
        match self.random.below(5) {
            0 => {}
            1 => {
                let event = Event::SurfaceFailed { surface };
                self.after(10, Happening::ToFlow { page, event });
            }
            2 => {
                // Device data arrives, but the page's own report never does.
                let delay_ms = self.random.between(10, 3_000);
                self.after(delay_ms, Happening::DeviceData { url, surface: None });
            }
            _ => {
                let delay_ms = self.random.between(10, 12_000);
                self.after(delay_ms, Happening::DeviceData { url, surface: Some((page, surface)) });
            }
        }
    }

    fn open_challenge(&mut self, page: u32, surface: SurfaceId, url: &str) {
        let url = url.to_owned();
        let answer_ms = self.random.between(500, 700_000);
        let approved = self.random.percent(70);
        match self.random.below(6) {
            0 => {
                let event = Event::SurfaceClosed { surface };
                let closed_ms = self.random.between(500, 20_000);
                self.after(closed_ms, Happening::ToFlow { page, event });
                if self.random.percent(50) {
                    // The answer was on its way when the dialog closed.
                    self.after(closed_ms, Happening::ChallengeAnswered { url, approved, surface: None });
                }
            }
            1 => {}
            2 => self.after(answer_ms, Happening::ChallengeAnswered { url, approved, surface: None }),
            3 => {
                let event = Event::SurfaceFailed { surface };
                self.after(10, Happening::ToFlow { page, event });
            }
            _ => self.after(
                answer_ms,
                Happening::ChallengeAnswered { url, approved, surface: Some((page, surface)) },
            ),
        }
    }

    /// At a wallet: the customer answers and comes back, or comes back without having answered, or never.
    fn leave(&mut self, page: u32, name: String) {
        self.shown = Some(name.clone());
        let answer_ms = self.random.between(500, 120_000);
        let approved = self.random.percent(70);
        match self.random.below(6) {
            0 => {
                // The merchant kept the page, or the back button brought it back as it was.
                self.closed_ms.insert(name, self.now_ms);
                self.after(answer_ms / 10, Happening::ToFlow { page, event: Event::NavigationPrevented });
            }
            // No answer, and another look at the shop.
            1 => self.after(answer_ms, Happening::ComesBack),
            2 => {
                // Paid, and the page was closed.
                self.after(answer_ms, Happening::PaidElsewhere { name, approved });
                self.page += 1;
                self.flow = new_flow(self.gateway.dialect);
                self.run_since_ms = None;
            }
            // The gateway may hear of it after the customer is back.
            _ => {
                let back_ms = answer_ms.saturating_add(self.random.between(0, 800)).saturating_sub(400);
                self.after(answer_ms, Happening::PaidElsewhere { name, approved });
                self.after(back_ms, Happening::ComesBack);
            }
        }
    }

    fn show(&mut self, page: u32, instructions: &Instructions) {
        let name = instructions.code.clone().unwrap_or_else(|| instructions.rows[0].value.clone());
        if let Some(before) = self.shown.replace(name.clone()) {
            self.closed_ms.insert(before, self.now_ms);
        }
        let answer_ms = self.random.between(500, 700_000);
        let approved = self.random.percent(70);
        let paid = Happening::PaidElsewhere { name, approved };
        match self.random.below(6) {
            0 => {
                self.after(answer_ms, Happening::ToFlow { page, event: Event::InstructionsClosed });
                if self.random.percent(50) {
                    let paid_ms = self.random.between(1, 1_000_000);
                    self.after(paid_ms, paid);
                }
            }
            1 => self.after(answer_ms, Happening::ToFlow { page, event: Event::InstructionsExpired }),
            2 => {
                // In another app, and back again.
                self.after(answer_ms / 2, Happening::ToFlow { page, event: Event::PageHidden });
                self.after(answer_ms, paid);
                self.after(answer_ms * 2, Happening::ToFlow { page, event: Event::PageSeen });
            }
            // For ever, as far as the customer is concerned.
            3 => {}
            _ => self.after(answer_ms, paid),
        }
    }

    fn after(&mut self, delay_ms: u64, happening: Happening) {
        self.sequence += 1;
        self.queue.push(Reverse((self.now_ms + delay_ms, self.sequence)));
        self.happenings.insert(self.sequence, happening);
    }
}

fn new_flow(dialect: Dialect) -> Flow {
    Flow::new(Rc::new(Settings {
        dialect,
        key: "pk_test_sandbox".to_owned(),
        return_page: PageUrl::parse("https://js.provider.example/v1/return.html").unwrap(),
        display: Display::Modal,
        window_size: None,
        challenge_timeout_ms: 600_000,
        browser: Browser::default(),
    }))
}

fn describe(happening: &Happening) -> String {
    match happening {
        Happening::ToFlow { page, event: Event::Confirm(_) } => format!("page {page}: confirm"),
        other => format!("{other:?}"),
    }
}
