//! The demo's customers, who can save their cards.

use serde_json::{Value, json};

/// Somebody who shops here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) email: &'static str,
}

/// All of them.
pub(super) const PEOPLE: &[Person] = &[
    Person { id: "ada", name: "Ada Lovelace", email: "ada@example.com" },
    Person { id: "grace", name: "Grace Hopper", email: "grace@example.com" },
];

impl Person {
    pub(super) fn find(id: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|person| person.id == id)
    }

    pub(super) fn to_json(self) -> Value {
        json!({ "id": self.id, "name": self.name })
    }
}
