//! Requests and responses as values.

use crate::secret::Secret;
use core::fmt;

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
}

/// A request for the driver to send to the gateway's API base.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query, beginning with a slash.
    pub path: String,
    /// The user name of HTTP Basic authentication; the password is empty.
    pub basic_user: String,
    /// The `Idempotency-Key` header.
    pub idempotency_key: Option<String>,
    /// What to send.
    pub body: Option<Body>,
}

/// The query holds a client secret and the body may hold a card, so neither shows.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.split('?').next().unwrap_or_default();
        write!(f, "{:?} {path}", self.method)
    }
}

/// A request's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its media type.
    pub content_type: &'static str,
    /// Its text, zeroized when dropped.
    pub text: Secret,
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The `Retry-After` header in seconds, when it is a number.
    pub retry_after_s: Option<u64>,
    /// The body's text.
    pub body: String,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({}, {} bytes)", self.status, self.body.len())
    }
}
