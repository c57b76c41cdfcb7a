//! AWS Lambda.
//!
//! Takes a function's name and its payload; gives the answer, or a failure that says whether the function ran.
//! Credentials come from AWS's default chain, which is asked when the first function is invoked. The SDK's own retries
//! are off, and it sends through the same transport as `http`.

mod bridge;
mod client;
mod fault;
mod reticence;

pub use client::{Invocation, LambdaClient};
