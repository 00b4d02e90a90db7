//! A customer at the page of a wallet, bank or lender, and what happens to the payment elsewhere.

use crate::merchant::{Intent, Merchant};
use serde_json::{Value, json};
use tillkit_sandbox::Settlement;

/// What a customer does at a page of a wallet, bank or lender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Logs in and approves, or says that the transfer was made.
    Approve,
    /// Lets it be declined.
    Fail,
    /// Cancels it.
    Cancel,
    /// Goes back to the shop without an answer.
    Leave,
}

impl Answer {
    /// The buttons that mean it.
    fn buttons(self) -> &'static str {
        match self {
            Self::Approve => "[data-testid=approve], [data-testid=sent]",
            Self::Fail => "[data-testid=fail]",
            Self::Cancel => "[data-testid=cancel]",
            Self::Leave => "[data-testid=leave]",
        }
    }
}

impl Merchant {
    /// Waits until a page of the bank's or the gateway's own is there.
    pub async fn away(&self) {
        self.browser.until("return /^\\/(pay|paymentcode)/.test(location.pathname)").await;
    }

    /// Waits until the customer is back on the merchant's page.
    pub async fn back(&self) {
        self.browser
            .until("return location.pathname == '/plain' && location.search.startsWith('?back')")
            .await;
    }

    /// Chooses a bank and logs in where asked, gives the answer, and waits to be back on the merchant's page.
    pub async fn answer_and_return(&self, answer: Answer) {
        self.away().await;
        // One press a page: the next page is a page of its own.
        let body = format!(
            "if (location.pathname == '/plain') return location.search.startsWith('?back');
             const find = (selector) => document.querySelector(selector);
             const button = find('{}') ?? find('[data-testid=bank], [data-testid=log-in]');
             if (button && !window.pressed) {{ window.pressed = true; button.click(); }}
             return false",
            answer.buttons()
        );
        self.browser.until(&body).await;
    }

    /// Carries a payment on from outside the page, as the customer's phone or the bank does.
    pub fn settle(&self, intent: &Intent, settlement: Settlement) {
        self.sandbox.settle(&intent.id, settlement).unwrap();
    }

    /// The sandbox's settings to change.
    pub fn change_settings(&self, changes: &Value) {
        self.sandbox.change_settings(changes).unwrap();
    }

    /// The sandbox's armed faults.
    pub async fn faults(&self) -> Value {
        let url = format!("{}/_sandbox/faults", self.sandbox.gateway_url());
        reqwest::get(url).await.unwrap().json().await.unwrap()
    }

    /// Codes, account details, vouchers and approvals are shown in the form.
    pub fn show_in_place(&self) {
        self.change_settings(&json!({ "codes": "in_place" }));
    }
}
