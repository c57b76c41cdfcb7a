use std::collections::BTreeMap;

use crate::{
    ir::{Job, Operation},
    query,
    schema::Wanted,
};

/// What a job wants to know of its databases, by the name of the connection. Of steps that can't be typed nothing is wanted.
pub(super) fn of(job: &Job) -> BTreeMap<String, Wanted> {
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    job.for_each_step(&mut |step| {
        let Some(id) = step.operation.connection() else {
            return;
        };
        let connection = &job.connections[id.0];
        let Some(dialect) = connection.declaration.dialect else {
            return;
        };
        let wanted = wanted.entry(connection.name.clone()).or_default();
        match &step.operation {
            Operation::Upsert(upsert) => {
                wanted.tables.insert(upsert.table.clone());
            }
            Operation::Insert(insert) => {
                wanted.tables.insert(insert.table.clone());
            }
            Operation::Change(change) => {
                wanted.tables.insert(change.table.clone());
            }
            Operation::QueryOne { sql, .. }
            | Operation::QueryMany { sql, .. }
            | Operation::Execute { sql, .. } => {
                let text = sql.sent(dialect);
                if !query::is_definition(dialect, &text) {
                    wanted.statements.insert(text);
                }
            }
            _ => {}
        }
    });
    wanted
}
