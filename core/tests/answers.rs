//! What no answer may do, whatever its bytes: make a reader panic, or be taken for a success that it does not tell.
//!
//! `PROPTEST_CASES=1000000 cargo test --release -p tillkit-core --test answers` reads a million answers of each kind in
//! each dialect.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what went wrong by panicking"
)]

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use std::sync::LazyLock;
use tillkit_core::gateway::{Answer, Dialect, Response};

/// Every documented answer of either gateway: each dialect has to bear the other's, too.
static SAMPLES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let files = [
        include_str!("samples/stripe-error-authentication-required.response.json"),
        include_str!("samples/stripe-pi-succeeded.response.json"),
        include_str!("samples/wooshpay-pi-create-3ds.response.json"),
        include_str!("samples/wooshpay-pi-create-non3ds.response.json"),
    ];
    let many: Value = serde_json::from_str(include_str!("samples/wooshpay-docs-responses.json")).unwrap();
    let many = many.as_object().unwrap().values().cloned();
    files.iter().map(|file| serde_json::from_str(file).unwrap()).chain(many).collect()
});

/// The intent's outcome as the text itself has it, read by a library.
fn tells_success(status: u16, body: &str) -> bool {
    let Ok(json) = serde_json::from_str::<Value>(body) else {
        // A number that the library cannot count with, or half of a pair in an escape: both are legal JSON.
        return body.contains("succeeded")
            || body.contains("processing")
            || body.contains("requires_capture");
    };
    (200..300).contains(&status)
        && json["error"].as_object().is_none()
        && matches!(json["status"].as_str(), Some("succeeded" | "processing" | "requires_capture"))
}

fn read_everywhere(status: u16, body: &str) -> Result<(), TestCaseError> {
    for dialect in Dialect::ALL {
        let response = Response { status, retry_after_s: None, body: body.to_owned() };
        match dialect.read(&response) {
            Answer::Intent(intent) if intent.is_settled_well() => {
                prop_assert!(tells_success(status, body), "{dialect:?} {status} {body}");
            }
            Answer::Intent(intent) => drop(format!("{intent:?} {:?}", intent.shows_until())),
            Answer::Refused(error) | Answer::Unclear(error) => drop(format!("{error} {error:?}")),
            Answer::Later(_) => {}
        }
    }
    Ok(())
}

fn any_status() -> impl Strategy<Value = u16> {
    prop_oneof![
        4 => Just(200_u16),
        2 => prop::sample::select(vec![201_u16, 204, 302, 400, 401, 402, 403, 404, 409, 429, 500, 503]),
        1 => any::<u16>(),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let words = ["", "{}", "[]", "null", "succeeded", "requires_action", "card_error", "\"", "-1", "\\u0000"];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(words.to_vec()).prop_map(Value::from),
        prop::collection::vec(any::<String>(), 0..3).prop_map(Value::from),
        any::<Index>().prop_map(|sample| SAMPLES[sample.index(SAMPLES.len())].clone()),
        // Structures as text, as in the older generation.
        any::<Index>().prop_map(|sample| Value::from(SAMPLES[sample.index(SAMPLES.len())].to_string())),
    ]
}

/// What is done to a sample.
#[derive(Debug, Clone)]
enum Change {
    Replace(Index, Value),
    Remove(Index),
    Rename(Index, String),
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), any_value()).prop_map(|(at, value)| Change::Replace(at, value)),
        any::<Index>().prop_map(Change::Remove),
        (any::<Index>(), any::<String>()).prop_map(|(at, name)| Change::Rename(at, name)),
    ]
}

/// The paths (RFC 6901) of all members, the inner ones too.
fn pointers(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    if let Value::Object(members) = value {
        for (name, inner) in members {
            found.push((path.to_owned(), name.clone()));
            let name = name.replace('~', "~0").replace('/', "~1");
            pointers(inner, &format!("{path}/{name}"), found);
        }
    }
}

fn change(sample: &mut Value, how: &Change) {
    let mut members = Vec::new();
    pointers(sample, "", &mut members);
    let (Change::Replace(at, _) | Change::Remove(at) | Change::Rename(at, _)) = how;
    if members.is_empty() {
        return;
    }
    let (path, name) = &members[at.index(members.len())];
    let object = sample.pointer_mut(path).unwrap().as_object_mut().unwrap();
    match how {
        Change::Replace(_, value) => drop(object.insert(name.clone(), value.clone())),
        Change::Remove(_) => drop(object.remove(name)),
        Change::Rename(_, new) => {
            let value = object.remove(name).unwrap();
            object.insert(new.clone(), value);
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_text_is_borne(status in any_status(), body in any::<String>()) {
        read_everywhere(status, &body)?;
    }

    #[test]
    fn arbitrary_bytes_are_borne(status in any_status(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_everywhere(status, &String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn samples_with_other_members_are_borne(
        sample in any::<Index>(),
        changes in prop::collection::vec(any_change(), 1..6),
        status in any_status(),
    ) {
        let mut sample = SAMPLES[sample.index(SAMPLES.len())].clone();
        changes.iter().for_each(|how| change(&mut sample, how));
        read_everywhere(status, &sample.to_string())?;
    }

    #[test]
    fn samples_with_other_characters_are_borne(
        sample in any::<Index>(),
        edits in prop::collection::vec((any::<Index>(), "[\\PC\"{}\\[\\]:,\\\\0-9u]{0,3}"), 1..6),
        end in any::<Index>(),
        cut: bool,
        status in any_status(),
    ) {
        let mut body: Vec<char> = SAMPLES[sample.index(SAMPLES.len())].to_string().chars().collect();
        for (at, put) in &edits {
            let at = at.index(body.len());
            body.splice(at..=at, put.chars());
            if body.is_empty() {
                body.push(' ');
            }
        }
        if cut {
            body.truncate(end.index(body.len()));
        }
        read_everywhere(status, &body.iter().collect::<String>())?;
    }
}

/// The property would notice: an intent of every sample is read in both dialects, and some of them succeeded.
#[test]
fn samples_are_read_as_they_are() {
    let mut succeeded = 0;
    for sample in SAMPLES.iter() {
        let body = sample.to_string();
        for dialect in Dialect::ALL {
            let response = Response { status: 200, retry_after_s: None, body: body.clone() };
            if let Answer::Intent(intent) = dialect.read(&response) {
                succeeded += u32::from(intent.is_settled_well());
                assert_eq!(Some(intent.id.as_str()), sample["id"].as_str());
            }
        }
    }
    assert!(succeeded >= 4, "{succeeded}");
}
