//! A sandbox on free ports and a caller for it.

use std::fs;
use std::path::PathBuf;

use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tillkit_core::method::{self, CATALOG, Ending, Field, PaymentMethod, Place};
use tillkit_sandbox::{Config, Ledger, PUBLISHABLE_KEY, SECRET_KEY, Sandbox};

pub(crate) const SUCCEEDS: &str = "4242424242424242";
pub(crate) const DECLINED: &str = "4000000000000002";
pub(crate) const CHALLENGED: &str = "4000000000003220";
pub(crate) const FRICTIONLESS: &str = "4000000000003527";
pub(crate) const RETURN_URL: &str = "https://shop.example/done?order=7";

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn error(&self) -> Value {
        self.json()["error"].clone()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    http: Client,
}

/// A folder that does not exist, for sandboxes that serve no files.
pub(crate) fn no_assets() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("nothing-built")
}

/// A folder of a test's own, with these files.
pub(crate) fn assets_of(test: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::start_with(Config::free_ports(no_assets())).await
    }

    pub(crate) async fn start_with(config: Config) -> Self {
        let sandbox = Sandbox::start(config).await.expect("the sandbox starts");
        // Each request on a connection of its own: one that is reused can be closed at that moment, as faults want it.
        let http = Client::builder().no_proxy().redirect(Policy::none()).pool_max_idle_per_host(0);
        let http = http.build().expect("a client");
        Self { sandbox, http }
    }

    pub(crate) fn request(&self, method: Method, url: &str) -> RequestBuilder {
        let url = if url.starts_with("http") {
            url.to_owned()
        } else {
            format!("{}{url}", self.sandbox.gateway_url())
        };
        self.http.request(method, url)
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, text: response.text().await.expect("a body") }
    }

    /// GET without a key.
    pub(crate) async fn open(&self, url: &str) -> Answer {
        self.send(self.request(Method::GET, url)).await
    }

    /// GET with the secret key.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).basic_auth(SECRET_KEY, Some(""))).await
    }

    /// POST with the secret key.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).basic_auth(SECRET_KEY, Some("")).json(body)).await
    }

    /// A new intent: its id and client secret.
    pub(crate) fn intent(&self, params: Value) -> Intent {
        let intent = self.sandbox.create_intent(params).expect("an intent");
        let text = |name: &str| intent[name].as_str().expect(name).to_owned();
        Intent { id: text("id"), secret: text("client_secret") }
    }

    /// A new intent of 12.50 USD.
    pub(crate) fn plain_intent(&self) -> Intent {
        self.intent(json!({ "amount": 1_250, "currency": "USD" }))
    }

    /// A confirm as the browser sends it.
    pub(crate) fn confirm_request(&self, intent: &Intent, number: &str) -> RequestBuilder {
        self.request(Method::POST, &format!("/v1/payment_intents/{}/confirm", intent.id))
            .basic_auth(PUBLISHABLE_KEY, Some(""))
            .json(&intent.confirm_body(number))
    }

    pub(crate) async fn confirm(&self, intent: &Intent, number: &str) -> Answer {
        self.send(self.confirm_request(intent, number)).await
    }

    /// A retrieve as the browser sends it.
    pub(crate) fn retrieve_request(&self, intent: &Intent) -> RequestBuilder {
        self.request(
            Method::GET,
            &format!("/v1/payment_intents/{}?client_secret={}", intent.id, intent.secret),
        )
        .basic_auth(PUBLISHABLE_KEY, Some(""))
    }

    pub(crate) async fn retrieve(&self, intent: &Intent) -> Value {
        self.send(self.retrieve_request(intent)).await.json()
    }

    pub(crate) fn ledger(&self, intent: &Intent) -> Ledger {
        self.sandbox.ledger(&intent.id).expect("a ledger")
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Intent {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl Intent {
    pub(crate) fn confirm_body(&self, number: &str) -> Value {
        json!({
            "client_secret": self.secret,
            "payment_method_data": card(number),
            "return_url": RETURN_URL,
        })
    }

    /// The return URL with the two parameters that a return carries.
    pub(crate) fn returned(&self) -> String {
        format!("{RETURN_URL}&payment_intent={}&payment_intent_client_secret={}", self.id, self.secret)
    }
}

pub(crate) fn card(number: &str) -> Value {
    let cvc = if number.starts_with("37") { "1234" } else { "123" };
    json!({ "type": "card", "card": { "number": number, "exp_month": "03", "exp_year": "2060", "cvc": cvc } })
}

pub(crate) fn ledger(attempts: u32, charges: u32, captured: u64) -> Ledger {
    Ledger { attempts, charges, captured, refunded: 0 }
}

/// The action of an intent, from either generation: its type and its detail, under whatever name.
pub(crate) fn action(intent: &Value) -> (String, Value) {
    let action: Value = match &intent["next_action"] {
        Value::String(text) => serde_json::from_str(text).expect("JSON text"),
        other => other.clone(),
    };
    let kind = action["type"].as_str().expect("a type").to_owned();
    let mut details = action.as_object().expect("an object").values().filter(|value| value.is_object());
    let detail = details.next().expect("a detail").clone();
    (kind, detail)
}

/// A payment with a row of the core's table: an intent that it can pay, and a body that confirms it.
#[derive(Clone, Debug)]
pub(crate) struct MethodPayment {
    pub(crate) intent: Intent,
    pub(crate) amount: u64,
    pub(crate) body: Value,
}

impl World {
    /// A new intent for a method, and the body that a widget sends.
    pub(crate) fn payment_with(&self, kind: &str) -> MethodPayment {
        let row = method::find(kind).expect("a row");
        let (amount, currency) = row.amounts.first().map_or((1_250, "usd"), |limits| {
            (u64::try_from(limits.least.max(1_250)).expect("an amount"), limits.currency)
        });
        let intent =
            self.intent(json!({ "amount": amount, "currency": currency, "payment_method_types": [kind] }));
        let mut body = method_body(kind);
        body["client_secret"] = intent.secret.as_str().into();
        body["return_url"] = RETURN_URL.into();
        MethodPayment { intent, amount, body }
    }

    pub(crate) async fn send_confirm(&self, intent: &Intent, body: &Value) -> Answer {
        let request = self
            .request(Method::POST, &format!("/v1/payment_intents/{}/confirm", intent.id))
            .basic_auth(PUBLISHABLE_KEY, Some(""));
        self.send(request.json(body)).await
    }

    /// Confirms as the widget does.
    pub(crate) async fn pay_with(&self, kind: &str) -> (MethodPayment, Value) {
        let payment = self.payment_with(kind);
        let answer = self.send_confirm(&payment.intent, &payment.body).await;
        assert_eq!(answer.status, 200, "{kind}: {}", answer.text);
        (payment, answer.json())
    }

    pub(crate) fn settings(&self, changes: &Value) {
        self.sandbox.change_settings(changes).expect("settings");
    }
}

/// The methods that wait for somebody or something outside the page.
pub(crate) fn outside_methods() -> impl Iterator<Item = &'static PaymentMethod> {
    CATALOG.iter().filter(|row| !matches!(row.ending, Ending::InPage | Ending::Sheet))
}

/// What a widget sends for a method, complete and right.
pub(crate) fn method_body(kind: &str) -> Value {
    let row = method::find(kind).expect("a row");
    let mut body = json!({ "payment_method_data": { "type": kind, "billing_details": {} } });
    if let Some(country) = row.only_country() {
        body["payment_method_data"]["billing_details"]["address"]["country"] = country.into();
    }
    for field in row.required.iter().chain(row.optional) {
        if let Some(place) = place_of(&mut body, kind, *field) {
            *place = right(row, *field);
        }
    }
    if row.tells_device {
        body["payment_method_options"][kind]["terminal_type"] = "WEB".into();
    }
    body
}

/// Where a field is in a confirm's body. None for card data.
pub(crate) fn place_of<'a>(body: &'a mut Value, kind: &str, field: Field) -> Option<&'a mut Value> {
    Some(match field.place() {
        Place::Card => return None,
        Place::Billing(name) => &mut body["payment_method_data"]["billing_details"][name],
        Place::Address(name) => &mut body["payment_method_data"]["billing_details"]["address"][name],
        Place::Options(name) => &mut body["payment_method_options"][kind][name],
        Place::Mandate => &mut body["mandate_data"]["customer_acceptance"]["type"],
    })
}

/// A field's name as the API's errors spell it.
pub(crate) fn param_of(kind: &str, field: Field) -> String {
    match field.place() {
        Place::Card => format!("payment_method_data[{kind}]"),
        Place::Billing(name) => format!("payment_method_data[billing_details][{name}]"),
        Place::Address(name) => format!("payment_method_data[billing_details][address][{name}]"),
        Place::Options(name) => format!("payment_method_options[{kind}][{name}]"),
        Place::Mandate => "mandate_data[customer_acceptance][type]".to_owned(),
    }
}

fn right(row: &PaymentMethod, field: Field) -> Value {
    match field {
        Field::Email => "ada@example.com".into(),
        Field::Phone => "+6281234567890".into(),
        Field::Country => row.countries.first().copied().unwrap_or("DE").into(),
        Field::Iban => "DE12500105170648489890".into(),
        Field::Bank => row.banks.expect("a list").banks()[0].0.into(),
        Field::TaxId => "52998224725".into(),
        Field::Curp => "HEGG560427MVZRRL04".into(),
        Field::Rfc => "GODE561231GR8".into(),
        Field::UpiApp => "phonepe".into(),
        Field::UpiAddress => "ada@okbank".into(),
        Field::BirthDate => json!({ "day": 29, "month": 2, "year": 1984 }),
        Field::Mandate => "online".into(),
        _ => "Ada Lovelace".into(),
    }
}
