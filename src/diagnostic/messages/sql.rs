//! What can be wrong with the SQL of a job.

mod statement;

pub use statement::*;

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span};

codes! {
    /// A hole stands inside quotes, where it would be text instead of a parameter.
    QUOTED_HOLE = Error "sql.quoted-hole";
    /// A hole stands where the name of a table or a column, or a keyword, is expected.
    IDENTIFIER_HOLE = Error "sql.identifier-hole";
    /// A hole stands inside a comment.
    COMMENT_HOLE = Error "sql.comment-hole";
    /// A list is given for `IN (…)`, where it would be one value.
    LIST_IN_LIST = Error "sql.list-in-list";
    /// A query holds more than one statement.
    SEVERAL_STATEMENTS = Error "sql.several-statements";
    /// The text can't be SQL.
    MALFORMED = Error "sql.malformed";
    /// A named parameter that `params:` does not give.
    MISSING_PARAMETER = Error "sql.missing-parameter";
    /// `params:` gives what the statement does not use.
    UNUSED_PARAMETER = Error "sql.unused-parameter";
    /// SQL is written with template blocks.
    BLOCKS = Error "sql.blocks";
    /// An SQL file that can't be read.
    UNREADABLE_FILE = Error "sql.unreadable-file";
    /// A hole in an SQL file, where nothing fills it.
    HOLE_IN_FILE = Error "sql.hole-in-file";
    /// A `mapping:` without a column.
    EMPTY_MAPPING = Error "sql.empty-mapping";
    /// A column of an upsert's `key:` that `mapping:` gives no value.
    KEY_NOT_MAPPED = Error "sql.key-not-mapped";
    /// A column of an upsert's `update:` that `mapping:` gives no value.
    UPDATE_NOT_MAPPED = Error "sql.update-not-mapped";
    /// A `where:` that names no column.
    EMPTY_WHERE = Error "sql.empty-where";
    /// A keyword that is misspelled or left out.
    MISSPELLED_KEYWORD = Error "sql.misspelled-keyword";
    /// A parenthesis without its partner.
    UNBALANCED_PARENTHESIS = Error "sql.unbalanced-parenthesis";
    /// A comma with nothing before or behind it.
    STRAY_COMMA = Error "sql.stray-comma";
    /// The clauses of a query stand in an order that SQL does not know.
    CLAUSE_ORDER = Error "sql.clause-order";
    /// A clause stands twice in one query.
    CLAUSE_TWICE = Error "sql.clause-twice";
    /// An INSERT has more columns than values, or fewer.
    VALUE_COUNT = Error "sql.value-count";
    /// Something that another database takes, and this one does not.
    WRONG_DIALECT = Error "sql.wrong-dialect";
    /// A placeholder written by hand, to which nothing is bound.
    PLACEHOLDER = Error "sql.placeholder";
    /// A statement that begins or ends a transaction, which is the run's to do.
    TRANSACTION_CONTROL = Error "sql.transaction-control";
    /// A statement that gives no rows, where rows are wanted.
    NO_ROWS = Error "sql.no-rows";
    /// A query gives two columns of the same name.
    DUPLICATE_COLUMN = Error "sql.duplicate-column";
    /// A comparison with NULL, which is never true.
    COMPARED_WITH_NULL = Warning "sql.compared-with-null";
    /// Double quotes around what reads as a text: to PostgreSQL it is a name.
    DOUBLE_QUOTED_TEXT = Warning "sql.double-quoted-text";
    /// An UPDATE or a DELETE without a WHERE.
    EVERY_ROW = Advice "sql.every-row";
    /// An upsert whose key is all there is to set.
    NOTHING_TO_UPDATE = Advice "sql.nothing-to-update";
    /// A query whose rows nobody gets to see.
    UNREAD_ROWS = Warning "sql.unread-rows";
    /// A hole that rows are sorted or grouped by: it is the same value for all of them.
    CONSTANT_ORDER = Warning "sql.constant-order";
    /// The parser of `check` does not understand the statement.
    NOT_UNDERSTOOD = Warning "sql.not-understood";
}

const QUOTED: &str = "a hole inside quotes can't be a bind parameter";

/// `'{{ x }}'`; `hole` is the hole as written.
#[must_use]
pub fn quoted_hole(span: Span, hole: &str) -> Diagnostic {
    Diagnostic::new(&QUOTED_HOLE, span, QUOTED).help(format!(
        "write `{hole}` without the quotes: it becomes a bind parameter"
    ))
}

/// `'%{{ x }}%'`; `joined` is the same with parameters.
#[must_use]
pub fn joined_hole(span: Span, joined: &str) -> Diagnostic {
    Diagnostic::new(&QUOTED_HOLE, span, QUOTED).help(format!("join the text in SQL: `{joined}`"))
}

/// `DATE '{{ x }}'`, `INTERVAL '{{ x }} days'`; `fix` is the same with a parameter.
#[must_use]
pub fn quoted_value(span: Span, fix: &str) -> Diagnostic {
    Diagnostic::new(&QUOTED_HOLE, span, QUOTED).help(format!("write `{fix}`"))
}

/// `$$ … {{ x }} … $$`
#[must_use]
pub fn dollar_quoted_hole(span: Span) -> Diagnostic {
    Diagnostic::new(
        &QUOTED_HOLE,
        span,
        "a hole inside `$$ … $$` can't be a bind parameter",
    )
    .help("write a statement of its own, outside of the quotes: a `DO` block takes no parameters")
}

/// A table or a column from data.
#[must_use]
pub fn identifier_hole(span: Span) -> Diagnostic {
    Diagnostic::new(
        &IDENTIFIER_HOLE,
        span,
        "the name of a table or a column can't be a bind parameter",
    )
    .help("write the name itself; a step for each table, or a `conditional`, chooses between them")
}

/// A whole statement from data.
#[must_use]
pub fn statement_hole(span: Span) -> Diagnostic {
    Diagnostic::new(
        &IDENTIFIER_HOLE,
        span,
        "a hole is a value: it can't be the statement or its beginning",
    )
    .help("write the SQL itself, or name a file of it: `sql_file: query.sql`")
}

/// A hole nobody would ever see.
#[must_use]
pub fn comment_hole(span: Span) -> Diagnostic {
    Diagnostic::new(&COMMENT_HOLE, span, "a hole inside a comment has no effect")
        .help("remove it from the comment")
}

/// `IN ({{ list }})`; `fix` is how the dialect compares with the items of a list.
#[must_use]
pub fn list_in_list(span: Span, fix: &str) -> Diagnostic {
    Diagnostic::new(
        &LIST_IN_LIST,
        span,
        "a hole is one parameter: a list in `IN (…)` would be compared as one value",
    )
    .help(format!("write `{fix}`"))
}

/// More than one statement.
#[must_use]
pub fn several_statements(span: Span) -> Diagnostic {
    Diagnostic::new(
        &SEVERAL_STATEMENTS,
        span,
        "expected one statement, found a second one",
    )
    .label("begins here")
    .help("write a step for each statement")
}

/// What the tokenizer says.
#[must_use]
pub fn malformed(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(
        &MALFORMED,
        span,
        format!("not SQL: {}", message.to_lowercase()),
    )
    .help_if(message.to_lowercase().contains("unterminated").then(|| {
        "add the end of it; ` #` in a line of YAML begins a comment: write such a query below `query: |`".to_owned()
    }))
}

/// `:name` without a value.
#[must_use]
pub fn missing_parameter(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(
        &MISSING_PARAMETER,
        span,
        format!("no value for the parameter `{name}`"),
    )
    .help(format!("add `params: {{{name}: …}}`"))
}

/// A value for a parameter that is not there.
#[must_use]
pub fn unused_parameter(span: Span, name: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::new(
        &UNUSED_PARAMETER,
        span,
        format!("the statement has no parameter `{name}`"),
    )
    .help(near.map_or_else(
        || format!("write `:{name}` where it belongs, or remove it"),
        |near| format!("write `{near}`"),
    ))
    .rename_if(span, name, near)
}

/// `{% if %}` in SQL.
#[must_use]
pub fn blocks(span: Span) -> Diagnostic {
    Diagnostic::new(&BLOCKS, span, "SQL can't be put together by `{% %}` blocks")
        .help("write a `conditional` with a step for each statement, or a condition in SQL")
}

/// An SQL file that can't be read; `why` is the system's word on it.
#[must_use]
pub fn unreadable_file(span: Span, path: &str, why: &str) -> Diagnostic {
    let message = format!("`{path}` can't be read: {why}");
    Diagnostic::new(&UNREADABLE_FILE, span, message)
        .help("write its path as seen from the job's folder")
}

/// A template in an SQL file.
#[must_use]
pub fn hole_in_file(span: Span, path: &str) -> Diagnostic {
    let message = format!("`{path}` holds a `{{{{ }}}}`, which nothing fills in there");
    Diagnostic::new(&HOLE_IN_FILE, span, message)
        .help("write `:name` in the file, and its value in `params: {name: \"{{ … }}\"}`")
}

/// A row without a column.
#[must_use]
pub fn empty_mapping(span: Span) -> Diagnostic {
    let message = "expected at least one column in `mapping`";
    Diagnostic::new(&EMPTY_MAPPING, span, message)
        .help("name the columns and their values: `mapping: {name: \"{{ … }}\"}`")
}

/// A column that identifies a row, and has no value.
#[must_use]
pub fn key_not_mapped(span: Span, column: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("the key column `{column}` has no value in `mapping`");
    Diagnostic::new(&KEY_NOT_MAPPED, span, message).help(mapped(column, near))
}

/// A column that an upsert should set, and has no value.
#[must_use]
pub fn update_not_mapped(span: Span, column: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("the updated column `{column}` has no value in `mapping`");
    Diagnostic::new(&UPDATE_NOT_MAPPED, span, message).help(mapped(column, near))
}

fn mapped(column: &str, near: Option<&str>) -> String {
    near.map_or_else(
        || format!("add `{column}: …` to `mapping`"),
        |near| format!("write `{near}`"),
    )
}

/// An update or a delete of every row.
#[must_use]
pub fn empty_where(span: Span, statement: &str) -> Diagnostic {
    Diagnostic::new(
        &EMPTY_WHERE,
        span,
        format!("an empty `where` would {statement} every row"),
    )
    .help("name the columns that must match: `where: {id: \"{{ … }}\"}`")
}

/// An upsert of nothing but its key.
#[must_use]
pub fn nothing_to_update(span: Span) -> Diagnostic {
    Diagnostic::new(
        &NOTHING_TO_UPDATE,
        span,
        "the key is all there is to set: a row that is there stays as it is",
    )
    .help("write `update: none`, or map the columns to update")
}
