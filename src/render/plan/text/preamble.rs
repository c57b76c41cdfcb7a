//! What a job needs before its first step: connections and inputs.

use super::page::{Page, packed};
use crate::{
    ir::Input,
    plan::Plan,
    render::{
        plan::settings::{settings, written},
        style::Tone,
        wrap::{pad, width},
    },
    types::Type,
};

/// The connections: names, types, and settings as written.
pub(super) fn connections(page: &mut Page, plan: &Plan) {
    let rows = plan.connections.iter().map(|connection| {
        let settings = settings(connection).into_iter();
        Row {
            name: connection.name.clone(),
            kind: connection.declaration.name.to_owned(),
            rest: settings
                .map(|(name, value)| format!("{name} {value}"))
                .collect(),
        }
    });
    section(page, "connections", &rows.collect::<Vec<_>>());
}

/// The inputs: names, types and defaults as written.
pub(super) fn inputs(page: &mut Page, plan: &Plan) {
    let rows = plan.inputs.iter().map(|input| Row {
        name: input.name.clone(),
        kind: input.ty.to_string(),
        rest: vec![default(input)],
    });
    section(page, "inputs", &rows.collect::<Vec<_>>());
}

/// What an input is where nobody sets it.
fn default(input: &Input) -> String {
    let is_secret = *input.ty.required() == Type::Secret;
    match &input.default {
        None => "must be set".to_owned(),
        Some(default) => format!("default {}", written(default, is_secret)),
    }
}

struct Row {
    name: String,
    kind: String,
    rest: Vec<String>,
}

fn section(page: &mut Page, title: &str, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    page.blank();
    let title = page.style.paint(Tone::Faint, title);
    page.line(&title);
    let widest =
        |column: fn(&Row) -> &str| rows.iter().map(|row| width(column(row))).max().unwrap_or(0);
    let names = widest(|row| &row.name) + 2;
    let kinds = widest(|row| &row.kind) + 2;
    page.indented(2, |page| {
        rows.iter().for_each(|row| write(page, row, names, kinds))
    });
}

fn write(page: &mut Page, row: &Row, names: usize, kinds: usize) {
    let lines = packed(&row.rest, page.room().saturating_sub(names + kinds));
    let name = page.style.paint(Tone::Strong, &pad(&row.name, names));
    let kind = page.style.paint(Tone::Aside, &pad(&row.kind, kinds));
    let first = page
        .style
        .unknowns(lines.first().map_or("", String::as_str));
    page.line(&format!("{name}{kind}{first}"));
    page.indented(names + kinds, |page| {
        lines.iter().skip(1).for_each(|line| page.value(line));
    });
}
