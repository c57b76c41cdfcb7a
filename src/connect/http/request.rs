use std::time::Duration;

use bytes::Bytes;
use http::Method;

use crate::{
    connect::Failure,
    value::{
        Value,
        json::{self, Layout, Secrets},
    },
};

/// A request to an HTTP API.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where to.
    pub target: Target,
    /// The query's parameters, not yet encoded; a null leaves one out.
    pub query: Vec<(String, Value)>,
    /// The headers; a null leaves one out, the connection's of that name included.
    pub headers: Vec<(String, Value)>,
    /// The body.
    pub body: Option<Body>,
    /// How long it may take in all; as long as the connection says unless set.
    pub timeout: Option<Duration>,
    /// The statuses that count as success; 2xx if none are given.
    pub expect_status: Vec<u16>,
}

/// Where a request goes.
#[derive(Debug, Clone)]
pub enum Target {
    /// To a path below the connection's base URL.
    Path(String),
    /// To a whole URL.
    Url(String),
}

/// The body of a request: the bytes that are sent, now and in every repetition.
#[derive(Clone)]
pub struct Body {
    pub(super) bytes: Bytes,
    pub(super) content_type: &'static str,
}

impl Request {
    /// A request without query, headers and body, of which 2xx is expected.
    #[must_use]
    pub const fn new(method: Method, target: Target) -> Self {
        Self {
            method,
            target,
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            timeout: None,
            expect_status: Vec::new(),
        }
    }
}

impl Body {
    /// A value as JSON, secrets exposed.
    ///
    /// # Errors
    /// If JSON can't say it, or its rows can't be read.
    pub fn json(value: &Value) -> Result<Self, Failure> {
        let text = json::write(value, Layout::Compact, Secrets::Exposed)?;
        Ok(Self::of_json(text))
    }

    /// JSON text as it is.
    #[must_use]
    pub fn of_json(text: impl Into<Bytes>) -> Self {
        Self {
            bytes: text.into(),
            content_type: "application/json",
        }
    }

    /// Text as it is.
    #[must_use]
    pub fn text(text: impl Into<Bytes>) -> Self {
        Self {
            bytes: text.into(),
            content_type: "text/plain; charset=utf-8",
        }
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// A body may hold secrets.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes of {}", self.bytes.len(), self.content_type)
    }
}
