use std::sync::Arc;

use super::table::{mapping, require_mapped, stored_row, table};
use crate::{
    check::{Checker, StepType, Write},
    diagnostic::messages::sql as messages,
    ir::{Mapping, Operation, UpdateRule, Upsert},
    job::Step,
    spec::{self, ConnectionKind, ConnectionNeed, Key, Shape},
    text::Spanned,
    types::Type,
};

/// `db.upsert`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "db.upsert",
        doc: "inserts a row, or updates the one with the same key; gives the row as stored",
        result: "the row as stored, and `was_inserted: bool`",
        connection: ConnectionNeed::Kind(ConnectionKind::Database),
        keys: &[
            Key::required("table", Shape::Text, "the table"),
            Key::required(
                "key",
                Shape::Names,
                "the columns that identify a row; they need a unique index",
            ),
            Key::required("mapping", Shape::TreeMap, "columns and their values"),
            Key::optional(
                "update",
                Shape::ChoiceOrNames(&["all", "changed", "merge", "none"]),
                "what is set on a row that is there: `all` mapped columns but the key, only on rows that differ \
                 (`changed`), all but nulls (`merge`), `none`, or these columns",
            ),
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let mapping = mapping(checker, step)?;
    let key = step.fields.names("key")?;
    require_mapped(checker, key, &mapping, messages::key_not_mapped);
    let update = match (step.fields.choice("update"), step.fields.names("update")) {
        (_, Some(columns)) => {
            require_mapped(checker, columns, &mapping, messages::update_not_mapped);
            UpdateRule::Columns(names(columns))
        }
        (Some("changed"), None) => UpdateRule::Changed,
        (Some("merge"), None) => UpdateRule::Merge,
        (Some("none"), None) => UpdateRule::None,
        (_, None) => UpdateRule::All,
    };
    let known = checker.known_table(step);
    if let Some(known) = &known {
        checker.check_key(step, known, key);
        checker.check_written(step, known, &mapping, Write::Insert);
    }
    report_nothing_to_update(checker, step, key, &mapping);
    let row = stored_row(step, known.as_ref(), &mapping).with("was_inserted", Type::Bool);
    let connection = checker.connection(step)?;
    let operation = Operation::Upsert(Upsert {
        connection,
        table: table(step)?,
        key: names(key),
        mapping,
        update,
    });
    Some((operation, Type::Record(Arc::new(row))))
}

/// Reports an upsert that sets nothing: every mapped column is a part of the key.
fn report_nothing_to_update(
    checker: &mut Checker<'_>,
    step: &Step,
    key: &[Spanned<String>],
    mapping: &Mapping,
) {
    let is_key = |column: &str| key.iter().any(|name| name.value == column);
    let sets_nothing = mapping.iter().all(|(column, _)| is_key(column));
    let says_none = step.fields.choice("update") == Some("none");
    if sets_nothing && !says_none && step.fields.names("update").is_none() {
        let span = step.fields.span("key").unwrap_or(step.name.span);
        checker.report(messages::nothing_to_update(span));
    }
}

fn names(written: &[Spanned<String>]) -> Vec<Arc<str>> {
    written
        .iter()
        .map(|name| Arc::from(name.value.as_str()))
        .collect()
}
