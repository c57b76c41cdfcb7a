use crate::{
    check::{Checker, StepType},
    ir::Operation,
    job::Step,
    spec::{self, ConnectionKind, ConnectionNeed, Key, Shape},
    types::Type,
};

/// `db.execute`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "db.execute",
        doc: "runs a statement for its effect",
        result: "`{count: int}`",
        connection: ConnectionNeed::Kind(ConnectionKind::Database),
        keys: &[
            Key::optional(
                "query",
                Shape::Sql,
                "the statement; a `{{ }}` in it is a bind parameter",
            ),
            Key::optional(
                "sql_file",
                Shape::Text,
                "a file with the statement, relative to the job's",
            ),
            Key::optional("params", Shape::TreeMap, "values of `:name` or `%(name)s`"),
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let statement = checker.statement(step)?;
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
