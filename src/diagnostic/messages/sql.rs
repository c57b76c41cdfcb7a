//! What can be wrong with the SQL of a job.

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span};

codes! {
    /// A hole stands inside quotes, where it would be text instead of a parameter.
    QUOTED_HOLE = Error "sql.quoted-hole";
    /// A hole stands where the name of a table or a column is expected.
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
    /// Both `query` and `sql_file`, or neither.
    NO_STATEMENT = Error "sql.no-statement";
    /// An SQL file that can't be used.
    FILE = Error "sql.file";
    /// An upsert or an insert whose columns don't go together.
    COLUMNS = Error "sql.columns";
    /// A `where:` that names no column.
    EMPTY_WHERE = Error "sql.empty-where";
}

/// `'{{ x }}'`, `'%{{ x }}%'`; `hole` is the hole as written, with what stands before and after it in the quotes.
#[must_use]
pub fn quoted_hole(span: Span, hole: &str, before: &str, after: &str) -> Diagnostic {
    let parts = [
        (!before.is_empty()).then(|| format!("'{before}'")),
        Some(hole.to_owned()),
        (!after.is_empty()).then(|| format!("'{after}'")),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    let fix = match parts.as_slice() {
        [hole] => format!("write `{hole}` without the quotes: it becomes a bind parameter"),
        parts => format!("join the text in SQL: `{}`", parts.join(" || ")),
    };
    Diagnostic::new(
        &QUOTED_HOLE,
        span,
        "a hole inside quotes can't be a bind parameter",
    )
    .help(fix)
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

/// Neither a query nor a file.
#[must_use]
pub fn no_statement(span: Span, step_type: &str) -> Diagnostic {
    let message = format!("`{step_type}` needs `query` or `sql_file`");
    Diagnostic::new(&NO_STATEMENT, span, message)
        .help("add `query: SELECT …`, or `sql_file: query.sql`")
}

/// A file beside a query.
#[must_use]
pub fn two_statements(span: Span) -> Diagnostic {
    Diagnostic::new(
        &NO_STATEMENT,
        span,
        "`query` and `sql_file` exclude each other",
    )
    .help("remove one of the two")
}

/// An SQL file that can't be read, or holds a template.
#[must_use]
pub fn file(span: Span, message: String, help: Option<&str>) -> Diagnostic {
    Diagnostic::new(&FILE, span, message).help_if(help.map(str::to_owned))
}

/// A key that is not mapped, a column named twice, and the like.
#[must_use]
pub fn columns(span: Span, message: String, help: String) -> Diagnostic {
    Diagnostic::new(&COLUMNS, span, message).help(help)
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
