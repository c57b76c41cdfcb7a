//! Asking databases what `check` wants to know: their tables, and what the statements of jobs give.

use std::collections::BTreeMap;

use super::{Refusal, failure::Problem};
use crate::{
    connect::{
        Class, Failure, Settings,
        database::{Access, Database, TableInfo},
    },
    ir::Connection,
    schema::{self, Answer, Column, Given, Snapshot, Table, Wanted},
};

/// Asks each database for what is wanted of it; `connections` come with their settings. Nothing is run or written.
///
/// # Errors
/// If a database can't be opened, or its connection is lost.
pub async fn pull(
    connections: &[(Connection, Settings)],
    wanted: &BTreeMap<String, Wanted>,
) -> Result<Snapshot, Refusal> {
    let mut snapshot = Snapshot::default();
    for (connection, settings) in connections {
        let Some(wanted) = wanted.get(&connection.name) else {
            continue;
        };
        let answered = ask(connection, settings, wanted).await;
        let answered = answered.map_err(|failure| {
            Refusal::Unreachable(Problem {
                doing: format!("asking `{}` for its schema", connection.name),
                cause: Box::new(failure.into()),
            })
        })?;
        snapshot
            .connections
            .insert(connection.name.clone(), answered);
    }
    Ok(snapshot)
}

async fn ask(
    connection: &Connection,
    settings: &Settings,
    wanted: &Wanted,
) -> Result<schema::Database, Failure> {
    let mut database = Database::open(connection.declaration, settings, Access::Inspect).await?;
    let mut answered = schema::Database::default();
    for name in &wanted.tables {
        let table = database.table(name).await?.map(table);
        answered.tables.insert(name.clone(), table);
    }
    for text in &wanted.statements {
        let answer = match database.describe(text).await {
            Ok(statement) => {
                let nullable = database.nullable(text).await?;
                let columns = statement.columns.iter().zip(nullable);
                let given = columns.map(|((name, ty), nullable)| Given {
                    name: name.to_string(),
                    ty: ty.clone(),
                    nullable,
                });
                Answer::Columns(given.collect())
            }
            Err(failure) if failure.class == Class::Connection => return Err(failure),
            Err(failure) => Answer::Refused(failure.message),
        };
        answered.statements.insert(text.clone(), answer);
    }
    Ok(answered)
}

fn table(info: TableInfo) -> Table {
    let columns = info.columns.into_iter().map(|column| Column {
        name: column.name.to_string(),
        ty: column.ty,
        declared: column.declared,
        nullable: column.nullable,
        filled: column.filled,
        max_length: column.max_length,
        values: column.values.iter().map(ToString::to_string).collect(),
    });
    let keys = info.unique.iter();
    let unique = keys.map(|key| key.iter().map(ToString::to_string).collect());
    Table {
        columns: columns.collect(),
        unique: unique.collect(),
    }
}
