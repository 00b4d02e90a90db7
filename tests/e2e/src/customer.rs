//! A customer whom the merchant's server knows, with the cards that are saved for them.

use crate::gateway::{form, made};
use crate::merchant::{Intent, Merchant};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tillkit_sandbox::SECRET_KEY;

impl Merchant {
    /// Asks the gateway something with the secret key, as the merchant's server does.
    pub async fn ask_gateway(&self, method: Method, path: &str, body: &Value) -> Value {
        let url = format!("{}{}{path}", self.sandbox.gateway_url(), self.gateway.server_path);
        let request = Client::new().request(method.clone(), url).basic_auth(SECRET_KEY, Some(""));
        let request = match self.gateway.takes_forms {
            _ if method == Method::GET => request,
            true => request.header("Content-Type", "application/x-www-form-urlencoded").body(form(body)),
            false => request.json(body),
        };
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// A new customer's id.
    pub async fn customer(&self) -> String {
        let made = self.ask_gateway(Method::POST, "/v1/customers", &json!({ "name": "Ada" })).await;
        made.get("id").and_then(Value::as_str).unwrap().to_owned()
    }

    /// Saves a card without a payment, on the server. Gives its id.
    pub async fn save_card(&self, customer: &str, number: &str, exp_year: &str) -> String {
        let cvc = if number.starts_with('3') { "1234" } else { "123" };
        let card = json!({ "number": number, "exp_month": "01", "exp_year": exp_year, "cvc": cvc });
        let data = json!({ "type": "card", "card": card });
        let made = self.ask_gateway(Method::POST, "/v1/payment_methods", &data).await;
        let id = made.get("id").and_then(Value::as_str).unwrap().to_owned();
        let to = json!({ "customer": customer });
        self.ask_gateway(Method::POST, &format!("/v1/payment_methods/{id}/attach"), &to).await;
        id
    }

    /// The cards that are saved for a customer, as the server lists them.
    pub async fn saved_cards(&self, customer: &str) -> Value {
        let path = format!("/v1/customers/{customer}/payment_methods");
        self.ask_gateway(Method::GET, &path, &Value::Null).await.get("data").cloned().unwrap()
    }

    /// A SetupIntent for a customer.
    pub async fn setup(&self, customer: &str) -> Intent {
        let body = json!({ "customer": customer, "usage": "off_session" });
        made(&self.ask_gateway(Method::POST, "/v1/setup_intents", &body).await)
    }
}
