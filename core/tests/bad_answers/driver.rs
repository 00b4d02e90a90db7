//! A page that carries out what the flow wants, with a clock that runs as fast as it can.

use crate::gateway::{Gateway, Strikes, client_secret};
use tillkit_core::card::Card;
use tillkit_core::error::{Retry, Who};
use tillkit_core::flow::{
    CHALLENGE_DEADLINE_MS, Confirm, Continue, ContinueMode, Display, Effect, Event, Flow, Outcome, Settings,
};
use tillkit_core::gateway::{Billing, Browser, Dialect, Payment};
use tillkit_core::page_url::PageUrl;
use tillkit_core::secret::Secret;

/// What the merchant's page is told: a status, or an error's code with whom it is for and whether to pay again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) said: String,
    pub(crate) advice: Option<(Who, Retry)>,
}

impl Told {
    pub(crate) fn paid() -> Self {
        Self { said: "succeeded".into(), advice: None }
    }
}

pub(crate) struct Shop {
    pub(crate) gateway: Gateway,
    pub(crate) longest_run_ms: u64,
    flow: Flow,
    client_secret: &'static str,
    clicks: u32,
}

impl Shop {
    pub(crate) fn new(dialect: Dialect, strikes: Strikes) -> Self {
        let settings = Settings {
            dialect,
            key: "pk_test_x".into(),
            return_page: PageUrl::parse("https://js.provider.example/v1/return.html").unwrap(),
            display: Display::Modal,
            window_size: None,
            challenge_timeout_ms: CHALLENGE_DEADLINE_MS,
            browser: Browser::default(),
        };
        let gateway = Gateway::new(dialect, strikes);
        Self {
            gateway,
            longest_run_ms: 0,
            flow: Flow::new(settings.into()),
            client_secret: client_secret(dialect),
            clicks: 0,
        }
    }

    /// The customer presses the button.
    pub(crate) fn pay(&mut self) -> Told {
        self.clicks += 1;
        let confirm = Confirm {
            client_secret: self.client_secret.into(),
            payment: Payment::Card(Card {
                number: Secret::new("4242424242424242"),
                exp_month: 12,
                exp_year: 2030,
                security_code: Secret::new("737"),
                name: None,
            }),
            billing: Billing::default(),
            idempotency_key: format!("click-{}", self.clicks),
            return_url: PageUrl::parse("https://shop.example/done?order=7"),
            error_on_requires_action: false,
            always_redirect: false,
            page_width: 1280,
            check_first: false,
            shipping: None,
        };
        self.run(Event::Confirm(Box::new(confirm)))
    }

    pub(crate) fn retrieve(&mut self) -> Told {
        self.run(Event::Continue(Continue {
            client_secret: self.client_secret.into(),
            mode: ContinueMode::Retrieve,
            page_width: 1280,
            finish_at: None,
            can_show: true,
        }))
    }

    fn run(&mut self, event: Event) -> Told {
        let mut ran_ms = 0;
        let mut next = Some(event);
        while let Some(event) = next.take() {
            for effect in self.flow.step(event) {
                match effect {
                    Effect::Send { request, what, deadline_ms } => {
                        next = Some(match self.gateway.answer(&what) {
                            Some(response) => Event::Answered { request, response },
                            None => {
                                ran_ms += u64::from(deadline_ms);
                                Event::Lost { request }
                            }
                        });
                    }
                    Effect::StartTimer { timer, after_ms } => {
                        ran_ms += u64::from(after_ms);
                        next = Some(Event::TimerFired { timer });
                    }
                    Effect::Settled(outcome) => {
                        self.longest_run_ms = self.longest_run_ms.max(ran_ms);
                        assert!(!self.flow.holds_card(), "{outcome:?}");
                        return told(&outcome);
                    }
                    _ => {}
                }
            }
        }
        panic!("the flow waits for nothing and has no result");
    }
}

fn told(outcome: &Outcome) -> Told {
    match outcome {
        Outcome::Intent(intent) => Told { said: intent.status.name().into(), advice: None },
        Outcome::Error(error) => {
            assert!(!error.message().is_empty(), "{}", error.code());
            Told { said: error.code().into(), advice: Some((error.who(), error.retry())) }
        }
        Outcome::NothingPending => Told { said: "nothing pending".into(), advice: None },
    }
}
