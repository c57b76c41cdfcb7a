use super::{Completion, CompletionKind as Kind, tables};
use crate::{
    csv::{self, ReadOptions},
    editor::{
        Snapshot, occurrences,
        occurrences::Symbol,
        path::{Path, Segment},
        touches,
    },
    job::{Job, Step},
    spec::ConnectionNeed,
    types::Type,
};

/// Keys that are names of something else: the columns of a CSV file or of a table.
pub(super) fn keys(snapshot: &Snapshot<'_>, path: &Path<'_>) -> Vec<Completion> {
    let Some((job, step, [Segment::Under(_, key)])) = in_step(snapshot, path) else {
        return Vec::new();
    };
    match (step.declaration.name, *key) {
        ("csv.read", "columns") => columns(header(snapshot, step), "a column of the file"),
        (_, "mapping" | "where") => tables::columns(snapshot, job, step),
        _ => Vec::new(),
    }
}

/// Values that are names of something else: connections, tables, and columns.
pub(super) fn values(snapshot: &Snapshot<'_>, path: &Path<'_>) -> Vec<Completion> {
    let Some((job, step, inside)) = in_step(snapshot, path) else {
        return Vec::new();
    };
    let Some(Segment::Under(_, key)) = inside.first() else {
        return Vec::new();
    };
    match (step.declaration.name, *key) {
        (_, "connection") => connections(job, step.declaration.connection),
        // A table is a name, not an expression.
        (_, "table") if !path.scalar.text().contains("{{") => tables::tables(snapshot, job, step),
        ("csv.write", "columns") => columns(written(snapshot, step), "a column of the rows"),
        ("db.upsert", "key" | "update") => {
            let mapping = step.fields.tree_map("mapping").iter();
            let names = mapping.map(|(name, _)| name.value.clone());
            columns(names.collect(), "a column of `mapping`")
        }
        _ => Vec::new(),
    }
}

/// The innermost step around a place, and the way from there.
fn in_step<'a>(
    snapshot: &'a Snapshot<'_>,
    path: &'a Path<'_>,
) -> Option<(&'a Job, &'a Step, &'a [Segment<'a>])> {
    let (_, inside) = path.in_step()?;
    let job = snapshot.job()?;
    let at = path.scalar.span().start as usize;
    let mut steps = occurrences::steps(job).into_iter();
    let step = steps.rfind(|step| touches(step.span, at))?;
    Some((job, step, inside))
}

fn connections(job: &Job, need: ConnectionNeed) -> Vec<Completion> {
    let ConnectionNeed::Kind(kind) = need else {
        return Vec::new();
    };
    let all = job.connections.iter().enumerate();
    all.filter(|(_, connection)| connection.declaration.kind == kind)
        .map(|(position, connection)| {
            let doc = occurrences::describe(job, Symbol::Connection(position));
            let found = Completion::new(&connection.name.value, Kind::Value);
            found.detail(connection.declaration.name).doc(doc)
        })
        .collect()
}

fn columns(names: Vec<String>, doc: &str) -> Vec<Completion> {
    let names = names.into_iter().filter(|name| !super::holds(name));
    names
        .map(|name| Completion::new(name, Kind::Field).doc(doc))
        .collect()
}

/// The columns of the file that a `csv.read` reads, as its header has them.
fn header(snapshot: &Snapshot<'_>, step: &Step) -> Vec<String> {
    let fields = &step.fields;
    let path = fields.template("path");
    let Some(path) = path.and_then(|path| path.template.literal_text()) else {
        return Vec::new();
    };
    let defaults = ReadOptions::default();
    let delimiter = fields.text("delimiter");
    let options = ReadOptions {
        delimiter: delimiter
            .and_then(|text| text.value.bytes().next())
            .unwrap_or(defaults.delimiter),
        has_header: fields.bool("has_header").unwrap_or(defaults.has_header),
        ..defaults
    };
    let head = snapshot.texts.files.head(&path);
    head.and_then(|bytes| csv::read_headers(&bytes, &options).ok().flatten())
        .unwrap_or_default()
}

/// The columns of the rows that a `csv.write` writes.
fn written(snapshot: &Snapshot<'_>, step: &Step) -> Vec<String> {
    let rows = step.fields.expression("rows");
    let ty = rows.and_then(|rows| snapshot.insight.types.at(rows.span));
    let Some(Type::List(item, _)) = ty.map(Type::required) else {
        return Vec::new();
    };
    match item.required() {
        Type::Record(record) => record.fields().map(|(name, _)| name.to_string()).collect(),
        _ => Vec::new(),
    }
}
