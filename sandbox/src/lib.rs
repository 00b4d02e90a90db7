//! A payment gateway, a bank and a shop on loopback: three origins, so that what is cross-origin in life is
//! cross-origin here. The program `tillkit-sandbox` runs it on fixed ports; tests start it in-process.
//!
//! | origin | paths |
//! |---|---|
//! | shop | `/`, `/done` and files of `<assets>/shop`; `/plain?csp=strict\|inline\|nowasm\|noframe\|none`; `/api/products`, `/api/orders`, `/api/orders/<order>/capture`, `/api/orders/<order>/refund`, `/api/webhooks`, `/api/config`; `/payment-options/order`, `/pay` and `/webhook`, the merchant's own endpoint for PaymentOptions |
//! | gateway | `/v1/payment_intents…`, `/v1/setup_intents…`, `/v1/products`, `/v1/prices`, `/v1/checkout/sessions…`, `/v1/payment_links`, `/v1/customers…`, `/v1/payment_methods…`, `/v1/refunds`, `/v1/subscriptions…`, `/v1/invoices`, `/v1/events`, `/v1/webhook_endpoints`; files of `<assets>/v1` under `/v1/` |
//! | gateway, in Stripe's dialect | `/stripe/v1/payment_intents…`, `/stripe/v1/setup_intents…`, `/stripe/v1/customers…`, `/stripe/v1/payment_methods…`, `/stripe/v1/refunds` |
//! | gateway, in PaymentOptions' | `/payment-options/api/v1/server-to-server-interface/paymentv2`, `…/transaction/status/<id>`: for servers only |
//! | gateway, for customers | `/v1/receives/<channel>/pay/<intent>`, which sends redirects on; `/paymentcode`, which shows codes, account details and vouchers; `/pay/cs_test_<n>?key=<publishable key>`, the hosted checkout page of a session, and `/pay/plink_<n>?key=…`, which opens a session and goes there |
//! | gateway, for tests | `/_sandbox/…`, see below |
//! | bank | `/v1/3ds/index.html`, where next actions of cards lead; `/integration/3ds`, where PaymentOptions' redirects do; `/pay/<intent>`, the pages of wallets, banks and lenders; `/phone`, the customer's phone |
//!
//! For tests, and for the shop's developer panel, the gateway has these, without a key:
//!
//! | method, path | body | answer |
//! |---|---|---|
//! | GET `/_sandbox/ledger/<intent>`, or `<merchant_txn_ref>` | | `attempts`, `charges`, `captured`, `refunded`, and `confirmed`: the last confirm's `{type, options, billing_details, mandate}`, never card data |
//! | POST `/_sandbox/intents/<intent>/settle` | `{"outcome": "approve"\|"fail"\|"cancel"\|"arrive"}` | the intent; 400 `payment_intent_unexpected_state` when nothing is under way |
//! | GET, POST, DELETE `/_sandbox/faults` | a fault, see [`Fault`] | the armed faults |
//! | GET, POST `/_sandbox/settings` | any of the settings below | all settings |
//! | POST `/_sandbox/clock` | `{"advance_ms": n}` | `now_ms` |
//! | GET, POST `/_sandbox/webhooks` | POST: `{"event": "evt_…"}`, to deliver it again | all deliveries, oldest first: `event`, `type`, `endpoint`, `url`, `state` (`pending`, `delivered`, `failed`), `next_attempt_ms`, `attempts` of `{at_ms, status, error}` |
//! | GET `/_sandbox/cards` | | the test cards |
//! | GET `/_sandbox/methods` | | the payment methods: `type`, `name`, `category`, `currencies` (none for any) |
//!
//! | setting | default | means |
//! |---|---|---|
//! | `wire` | `"old"` | the generation of new intents, `"old"` or `"new"`; the header `Tillkit-Sandbox-Wire` for one |
//! | `codes` | `"hosted"` | how codes, account details, vouchers and approvals in apps are handed over: `"hosted"` by a redirect to a page, `"in_place"` as data; the header `Tillkit-Sandbox-Codes` for one intent |
//! | `code_lifetime_ms`, `voucher_lifetime_ms` | 5 minutes, 3 days | until when they can be paid |
//! | `processing_ms` | 5000 | how long debits and transfers are `processing`; null until they are settled by hand |
//! | `processing_outcome` | `"succeed"` | how that ends, `"succeed"` or `"fail"` |
//! | `return_parameters` | true | whether returns of payment methods carry `payment_intent` and `payment_intent_client_secret` |
//! | `wallets` | false | whether the gateway serves a stand-in for the payment sheets of Apple Pay and Google Pay: `wallets.json`, and `/_sandbox/wallets.js`, which `frame.html` loads then and an inline merchant's page has to |
//! | `stripe_action` | `"redirect_to_url"` | how Stripe's dialect words the authentication of a card: `"redirect_to_url"` or `"use_stripe_sdk"`, as it answers its own script |
//! | `payment_options_answer` | `"documented"` | what `paymentv2` answers: `"documented"`, `"unsuccessful"` (`success: false`, nothing started), `"without_redirect_url"`, `"expired_token"` |
//! | `payment_options_webhook` | `"first"` | when PaymentOptions' webhook comes: `"first"`, before the browser is sent back; `"late"`, a minute of the sandbox's clock after the outcome; `"lost"`, never |
//! | `made_up_methods` | `{}` | type strings that no method has, and their answers: `{"moonpay_x": "redirect", "riddle": "unknown_action"}` |
//!
//! Cards are saved for a `customer` by `setup_future_usage` on a PaymentIntent or at its confirm, by SetupIntents, and by
//! attaching. A confirm pays with one by `payment_method: "pm_…"`, with the security code in
//! `payment_method_options[card][cvc]`, which is needed where the intent was made with
//! `payment_method_options[card][require_cvc_recollection]: true`. With the secret key and `off_session: true` the holder
//! is not there: what the bank wants authenticated is declined with `authentication_required`. Only what may be shown of a
//! card is kept. The documents name no way for browsers to list a customer's cards, so the merchant's server does:
//! `GET /v1/payment_methods?customer=cus_…&type=card`.
//!
//! An authorisation that nobody captures within 7 days is canceled, with `cancellation_reason` `automatic`.
//!
//! Events are delivered to webhook endpoints with the header `Wooshpay-Signature: t=<unix seconds>,v1=<hex>`, HMAC-SHA256
//! over `<t>.<body>` with the endpoint's secret, which only the answer to its creation shows. What is not answered with
//! 2xx within 10 seconds is posted again, 18 times in all over some 72 hours of the sandbox's clock: moving the clock
//! forward brings the next try. The sandbox has no TLS, so endpoints at https:// URLs can be made but get nothing.
//!
//! The shop registers a webhook endpoint of its own when the sandbox starts, and reports of orders what webhooks told it
//! (`toldBy: "webhook"`); one that does not come within 2 seconds is made up for by asking (`toldBy: "gateway"`). Besides
//! what is bought, an order takes `customer` (one of the `people` of `/api/config`), `save_card`, `require_cvc`, `capture`,
//! `three_d_secure`, `wire`, `codes`, `payment_method_types`, `amount` and `gateway`, `"wooshpay"`, `"stripe"` or
//! `"payment_options"`: by whose API the order is paid. The answer says so for the SDK, in `dialect` and `apiBase`, and
//! `/api/config` lists all as `gateways`. With a customer, the answer has the
//! `savedPaymentMethods`, of which `POST /api/people/<person>/cards/<card>/remove` takes one away. With
//! `"checkout": "hosted"` or `"monthly"` the answer has a `sessionId` and its `url`, to pay once or every month there.
//!
//! An order at PaymentOptions has a token instead of a client secret, which the SDK takes as one, and `apiBase` is the
//! shop's own server: `GET /payment-options/order` reads the order, `POST /payment-options/pay` takes a card for it and
//! hands it on. The token can pay for 30 minutes of the sandbox's clock. Armed faults strike these two as they strike
//! retrieve and confirm elsewhere, if they are not for one intent. How the endpoint works is written for merchants to
//! copy, in `src/shop/payment_options`.
//!
//! Payment methods are the rows of [`tillkit_core::method::CATALOG`], which also says what a confirm has to hold.
//! Apple Pay's and Google Pay's token goes into `payment_method_data.<type>.token`: it stands for the card, whose
//! data has its place there too, and options are shown by intents and the ledger. A token that starts with
//! `decline` is declined, one that starts with `challenge` is authenticated as cards are, any other succeeds. Of a
//! token in JSON, which is what Apple Pay hands over, the member `data` counts.
//!
//! A checkout session is paid by a PaymentIntent of its own, and `complete` once that is paid, authorised or being
//! processed; if the bank refuses in the end, the session is `open` again. In mode `setup` it saves a card by a
//! SetupIntent, for the customer that it names or makes. It is open for 24 hours of the sandbox's
//! clock; then, or when it is expired by hand, its intent is cancelled, too. Its page's address holds the
//! publishable key as it is in the old generation and in base64 in the new one; the page takes either.
//!
//! Under `/stripe` the gateway follows Stripe's public API, over the same objects: intents, cards, methods, ledger,
//! faults and idempotency keys are shared, and each path answers in its own dialect. Bodies are forms with nested keys,
//! and what Stripe does not document is `parameter_unknown`; a key is a user name, a bearer token, or `key` among the
//! parameters. What a method wants to know goes into `payment_method_data[<type>]`. Currencies are in lower case, times
//! in seconds, and unset fields null. A card's authentication is one `redirect_to_url`, to a page of the bank that
//! collects device data and asks the customer; codes and vouchers are data; and every return has `redirect_status`:
//! `succeeded`, `failed`, or `pending` while nothing is decided. With `error_on_requires_action` a payment that needs the
//! customer fails with `authentication_required`. Methods are the rows of the table that Stripe has by the same name.
//! Whoever confirms an intent decides how its customer returns. The parts of Stripe's API that pages do not meet, such as
//! webhooks, are WooshPay's: events show an intent as its own API does.
//!
//! Under `/payment-options` it follows PaymentOptions' server-to-server API, with [`PAYMENT_OPTIONS_KEY`] and
//! [`PAYMENT_OPTIONS_MERCHANT`]: each member of `paymentv2` is checked, and a wrong one named in
//! `{"success": false, "statusCode": 400, "message"}`, which is the sandbox's own shape. Every card that can is
//! authenticated by the bank; a token is good for 1,800 seconds, and then the payment is declined. The webhook is not
//! signed, as no signature is documented. A declined payment has `success: false` and a `response_code` of the provider's
//! manual, such as 51; one that waits for the customer has 578. A `merchant_txn_ref` is charged once at most: a later
//! attempt takes the place of one that is open, the same request is answered with the same redirect, and a paid order is
//! refused. The status query takes a transaction's id or, as `paymentv2` answers none, the `merchant_txn_ref`; so do
//! [`Sandbox::ledger`] and [`Sandbox::confirmed`].
//!
//! Where the public documents of WooshPay's API are silent, the gateway does as Stripe's does: the client secret
//! goes into the query of a retrieve and the body of a confirm (another intent's is 403 `client_secret_invalid`),
//! and a publishable key does not see the merchant's own fields, such as the metadata.
//!
//! ```
//! use serde_json::json;
//! use tillkit_sandbox::{Config, Sandbox};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start(Config::free_ports("dist")).await?;
//! let intent = sandbox.create_intent(json!({ "amount": 1250, "currency": "EUR" }))?;
//! let ledger = sandbox.ledger(intent["id"].as_str().unwrap_or_default());
//! assert_eq!(ledger.map(|ledger| ledger.charges), Some(0));
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

mod arguments;
mod bank;
mod clock;
mod config;
mod fault;
mod faults;
mod gateway;
mod page;
mod sandbox;
mod server;
mod shop;
mod start_error;

pub use arguments::{ArgumentError, Arguments, HELP};
pub use clock::Clock;
pub use config::{
    ASSETS_FOLDER, BANK_PORT, Config, GATEWAY_PORT, PAYMENT_OPTIONS_KEY, PAYMENT_OPTIONS_MERCHANT,
    PUBLISHABLE_KEY, SECRET_KEY, SHOP_PORT,
};
pub use fault::{Fault, FaultKind, FaultTarget};
pub use gateway::{Codes, Confirmed, Ledger, Settlement, Wire};
pub use sandbox::{Refusal, Sandbox};
pub use start_error::StartError;
