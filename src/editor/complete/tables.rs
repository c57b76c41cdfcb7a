//! Tables and columns that a snapshot of the databases knows.

use super::{Completion, CompletionKind as Kind};
use crate::{
    editor::Snapshot,
    job::{Job, Step},
    schema::{self, Column, Database, Table},
    spec::ConnectionNeed,
};

/// The tables of the database that a step works on.
pub(super) fn tables(snapshot: &Snapshot<'_>, job: &Job, step: &Step) -> Vec<Completion> {
    let database = database(snapshot, job, step).unwrap_or_default();
    let tables = database.tables.into_iter();
    let there = tables.filter_map(|(name, table)| Some((name, table?)));
    there
        .map(|(name, table)| {
            let columns: Vec<_> = table.columns.iter().map(shown).collect();
            Completion::new(name, Kind::Value).doc(columns.join("\n"))
        })
        .collect()
}

/// The columns of the table that a step works on.
pub(super) fn columns(snapshot: &Snapshot<'_>, job: &Job, step: &Step) -> Vec<Completion> {
    let columns = table(snapshot, job, step).map_or_else(Vec::new, |table| table.columns);
    columns
        .iter()
        .map(|column| Completion::new(column.name.as_str(), Kind::Field).doc(shown(column)))
        .collect()
}

fn shown(column: &Column) -> String {
    let null = if column.nullable { "" } else { ", not null" };
    format!("`{}`: {}{null}", column.name, column.declared)
}

fn table(snapshot: &Snapshot<'_>, job: &Job, step: &Step) -> Option<Table> {
    let mut database = database(snapshot, job, step)?;
    let name = step.fields.text("table")?;
    database.tables.remove(&name.value)?
}

/// What is known of the step's database: the one that it names, or the only one of its kind.
fn database(snapshot: &Snapshot<'_>, job: &Job, step: &Step) -> Option<Database> {
    let ConnectionNeed::Kind(kind) = step.declaration.connection else {
        return None;
    };
    let name = match &step.connection {
        Some(named) => &named.value,
        None => {
            let connections = job.connections.iter();
            let mut fitting = connections.filter(|one| one.declaration.kind == kind);
            let only = fitting.next()?;
            fitting.next().is_none().then_some(&only.name.value)?
        }
    };
    let text = snapshot.texts.files.text(schema::FILE).ok()?;
    let mut known = schema::Snapshot::read(&text).ok()?;
    known.connections.remove(name)
}
