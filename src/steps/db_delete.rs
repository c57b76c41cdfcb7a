use super::table::{filter, table};
use crate::{
    check::{Checker, StepType},
    ir::{Change, Operation},
    job::Step,
    spec::{self, ConnectionKind, ConnectionNeed, Key, Shape},
    types::Type,
};

/// `db.delete`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "db.delete",
        doc: "deletes the rows in which every column of `where` has the value given",
        result: "`{count: int}`",
        connection: ConnectionNeed::Kind(ConnectionKind::Database),
        keys: &[
            Key::required("table", Shape::Text, "the table"),
            Key::required(
                "where",
                Shape::TreeMap,
                "columns and the values they must have; null means IS NULL",
            ),
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let filter = filter(checker, step, "delete")?;
    if let Some(known) = checker.known_table(step) {
        checker.check_compared(step, &known, &filter);
    }
    let connection = checker.connection(step)?;
    let result = Type::record([("count", Type::Int)]);
    Some((
        Operation::Change(Change {
            connection,
            table: table(step)?,
            filter,
            mapping: None,
        }),
        result,
    ))
}
