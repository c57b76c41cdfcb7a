//! HTTP APIs.
//!
//! Takes a request whose values are final; gives the answer if its status is an expected one, else a failure with the
//! status, an excerpt of the answer and what the request may have done. A path keeps the connection's origin. A whole
//! URL may lead elsewhere, and then takes none of the connection's headers along.

mod answer;
mod client;
mod headers;
mod pace;
mod redirect;
mod request;
mod retry_after;
mod status;
mod url;

pub use answer::Response;
pub use client::HttpClient;
pub use request::{Body, Request, Target};
