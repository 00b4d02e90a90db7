//! `Idempotency-Key`: one key, one request, one answer.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use parking_lot::Mutex;

use super::error::ApiError;

pub(crate) const HEADER: &str = "idempotency-key";
const LONGEST_KEY: usize = 255;

/// An answer that is given again for the same key and request.
#[derive(Clone, Debug)]
pub(crate) struct StoredAnswer {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
}

#[derive(Debug)]
struct Entry {
    /// A keyed hash: bodies hold card numbers, so they are not kept.
    fingerprint: u64,
    /// None while the request is worked on.
    answer: Option<StoredAnswer>,
}

/// Who sent a key, and the key: callers do not share them.
type Name<Caller> = (Caller, String);

/// All keys seen.
#[derive(Debug)]
pub(crate) struct IdempotencyKeys<Caller: Eq + Hash> {
    entries: Mutex<HashMap<Name<Caller>, Entry>>,
    hasher: RandomState,
}

impl<Caller: Eq + Hash> Default for IdempotencyKeys<Caller> {
    fn default() -> Self {
        Self { entries: Mutex::default(), hasher: RandomState::new() }
    }
}

/// What a key says about the request that carries it.
#[derive(Debug)]
pub(crate) enum Claim<Caller: Eq + Hash> {
    /// First seen: work on it, then [`Claimed::keep`].
    New(Claimed<Caller>),
    /// Answered before.
    Answered(StoredAnswer),
}

/// A key whose request is being worked on. Dropping it frees the key.
#[derive(Debug)]
pub(crate) struct Claimed<Caller: Eq + Hash> {
    keys: Arc<IdempotencyKeys<Caller>>,
    name: Name<Caller>,
}

impl<Caller: Clone + Eq + Hash> IdempotencyKeys<Caller> {
    /// The key of a request, if it has one.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
        let Some(header) = headers.get(HEADER) else { return Ok(None) };
        match header.to_str() {
            Ok(key) if !key.trim().is_empty() && key.len() <= LONGEST_KEY => Ok(Some(key.to_owned())),
            _ => Err(ApiError::idempotency(
                StatusCode::BAD_REQUEST,
                "idempotency_key_invalid",
                format!("Idempotency-Key must have 1 to {LONGEST_KEY} printable characters."),
            )),
        }
    }

    /// Takes `key` for a request, or tells why it can't be had.
    pub(crate) fn claim(
        self: &Arc<Self>,
        caller: Caller,
        key: String,
        path: &str,
        body: &[u8],
    ) -> Result<Claim<Caller>, ApiError> {
        let fingerprint = self.hasher.hash_one((path, body));
        let name = (caller, key);
        let mut entries = self.entries.lock();
        match entries.get(&name) {
            None => {
                entries.insert(name.clone(), Entry { fingerprint, answer: None });
                Ok(Claim::New(Claimed { keys: Arc::clone(self), name }))
            }
            Some(entry) if entry.fingerprint != fingerprint => Err(ApiError::idempotency(
                StatusCode::BAD_REQUEST,
                "idempotency_key_reused",
                "This Idempotency-Key was used for another request: take a new key for a new request.",
            )),
            Some(Entry { answer: Some(answer), .. }) => Ok(Claim::Answered(answer.clone())),
            Some(Entry { answer: None, .. }) => Err(ApiError::idempotency(
                StatusCode::CONFLICT,
                "idempotency_key_in_use",
                "The first request with this Idempotency-Key is still being worked on: send it again a little later.",
            )),
        }
    }
}

impl<Caller: Eq + Hash> Claimed<Caller> {
    /// Keeps the answer for the next request with this key.
    pub(crate) fn keep(&self, answer: StoredAnswer) {
        if let Some(entry) = self.keys.entries.lock().get_mut(&self.name) {
            entry.answer = Some(answer);
        }
    }
}

impl<Caller: Eq + Hash> Drop for Claimed<Caller> {
    fn drop(&mut self) {
        let mut entries = self.keys.entries.lock();
        if entries.get(&self.name).is_some_and(|entry| entry.answer.is_none()) {
            entries.remove(&self.name);
        }
    }
}
