use super::statement::{PARAMS, QUERY, SQL_FILE};
use crate::{
    check::{Checker, StepType},
    ir::Operation,
    job::Step,
    query::Use,
    spec::{self, ConnectionKind, ConnectionNeed, Key, Shape},
    types::Type,
};

/// `db.query_many`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "db.query_many",
        doc: "runs a query for its rows",
        result: "`{rows: [row], count: int}`",
        connection: ConnectionNeed::Kind(ConnectionKind::Database),
        keys: &[
            QUERY,
            SQL_FILE,
            PARAMS,
            Key::optional("limit", Shape::Count, "the most rows taken"),
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let statement = checker.statement(step, Use::Rows)?;
    let connection = checker.connection(step)?;
    let rows = Type::list(statement.row, checker.new_domain());
    let result = Type::record([("rows", rows), ("count", Type::Int)]);
    Some((
        Operation::QueryMany {
            connection,
            sql: statement.sql,
            limit: step.fields.count("limit"),
        },
        result,
    ))
}
