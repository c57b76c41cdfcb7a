use super::statement::{PARAMS, QUERY, SQL_FILE};
use crate::{
    check::{Checker, StepType},
    ir::Operation,
    job::Step,
    query::Use,
    spec::{self, ConnectionKind, ConnectionNeed},
    types::Type,
};

/// `db.query_one`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "db.query_one",
        doc: "runs a query for its first row, or null; without `ORDER BY`, any of its rows may be the first",
        result: "the first row, or null",
        connection: ConnectionNeed::Kind(ConnectionKind::Database),
        keys: &[QUERY, SQL_FILE, PARAMS],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let statement = checker.statement(step, Use::Rows)?;
    let connection = checker.connection(step)?;
    let result = if statement.one_row {
        statement.row
    } else {
        statement.row.optional()
    };
    Some((
        Operation::QueryOne {
            connection,
            sql: statement.sql,
        },
        result,
    ))
}
