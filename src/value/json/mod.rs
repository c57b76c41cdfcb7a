//! JSON: reading it into values, and writing values as it.
//!
//! A date is ISO 8601, a timestamp RFC 3339 in UTC, a decimal a number with its exact digits, bytes are base64. NaN and
//! infinities have no JSON: writing one is a failure, because a silent null would be stored or sent as if it were meant.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{from_json, parse};
pub use write::{Layout, Secrets, to_json, write, write_value};
