//! What a snapshot of the databases shows to be wrong.

use super::codes;
use crate::{
    diagnostic::{Diagnostic, listed},
    schema::Column,
    text::Span,
};

codes! {
    /// The snapshot of the databases can't be read.
    UNREADABLE = Warning "schema.unreadable";
    /// The database has no such table.
    UNKNOWN_TABLE = Error "ref.unknown-table";
    /// The database does not take a statement.
    REFUSED = Error "schema.refused-statement";
    /// A column that may not be null and has no default gets no value.
    MISSING_COLUMN = Error "schema.missing-column";
    /// The columns that identify a row are no unique key of the table.
    NO_UNIQUE_KEY = Error "schema.no-unique-key";
    /// A value of this type never fits the column.
    TYPE_MISMATCH = Error "schema.type-mismatch";
    /// A text that the column's type can't be read from.
    UNREADABLE_VALUE = Error "schema.unreadable-value";
    /// A text that is longer than the column holds.
    TOO_LONG = Error "schema.too-long";
    /// A text that is none of those that the column takes.
    NOT_IN_ENUM = Error "schema.not-in-enum";
    /// A column that the database alone writes.
    GENERATED = Error "schema.generated-column";
    /// Null for a column that may not be null.
    NULL_COLUMN = Error "schema.null-column";
    /// A value that may be null for a column that may not be.
    MAYBE_NULL_COLUMN = Warning "schema.maybe-null-column";
}

/// A snapshot that is none.
#[must_use]
pub fn unreadable(span: Span, why: &str) -> Diagnostic {
    let message = format!("`portl.schema.json` can't be read: {why}");
    Diagnostic::new(&UNREADABLE, span, message).help("make it anew with `portl schema pull JOB`")
}

/// A table that is not there.
#[must_use]
pub fn unknown_table(span: Span, table: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::new(
        &UNKNOWN_TABLE,
        span,
        format!("the database has no table `{table}`"),
    )
    .label("not there when the schema was pulled")
    .help(near.map_or_else(
        || "create it, and run `portl schema pull` again".to_owned(),
        |near| format!("write `{near}`"),
    ))
    .replace_if(span, near)
}

/// A statement that the database refused; `why` are its own words.
#[must_use]
pub fn refused(span: Span, why: &str) -> Diagnostic {
    Diagnostic::new(
        &REFUSED,
        span,
        format!("the database does not take this statement: {why}"),
    )
    .help("mend the statement, or create what it names and run `portl schema pull` again")
}

/// Columns that need a value.
#[must_use]
pub fn missing_column(span: Span, table: &str, missing: &[&str]) -> Diagnostic {
    let first = missing.first().copied().unwrap_or_default();
    let names = listed(missing, " and ");
    Diagnostic::new(
        &MISSING_COLUMN,
        span,
        format!("a row of `{table}` needs {names}: it may not be null and has no default"),
    )
    .help(format!("add `{first}: …` to `mapping`"))
}

/// A key without a unique index; `unique` is one that the table has.
#[must_use]
pub fn no_unique_key(
    span: Span,
    table: &str,
    key: &[&str],
    unique: Option<&Vec<String>>,
) -> Diagnostic {
    let names = key.join(", ");
    // SQLite's indexes need a name, and PostgreSQL's may have one.
    let name = table.replace('.', "_");
    let index = format!("`CREATE UNIQUE INDEX {name}_key ON {table} ({names})`");
    Diagnostic::new(
        &NO_UNIQUE_KEY,
        span,
        format!("`{names}` is no unique key of `{table}`"),
    )
    .help(match unique {
        Some(unique) => {
            let written = match &unique[..] {
                [column] => column.clone(),
                columns => format!("[{}]", columns.join(", ")),
            };
            format!("write `key: {written}`, or create one: {index}")
        }
        None => format!("create one: {index}"),
    })
}

/// A value that never fits.
#[must_use]
pub fn type_mismatch(span: Span, column: &Column, found: &str) -> Diagnostic {
    let (name, declared) = (&column.name, &column.declared);
    Diagnostic::new(
        &TYPE_MISMATCH,
        span,
        format!("`{name}` is {declared}: {found} can't be stored in it"),
    )
    .help(format!("give it what {declared} can hold: {}", column.ty))
}

/// A text that can't be read as what the column holds; `why` is what the run would say.
#[must_use]
pub fn unreadable_value(span: Span, column: &Column, why: &str) -> Diagnostic {
    let (name, declared) = (&column.name, &column.declared);
    Diagnostic::new(
        &UNREADABLE_VALUE,
        span,
        format!("`{name}` is {declared}: {why}"),
    )
    .help(format!("write a value of type {}", column.ty))
}

/// A text of `length` characters for a column that holds fewer.
#[must_use]
pub fn too_long(span: Span, column: &Column, length: usize) -> Diagnostic {
    let (name, declared) = (&column.name, &column.declared);
    Diagnostic::new(
        &TOO_LONG,
        span,
        format!("`{name}` is {declared}: a text of {length} characters does not fit"),
    )
    .help(format!(
        "shorten it: `… | truncate({})`",
        column.max_length.unwrap_or_default()
    ))
}

/// A text outside an enum.
#[must_use]
pub fn not_in_enum(span: Span, column: &Column, text: &str, near: Option<&str>) -> Diagnostic {
    let name = &column.name;
    let values: Vec<&str> = column.values.iter().map(String::as_str).collect();
    Diagnostic::new(
        &NOT_IN_ENUM,
        span,
        format!(
            "`{name}` can't be `{text}`: it takes {}",
            listed(&values, " or ")
        ),
    )
    .help_if(near.map(|near| format!("write `{near}`")))
    .replace_if(span, near)
}

/// A column that is not for a job to write.
#[must_use]
pub fn generated(span: Span, column: &str) -> Diagnostic {
    Diagnostic::new(
        &GENERATED,
        span,
        format!("`{column}` is written by the database alone"),
    )
    .help(format!("remove `{column}` from `mapping`"))
}

/// Null where none may be.
#[must_use]
pub fn null_column(span: Span, column: &str) -> Diagnostic {
    Diagnostic::new(&NULL_COLUMN, span, format!("`{column}` may not be null"))
        .help("give it a value, or leave the column out if it has a default")
}

/// A value that may be null where none may be.
#[must_use]
pub fn maybe_null_column(span: Span, column: &str) -> Diagnostic {
    Diagnostic::new(
        &MAYBE_NULL_COLUMN,
        span,
        format!("`{column}` may not be null, and this value may be"),
    )
    .label("fails where there is none")
    .help("write `… | default(…)`, or skip the row with `when:`")
}
