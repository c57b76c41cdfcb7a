//! Databases: one connection each, over which statements run one after another.
//!
//! Takes SQL with its parameters, gives tables of values. A transaction that a failed statement has spoilt is never
//! committed, and `commit` says whether its outcome is known. What is not promised: that a connection lives on after a
//! failure of class `Connection`.

mod answer;
mod broken;
mod catalog;
mod failure;
mod latch;
mod postgres;
mod rows;
mod sqlite;
mod statement;
mod store;

use std::sync::Arc;

use crate::{
    spec::{self, Dialect},
    value::Value,
};

pub use answer::Answer;
pub use catalog::{ColumnInfo, Coupling, Filled, TableInfo};
pub use failure::StatementFailure;
pub use postgres::Postgres;
pub use rows::Rows;
pub use sqlite::Sqlite;
pub use statement::{Parameter, Statement, may_change_schema};
use store::Batch;
pub use store::{Probe, RowBatch, StoreStatements, Stored, Storing};

use super::{Failure, Settings};

/// An open connection to a database.
#[derive(Debug)]
pub enum Database {
    /// PostgreSQL.
    Postgres(Box<Postgres>),
    /// SQLite.
    Sqlite(Sqlite),
}

/// What a connection is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Statements of all kinds.
    Full,
    /// Preparing statements and reading the catalog; nothing can be written, and no file is made.
    Inspect,
}

/// Stops the statement that a connection is running, from anywhere else.
#[derive(Debug, Clone)]
pub struct Canceller(Cancel);

#[derive(Debug, Clone)]
enum Cancel {
    Postgres(postgres::Canceller),
    Sqlite(sqlite::Canceller),
}

/// Hands a call on to whichever database it is.
macro_rules! each {
    ($self:ident, $database:ident => $call:expr) => {
        match $self {
            Self::Postgres($database) => $call,
            Self::Sqlite($database) => $call,
        }
    };
}

impl Database {
    /// Opens a connection of a database type.
    ///
    /// # Errors
    /// If a setting is missing or wrong, or the server can't be reached or refuses: with what was tried, in the
    /// server's words, and never with the password.
    pub async fn open(
        connection: &'static spec::Connection,
        settings: &Settings,
        access: Access,
    ) -> Result<Self, Failure> {
        match connection.dialect {
            Some(Dialect::Postgres) => Ok(Self::Postgres(Box::new(
                Postgres::open(settings, access).await?,
            ))),
            Some(Dialect::Sqlite) => Ok(Self::Sqlite(Sqlite::open(settings, access).await?)),
            None => Err(Failure::new(format!(
                "connection `{}` is {}, not a database",
                settings.name, connection.doc
            ))),
        }
    }

    /// The dialect of its SQL.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres(_) => Dialect::Postgres,
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Begins a transaction. SQLite takes its write lock at once; PostgreSQL gets limits on waiting for locks,
    /// on a statement and on idling, each a setting.
    ///
    /// # Errors
    /// If one is open already, the connection is lost, or SQLite's lock is not to be had.
    pub async fn begin(&mut self) -> Result<(), Failure> {
        each!(self, database => database.begin().await)
    }

    /// Commits. After `Ok` the transaction is committed; after a failure of effect [`None`](super::Effect::None) it is
    /// rolled back; after one of effect [`Unknown`](super::Effect::Unknown) nobody knows.
    ///
    /// # Errors
    /// If a statement in it had failed and was not undone by [`rollback_to`](Self::rollback_to), if a deferred
    /// constraint is violated, or if the connection is lost.
    pub async fn commit(&mut self) -> Result<(), Failure> {
        each!(self, database => database.commit(None).await)
    }

    /// As [`commit`](Self::commit), where `proof` is a query that gives a row only if the transaction was committed. It is
    /// asked right behind COMMIT, since PostgreSQL's driver reports a COMMIT as done that the server answered with ROLLBACK.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub async fn commit_with(&mut self, proof: &str) -> Result<(), Failure> {
        each!(self, database => database.commit(Some(proof)).await)
    }

    /// Rolls back. A connection that is lost has rolled back as well: that is no failure. Neither is that there is no
    /// transaction.
    ///
    /// # Errors
    /// If the database refuses, which neither does.
    pub async fn rollback(&mut self) -> Result<(), Failure> {
        each!(self, database => database.rollback().await)
    }

    /// Has deferred constraints checked now and, up to the end of the transaction, with each statement. SQLite has no such
    /// order: there they are checked with the commit.
    ///
    /// # Errors
    /// If a constraint is violated, which spoils the transaction.
    pub async fn check_constraints(&mut self) -> Result<(), Failure> {
        match self {
            Self::Postgres(database) => database.check_constraints().await,
            Self::Sqlite(_) => Ok(()),
        }
    }

    /// Whether the connection is gone: only another one can go on.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        match self {
            Self::Postgres(database) => database.is_lost(),
            Self::Sqlite(_) => false,
        }
    }

    /// Sets a savepoint.
    ///
    /// # Errors
    /// If no transaction is open, or it is spoilt.
    pub async fn savepoint(&mut self, name: &str) -> Result<(), Failure> {
        each!(self, database => database.savepoint(name).await)
    }

    /// Forgets a savepoint, keeping what was done since.
    ///
    /// # Errors
    /// If there is no such savepoint, or the transaction is spoilt.
    pub async fn release(&mut self, name: &str) -> Result<(), Failure> {
        each!(self, database => database.release(name).await)
    }

    /// Undoes what was done since a savepoint, a failed statement included: the transaction is good again.
    ///
    /// # Errors
    /// If there is no such savepoint, or the connection is lost.
    pub async fn rollback_to(&mut self, name: &str) -> Result<(), Failure> {
        each!(self, database => database.rollback_to(name).await)
    }

    /// Prepares one statement without running it. Cached by its text.
    ///
    /// # Errors
    /// If the database rejects the statement, or it is one that begins or ends a transaction.
    pub async fn describe(&mut self, sql: &str) -> Result<Arc<Statement>, Failure> {
        each!(self, database => database.describe(sql).await)
    }

    /// Runs one statement for its rows.
    ///
    /// PostgreSQL: each value is converted to what the server says the parameter is. SQLite has no types of
    /// parameters; convert to a column's type first ([`TableInfo`]).
    ///
    /// # Errors
    /// If a value does not fit its parameter, the statement fails, or a result has a type that no value stands for, or two
    /// columns of the same name.
    pub async fn query(&mut self, sql: &str, params: &[Value]) -> Result<Rows, StatementFailure> {
        self.describe(sql).await?.check_names()?;
        each!(self, database => database.query(sql, params).await)
    }

    /// Sends one statement within the transaction that is open, and leaves its rows for later: so the next one can be sent
    /// before it is answered. They are done in the order in which they were sent. Until [`all_answered`](Self::all_answered)
    /// the transaction counts as spoilt.
    ///
    /// # Errors
    /// If a value does not fit its parameter, or the database rejects the statement; then nothing was sent.
    pub async fn send(&mut self, sql: &str, params: &[Value]) -> Result<Answer, StatementFailure> {
        self.describe(sql).await?.check_names()?;
        each!(self, database => database.send_ahead(sql, params).await)
    }

    /// The rows of a statement that was sent. PostgreSQL fails all behind one that failed; SQLite does them.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub async fn answer(&mut self, answer: Answer) -> Result<Rows, Failure> {
        let rows = match self {
            Self::Postgres(database) => database.rows(answer).await,
            Self::Sqlite(_) => answer.rows().await,
        };
        each!(self, database => database.answered(rows))
    }

    /// Takes note that every statement that was sent has been answered, and none has failed.
    pub fn all_answered(&mut self) {
        each!(self, database => database.all_answered());
    }

    /// Runs one statement for the number of rows it touched. It may be DDL.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub async fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StatementFailure> {
        let rows = each!(self, database => database.query(sql, params).await)?;
        Ok(rows.affected)
    }

    /// A batch of rows for a statement for `one`, and that for `many` where the database has such; none if some of its values
    /// can't be sent in batches, or the database rejects a statement: alone, it says why.
    ///
    /// # Errors
    /// If the connection is lost.
    pub async fn row_batch(
        &mut self,
        one: &str,
        many: Option<&str>,
    ) -> Result<Option<RowBatch>, Failure> {
        Ok(match (self, many) {
            (Self::Postgres(database), Some(many)) => {
                let batch = database.row_batch(one, many).await?;
                batch.map(|batch| RowBatch(Batch::Postgres(batch)))
            }
            (Self::Postgres(_), None) => None,
            (Self::Sqlite(_), _) => Some(RowBatch(Batch::Sqlite(sqlite::RowBatch::new()))),
        })
    }

    /// Begins to store batches of rows, one after the other, within the transaction that is open, in a savepoint of that
    /// name. In PostgreSQL no key may come twice in one of them. Until [`stored`](Self::stored) says that all went well, the
    /// transaction counts as spoilt; if not all did, the savepoint is there to go back to.
    ///
    /// # Errors
    /// If the database rejects the statement.
    pub async fn store(
        &mut self,
        statements: &Arc<StoreStatements>,
        batches: Vec<RowBatch>,
        savepoint: &str,
    ) -> Result<Storing, Failure> {
        let batches = batches.into_iter().map(|batch| batch.0);
        match self {
            Self::Postgres(database) => {
                let own = batches.filter_map(|batch| match batch {
                    Batch::Postgres(rows) => Some(rows),
                    Batch::Sqlite(_) => None,
                });
                database.store(statements, own.collect(), savepoint).await
            }
            Self::Sqlite(database) => {
                let own = batches.filter_map(|batch| match batch {
                    Batch::Sqlite(rows) => Some(rows),
                    Batch::Postgres(_) => None,
                });
                Ok(database.store(statements, own.collect(), savepoint))
            }
        }
    }

    /// Begins to load a batch of rows whose keys are all new, where the database has a quicker way for that and can take
    /// these rows by it. Otherwise as [`store`](Self::store).
    ///
    /// # Errors
    /// If the database rejects the statement.
    pub async fn copy(
        &mut self,
        text: &str,
        batch: &RowBatch,
        savepoint: &str,
    ) -> Result<Option<Storing>, Failure> {
        match (self, &batch.0) {
            (Self::Postgres(database), Batch::Postgres(batch)) => {
                database.copy(text, batch, savepoint).await
            }
            _ => Ok(None),
        }
    }

    /// What became of rows that are being stored: one answer a batch.
    ///
    /// # Errors
    /// If one of them could not be stored, which spoils the transaction; which one is not known.
    pub async fn stored(&mut self, storing: Storing) -> Result<Vec<Stored>, Failure> {
        let stored = storing.done().await;
        each!(self, database => database.settled(stored))
    }

    /// What the catalog says of a table or view, named as in a job, or none if there is none.
    ///
    /// # Errors
    /// If the catalog can't be read.
    pub async fn table(&mut self, name: &str) -> Result<Option<TableInfo>, Failure> {
        each!(self, database => database.table(name).await)
    }

    /// What couples the rows that are stored in a table.
    ///
    /// # Errors
    /// If the catalog can't be read.
    pub async fn coupling(&mut self, table: &str) -> Result<Coupling, Failure> {
        match self {
            Self::Postgres(database) => database.coupling(table).await,
            Self::Sqlite(_) => Ok(Coupling::NONE),
        }
    }

    /// Whether each column that a statement gives may hold null; none where nobody knows, as in SQLite.
    ///
    /// # Errors
    /// As [`describe`](Self::describe).
    pub async fn nullable(&mut self, sql: &str) -> Result<Vec<Option<bool>>, Failure> {
        match self {
            Self::Postgres(database) => database.nullable(sql).await,
            Self::Sqlite(database) => {
                let statement = database.describe(sql).await?;
                Ok(vec![None; statement.columns.len()])
            }
        }
    }

    /// What stops the statement that is running.
    #[must_use]
    pub fn canceller(&self) -> Canceller {
        Canceller(match self {
            Self::Postgres(database) => Cancel::Postgres(database.canceller()),
            Self::Sqlite(database) => Cancel::Sqlite(database.canceller()),
        })
    }
}

impl Canceller {
    /// Asks for the running statement to be stopped; it then fails. Does nothing if none is running.
    ///
    /// # Errors
    /// If the server can't be reached.
    pub async fn cancel(&self) -> Result<(), Failure> {
        match &self.0 {
            Cancel::Postgres(canceller) => canceller.cancel().await,
            Cancel::Sqlite(canceller) => {
                canceller.cancel();
                Ok(())
            }
        }
    }
}
