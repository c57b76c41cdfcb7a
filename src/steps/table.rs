//! What the steps on one table share.

use std::sync::Arc;

use crate::{
    check::{Checker, row_of},
    diagnostic::{Diagnostic, messages::sql as messages, nearest},
    ir::{Expr, Mapping},
    job::Step,
    schema::Table,
    text::{Span, Spanned},
    types::{RecordType, Type},
};

/// The table that the step names.
pub(super) fn table(step: &Step) -> Option<String> {
    step.fields.text("table").map(|table| table.value.clone())
}

/// The values of `mapping:`; reported if it has none.
pub(super) fn mapping(checker: &mut Checker<'_>, step: &Step) -> Option<Mapping> {
    let span = step.fields.span("mapping")?;
    let entries = step.fields.tree_map("mapping");
    if entries.is_empty() {
        checker.report(messages::empty_mapping(span));
        return None;
    }
    Some(checker.mapping(entries))
}

/// What `where:` says must match; reported if it names no column.
pub(super) fn filter(checker: &mut Checker<'_>, step: &Step, statement: &str) -> Option<Mapping> {
    let span = step.fields.span("where")?;
    let entries = step.fields.tree_map("where");
    if entries.is_empty() {
        checker.report(messages::empty_where(span, statement));
        return None;
    }
    Some(checker.mapping(entries))
}

/// Reports each of `names` that `mapping` has no value for, in these words.
pub(super) fn require_mapped(
    checker: &mut Checker<'_>,
    names: &[Spanned<String>],
    mapping: &Mapping,
    words: fn(Span, &str, Option<&str>) -> Diagnostic,
) {
    for name in names {
        if mapping.iter().any(|(column, _)| **column == *name.value) {
            continue;
        }
        let near = nearest(&name.value, mapping.iter().map(|(column, _)| &**column));
        checker.report(words(name.span, &name.value, near));
    }
}

/// A stored row: exactly the columns of a table that is known. Of another its columns are known only as far as the step maps
/// them, and their types are not.
pub(super) fn stored_row(
    step: &Step,
    known: Option<&Table>,
    mapping: &[(Arc<str>, Expr)],
) -> RecordType {
    if let Some(table) = known {
        return row_of(table, step);
    }
    mapping.iter().fold(RecordType::open(), |row, (column, _)| {
        row.with(Arc::clone(column), Type::Json)
    })
}
