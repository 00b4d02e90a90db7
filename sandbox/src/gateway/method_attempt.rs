//! One attempt to pay with a method that is no card: from the confirm over the customer's answer at a page of the
//! wallet, bank or lender to the money. The pages carry a token that is good for one attempt.

use tillkit_core::method::{Category, Ending};

use super::access::same;
use super::error::{ApiError, ErrorType, PaymentError};
use super::event::EventKind;
use super::intent::{Intent, Status, random_text};
use super::next_action::{Addresses, NextAction, next_action};
use super::presented_method::PresentedMethod;
use super::surroundings::Surroundings;
use super::transfer_details::TransferDetails;

const TOKEN_LENGTH: usize = 32;

/// How a payment under way goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The customer approves, or sends the money: `succeeded`, or `processing` where money takes its time.
    Approve,
    /// The wallet, bank or lender declines.
    Fail,
    /// The customer declines.
    Cancel,
    /// The money is there, without a wait.
    Arrive,
}

impl Settlement {
    /// The names of all.
    pub(crate) const NAMES: [&'static str; 4] = ["approve", "fail", "cancel", "arrive"];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "approve" => Some(Self::Approve),
            "fail" => Some(Self::Fail),
            "cancel" => Some(Self::Cancel),
            "arrive" => Some(Self::Arrive),
            _ => None,
        }
    }
}

/// How far an attempt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// For the customer.
    Waiting,
    /// For the money.
    Processing,
    Succeeded,
    Failed,
    Canceled,
    Expired,
}

/// An attempt. It is kept when it is over, so that its pages can say how it ended.
#[derive(Clone, Debug)]
pub(crate) struct MethodAttempt {
    method: PresentedMethod,
    token: String,
    stage: Stage,
    pub(crate) action: Option<NextAction>,
    addresses: Addresses,
    return_url: Option<String>,
    expires_at_ms: Option<u64>,
    /// When the processing ends by itself, and whether well.
    processed: Option<(u64, bool)>,
}

impl MethodAttempt {
    /// Whether somebody has account details or a voucher, and pays when it suits them.
    pub(crate) fn waits_for_a_transfer(&self) -> bool {
        let ending = self.method.row().map(|row| row.ending);
        self.stage == Stage::Waiting && matches!(ending, Some(Ending::Transfer | Ending::Voucher))
    }
}

/// What the pages of an attempt show.
#[derive(Clone, Debug)]
pub(crate) struct MethodView {
    pub(crate) intent: String,
    pub(crate) token: String,
    /// The type string.
    pub(crate) kind: String,
    /// What customers call the method.
    pub(crate) name: String,
    /// None for made-up methods.
    pub(crate) category: Option<Category>,
    pub(crate) ending: Ending,
    pub(crate) banks: &'static [(&'static str, &'static str)],
    /// The bank that was chosen in the form.
    pub(crate) bank: Option<&'static str>,
    pub(crate) settles_later: bool,
    pub(crate) amount: u64,
    pub(crate) currency: String,
    pub(crate) stage: Stage,
    /// Where the customer came from, with the parameters of a return.
    pub(crate) return_address: Option<String>,
    pub(crate) seconds_left: Option<u64>,
    pub(crate) addresses: Addresses,
    pub(crate) transfer: TransferDetails,
    pub(crate) voucher_number: String,
}

impl Intent {
    /// Starts an attempt with a method that was found complete and fitting.
    pub(super) fn begin_method(&mut self, method: PresentedMethod, around: &Surroundings<'_>) {
        let token = random_text(TOKEN_LENGTH);
        let settings = &around.settings;
        let expires_at_ms = match method.ending() {
            Ending::Code | Ending::App => Some(around.now_ms.saturating_add(settings.code_lifetime_ms)),
            Ending::Voucher => Some(around.now_ms.saturating_add(settings.voucher_lifetime_ms)),
            Ending::InPage | Ending::Sheet | Ending::Redirect | Ending::Transfer | Ending::Debit => None,
        };
        let addresses = Addresses::of(self, &method, &token, around.gateway_url, around.bank_url);
        let action = next_action(self, &method, &addresses, expires_at_ms);
        let waits = action.is_some();
        self.attempt = Some(MethodAttempt {
            method,
            token,
            stage: Stage::Waiting,
            action,
            addresses,
            return_url: self.return_url.clone(),
            expires_at_ms,
            processed: None,
        });
        self.status = Status::RequiresAction;
        if waits {
            self.tell(EventKind::PaymentIntentRequiresAction);
        } else {
            self.process(around);
        }
    }

    /// What a page shows; none for the token of another attempt.
    pub(crate) fn method_view(&self, token: &str, around: &Surroundings<'_>) -> Option<MethodView> {
        let attempt = self.attempt.as_ref().filter(|attempt| same(token, &attempt.token))?;
        let method = &attempt.method;
        let return_url = attempt.return_url.as_ref();
        Some(MethodView {
            intent: self.id.clone(),
            token: attempt.token.clone(),
            kind: method.kind.clone(),
            name: method.name().to_owned(),
            category: method.row().map(|row| row.category),
            ending: method.ending(),
            banks: method.row().and_then(|row| row.banks).map(|list| list.banks()).unwrap_or_default(),
            bank: method.bank,
            settles_later: method.settles_later(),
            amount: self.amount,
            currency: self.currency.clone(),
            stage: attempt.stage,
            return_address: return_url.map(|url| self.return_address(url, around.settings.return_parameters)),
            seconds_left: attempt.expires_at_ms.map(|at| at.saturating_sub(around.now_ms) / 1_000),
            addresses: attempt.addresses.clone(),
            transfer: TransferDetails::of(self, &method.kind),
            voucher_number: TransferDetails::voucher_number(self),
        })
    }

    /// The token of the attempt that waits for the customer.
    pub(crate) fn waiting_token(&self) -> Option<&str> {
        let attempt = self.attempt.as_ref().filter(|attempt| attempt.stage == Stage::Waiting)?;
        Some(&attempt.token)
    }

    /// The customer's answer on a page. On the page of an attempt that is over it changes nothing.
    pub(crate) fn answer_method(
        &mut self,
        token: &str,
        settlement: Settlement,
        around: &Surroundings<'_>,
    ) -> Option<MethodView> {
        self.settle_overdue(around);
        let waits = self.method_view(token, around)?.stage == Stage::Waiting;
        if waits {
            // It waits, so it can be settled.
            self.settle(settlement, around).ok()?;
        }
        self.method_view(token, around)
    }

    /// Carries a payment under way on.
    pub(crate) fn settle(
        &mut self,
        settlement: Settlement,
        around: &Surroundings<'_>,
    ) -> Result<(), ApiError> {
        self.settle_overdue(around);
        let attempt = self.attempt.as_ref().map(|attempt| (attempt.stage, attempt.method.settles_later()));
        match (attempt, settlement) {
            (Some((Stage::Waiting, true)), Settlement::Approve) => self.process(around),
            (Some((Stage::Waiting | Stage::Processing, _)), Settlement::Approve | Settlement::Arrive) => {
                self.end_method(Stage::Succeeded, around);
            }
            (Some((Stage::Waiting | Stage::Processing, _)), Settlement::Fail) => {
                self.end_method(Stage::Failed, around);
            }
            (Some((Stage::Waiting, _)), Settlement::Cancel) => self.end_method(Stage::Canceled, around),
            _ => {
                return Err(ApiError::unexpected_state(format!(
                    "No wallet, bank or app waits for this PaymentIntent: its status is {}.",
                    self.status.name()
                )));
            }
        }
        Ok(())
    }

    /// Ends what has waited long enough. To be called before an intent is shown.
    pub(crate) fn settle_overdue_method(&mut self, around: &Surroundings<'_>) {
        let Some(attempt) = &self.attempt else { return };
        let is_due = |at: u64| around.now_ms >= at;
        match (attempt.stage, attempt.expires_at_ms, attempt.processed) {
            (Stage::Waiting, Some(expires_at_ms), _) if is_due(expires_at_ms) => {
                self.end_method(Stage::Expired, around);
            }
            (Stage::Processing, _, Some((at_ms, true))) if is_due(at_ms) => {
                self.end_method(Stage::Succeeded, around);
            }
            (Stage::Processing, _, Some((at_ms, false))) if is_due(at_ms) => {
                self.end_method(Stage::Failed, around);
            }
            _ => {}
        }
    }

    /// The money is under way.
    fn process(&mut self, around: &Surroundings<'_>) {
        let Some(attempt) = &mut self.attempt else { return };
        let settings = &around.settings;
        attempt.stage = Stage::Processing;
        attempt.processed =
            settings.processing_ms.map(|ms| (around.now_ms.saturating_add(ms), settings.processing_succeeds));
        self.status = Status::Processing;
        self.tell(EventKind::PaymentIntentProcessing);
    }

    fn end_method(&mut self, stage: Stage, around: &Surroundings<'_>) {
        let Some(attempt) = &mut self.attempt else { return };
        attempt.stage = stage;
        let name = attempt.method.name().to_owned();
        let (code, message) = match stage {
            Stage::Waiting | Stage::Processing => return,
            Stage::Succeeded => return self.take_money(around),
            Stage::Failed => ("payment_method_provider_decline", format!("{name} declined the payment.")),
            Stage::Canceled => {
                ("payment_method_customer_decline", format!("The payment was not approved with {name}."))
            }
            Stage::Expired => (
                "payment_intent_payment_attempt_expired",
                format!("The payment with {name} was not made in time."),
            ),
        };
        self.fail(PaymentError {
            kind: ErrorType::InvalidRequest,
            code,
            decline_code: None,
            message,
            param: None,
        });
    }
}

impl MethodAttempt {
    /// The method's own options, as the intent shows them.
    pub(crate) fn options(&self) -> (&str, &serde_json::Map<String, serde_json::Value>) {
        (&self.method.kind, &self.method.options)
    }
}
