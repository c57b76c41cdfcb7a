//! What a step does for its first items.

use super::{
    columns::columns,
    page::Page,
    request::{known_condition, requests},
};
use crate::{
    ir::Request,
    plan::{Operation, Outgoing, Statement, Step},
    render::{
        plan::{View, shown::Shown},
        sample::{ItemSample, Role, StepSamples},
        style::Tone,
    },
    spec::Dialect,
    sql::placeholder,
};

/// The samples of a step, below what is said of it.
pub(super) fn samples(page: &mut Page, view: View<'_>, step: &Step, samples: &StepSamples) {
    let items = differing(&samples.items);
    match &step.operation {
        Operation::StoreRow(row) => parameters(page, view, step, &row.statement, items),
        Operation::ChangeRows { statement, .. }
        | Operation::Query { statement, .. }
        | Operation::Execute { statement, .. } => parameters(page, view, step, statement, items),
        Operation::Send { request, .. } => calls(page, Some(request), items),
        Operation::Enqueue {
            call: Outgoing::Request(request),
            ..
        } => calls(page, Some(request), items),
        Operation::Invoke { .. } | Operation::Enqueue { .. } => calls(page, None, items),
        Operation::WriteCsv(_) => rows(page, items),
        Operation::Branch { .. } => conditions(page, step, items),
        Operation::ReadCsv { .. } | Operation::Sequence { .. } => {}
    }
}

fn parameters(
    page: &mut Page,
    view: View<'_>,
    step: &Step,
    statement: &Statement,
    items: &[ItemSample],
) {
    if statement.parameters.is_empty() || items.is_empty() {
        return;
    }
    let dialect = step
        .connection
        .and_then(|connection| view.plan.connections[connection.0].declaration.dialect);
    let dialect = dialect.unwrap_or(Dialect::Postgres);
    let mut table: Vec<(String, Vec<String>)> = Vec::new();
    let conditions: Vec<_> = items.iter().map(known_condition).collect();
    if conditions.iter().any(Option::is_some) {
        let unknown = page.style.mark("…", "?");
        let shown = conditions
            .into_iter()
            .map(|known| known.unwrap_or_else(|| unknown.to_owned()));
        table.push(("when".to_owned(), shown.collect()));
    }
    for (index, parameter) in statement.parameters.iter().enumerate() {
        let name = format!("{} {}", placeholder(dialect, index + 1), parameter.name);
        let values = items.iter().map(|item| {
            item.parts
                .get(index)
                .map_or_else(String::new, |part| Shown::of(&part.value).inline())
        });
        table.push((name, values.collect()));
    }
    page.blank();
    page.indented(2, |page| columns(page, &heads(items), &table));
}

fn calls(page: &mut Page, request: Option<&Request>, items: &[ItemSample]) {
    let heads = heads(items);
    for (item, head) in items.iter().zip(&heads) {
        page.blank();
        page.indented(2, |page| {
            let head = page.style.paint(Tone::Faint, head);
            if !head.is_empty() {
                page.line(&head);
            }
            requests(page, request, item);
        });
    }
}

fn rows(page: &mut Page, items: &[ItemSample]) {
    for rows in items.iter().filter_map(|item| item.part(Role::Rows)) {
        page.blank();
        page.indented(2, |page| {
            let lines = Shown::of(&rows.value).pretty(page.room());
            lines.iter().for_each(|line| page.value(line));
        });
    }
}

/// Which way each item goes, where that is known.
fn conditions(page: &mut Page, step: &Step, items: &[ItemSample]) {
    let has_batch = step.batch.is_some();
    let known =
        items.iter().filter_map(
            |item| match item.part(Role::Condition).map(|part| &part.value) {
                Some(crate::eval::Sample::Known(value)) => {
                    Some((item, crate::value::is_true(value)))
                }
                _ => None,
            },
        );
    let words: Vec<_> = known
        .map(|(item, truth)| {
            let branch = if truth { "then" } else { "else" };
            if has_batch && !item.index.is_empty() {
                format!("{} {branch}", head(item))
            } else {
                branch.to_owned()
            }
        })
        .collect();
    if !words.is_empty() {
        page.field("takes", &words.join(", "));
    }
}

/// What each item is called; nothing where there is only one to show.
fn heads(items: &[ItemSample]) -> Vec<String> {
    items
        .iter()
        .map(|item| {
            if items.len() == 1 {
                String::new()
            } else {
                head(item)
            }
        })
        .collect()
}

fn head(item: &ItemSample) -> String {
    let indexes: Vec<_> = item.index.iter().map(usize::to_string).collect();
    format!("item {}", indexes.join("."))
}

/// The items, or the first alone where all are the same.
fn differing(items: &[ItemSample]) -> &[ItemSample] {
    let drawn = |item: &ItemSample| -> Vec<Shown> {
        let parts = item.parts.iter().map(|part| &part.value);
        item.when.iter().chain(parts).map(Shown::of).collect()
    };
    match items {
        [first, rest @ ..] if rest.iter().all(|other| drawn(other) == drawn(first)) => &items[..1],
        _ => items,
    }
}
