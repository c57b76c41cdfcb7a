//! SQLite, by rusqlite.
//!
//! The connection lives on a thread of its own, so that a long statement keeps nothing else from running and can be
//! stopped. SQLite has four types and columns that merely lean towards one, so values are stored in a fixed way and
//! read back by the column's declared type: a date as ISO 8601 text, a timestamp as RFC 3339 text in UTC, a bool as 0
//! or 1, JSON as text, and a decimal as text, which a NUMERIC or DECIMAL column turns into an integer or a binary
//! float of 15 good digits; declare the column TEXT to keep them all.
//!
//! A file keeps the journal mode it has.

mod bind;
mod catalog;
mod cell;
mod declared;
mod failure;
mod open;
mod query;
mod store;
mod transaction;
mod worker;

use std::{collections::HashMap, fmt, sync::Arc};

use rusqlite::InterruptHandle;

use super::{Statement, latch::Latch};
pub(super) use store::RowBatch;
use worker::Worker;

/// A connection to an SQLite file.
#[derive(Debug)]
pub struct Sqlite {
    worker: Worker,
    canceller: Canceller,
    latch: Latch,
    described: HashMap<Arc<str>, Arc<Statement>>,
}

/// Stops whatever the connection is running.
#[derive(Clone)]
pub(super) struct Canceller(Arc<InterruptHandle>);

impl Sqlite {
    pub(super) fn canceller(&self) -> Canceller {
        self.canceller.clone()
    }
}

impl Canceller {
    pub(super) fn cancel(&self) {
        self.0.interrupt();
    }
}

impl fmt::Debug for Canceller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Canceller")
    }
}
