use std::{collections::BTreeMap, ops::Range, time::Duration};

use indexmap::IndexMap;

use crate::{
    limits::Limits,
    spec,
    template::{Expr, Template},
    text::{FileId, Span, Spanned},
    types::Type,
    value::Value,
    yaml::Scalar,
};

/// A job as written.
#[derive(Debug, Clone)]
pub struct Job {
    /// The file it stands in.
    pub file: FileId,
    /// Its name: `name:`, or the file's stem.
    pub name: String,
    /// What can be set with `--input`.
    pub inputs: Vec<Input>,
    /// Its connections, and those of the project file that it does not declare itself.
    pub connections: Vec<Connection>,
    /// Names of connections that have been reported as wrong: a step that uses one needs no complaint of its own.
    pub broken_connections: Vec<String>,
    /// What one transaction spans.
    pub transaction: Spanned<Transaction>,
    /// How much its expressions may make.
    pub limits: Limits,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// How many steps there are, nested ones included: step ids are below it.
    pub step_count: usize,
}

/// An input.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its name.
    pub name: Spanned<String>,
    /// Its type.
    pub ty: Type,
    /// What it is where the command line does not set it; without one it must be set.
    pub default: Option<Interpolation>,
}

/// A connection.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Its name.
    pub name: Spanned<String>,
    /// Its type.
    pub declaration: &'static spec::Connection,
    /// Its settings by key.
    pub config: BTreeMap<&'static str, Config>,
    /// Whether a setting was reported and left out.
    pub is_broken: bool,
}

/// The value of a connection's setting, its `${…}` not yet filled in.
#[derive(Debug, Clone)]
pub enum Config {
    /// One value.
    Scalar(Interpolation),
    /// Values by name: headers.
    Map(Vec<(Spanned<String>, Interpolation)>),
}

/// Text that may hold `${env:…}` and `${file:…}`.
#[derive(Debug, Clone)]
pub struct Interpolation {
    /// What it is made of, in order.
    pub pieces: Vec<Piece>,
    /// The YAML value where there is no `${…}` in it: a number stays a number.
    pub literal: Option<Value>,
    /// Where it stands.
    pub span: Span,
    /// The scalar, by which a place in the text is found in the file; none for a list or a map.
    pub scalar: Option<Scalar>,
}

/// A piece of an [`Interpolation`].
#[derive(Debug, Clone)]
pub enum Piece {
    /// Text as it stands.
    Text(String),
    /// `${env:NAME}`, `${env:NAME:-default}`, `${env:NAME:?message}`
    Variable {
        /// The variable, and where it is named.
        name: Spanned<String>,
        /// What to use where it is not set.
        default: Option<String>,
        /// What to say where it is not set.
        message: Option<String>,
    },
    /// `${file:path}`: the file's text without its last line break, a secret.
    File(Spanned<String>),
}

/// What one transaction spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transaction {
    /// All database steps of the job.
    Job,
    /// Each step by itself.
    Step,
}

/// A step by its position in the job: parents before children, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepId(pub u32);

/// A step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its position, by which everything later refers to it.
    pub id: StepId,
    /// Its `id:`.
    pub name: Spanned<String>,
    /// Its type.
    pub declaration: &'static spec::Step,
    /// Where its `type:` stands.
    pub type_span: Span,
    /// `connection:`
    pub connection: Option<Spanned<String>>,
    /// `save_as:`
    pub save_as: Option<Spanned<String>>,
    /// `when:`, but for steps that declare the key themselves.
    pub when: Option<Expr>,
    /// `batch:`
    pub batch: Option<Batch>,
    /// `retry:`
    pub retry: Option<Spanned<Retry>>,
    /// `on_error:`
    pub on_error: OnError,
    /// `rejects:`
    pub rejects: Option<Spanned<String>>,
    /// `description:`
    pub description: Option<String>,
    /// The keys of its own.
    pub fields: Fields,
    /// Whether its type is unknown, or a key is missing or of the wrong shape. That has been reported; what is left of
    /// the step is here so that its names and those inside it are known. Its result can be anything.
    pub is_broken: bool,
    /// The whole step.
    pub span: Span,
}

/// `batch: {from, as, concurrency}`
#[derive(Debug, Clone)]
pub struct Batch {
    /// The list.
    pub from: Expr,
    /// What an item is called; `item` unless `as:` says otherwise.
    pub alias: Spanned<String>,
    /// How many items' external calls may be in flight, at least 1.
    pub concurrency: Spanned<u32>,
    /// The whole block.
    pub span: Span,
}

/// `retry: {max_attempts, backoff_ms, max_backoff_ms, retry_on}`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// How often a request is made at most, the first time included.
    pub max_attempts: u32,
    /// The wait before the second attempt, doubled for each further one.
    pub backoff: Duration,
    /// The longest wait.
    pub max_backoff: Duration,
    /// The failures it is for; none means those that are safe to repeat.
    pub retry_on: Option<Vec<Spanned<RetryClass>>>,
}

/// A class of failures in `retry_on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryClass {
    /// `timeout`, `TimeoutError`
    Timeout,
    /// `connection`, `ConnectionError`
    Connection,
    /// A status code, or `http_429`
    Status(u16),
    /// `http_5xx`
    ServerErrors,
    /// `HTTPError`: 429 and every 5xx.
    AnyHttp,
    /// `lambda_throttled`
    LambdaThrottled,
    /// `lambda_error`
    LambdaError,
    /// `db_serialization`
    Serialization,
    /// `db_deadlock`
    Deadlock,
}

/// What a failure does to the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnError {
    /// It ends it.
    #[default]
    Fail,
    /// The item's result is null, and the run goes on.
    Continue,
}

/// A text that may hold holes and blocks, as a template.
#[derive(Debug, Clone)]
pub struct Text {
    /// Its pieces.
    pub template: Template,
    /// The scalar it stands in, quotes included.
    pub span: Span,
    /// That scalar, by which a place in the text is found in the file.
    pub scalar: Scalar,
}

impl Text {
    /// Where a range of one of the texts between the holes stands in the file; `piece` is that text and its place.
    ///
    /// The whole piece where it does not stand in the file as it reads.
    #[must_use]
    pub fn span_in(&self, piece: &Spanned<String>, range: Range<usize>) -> Span {
        let starts = self.scalar.text().match_indices(piece.value.as_str());
        let mut starts = starts.map(|(start, _)| start);
        let end = |start: usize| start + piece.value.len();
        starts
            .find(|start| self.scalar.span_of(*start..end(*start)) == piece.span)
            .map_or(piece.span, |start| {
                self.scalar.span_of(start + range.start..start + range.end)
            })
    }
}

/// Any YAML, its texts templates.
#[derive(Debug, Clone)]
pub struct Tree {
    /// What it is.
    pub kind: TreeKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of [`Tree`].
#[derive(Debug, Clone)]
pub enum TreeKind {
    /// A scalar without a hole: text, a number, a bool or null.
    Literal(Value),
    /// Text with holes.
    Template(Template),
    /// A list.
    List(Vec<Tree>),
    /// A map.
    Map(Vec<(Spanned<String>, Tree)>),
}

/// The keys of a step's own, of the shapes that its declaration gives them.
#[derive(Debug, Clone, Default)]
pub struct Fields(pub IndexMap<&'static str, Field>);

/// The value of one key; the variants mirror [`spec::Shape`].
#[derive(Debug, Clone)]
pub enum Field {
    /// Text that may hold `{{ }}`, SQL too.
    Template(Text),
    /// One expression.
    Expression(Expr),
    /// Any YAML.
    Tree(Tree),
    /// A map from names to trees.
    TreeMap(Vec<(Spanned<String>, Tree)>, Span),
    /// Plain text.
    Text(Spanned<String>),
    /// Plain texts.
    Names(Vec<Spanned<String>>, Span),
    /// Whole numbers.
    Ints(Vec<Spanned<i64>>),
    /// A whole number, at least 0.
    Count(Spanned<u64>),
    /// True or false.
    Bool(Spanned<bool>),
    /// A length of time.
    Duration(Spanned<Duration>),
    /// One of the words that the shape lists.
    Choice(Spanned<&'static str>),
    /// Steps.
    Steps(Vec<Step>),
    /// A declared JSON shape.
    Returns(Spanned<Type>),
    /// Types of CSV columns.
    Columns(Columns),
}

/// The typed columns of a CSV file.
pub type Columns = Vec<Column>;

/// A typed column of a CSV file.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in the header.
    pub name: Spanned<String>,
    /// What its cells are converted to.
    pub ty: Type,
    /// The strftime format of a date or timestamp; ISO 8601 without one.
    pub format: Option<Spanned<String>>,
}
