//! The statements of the outbox: its tables, and every change of a message's state.
//!
//! Times are the database's own: no two machines need to agree on one. A change that a drainer makes is fenced by the
//! token of its lease, so that one whose lease was lost changes nothing.

mod clock;
mod order;
mod put;
mod settle;
mod tables;
mod tend;

pub use order::settle_order;
pub use put::{FIND, INSERTED, find, insert, remove};
pub use settle::{CLAIMED, acknowledge, back_off, bury, claim, release};
pub use tables::{are_there, create};
pub use tend::{count, dead, discard, left, next_due, purge, requeue};

use crate::spec::Dialect;

/// A statement, and how many of the parameters at hand it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Its text.
    pub text: String,
    /// It takes so many, from the first on.
    pub parameters: usize,
}

impl Counted {
    const fn new(text: String, parameters: usize) -> Self {
        Self { text, parameters }
    }
}

/// A placeholder of this type, where the database can't tell it by itself.
fn hole(dialect: Dialect, number: usize, ty: &str) -> String {
    match dialect {
        Dialect::Postgres => format!("${number}::{ty}"),
        Dialect::Sqlite => format!("?{number}"),
    }
}

/// The text placeholders from 1 to `count`.
fn holes(dialect: Dialect, count: usize) -> Vec<String> {
    (1..=count)
        .map(|number| super::placeholder(dialect, number))
        .collect()
}
