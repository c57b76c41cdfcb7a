//! PostgreSQL, by tokio-postgres.
//!
//! `prepared_statements: false` is for a pooler in transaction mode: no session state is set, statements run unnamed,
//! and one outside a transaction gets one of its own, so what PostgreSQL refuses inside a transaction (VACUUM, say) is
//! not to be had there. Types that a database defines for itself are looked up with statements that are dropped before
//! the transaction commits.

mod array;
mod binary;
mod bind;
mod cancel;
mod catalog;
mod cell;
mod config;
mod coupling;
mod failure;
mod learnt;
mod nullable;
mod numeric;
mod open;
mod patience;
mod prepare;
mod query;
mod row_batch;
mod store;
mod tls;
mod transaction;
mod types;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

pub(super) use cancel::Canceller;
pub(super) use patience::Unanswered;
pub(super) use row_batch::RowBatch;

use super::latch::Latch;

/// A connection to PostgreSQL.
pub struct Postgres {
    /// Shared with rows that are being stored while other things are done.
    client: Arc<tokio_postgres::Client>,
    canceller: Canceller,
    session: Session,
    latch: Latch,
    learnt: learnt::Learnt,
    patience: patience::Patience,
    /// Why the connection ended, where the server said so.
    ended: Arc<OnceLock<String>>,
}

/// What holds for every statement or transaction of a connection.
#[derive(Debug)]
struct Session {
    statement_timeout: Duration,
    lock_timeout: Duration,
    idle_timeout: Duration,
    schema: Option<String>,
    /// Whether a pooler stands before the server: no statement may be named, and the session holds no state.
    is_pooled: bool,
    is_read_only: bool,
}

impl Postgres {
    pub(super) fn canceller(&self) -> Canceller {
        self.canceller.clone()
    }
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres")
            .field("session", &self.session)
            .field("latch", &self.latch)
            .finish_non_exhaustive()
    }
}
