//! Connectors: databases, Lambda, HTTP and CSV files.
//!
//! Takes settings whose `${env:…}` are filled in, and values; gives values, or a failure that says what happened in
//! the server's own words and whether anything may have been done. A connector never repeats a request: that is the
//! retry policy's decision alone. It is the only place where a secret is exposed.

mod cell;
pub mod csv;
pub mod database;
mod failure;
pub mod http;
pub mod lambda;
mod settings;
pub mod spool;
mod transport;

pub use failure::{Class, Effect, Failure};
pub use settings::{SettingValue, Settings};
