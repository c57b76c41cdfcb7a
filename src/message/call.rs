use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    connect::http::{Body, Request, Target},
    value::Value,
};

use super::Delivery;

/// A call, its bytes final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// An HTTP request.
    Http(HttpCall),
    /// An invocation of a Lambda function.
    Lambda(LambdaCall),
}

/// An HTTP request, without what its connection adds to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpCall {
    /// The method.
    pub method: String,
    /// The path below the connection's base URL, or a whole URL.
    pub target: String,
    /// Whether the target is a whole URL.
    pub is_absolute: bool,
    /// The query's parameters, not yet encoded.
    pub query: Vec<(String, String)>,
    /// The headers; a null takes the connection's of that name away.
    pub headers: Vec<(String, Option<String>)>,
    /// Whether the body is JSON; otherwise it is text.
    pub is_json: bool,
    /// The body; none where nothing is sent.
    #[serde(skip)]
    pub body: Option<Bytes>,
}

/// An invocation of a Lambda function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LambdaCall {
    /// The function; the connection's unless set.
    pub function: Option<String>,
    /// What it is given, as JSON text.
    #[serde(skip)]
    pub payload: String,
}

const HTTP: &str = "http";
const LAMBDA: &str = "lambda";

impl Call {
    /// What kind of call it is, as it is stored.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Http(_) => HTTP,
            Self::Lambda(_) => LAMBDA,
        }
    }

    /// Everything but the body, as JSON.
    #[must_use]
    pub fn head(&self) -> String {
        let head = match self {
            Self::Http(call) => serde_json::to_string(call),
            Self::Lambda(call) => serde_json::to_string(call),
        };
        head.expect("texts and truths are JSON")
    }

    /// The body, or the payload.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        match self {
            Self::Http(call) => call.body.as_deref(),
            Self::Lambda(call) => Some(call.payload.as_bytes()),
        }
    }

    /// The call that was stored as this.
    ///
    /// # Errors
    /// What is wrong with it, if another version of Portl, or nobody of that name, has stored it.
    pub fn read(kind: &str, head: &str, body: Option<&[u8]>) -> Result<Self, String> {
        let unreadable = |error: serde_json::Error| format!("its request can't be read: {error}");
        match kind {
            HTTP => {
                let mut call: HttpCall = serde_json::from_str(head).map_err(unreadable)?;
                call.body = body.map(Bytes::copy_from_slice);
                Ok(Self::Http(call))
            }
            LAMBDA => {
                let mut call: LambdaCall = serde_json::from_str(head).map_err(unreadable)?;
                let payload = std::str::from_utf8(body.unwrap_or_default());
                let payload =
                    payload.map_err(|error| format!("its payload is no text: {error}"))?;
                payload.clone_into(&mut call.payload);
                Ok(Self::Lambda(call))
            }
            other => Err(format!("nothing delivers a call of the kind `{other}`")),
        }
    }

    /// The SHA-256 of the call over this connection, in hexadecimal digits.
    #[must_use]
    pub fn digest(&self, connection: &str) -> String {
        let head = self.head();
        let mut hash = Sha256::new();
        let pieces = [
            connection.as_bytes(),
            self.kind().as_bytes(),
            head.as_bytes(),
            self.body().unwrap_or_default(),
        ];
        for piece in pieces {
            // With its length, so that what moves from one piece to the next makes a difference.
            hash.update((piece.len() as u64).to_be_bytes());
            hash.update(piece);
        }
        hex(&hash.finalize())
    }
}

impl HttpCall {
    /// The request to send.
    ///
    /// # Errors
    /// If its method is none.
    pub fn request(&self, delivery: &Delivery) -> Result<Request, String> {
        let text = |text: &String| Value::text(text.as_str());
        let method = self.method.parse();
        let body = self.body.clone().map(|bytes| {
            if self.is_json {
                Body::of_json(bytes)
            } else {
                Body::text(bytes)
            }
        });
        Ok(Request {
            method: method.map_err(|_| format!("`{}` is no method of HTTP", self.method))?,
            target: if self.is_absolute {
                Target::Url(self.target.clone())
            } else {
                Target::Path(self.target.clone())
            },
            query: self
                .query
                .iter()
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
            headers: self
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), value.as_ref().map_or(Value::Null, text)))
                .collect(),
            body,
            timeout: Some(delivery.timeout),
            expect_status: delivery.expect_status.clone(),
        })
    }
}

/// Bytes in hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> HttpCall {
        HttpCall {
            method: "POST".to_owned(),
            target: "/x".to_owned(),
            is_absolute: false,
            query: vec![("q".to_owned(), "1".to_owned())],
            headers: vec![("X-A".to_owned(), None)],
            is_json: true,
            body: Some(Bytes::from_static(b"{}")),
        }
    }

    #[test]
    fn what_is_stored_is_read_back() {
        let lambda = LambdaCall {
            function: Some("f".to_owned()),
            payload: "[1]".to_owned(),
        };
        for call in [Call::Http(call()), Call::Lambda(lambda)] {
            let read = Call::read(call.kind(), &call.head(), call.body());
            assert_eq!(read, Ok(call));
        }
        assert!(Call::read("smoke signal", "{}", None).is_err());
        assert!(Call::read(HTTP, "{}", None).is_err());
    }

    #[test]
    fn whatever_the_receiver_sees_makes_another_digest() {
        let digest = |change: fn(&mut HttpCall)| {
            let mut call = call();
            change(&mut call);
            Call::Http(call).digest("api")
        };
        let own = digest(|_| ());
        assert_eq!(own, digest(|_| ()));
        assert_ne!(own, Call::Http(call()).digest("other"));
        assert_ne!(own, digest(|call| call.method = "PUT".to_owned()));
        assert_ne!(own, digest(|call| call.query.clear()));
        assert_ne!(own, digest(|call| call.headers.clear()));
        assert_ne!(
            own,
            digest(|call| call.body = Some(Bytes::from_static(b"{ }")))
        );
    }
}
