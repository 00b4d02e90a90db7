//! All objects of one kind, each behind a lock of its own, and pages of them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::http::StatusCode;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::error::ApiError;
use super::parameters::Params;

const LIST_LIMIT: u64 = 10;
const LIST_MOST: u64 = 100;

/// The objects of one kind, by their ids.
#[derive(Debug)]
pub(crate) struct Collection<T> {
    /// What one of them is called in messages: `PaymentIntent`.
    noun: &'static str,
    /// What errors call the parameter that names one: `intent`.
    param: &'static str,
    kept: Mutex<Kept<T>>,
}

#[derive(Debug)]
struct Kept<T> {
    by_id: HashMap<String, Arc<Mutex<T>>>,
    /// Ids, oldest first.
    order: Vec<String>,
}

/// A part of a list, newest first.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<Arc<Mutex<T>>>,
    pub(crate) has_more: bool,
}

impl<T> Collection<T> {
    pub(crate) fn new(noun: &'static str, param: &'static str) -> Self {
        Self { noun, param, kept: Mutex::new(Kept { by_id: HashMap::new(), order: Vec::new() }) }
    }

    pub(crate) fn add(&self, id: &str, item: T) -> Arc<Mutex<T>> {
        let item = Arc::new(Mutex::new(item));
        let mut kept = self.kept.lock();
        kept.order.push(id.to_owned());
        kept.by_id.insert(id.to_owned(), Arc::clone(&item));
        item
    }

    /// Takes an object out; false when there is none.
    pub(crate) fn remove(&self, id: &str) -> bool {
        let mut kept = self.kept.lock();
        kept.order.retain(|kept| kept != id);
        kept.by_id.remove(id).is_some()
    }

    pub(crate) fn get(&self, id: &str) -> Option<Arc<Mutex<T>>> {
        self.kept.lock().by_id.get(id).cloned()
    }

    /// The object, or 404 `resource_missing`.
    pub(crate) fn find(&self, id: &str) -> Result<Arc<Mutex<T>>, ApiError> {
        self.get(id).ok_or_else(|| self.missing(id))
    }

    /// 404 about an id that none of them has.
    pub(crate) fn missing(&self, id: &str) -> ApiError {
        ApiError::no_such(self.noun, self.param, id)
    }

    /// The object that a parameter at `path` names, or 400 about that parameter.
    pub(crate) fn named_by(&self, path: &str, id: &str) -> Result<Arc<Mutex<T>>, ApiError> {
        self.get(id).ok_or_else(|| {
            let mut error = ApiError::no_such(self.noun, path, id);
            error.status = StatusCode::BAD_REQUEST;
            error
        })
    }

    /// All of them, newest first.
    pub(crate) fn newest_first(&self) -> Vec<Arc<Mutex<T>>> {
        let kept = self.kept.lock();
        kept.order.iter().rev().filter_map(|id| kept.by_id.get(id).cloned()).collect()
    }

    /// The page that `limit` and `starting_after` ask for, of those that `wanted` keeps.
    pub(crate) fn page(&self, params: &Params, wanted: impl Fn(&T) -> bool) -> Result<Page<T>, ApiError> {
        let limit = params.integer("limit")?.unwrap_or(LIST_LIMIT);
        if !(1..=LIST_MOST).contains(&limit) {
            return Err(ApiError::parameter(
                "parameter_invalid",
                "limit",
                format!("limit must be from 1 to {LIST_MOST}."),
            ));
        }
        let after = params.text("starting_after")?;
        if let Some(after) = &after {
            self.named_by("starting_after", after)?;
        }
        let candidates: Vec<Arc<Mutex<T>>> = {
            let kept = self.kept.lock();
            let newest_first = kept.order.iter().rev();
            let ids: Vec<&String> = match &after {
                None => newest_first.collect(),
                Some(after) => newest_first.skip_while(|id| *id != after).skip(1).collect(),
            };
            ids.into_iter().filter_map(|id| kept.by_id.get(id).cloned()).collect()
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        // One more than asked for tells whether there are more.
        let mut items: Vec<Arc<Mutex<T>>> = candidates
            .into_iter()
            .filter(|item| wanted(&item.lock()))
            .take(limit.saturating_add(1))
            .collect();
        let has_more = items.len() > limit;
        items.truncate(limit);
        Ok(Page { items, has_more })
    }
}

impl<T> Page<T> {
    /// The list as the API answers it.
    pub(crate) fn to_json(&self, url: &str, show: impl Fn(&mut T) -> Value) -> Value {
        let data: Vec<Value> = self.items.iter().map(|item| show(&mut item.lock())).collect();
        json!({ "object": "list", "url": url, "has_more": self.has_more, "data": data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: u64) -> Collection<u64> {
        let all = Collection::new("Number", "number");
        for number in 0..count {
            all.add(&format!("n_{number}"), number);
        }
        all
    }

    fn page(all: &Collection<u64>, query: &str, wanted: impl Fn(&u64) -> bool) -> (Value, bool) {
        let params = Params::from_form(query.as_bytes()).expect("a query");
        let list = all.page(&params, wanted).expect("a page").to_json("/n", |number| (*number).into());
        (list["data"].clone(), list["has_more"] == true)
    }

    #[test]
    fn pages_are_newest_first_and_know_whether_there_are_more() {
        let all = numbers(5);
        assert_eq!(page(&all, "limit=2", |_| true), (json!([4, 3]), true));
        assert_eq!(page(&all, "limit=2&starting_after=n_2", |_| true), (json!([1, 0]), false));
        assert_eq!(page(&all, "limit=2", |number| number % 2 == 1), (json!([3, 1]), false));
        assert_eq!(page(&all, "starting_after=n_0", |_| true), (json!([]), false));
    }

    #[test]
    fn bad_pages_are_named() {
        let all = numbers(1);
        for (query, param) in
            [("limit=0", "limit"), ("limit=101", "limit"), ("starting_after=x", "starting_after")]
        {
            let error = all.page(&Params::from_form(query.as_bytes()).expect("a query"), |_| true);
            let error = error.expect_err(query);
            assert_eq!((error.status.as_u16(), error.error.param.as_deref()), (400, Some(param)));
        }
        assert_eq!(all.find("n_7").expect_err("missing").status.as_u16(), 404);
    }
}
