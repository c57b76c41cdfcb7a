use std::{sync::Arc, time::Duration};

use super::Expr;
use crate::{
    csv::ReadOptions,
    job::{OnError, Retry, StepId, Transaction},
    limits::Limits,
    names::Names,
    query::Reads,
    spec,
    text::Span,
    types::Type,
};

/// A job in which everything is known that can be known before the run.
#[derive(Debug)]
pub struct Job {
    /// Its name.
    pub name: String,
    /// Its inputs, in order.
    pub inputs: Vec<Input>,
    /// Its connections, in order.
    pub connections: Vec<Connection>,
    /// What one transaction spans.
    pub transaction: Transaction,
    /// How much its expressions may make.
    pub limits: Limits,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// Which step reads which, and in which batches each stands.
    pub names: Names,
}

/// An input.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its default as written, `${…}` not yet filled in.
    pub default: Option<crate::job::Interpolation>,
    /// Where it is declared.
    pub span: Span,
}

/// A connection that a step uses; its settings are filled in when the run begins.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Its name.
    pub name: String,
    /// Its type.
    pub declaration: &'static spec::Connection,
    /// Its settings as written.
    pub written: crate::job::Connection,
}

/// A connection by its position in the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub usize);

/// A step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its position in the job.
    pub id: StepId,
    /// Its `id:`.
    pub name: String,
    /// Its type.
    pub declaration: &'static spec::Step,
    /// Whether it runs at all; inside a batch, for this item.
    pub when: Option<Expr>,
    /// Its batch.
    pub batch: Option<Batch>,
    /// What is done about failures that may pass.
    pub retry: Option<Retry>,
    /// What a failure does to the run.
    pub on_error: OnError,
    /// The file of its failed items, relative to the job's folder.
    pub rejects: Option<String>,
    /// What it does.
    pub operation: Operation,
    /// The type of its result for one item.
    pub result: Type,
    /// Where it stands.
    pub span: Span,
}

/// A batch.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The list.
    pub from: Expr,
    /// What an item is called.
    pub alias: String,
    /// How many items' external calls may be in flight.
    pub concurrency: u32,
}

/// Columns and the expressions of their values, in order.
pub type Mapping = Vec<(Arc<str>, Expr)>;

/// What a step does.
#[derive(Debug, Clone)]
pub enum Operation {
    /// Reads a CSV file.
    ReadCsv {
        /// The file.
        path: Expr,
        /// How it is written and typed.
        options: ReadOptions,
    },
    /// Writes a CSV file.
    WriteCsv {
        /// The file.
        path: Expr,
        /// The rows.
        rows: Expr,
        /// The columns, in order; those of the first row if none are given.
        columns: Option<Vec<Arc<str>>>,
        /// What separates fields.
        delimiter: u8,
        /// Whether rows are added at its end.
        append: bool,
    },
    /// Inserts a row, or updates the one with the same key.
    Upsert(Upsert),
    /// Inserts a row.
    Insert(Insert),
    /// Updates or deletes the rows that match.
    Change(Change),
    /// Runs a query for its first row.
    QueryOne {
        /// The database.
        connection: ConnectionId,
        /// The query.
        sql: Sql,
    },
    /// Runs a query for its rows.
    QueryMany {
        /// The database.
        connection: ConnectionId,
        /// The query.
        sql: Sql,
        /// The most rows taken.
        limit: Option<u64>,
    },
    /// Runs a statement for its effect.
    Execute {
        /// The database.
        connection: ConnectionId,
        /// The statement.
        sql: Sql,
    },
    /// Invokes a Lambda function.
    Invoke {
        /// The Lambda connection.
        connection: ConnectionId,
        /// The function, where the step names one.
        function: Option<Expr>,
        /// What it is given.
        payload: Expr,
        /// What is common to calls.
        call: Call,
    },
    /// Sends an HTTP request.
    Request {
        /// The HTTP connection; none for a call by `url` alone.
        connection: Option<ConnectionId>,
        /// The request.
        request: Box<Request>,
        /// What is common to calls.
        call: Call,
    },
    /// Writes a call into the outbox.
    Enqueue {
        /// The database whose outbox it is.
        connection: ConnectionId,
        /// The connection that delivers it.
        to: ConnectionId,
        /// The call.
        call: Enqueued,
        /// The key by which deliveries stay in order.
        order_by: Option<Expr>,
    },
    /// Runs one of two branches.
    Conditional {
        /// What decides.
        condition: Expr,
        /// The steps where it holds.
        then: Vec<Step>,
        /// The steps where it does not.
        otherwise: Vec<Step>,
    },
    /// Runs steps as one.
    Group {
        /// The steps.
        steps: Vec<Step>,
    },
}

/// An upsert.
#[derive(Debug, Clone)]
pub struct Upsert {
    /// The database.
    pub connection: ConnectionId,
    /// The table.
    pub table: String,
    /// The columns that identify the row.
    pub key: Vec<Arc<str>>,
    /// The values.
    pub mapping: Mapping,
    /// What happens to a row that is there.
    pub update: UpdateRule,
}

/// An insert.
#[derive(Debug, Clone)]
pub struct Insert {
    /// The database.
    pub connection: ConnectionId,
    /// The table.
    pub table: String,
    /// The values.
    pub mapping: Mapping,
    /// What happens if the row is there.
    pub on_conflict: OnConflict,
}

/// An update or a delete.
#[derive(Debug, Clone)]
pub struct Change {
    /// The database.
    pub connection: ConnectionId,
    /// The table.
    pub table: String,
    /// What must match.
    pub filter: Mapping,
    /// The new values; a delete has none.
    pub mapping: Option<Mapping>,
}

/// What an upsert does to a row that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpdateRule {
    /// Sets every mapped column but the key.
    All,
    /// As `All`, but leaves a row alone that would not differ.
    Changed,
    /// As `All`, but a null never overwrites.
    Merge,
    /// Keeps the stored row.
    None,
    /// Sets these columns.
    Columns(Vec<Arc<str>>),
}

/// What an insert does if the row is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnConflict {
    /// It fails.
    Fail,
    /// It leaves the row alone; the result is null.
    Skip,
}

/// A statement; a hole in it is a bind parameter.
#[derive(Debug, Clone)]
pub struct Sql {
    /// What it is made of, in order.
    pub pieces: Vec<SqlPiece>,
    /// What it reads, if it is known to change nothing.
    pub reads: Option<Reads>,
}

/// A piece of a statement.
#[derive(Debug, Clone)]
pub enum SqlPiece {
    /// Text as it stands.
    Text(String),
    /// A hole, or a named parameter.
    Parameter {
        /// What it is called in messages: the expression as written, or `:name`.
        name: String,
        /// Its value.
        value: Expr,
    },
}

/// When and how a call is made.
#[derive(Debug, Clone)]
pub struct Call {
    /// Now, or through the outbox.
    pub delivery: Delivery,
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// The shape that the answer must have.
    pub returns: Option<Type>,
}

/// When a call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// When the step runs.
    Direct,
    /// After the commit, by `portl outbox drain`, from the outbox of this database.
    Outbox(ConnectionId),
}

/// A call that is written into the outbox.
#[derive(Debug, Clone)]
pub enum Enqueued {
    /// An HTTP request.
    Request(Box<Request>),
    /// An invocation of a Lambda function.
    Invocation {
        /// What the function is given.
        payload: Expr,
        /// The idempotency key.
        key: Option<Expr>,
    },
}

/// An HTTP request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: &'static str,
    /// The path, or the whole URL.
    pub target: Expr,
    /// Whether `target` is a whole URL.
    pub is_absolute: bool,
    /// The query's parameters; a null leaves one out.
    pub query: Vec<(String, Expr)>,
    /// The headers; a null leaves one out.
    pub headers: Vec<(String, Expr)>,
    /// The body, sent as JSON unless it is text.
    pub body: Option<Expr>,
    /// The statuses that count as success; 2xx if none are given.
    pub expect_status: Vec<u16>,
    /// The idempotency key.
    pub idempotency_key: Option<Expr>,
    /// The field of the body that carries the key as well.
    pub idempotency_field: Option<String>,
}
