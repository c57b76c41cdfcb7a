//! AWS Lambda.
//!
//! Takes a function's name and its payload; gives the answer, or a failure that says whether the function ran.
//! With the first invocation AWS's own libraries say where Lambda is and where credentials come from (`service`). Each
//! invocation is one request (`request`) over the same transport as `http`.

mod bridge;
mod client;
mod clock;
mod credentials;
mod fault;
mod request;
mod service;

pub use client::{Invocation, LambdaClient};
