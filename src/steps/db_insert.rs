use std::sync::Arc;

use super::table::{mapping, stored_row, table};
use crate::{
    check::{Checker, StepType, Write},
    ir::{Insert, OnConflict, Operation},
    job::Step,
    spec::{self, ConnectionKind, ConnectionNeed, Key, Shape},
    types::Type,
};

/// `db.insert`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "db.insert",
        doc: "inserts a row; gives it as stored",
        result: "the row as stored; with `on_conflict: skip` null where it was there",
        connection: ConnectionNeed::Kind(ConnectionKind::Database),
        keys: &[
            Key::required("table", Shape::Text, "the table"),
            Key::required("mapping", Shape::TreeMap, "columns and their values"),
            Key::optional(
                "on_conflict",
                Shape::Choice(&["fail", "skip"]),
                "what happens if the row is there (`fail`)",
            ),
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let mapping = mapping(checker, step)?;
    let on_conflict = if step.fields.choice("on_conflict") == Some("skip") {
        OnConflict::Skip
    } else {
        OnConflict::Fail
    };
    let known = checker.known_table(step);
    if let Some(known) = &known {
        checker.check_written(step, known, &mapping, Write::Insert);
    }
    let row = Type::Record(Arc::new(stored_row(step, known.as_ref(), &mapping)));
    let connection = checker.connection(step)?;
    let result = if on_conflict == OnConflict::Skip {
        row.optional()
    } else {
        row
    };
    Some((
        Operation::Insert(Insert {
            connection,
            table: table(step)?,
            mapping,
            on_conflict,
        }),
        result,
    ))
}
