//! Addresses as PaymentOptions wants them: all seven members.

use serde_json::{Map, Value};

/// In the gateway's order. The manual calls each of them mandatory.
const MEMBERS: [&str; 7] = ["country", "email", "phone_number", "address1", "city", "state", "postal_code"];
/// Where the shop is: the best guess for customers who name no country.
const SHOP_COUNTRY: &str = "GB";
/// What the manual's own examples say of what is not known.
const NOT_KNOWN: &str = "N/A";

/// The address with what the customer did not give. A shop that has an address should send that; this one asks for none.
pub(super) fn completed(given: Option<&Map<String, Value>>) -> Map<String, Value> {
    let member = |name: &str| {
        let value = given.and_then(|given| given.get(name)).filter(|value| !value.is_null() && *value != "");
        let unknown = if name == "country" { SHOP_COUNTRY } else { NOT_KNOWN };
        (name.to_owned(), value.cloned().unwrap_or_else(|| unknown.into()))
    };
    MEMBERS.into_iter().map(member).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_given_is_kept_and_the_rest_filled_in() {
        let given = json!({ "country": "JP", "city": "Shinjuku-ku", "state": "", "email": null });
        let whole = Value::Object(completed(given.as_object()));
        assert_eq!((&whole["country"], &whole["city"]), (&json!("JP"), &json!("Shinjuku-ku")));
        assert_eq!((&whole["state"], &whole["email"]), (&json!("N/A"), &json!("N/A")));
        assert_eq!(completed(None)["country"], "GB");
        assert_eq!(completed(None).len(), MEMBERS.len());
    }
}
