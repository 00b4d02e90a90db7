//! One attempt to pay an order: from `paymentv2` through the bank's pages to its outcome.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::Url;

use super::redirect_token::{Issued, uuid};
use super::request::PaymentRequest;
use super::response_code::{NOT_AUTHENTICATED, PENDING, ResponseCode, SUCCESSFUL};
use super::three_ds_page::PATH;
use crate::gateway::card::{Occasion, PresentedCard, authentication_for, charge_outcome, decline_error};
use crate::gateway::card_table::Decline;
use crate::gateway::error::PaymentError;
use crate::gateway::intent::random_text;
use crate::gateway::ledger::Confirmed;
use crate::gateway::surroundings::Surroundings;
use crate::gateway::three_ds::{Challenge, Look, Page, Steps, Verdict};
use crate::gateway::wire::Wire;

/// The name behind `_a`.
const ACQUIRER: &str = "sandbox";
const REFERENCE_LENGTH: usize = 12;
/// How much of a card's number its issuer is known by.
const ISSUER_DIGITS: usize = 6;

/// How far an attempt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The customer has something to do.
    Open,
    Paid,
    Declined(ResponseCode),
    /// A later attempt took its place: its pages lead nowhere, and it can no longer be charged.
    Replaced,
}

/// An attempt. Of the card, only what may be shown is kept.
#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) id: String,
    /// The gateway's own number of it.
    pub(super) reference: String,
    pub(super) jti: String,
    pub(super) redirect_url: String,
    /// Of the request's body.
    pub(super) fingerprint: u64,
    pub(super) merchant_txn_ref: String,
    pub(super) merchant_id: String,
    /// Minor units.
    pub(super) amount: u64,
    pub(super) currency: String,
    pub(super) card: PresentedCard,
    pub(super) card_name: String,
    /// `400000******3155`.
    pub(super) card_number: String,
    /// Month and year, two digits each.
    pub(super) card_expiry: (String, String),
    pub(super) billing_address: Value,
    pub(super) shipping_address: Option<Value>,
    browser_info: Value,
    time_zone: String,
    customer_ip: String,
    pub(super) webhook_url: String,
    success_url: String,
    pub(super) decline_url: String,
    /// When the token of the redirect runs out, in milliseconds since 1970.
    pub(super) expires_at_ms: u64,
    /// When it was started or, later, ended.
    pub(super) changed_at_ms: u64,
    stage: Stage,
    steps: Steps,
    /// Whether its end is still to be told.
    has_news: bool,
}

impl Transaction {
    pub(super) fn new(
        request: PaymentRequest,
        fingerprint: u64,
        token: Issued,
        around: &Surroundings<'_>,
    ) -> Self {
        let card = &request.card;
        let issuer: String = card.number.chars().take(ISSUER_DIGITS).collect();
        let last4: String = card.number.chars().skip(card.number.len().saturating_sub(4)).collect();
        let redirect_url = redirect_url(around.bank_url, &token.token, &issuer);
        let presented = PresentedCard::entered(
            (&card.number, &card.expiry_month, &card.expiry_year, &card.cvc),
            around.id("pm"),
            around.now_ms,
        );
        Self {
            id: uuid(),
            reference: random_text(REFERENCE_LENGTH),
            jti: token.jti,
            redirect_url,
            fingerprint,
            merchant_txn_ref: request.merchant_txn_ref,
            merchant_id: request.merchant_id,
            amount: request.amount,
            currency: request.currency,
            card: presented,
            card_name: request.card.name,
            card_number: format!("{issuer}******{last4}"),
            card_expiry: (request.card.expiry_month, request.card.expiry_year),
            billing_address: request.billing_address,
            shipping_address: request.shipping_address,
            browser_info: request.browser_info,
            time_zone: request.time_zone,
            customer_ip: request.customer_ip,
            webhook_url: request.webhook_url,
            success_url: request.success_url,
            decline_url: request.decline_url,
            expires_at_ms: token.expires_at_ms,
            changed_at_ms: around.now_ms,
            stage: Stage::Open,
            steps: Steps::default(),
            has_news: false,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.stage == Stage::Open
    }

    pub(super) fn is_paid(&self) -> bool {
        self.stage == Stage::Paid
    }

    pub(super) fn response_code(&self) -> ResponseCode {
        match self.stage {
            Stage::Open => PENDING,
            Stage::Paid => SUCCESSFUL,
            Stage::Declined(code) => code,
            Stage::Replaced => NOT_AUTHENTICATED,
        }
    }

    /// Whether it ended and nobody was told; from here on, it was.
    pub(super) fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.has_news)
    }

    /// Gives its place to a later attempt.
    pub(super) fn replace(&mut self) {
        if self.is_open() {
            self.stage = Stage::Replaced;
            self.steps.clear();
        }
    }

    /// Where the browser goes now that it is over; nowhere if it is not, or was replaced.
    pub(super) fn way_on(&self) -> Option<&str> {
        match self.stage {
            Stage::Paid => Some(&self.success_url),
            Stage::Declined(_) => Some(&self.decline_url),
            Stage::Open | Stage::Replaced => None,
        }
    }

    pub(super) fn has_expired(&self, now_ms: u64) -> bool {
        now_ms >= self.expires_at_ms
    }

    /// The browser is at the redirect: the bank's page that is next, if any. 3-D Secure is what this API is for, so each
    /// card that can is authenticated.
    pub(super) fn enter(&mut self, around: &Surroundings<'_>) -> Option<String> {
        if self.is_open() && self.steps.action.is_none() {
            let when = Occasion { is_asked_for: true, ..Occasion::default() };
            match self.card.verdict.clone() {
                Err(error) => self.decline(&error, around),
                Ok(behaviour) => match authentication_for(behaviour, when) {
                    // As at Stripe, one page collects the device data or asks the customer.
                    Some(authentication) => {
                        let way_back = self.decline_url.clone();
                        self.steps.begin(&self.id, Wire::Stripe, authentication, way_back, around);
                    }
                    None => self.charge(around),
                },
            }
        }
        self.steps.action.as_ref().map(|action| action.url.clone())
    }

    /// What the bank's page behind a token shows.
    pub(super) fn page(&self, token: &str) -> Page {
        match self.steps.look(token) {
            Look::DeviceData => Page::DeviceData,
            Look::Challenge => Page::Challenge(Challenge {
                sum: Some((self.amount, self.currency.clone())),
                last4: self.card.last4().to_owned(),
            }),
            Look::Finished(_) => {
                self.way_on().map_or(Page::Void, |address| Page::Finished(address.to_owned()))
            }
            Look::Void => Page::Void,
        }
    }

    pub(super) fn finish_device_data(&mut self, token: &str, around: &Surroundings<'_>) {
        let verdict = self.steps.finish_device_data(&self.id, token, around);
        self.follow(verdict, around);
    }

    pub(super) fn answer_challenge(&mut self, token: &str, approved: bool, around: &Surroundings<'_>) {
        let verdict = self.steps.answer_challenge(token, approved);
        self.follow(verdict, around);
    }

    /// Goes on without device data that never came, and declines what nobody finished in time.
    pub(super) fn settle_overdue(&mut self, around: &Surroundings<'_>) {
        let verdict = self.steps.settle_overdue(&self.id, around);
        self.follow(verdict, around);
        if self.is_open() && self.has_expired(around.now_ms) {
            self.steps.clear();
            self.end(Stage::Declined(NOT_AUTHENTICATED), around);
        }
    }

    fn follow(&mut self, verdict: Option<Verdict>, around: &Surroundings<'_>) {
        match verdict {
            Some(Verdict::Authenticated) => self.charge(around),
            Some(Verdict::Refused) => self.end(Stage::Declined(NOT_AUTHENTICATED), around),
            Some(Verdict::Broken) => self.decline(&decline_error(Decline::ProcessingError), around),
            None => {}
        }
    }

    fn charge(&mut self, around: &Surroundings<'_>) {
        match self.card.verdict.clone().and_then(charge_outcome) {
            Ok(()) => self.end(Stage::Paid, around),
            Err(error) => self.decline(&error, around),
        }
    }

    fn decline(&mut self, error: &PaymentError, around: &Surroundings<'_>) {
        self.end(Stage::Declined(ResponseCode::of_decline(error)), around);
    }

    fn end(&mut self, stage: Stage, around: &Surroundings<'_>) {
        if self.is_open() {
            self.stage = stage;
            self.changed_at_ms = around.now_ms;
            self.has_news = true;
        }
    }

    /// What the request presented, without the card.
    pub(super) fn confirmed(&self) -> Confirmed {
        Confirmed {
            kind: "card".to_owned(),
            options: json!({
                "browser_info": self.browser_info,
                "time_zone": self.time_zone,
                "customer_ip": self.customer_ip,
                "shipping_address": self.shipping_address,
                "return_url": {
                    "webhook_url": self.webhook_url,
                    "success_url": self.success_url,
                    "decline_url": self.decline_url,
                },
            }),
            billing_details: self.billing_address.clone(),
            mandate: false,
        }
    }
}

fn redirect_url(bank_url: &str, token: &str, issuer: &str) -> String {
    let plain = format!("{bank_url}{PATH}");
    let acquirer = STANDARD.encode(ACQUIRER);
    Url::parse(&plain).map_or(plain, |mut url| {
        url.query_pairs_mut().extend_pairs([("_token", token), ("_c", issuer), ("_a", &acquirer)]);
        url.into()
    })
}
