use super::statement::{PARAMS, QUERY, SQL_FILE};
use crate::{
    check::{Checker, StepType},
    ir::Operation,
    job::Step,
    query::Use,
    spec::{self, ConnectionKind, ConnectionNeed},
    types::Type,
};

/// `db.execute`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "db.execute",
        doc: "runs a statement for its effect",
        result: "`{count: int}`",
        connection: ConnectionNeed::Kind(ConnectionKind::Database),
        keys: &[QUERY, SQL_FILE, PARAMS],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let statement = checker.statement(step, Use::Effect)?;
    let connection = checker.connection(step)?;
    let result = Type::record([("count", Type::Int)]);
    Some((
        Operation::Execute {
            connection,
            sql: statement.sql,
        },
        result,
    ))
}
