use std::future::Future;

use tokio::task::JoinHandle;

use super::{StatementFailure, broken::Broken, postgres, sqlite};
use crate::{
    connect::Failure,
    value::{Segment, Value},
};

/// The statements that store rows in a table, or look them up. Each takes its parameters from the values of a row, by their
/// positions.
#[derive(Debug, Clone)]
pub struct StoreStatements {
    /// Stores one row: every value is a parameter, in order.
    pub one: String,
    /// Stores many, each value an array; SQLite has none.
    pub many: Option<String>,
    /// Gives a row if the row is there already. Only SQLite needs it.
    pub existed: Option<Probe>,
    /// Reads the row that was kept, where storing it returned none. Only SQLite is asked for it.
    pub kept: Option<Probe>,
    /// Whether each row returns what was stored. If not, they are only counted.
    pub returns: bool,
    /// Whether a row that is there is no failure.
    pub is_upsert: bool,
    /// Whether nothing may be returned for a row: then a last column is null where that is so.
    pub may_lack: bool,
}

/// A query about one row.
#[derive(Debug, Clone)]
pub struct Probe {
    /// Its text.
    pub text: String,
    /// Which of the row's values are its parameters.
    pub parameters: Vec<usize>,
}

/// What storing rows gave.
#[derive(Debug)]
pub struct Stored {
    /// A row for each that was to be stored or looked up, in order; none where nothing is returned. Of an upsert,
    /// `was_inserted` comes last.
    pub rows: Option<Segment>,
    /// How many were inserted.
    pub inserted: u64,
    /// How many were inserted, updated, deleted or found.
    pub affected: u64,
}

/// Rows on their way into a table, each value converted to what its column takes.
#[derive(Debug, Clone)]
pub struct RowBatch(pub(super) Batch);

#[derive(Debug, Clone)]
pub(super) enum Batch {
    Postgres(postgres::RowBatch),
    Sqlite(sqlite::RowBatch),
}

/// Batches of rows that are being stored, while whoever asked for it does other things.
pub struct Storing(pub(super) JoinHandle<Result<Vec<Stored>, Broken>>);

impl Storing {
    /// Has it done by a task of its own. One that is dropped goes on: what follows it on the connection waits for it.
    pub(super) fn spawn(
        work: impl Future<Output = Result<Vec<Stored>, Broken>> + Send + 'static,
    ) -> Self {
        Self(tokio::spawn(work))
    }

    /// What became of it.
    pub(super) async fn done(self) -> Result<Vec<Stored>, Broken> {
        match self.0.await {
            Ok(stored) => stored,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Broken::Other(Failure::new(
                    "a statement for many rows was given up",
                ))),
            },
        }
    }
}

impl std::fmt::Debug for Storing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Storing")
    }
}

impl RowBatch {
    /// Adds a row. One that fails is not added.
    ///
    /// # Errors
    /// If a value does not fit its column, or not in the form in which many rows are sent: the statement for one row then
    /// says what is wrong, if anything is.
    pub fn push(&mut self, values: &[Value]) -> Result<(), StatementFailure> {
        match &mut self.0 {
            Batch::Postgres(rows) => rows.push(values),
            Batch::Sqlite(rows) => rows.push(values),
        }
    }

    /// An empty one for rows of the same kind.
    #[must_use]
    pub fn like(&self) -> Self {
        Self(match &self.0 {
            Batch::Postgres(rows) => Batch::Postgres(rows.like()),
            Batch::Sqlite(_) => Batch::Sqlite(sqlite::RowBatch::new()),
        })
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match &self.0 {
            Batch::Postgres(rows) => rows.len(),
            Batch::Sqlite(rows) => rows.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes they have.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.0 {
            Batch::Postgres(rows) => rows.size(),
            Batch::Sqlite(rows) => rows.size(),
        }
    }

    /// Whether more of them at once would gain nothing.
    #[must_use]
    pub fn is_full(&self) -> bool {
        match &self.0 {
            Batch::Postgres(rows) => rows.is_full(),
            Batch::Sqlite(rows) => rows.is_full(),
        }
    }
}
