//! The demo's customers, who can save their cards.

use serde_json::{Value, json};

/// Somebody who shops here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    /// Where orders go.
    address: Address,
}

/// Somebody's address.
#[derive(Clone, Copy, Debug)]
struct Address {
    line1: &'static str,
    city: &'static str,
    state: &'static str,
    postal_code: &'static str,
    country: &'static str,
}

/// All of them.
pub(super) const PEOPLE: &[Person] = &[
    Person {
        id: "ada",
        name: "Ada Lovelace",
        email: "ada@example.com",
        address: Address {
            line1: "12 Example Square",
            city: "London",
            state: "Greater London",
            postal_code: "SW1Y 4JH",
            country: "GB",
        },
    },
    Person {
        id: "grace",
        name: "Grace Hopper",
        email: "grace@example.com",
        address: Address {
            line1: "1 Example Avenue",
            city: "Arlington",
            state: "VA",
            postal_code: "22201",
            country: "US",
        },
    },
];

impl Person {
    pub(super) fn find(id: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|person| person.id == id)
    }

    pub(super) fn to_json(self) -> Value {
        let Address { line1, city, state, postal_code, country } = self.address;
        json!({ "id": self.id, "name": self.name, "shipping": {
            "name": self.name,
            "address": {
                "line1": line1, "city": city, "state": state, "postal_code": postal_code, "country": country,
            },
        }})
    }
}
