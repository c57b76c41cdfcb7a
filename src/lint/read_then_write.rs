use std::collections::HashMap;

use super::{Lint, reads::reads_result, site::Site};
use crate::{
    diagnostic::{Diagnostic, messages::effect as messages},
    ir::{Operation, UpdateRule},
    job::{StepId, Transaction},
    query,
    spec::Dialect,
    template::Node,
    text::Span,
};

/// A row that is read, and written by what was read, while another run may do the same.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    if lint.job.transaction != Transaction::Job {
        return Vec::new();
    }
    let mut writes: HashMap<String, Vec<&Site<'_>>> = HashMap::new();
    for site in &lint.sites {
        if let Some(table) = written_table(lint, site) {
            writes.entry(table.to_lowercase()).or_default().push(site);
        }
    }
    let mut found = Vec::new();
    for site in &lint.sites {
        let Some(table) = unlocked_table(lint, site).filter(|_| !stands_behind_lock(lint, site))
        else {
            continue;
        };
        let mut of_table = writes.get(&table.to_lowercase()).into_iter().flatten();
        let decided =
            of_table.find(|write| write.step.id > site.step.id && decided_by(write, site.step.id));
        let Some(write) = decided else {
            continue;
        };
        let name = &write.written.name;
        found.push(messages::read_then_write(
            site.written.name.span,
            &table,
            name.span,
            end_of_query(site),
        ));
    }
    found
}

/// The table of which a query reads a row that it could lock and does not. SQLite has one writer at a time anyway.
fn unlocked_table(lint: &Lint<'_>, site: &Site<'_>) -> Option<String> {
    let Operation::QueryOne { sql, .. } = &site.step.operation else {
        return None;
    };
    let dialect = site.step.operation.dialect(&lint.job.connections)?;
    if dialect != Dialect::Postgres {
        return None;
    }
    let reads = sql.reads.as_ref()?;
    match reads.tables.as_slice() {
        [table] if reads.is_lockable && !reads.locks => Some(table.clone()),
        _ => None,
    }
}

/// Whether the query asks for what belongs to a row that the transaction has locked: whoever else wants to read and write
/// it comes by the same lock.
fn stands_behind_lock(lint: &Lint<'_>, site: &Site<'_>) -> bool {
    let read = lint.job.names.read_by(site.step.id).into_iter();
    let around = site.around.iter();
    read.chain(around.flat_map(|step| lint.job.names.read_by(*step)))
        .filter_map(|step| lint.site(step))
        .any(|read| match &read.step.operation {
            Operation::Upsert(upsert) => upsert.update != UpdateRule::None,
            Operation::Change(change) => change.mapping.is_some(),
            Operation::QueryOne { sql, .. } | Operation::QueryMany { sql, .. } => {
                sql.reads.as_ref().is_some_and(|reads| reads.locks)
            }
            _ => false,
        })
}

fn written_table(lint: &Lint<'_>, site: &Site<'_>) -> Option<String> {
    let named = |table: &str| table.rsplit('.').next().map(str::to_owned);
    match &site.step.operation {
        Operation::Upsert(upsert) => named(&upsert.table),
        Operation::Insert(insert) => named(&insert.table),
        Operation::Change(change) => named(&change.table),
        Operation::Execute { sql, .. } => {
            let dialect = site.step.operation.dialect(&lint.job.connections)?;
            query::changed_table(dialect, &sql.text())
        }
        _ => None,
    }
}

/// Whether what a step read decides if another runs, or what it writes.
fn decided_by(site: &Site<'_>, read: StepId) -> bool {
    let mut reads = site
        .conditions()
        .any(|condition| reads_result(condition, read));
    site.step
        .operation
        .for_each_expr(&mut |expr| reads |= reads_result(expr, read));
    reads
}

/// Where a lock can be added to a query, if it ends with text of the job.
fn end_of_query(site: &Site<'_>) -> Option<Span> {
    let query = site.written.fields.template("query")?;
    match query.template.nodes.last()? {
        Node::Text(text) => {
            let end = text.value.trim_end_matches([' ', '\n', '\t', ';']).len();
            (end > 0).then(|| query.span_in(text, end..end))
        }
        _ => None,
    }
}
