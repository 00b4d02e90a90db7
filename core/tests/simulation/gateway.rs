//! Gateways in every dialect, small enough to be obviously right, that count their charges. One kind
//! locks its intents and never charges one twice; the other only honours idempotency keys, so that it is the
//! flow that must not ask twice.

use crate::random::Random;
use std::collections::HashMap;
use tillkit_core::gateway::{Dialect, Method, Request, Response};

pub(crate) const SECRET: &str = "pi_1583367070215569408_secret_gXwuHGXjHgMqVw35oBInuYyC";
const ID: &str = "pi_1583367070215569408";

/// What a card leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Approve,
    Decline,
    Frictionless,
    FrictionlessDecline,
    Challenge,
    ChallengeThenDecline,
    /// Paid at a wallet, by a code, or with a voucher.
    Elsewhere(&'static str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Open { error: Option<&'static str> },
    Ddc { token: u32, since_ms: u64, fate: Fate },
    Challenge { token: u32, fate: Fate },
    Elsewhere { token: u32, kind: &'static str },
    Paid(&'static str),
}

#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) dialect: Dialect,
    pub(crate) charges: u32,
    pub(crate) confirms: u32,
    /// Where the last confirm wants the browser back.
    returns_to_us: bool,
    state: State,
    keys: HashMap<String, (String, Option<Response>)>,
    pub(crate) locks_intents: bool,
    pub(crate) honours_keys: bool,
    structured: bool,
    paid_status: &'static str,
    tokens: u32,
}

impl Gateway {
    pub(crate) fn new(random: &mut Random) -> Self {
        let locks_intents = random.percent(60);
        Self {
            dialect: random.pick(&Dialect::ALL),
            returns_to_us: false,
            locks_intents,
            charges: 0,
            confirms: 0,
            state: State::Open { error: None },
            keys: HashMap::new(),
            honours_keys: !locks_intents || random.percent(80),
            structured: random.percent(50),
            paid_status: random.pick(&["succeeded", "succeeded", "requires_capture", "processing"]),
            tokens: 0,
        }
    }

    /// The first half of a request: whether it is refused at the door.
    pub(crate) fn receive(&mut self, request: &Request) -> Option<Response> {
        let (Some(key), Some(body)) = (&request.idempotency_key, &request.body) else { return None };
        if !self.honours_keys {
            return None;
        }
        if let Some((known_body, answer)) = self.keys.get(key) {
            assert_eq!(known_body, body.text.expose(), "one key, two bodies");
            let in_use =
                r#"{"error":{"type":"idempotency_error","code":"idempotency_key_in_use","message":"busy"}}"#;
            return Some(answer.clone().unwrap_or_else(|| response(409, in_use)));
        }
        self.keys.insert(key.clone(), (body.text.expose().to_owned(), None));
        None
    }

    /// The second half: the work.
    pub(crate) fn work(&mut self, request: &Request, now_ms: u64) -> Response {
        let answer = match request.method {
            Method::Get => {
                self.give_up_on_ddc(now_ms);
                response(200, &self.intent())
            }
            Method::Post => self.confirm(request, now_ms),
        };
        if let Some((_, stored)) = request.idempotency_key.as_ref().and_then(|key| self.keys.get_mut(key)) {
            *stored = Some(answer.clone());
        }
        answer
    }

    fn confirm(&mut self, request: &Request, now_ms: u64) -> Response {
        self.confirms += 1;
        if let (State::Paid(_), true) = (&self.state, self.locks_intents) {
            if self.dialect == Dialect::PaymentOptions {
                return response(200, &self.intent());
            }
            let error = format!(
                r#"{{"error":{{"type":"invalid_request_error","code":"payment_intent_unexpected_state","message":"already","payment_intent":{}}}}}"#,
                self.intent()
            );
            return response(400, &error);
        }
        let body = request.body.as_ref().unwrap().text.expose();
        let fate = fate_of(self.dialect, body);
        self.returns_to_us = body.contains("js.provider.example");
        self.tokens += 1;
        if self.dialect == Dialect::PaymentOptions {
            // Whatever the card leads to, its page says so.
            self.state = State::Challenge { token: self.tokens, fate };
            return response(200, &format!(r#"{{"success":true,"statusCode":200,{}}}"#, self.redirect()));
        }
        match fate {
            Fate::Approve => self.charge(),
            Fate::Decline => return self.decline(),
            Fate::Elsewhere(kind) => self.state = State::Elsewhere { token: self.tokens, kind },
            // Stripe has no action for device data: that is a matter of its challenge page.
            _ if self.dialect == Dialect::Stripe => self.authenticate(fate),
            _ => self.state = State::Ddc { token: self.tokens, since_ms: now_ms, fate },
        }
        if let State::Open { error: Some(_) } = self.state {
            return self.decline();
        }
        response(200, &self.intent())
    }

    fn decline(&mut self) -> Response {
        self.state = State::Open { error: Some("card_declined") };
        let body = format!(
            r#"{{"error":{{"type":"card_error","code":"card_declined","decline_code":"generic_decline","message":"no","payment_intent":{}}}}}"#,
            self.intent()
        );
        response(402, &body)
    }

    fn charge(&mut self) {
        self.charges += 1;
        self.state = State::Paid(self.paid_status);
    }

    /// The device data page reported.
    pub(crate) fn device_data(&mut self, url: &str) {
        if let State::Ddc { token, fate, .. } = self.state
            && url.ends_with(&format!("ddc{token}"))
        {
            self.authenticate(fate);
        }
    }

    /// A gateway does not wait for device data for ever.
    fn give_up_on_ddc(&mut self, now_ms: u64) {
        if let State::Ddc { since_ms, fate, .. } = self.state
            && now_ms >= since_ms + 10_000
        {
            self.authenticate(fate);
        }
    }

    fn authenticate(&mut self, fate: Fate) {
        self.tokens += 1;
        match fate {
            Fate::Challenge | Fate::ChallengeThenDecline => {
                self.state = State::Challenge { token: self.tokens, fate };
            }
            Fate::FrictionlessDecline => {
                self.decline();
            }
            _ => self.charge(),
        }
    }

    /// The customer answered the bank.
    pub(crate) fn challenge_answered(&mut self, url: &str, approved: bool) {
        if let State::Challenge { token, fate } = self.state
            && url.ends_with(&format!("challenge{token}"))
        {
            if approved && matches!(fate, Fate::Challenge | Fate::Approve | Fate::Frictionless) {
                self.charge();
            } else {
                self.decline();
            }
        }
    }

    /// The customer answered a wallet, paid a code or a voucher.
    pub(crate) fn paid_elsewhere(&mut self, name: &str, approved: bool) {
        if let State::Elsewhere { token, .. } = self.state
            && name.ends_with(&format!("pay{token}"))
        {
            if approved {
                self.charge();
            } else {
                self.decline();
            }
        }
    }

    /// Whether a merchant may believe that this is paid, authorised or with the bank.
    pub(crate) fn settled_well(&self) -> bool {
        matches!(self.state, State::Paid(_))
    }

    fn stripe_redirect(&self, page: &str, token: u32) -> (&'static str, String) {
        let home =
            if self.returns_to_us { "js.provider.example/v1/return.html" } else { "shop.example/done" };
        let detail = format!(r#""url":"https://bank.example/{page}{token}","return_url":"https://{home}""#);
        ("redirect_to_url", detail)
    }

    /// Where PaymentOptions' customer is to go.
    fn redirect(&self) -> String {
        match self.state {
            State::Challenge { token, .. } => {
                format!(r#""redirect_url":"https://bank.example/challenge{token}""#)
            }
            _ => r#""redirect_url":null"#.to_owned(),
        }
    }

    fn intent(&self) -> String {
        let at_bank =
            |name, page: &str, token| (name, format!(r#""url":"https://bank.example/{page}{token}""#));
        let action = match &self.state {
            State::Ddc { token, .. } => Some(at_bank("ddc_redirect", "ddc", token)),
            State::Challenge { token, .. } if self.dialect == Dialect::Stripe => {
                Some(self.stripe_redirect("challenge", *token))
            }
            State::Challenge { token, .. } => Some(at_bank("challenge_redirect", "challenge", token)),
            State::Elsewhere { token, kind } => Some(match *kind {
                "pix" => ("pix_display_qr_code", format!(r#""data":"pay{token}""#)),
                "boleto" => ("boleto_display_details", format!(r#""number":"pay{token}""#)),
                _ if self.dialect == Dialect::Stripe => self.stripe_redirect("pay", *token),
                _ => at_bank("gcash_handle_redirect", "pay", token),
            }),
            _ => None,
        };
        let action = action.map(|(name, detail)| format!(r#"{{"{name}":{{{detail}}},"type":"{name}"}}"#));
        let structured = self.structured || self.dialect == Dialect::Stripe;
        let action = match (action, structured) {
            (Some(action), true) => action,
            (Some(action), false) => format!("\"{}\"", action.replace('"', "\\\"")),
            (None, true) => "null".to_owned(),
            (None, false) => "\"\"".to_owned(),
        };
        let (status, error) = match &self.state {
            State::Open { error } => ("requires_payment_method", *error),
            State::Ddc { .. } | State::Challenge { .. } | State::Elsewhere { .. } => {
                ("requires_action", None)
            }
            State::Paid(status) => (*status, None),
        };
        let error =
            error.map_or("null".to_owned(), |code| format!(r#"{{"type":"card_error","code":"{code}"}}"#));
        if self.dialect == Dialect::PaymentOptions {
            return format!(
                r#"{{"id":"order-7","object":"order","created":1666339102,"currency":"JPY","amount":1,"status":"{status}","last_payment_error":{error},{}}}"#,
                self.redirect()
            );
        }
        let (created, currency) = match self.dialect {
            Dialect::WooshPay => (1_666_339_102_000_i64, "USD"),
            Dialect::Stripe | Dialect::PaymentOptions => (1_666_339_102, "usd"),
        };
        format!(
            r#"{{"id":"{ID}","object":"payment_intent","created":{created},"currency":"{currency}","amount":1,"status":"{status}","client_secret":"{SECRET}","last_payment_error":{error},"next_action":{action}}}"#
        )
    }
}

pub(crate) fn response(status: u16, body: &str) -> Response {
    Response { status, retry_after_s: None, body: body.to_owned() }
}

/// The last digits of the simulated cards say what they lead to.
pub(crate) const CARDS: [(&str, Fate); 6] = [
    ("4242424242424242", Fate::Approve),
    ("4000000000000002", Fate::Decline),
    ("4000000000003063", Fate::Frictionless),
    ("4000000000009995", Fate::FrictionlessDecline),
    ("4000000000003220", Fate::Challenge),
    ("4000008400001629", Fate::ChallengeThenDecline),
];

/// What the customers of the simulation pay with beside cards: a wallet, a code or a voucher; nothing at PaymentOptions.
pub(crate) fn methods(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::WooshPay => &["gcash", "pix", "boleto"],
        Dialect::Stripe => &["grabpay", "pix", "boleto"],
        Dialect::PaymentOptions => &[],
    }
}

fn fate_of(dialect: Dialect, body: &str) -> Fate {
    let is_of = |kind: &&&str| {
        body.contains(&format!(r#""type":"{kind}""#))
            || body.contains(&format!("payment_method_data[type]={kind}&"))
    };
    if let Some(kind) = methods(dialect).iter().find(is_of) {
        return Fate::Elsewhere(kind);
    }
    CARDS.iter().find(|(number, _)| body.contains(number)).expect("a known card").1
}
