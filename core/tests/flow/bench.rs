//! The flow on a bench: events go in, and what it asked for last can be looked at.

pub(crate) use super::wire::*;
use tillkit_core::card::Card;
use tillkit_core::flow::{
    ActionKind, ActionOutcome, CHALLENGE_DEADLINE_MS, Confirm, Continue, ContinueMode, Display, Effect,
    Event, Flow, Outcome, Settings,
};
use tillkit_core::gateway::{Billing, Browser, Payment, Request, Response};
use tillkit_core::page_url::PageUrl;
use tillkit_core::secret::Secret;

pub(crate) const SECRET: &str = "pi_1_secret_abc";
pub(crate) const SUCCEEDED: &str = r#""succeeded""#;
pub(crate) const UNPAID: &str = r#""requires_payment_method""#;

/// The flow and what it asked for last.
pub(crate) struct Bench {
    pub(crate) flow: Flow,
    pub(crate) effects: Vec<Effect>,
}

impl Bench {
    pub(crate) fn new(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings {
            dialect: DIALECT,
            key: "pk_test_x".into(),
            return_page: PageUrl::parse("https://js.provider.example/v1/return.html").unwrap(),
            display: Display::Modal,
            window_size: None,
            challenge_timeout_ms: CHALLENGE_DEADLINE_MS,
            browser: Browser::default(),
        };
        change(&mut settings);
        Self { flow: Flow::new(settings.into()), effects: Vec::new() }
    }

    pub(crate) fn step(&mut self, event: Event) -> &mut Self {
        self.effects = self.flow.step(event);
        self
    }

    pub(crate) fn pay(&mut self, key: &str) -> &mut Self {
        self.step(Event::Confirm(Box::new(confirm(key))))
    }

    pub(crate) fn resume(&mut self, mode: ContinueMode) -> &mut Self {
        self.step(Event::Continue(Continue {
            client_secret: SECRET.into(),
            mode,
            page_width: 1280,
            finish_at: None,
            can_show: true,
        }))
    }

    pub(crate) fn sent(&self) -> (u32, Request) {
        self.effects
            .iter()
            .find_map(|effect| match effect {
                Effect::Send { request, what, .. } => Some((*request, what.clone())),
                _ => None,
            })
            .unwrap_or_else(|| panic!("nothing sent: {:?}", self.effects))
    }

    /// Whether the request that was just sent says this, as it is or in a form.
    pub(crate) fn sends(&self, text: &str) -> bool {
        let (_, request) = self.sent();
        let in_form: String = text
            .chars()
            .map(|c| if matches!(c, ':' | '/' | '?' | '=') { format!("%{:02X}", c as u32) } else { c.into() })
            .collect();
        let body = request.body.unwrap();
        [text, &in_form].iter().any(|text| body.text.expose().contains(text))
    }

    /// Answers the request that was just sent with an intent of this status (and what follows it).
    pub(crate) fn intent(&mut self, status: &str) -> &mut Self {
        let body = format!(r#"{{"id":"pi_1","amount":1,"currency":"USD","status":{status}}}"#);
        self.answer(200, &body)
    }

    pub(crate) fn answer(&mut self, status: u16, body: &str) -> &mut Self {
        let (request, _) = self.sent();
        self.step(Event::Answered {
            request,
            response: Response { status, retry_after_s: None, body: body.into() },
        })
    }

    pub(crate) fn lose(&mut self) -> &mut Self {
        let (request, _) = self.sent();
        self.step(Event::Lost { request })
    }

    /// Fires the timer of this length that was just started.
    pub(crate) fn timer(&mut self, length_ms: u32) -> &mut Self {
        let timer = self
            .effects
            .iter()
            .find_map(|effect| match effect {
                Effect::StartTimer { timer, after_ms } if *after_ms == length_ms => Some(*timer),
                _ => None,
            })
            .unwrap_or_else(|| panic!("no such timer: {:?}", self.effects));
        self.step(Event::TimerFired { timer })
    }

    pub(crate) fn any_timer(&mut self) -> &mut Self {
        let timer = self.effects.iter().find_map(|effect| match effect {
            Effect::StartTimer { timer, .. } => Some(*timer),
            _ => None,
        });
        self.step(Event::TimerFired { timer: timer.unwrap() })
    }

    pub(crate) fn surface(&self) -> u32 {
        self.effects
            .iter()
            .find_map(|effect| match effect {
                Effect::OpenSurface { surface, .. } => Some(*surface),
                _ => None,
            })
            .unwrap_or_else(|| panic!("no surface: {:?}", self.effects))
    }

    pub(crate) fn outcome(&self) -> &Outcome {
        match self.effects.last() {
            Some(Effect::Settled(outcome)) => outcome,
            _ => panic!("not settled: {:?}", self.effects),
        }
    }

    pub(crate) fn status(&self) -> &str {
        match self.outcome() {
            Outcome::Intent(intent) => intent.status.name(),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn error(&self) -> &str {
        match self.outcome() {
            Outcome::Error(error) => error.code(),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn ended(&self, kind: ActionKind, outcome: ActionOutcome) -> bool {
        self.effects.contains(&Effect::ActionEnded(kind, outcome))
    }
}

pub(crate) fn cleared() -> Effect {
    Effect::ClearAttempt { client_secret: SECRET.into() }
}

pub(crate) fn bench() -> Bench {
    Bench::new(|_| {})
}

pub(crate) fn confirm(key: &str) -> Confirm {
    Confirm {
        client_secret: SECRET.into(),
        payment: Payment::Card(Card {
            number: Secret::new("4242424242424242"),
            exp_month: 12,
            exp_year: 2030,
            security_code: Secret::new("737"),
            name: None,
        }),
        billing: Billing::default(),
        idempotency_key: key.into(),
        return_url: PageUrl::parse("https://shop.example/done?order=7"),
        shipping: None,
        error_on_requires_action: false,
        always_redirect: false,
        page_width: 1280,
        check_first: false,
    }
}
