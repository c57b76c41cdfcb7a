//! What can be wrong with the connection of a step.

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span};

codes! {
    /// A step needs a connection and names none, and the job has not exactly one that fits.
    MISSING = Error "connection.missing";
    /// No connection has this name.
    UNKNOWN = Error "connection.unknown";
    /// The connection is of a kind that the step can't work on.
    WRONG_KIND = Error "connection.wrong-kind";
    /// A step that works on no connection names one.
    NOT_USED = Error "connection.not-used";
    /// A connection lacks a setting that a step needs.
    MISSING_SETTING = Error "connection.missing-setting";
    /// One transaction can't span two databases.
    TWO_DATABASES = Error "connection.two-databases";
    /// A call goes through the outbox of the job's database, and the job has not exactly one.
    OUTBOX = Error "connection.outbox";
}

/// No `connection:`; `candidates` are those that would fit.
#[must_use]
pub fn missing(span: Span, step_type: &str, kind: &str, candidates: &[&str]) -> Diagnostic {
    let help = match candidates.first() {
        Some(first) => format!("add `connection: {first}`"),
        None => {
            format!("declare {kind} connection under `connections:` and name it with `connection:`")
        }
    };
    Diagnostic::new(
        &MISSING,
        span,
        format!("`{step_type}` needs {kind} connection"),
    )
    .help(help)
}

/// A connection that is not declared.
#[must_use]
pub fn unknown(span: Span, name: &str, near: Option<&str>) -> Diagnostic {
    let help = near.map_or_else(
        || format!("declare it: `connections: {{{name}: {{type: …, config: {{…}}}}}}`"),
        |near| format!("write `{near}`"),
    );
    Diagnostic::new(&UNKNOWN, span, format!("unknown connection `{name}`"))
        .help(help)
        .rename_if(span, name, near)
}

/// A connection of another kind; `fitting` is the key with one that would do, as typed.
#[must_use]
pub fn wrong_kind(
    span: Span,
    name: &str,
    found: &str,
    step_type: &str,
    expected: &str,
    declared: Span,
    fitting: Option<&str>,
) -> Diagnostic {
    Diagnostic::new(
        &WRONG_KIND,
        span,
        format!("`{step_type}` needs {expected} connection, found `{name}` of type {found}"),
    )
    .related(declared, "declared here")
    .help(match fitting {
        Some(fitting) => format!("write `{fitting}`"),
        None => format!("declare {expected} connection under `connections:` and name it here"),
    })
}

/// A setting that a step needs and the connection lacks.
#[must_use]
pub fn missing_setting(span: Span, connection: &str, key: &str, why: &str) -> Diagnostic {
    Diagnostic::new(
        &MISSING_SETTING,
        span,
        format!("the connection `{connection}` needs `{key}`"),
    )
    .label(why)
    .help(format!("add `config: {{{key}: …}}`"))
}

/// A connection nobody uses.
#[must_use]
pub fn not_used(span: Span, step_type: &str) -> Diagnostic {
    Diagnostic::new(
        &NOT_USED,
        span,
        format!("`{step_type}` works on no connection"),
    )
    .help("remove `connection:`")
}

/// A second database in one transaction.
#[must_use]
pub fn two_databases(span: Span, name: &str, first: &str, first_span: Span) -> Diagnostic {
    Diagnostic::new(
        &TWO_DATABASES,
        span,
        format!("one transaction can't span `{first}` and `{name}`"),
    )
    .related(first_span, "the first database")
    .help("use one database, or `transaction: {scope: none}`")
}

/// No database, or several, for `delivery: outbox`.
#[must_use]
pub fn outbox(span: Span, found: usize) -> Diagnostic {
    let message = format!("`delivery: outbox` needs one database connection, found {found}");
    Diagnostic::new(&OUTBOX, span, message)
        .help("use an `outbox.enqueue` step, whose `connection` names the database")
}
