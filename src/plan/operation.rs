use std::{sync::Arc, time::Duration};

use super::Step;
use crate::{
    csv::ReadOptions,
    ir::{ConnectionId, Expr, Request},
    types::Type,
};

/// What a step does; the interpreter knows each of these and nothing else.
#[derive(Debug, Clone)]
pub enum Operation {
    /// Checks a CSV file through and counts its rows, which are read again when asked for.
    ReadCsv {
        /// The file.
        path: Expr,
        /// How it is written and typed.
        options: ReadOptions,
    },
    /// Writes rows to a CSV file.
    WriteCsv(Box<WriteCsv>),
    /// Inserts or upserts one row.
    StoreRow(Box<StoredRow>),
    /// Updates or deletes the rows that match.
    ChangeRows {
        /// The table.
        table: String,
        /// The statement.
        statement: Statement,
        /// The same for many items at once, where the dialect has a statement for it and nobody reads their results.
        many: Option<ManyRows>,
        /// Which columns of the changed rows it returns.
        fetched: Fetched,
        /// Whether it deletes them.
        deletes: bool,
    },
    /// Runs a query.
    Query {
        /// The query.
        statement: Statement,
        /// Gives the first row of it for each of many items at once, where that is all that is wanted, the dialect has a
        /// statement for it, and the query is known to change nothing.
        many: Option<ManyRows>,
        /// How many of its rows are wanted.
        rows: Rows,
    },
    /// Runs a statement for its effect.
    Execute {
        /// The statement.
        statement: Statement,
        /// Whether it changes tables or other objects: later statements can't be prepared before it has run.
        is_definition: bool,
    },
    /// Invokes a Lambda function.
    Invoke {
        /// The function, where the step names one.
        function: Option<Expr>,
        /// What it is given.
        payload: Expr,
        /// How long it may take.
        timeout: Option<Duration>,
        /// The shape that the answer must have.
        returns: Option<Type>,
    },
    /// Sends an HTTP request.
    Send {
        /// The request.
        request: Box<Request>,
        /// How long it may take.
        timeout: Option<Duration>,
        /// The shape that the answer's body must have.
        returns: Option<Type>,
    },
    /// Writes a call into the outbox.
    Enqueue {
        /// The connection that delivers it.
        to: ConnectionId,
        /// The call.
        call: Outgoing,
        /// Messages of equal value are delivered in order.
        order_by: Option<Expr>,
        /// How long one attempt to deliver it may take.
        timeout: Option<Duration>,
    },
    /// Runs one of two branches.
    Branch {
        /// What decides.
        condition: Expr,
        /// The steps where it holds.
        then: Vec<Step>,
        /// The steps where it does not.
        otherwise: Vec<Step>,
    },
    /// Runs steps one after another.
    Sequence {
        /// The steps.
        steps: Vec<Step>,
    },
}

impl Operation {
    /// The statements that do many items of a batch at once.
    #[must_use]
    pub fn many(&self) -> Option<&ManyRows> {
        match self {
            Self::StoreRow(row) => row.many.as_ref(),
            Self::ChangeRows { many, .. } | Self::Query { many, .. } => many.as_ref(),
            _ => None,
        }
    }

    /// Whether one statement does it, whose meaning no other item of a batch changes.
    #[must_use]
    pub fn is_one_statement(&self) -> bool {
        match self {
            Self::StoreRow(row) => row.existed.is_none() && row.stored.is_none(),
            Self::Execute { is_definition, .. } => !is_definition,
            Self::ChangeRows { .. } | Self::Query { .. } => true,
            _ => false,
        }
    }
}

/// Rows on their way into a CSV file.
#[derive(Debug, Clone)]
pub struct WriteCsv {
    /// The file.
    pub path: Expr,
    /// The rows.
    pub rows: Expr,
    /// The columns, in order; those of the first row if none are given.
    pub columns: Option<Vec<Arc<str>>>,
    /// What separates fields.
    pub delimiter: u8,
    /// Whether rows are added at its end.
    pub append: bool,
}

/// An insert or an upsert of one row.
#[derive(Debug, Clone)]
pub struct StoredRow {
    /// The table.
    pub table: String,
    /// The columns that identify the row, of an upsert.
    pub key: Vec<Arc<str>>,
    /// Gives a row if the key is there already, where the dialect can't tell afterwards.
    pub existed: Option<Statement>,
    /// The insert or upsert.
    pub statement: Statement,
    /// Reads the row that was kept, where the statement may return none.
    pub stored: Option<Statement>,
    /// The same for many rows at once, where the dialect has a statement for it and the results can be told apart.
    pub many: Option<ManyRows>,
    /// Which columns of the stored row are returned.
    pub fetched: Fetched,
    /// Whether it is an upsert: its result has `was_inserted`.
    pub is_upsert: bool,
    /// Whether no row may come back: `on_conflict: skip`.
    pub may_skip: bool,
}

/// Statements that do many items at once. Their parameters are those of the statement for one, each as an array.
#[derive(Debug, Clone)]
pub struct ManyRows {
    /// The insert, upsert, update, delete or query.
    pub text: String,
    /// Stores rows whose keys are all new, and is quicker.
    pub fresh: Option<Fresh>,
    /// Which values of an item say which row it is about.
    pub key: Vec<usize>,
    /// Whether a key may come only once in it: it changes rows that are there.
    pub needs_distinct_keys: bool,
    /// Whether a key with a null in it has to stand alone: it would find no row, though alone it finds those of null.
    pub needs_whole_keys: bool,
}

/// A statement for rows whose keys are all new; it fails if one is not.
#[derive(Debug, Clone)]
pub enum Fresh {
    /// Loads them; nothing is returned.
    Copy(String),
    /// Inserts them, and returns what the statement for any rows returns.
    Insert(String),
}

impl Fresh {
    /// The statement.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Copy(text) | Self::Insert(text) => text,
        }
    }
}

/// Which columns of stored rows a statement returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// These.
    Columns(Vec<Arc<str>>),
    /// Every column.
    All,
}

/// A statement in its final text.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The text, `$1` or `?1` where a parameter stands.
    pub text: String,
    /// The parameters, in order.
    pub parameters: Vec<Parameter>,
}

/// A parameter of a statement.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// What it is called in messages: the column it is for, or the hole as written.
    pub name: String,
    /// What the statement does with it.
    pub role: Role,
    /// Its value.
    pub value: Expr,
}

/// What a statement does with a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is stored in the column that it is named after.
    Stored,
    /// The column that it is named after is compared with it.
    Compared,
    /// Whatever the author of the statement had in mind.
    Hole,
}

/// How many rows of a query are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// The first, or null.
    One,
    /// All, or so many at most.
    Many(Option<u64>),
}

/// A call that is written into the outbox.
#[derive(Debug, Clone)]
pub enum Outgoing {
    /// An HTTP request.
    Request(Box<Request>),
    /// An invocation of a Lambda function.
    Invocation(Box<Invocation>),
}

/// An invocation that is written into the outbox.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// The function, where the step names one.
    pub function: Option<Expr>,
    /// What it is given.
    pub payload: Expr,
    /// The idempotency key.
    pub key: Option<Expr>,
}
