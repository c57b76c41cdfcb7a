use std::sync::Arc;

use super::table::{filter, mapping, table};
use crate::{
    check::{Checker, StepType, Write, row_of},
    ir::{Change, Operation},
    job::Step,
    spec::{self, ConnectionKind, ConnectionNeed, Key, Shape},
    types::Type,
};

/// `db.update`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "db.update",
        doc: "updates the rows in which every column of `where` has the value given",
        result: "`{count: int, rows: [row]}`",
        connection: ConnectionNeed::Kind(ConnectionKind::Database),
        keys: &[
            Key::required("table", Shape::Text, "the table"),
            Key::required(
                "where",
                Shape::TreeMap,
                "columns and the values they must have; null means IS NULL",
            ),
            Key::required("mapping", Shape::TreeMap, "columns and their new values"),
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let filter = filter(checker, step, "update");
    let mapping = mapping(checker, step)?;
    let known = checker.known_table(step);
    let mut row = Type::open_record();
    if let Some(known) = &known {
        checker.check_written(step, known, &mapping, Write::Update);
        if let Some(filter) = &filter {
            checker.check_compared(step, known, filter);
        }
        row = Type::Record(Arc::new(row_of(known, step)));
    }
    let rows = Type::list(row, checker.new_domain());
    let connection = checker.connection(step)?;
    let result = Type::record([("count", Type::Int), ("rows", rows)]);
    Some((
        Operation::Change(Change {
            connection,
            table: table(step)?,
            filter: filter?,
            mapping: Some(mapping),
        }),
        result,
    ))
}
