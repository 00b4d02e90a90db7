//! One attempt to pay: one exact body under one idempotency key.

use super::event::{Confirm, Settings};
use crate::Error;
use crate::gateway::{Confirmation, Request};
use crate::page_url::PageUrl;

/// What browsers and gateways agree on.
const LONGEST_RETURN_URL_BYTES: usize = 2_048;

/// The only place where the flow holds a card or an account number. Dropping it zeroizes the request's body.
#[derive(Debug)]
pub(super) struct Attempt {
    request: Request,
    /// Times that it was sent.
    pub(super) sent: u32,
}

impl Attempt {
    pub(super) fn new(settings: &Settings, confirm: &Confirm, return_url: &PageUrl) -> Result<Self, Error> {
        if return_url.as_str().len() > LONGEST_RETURN_URL_BYTES {
            return Err(Error::new("return_url_malformed").with_param("return_url"));
        }
        let confirmation = Confirmation {
            payment: &confirm.payment,
            billing: &confirm.billing,
            shipping: confirm.shipping.as_ref(),
            return_url,
            error_on_requires_action: confirm.error_on_requires_action,
            browser: &settings.browser,
            window_size: settings.window_size(confirm.page_width),
        };
        let Confirm { client_secret, idempotency_key, .. } = confirm;
        let request =
            settings.dialect.confirm(&settings.key, client_secret, &confirmation, idempotency_key)?;
        Ok(Self { request, sent: 0 })
    }

    /// The request, for sending once more.
    pub(super) fn send(&mut self) -> Request {
        self.sent += 1;
        self.request.clone()
    }
}
