use super::{
    Lint,
    constant_key::several_items,
    reads::{depends_on_item, is_failed},
};
use crate::{
    diagnostic::{Diagnostic, messages::effect as messages},
    ir::{Operation, Upsert},
    job::StepId,
    names::Names,
};

/// An upsert whose key is the same for every item of its batch: each item overwrites the one before.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let Operation::Upsert(upsert) = &site.step.operation else {
            continue;
        };
        let (batch, names) = (site.step.id, &lint.job.names);
        let Some(from) = several_items(lint, batch) else {
            continue;
        };
        // A condition on the item may well leave one of them.
        let mut conditions = site.conditions();
        if conditions.any(|condition| depends_on_item(condition, batch, names)) {
            continue;
        }
        if differs_but_for_its_key(upsert, batch, names) {
            let span = site.written.fields.span("key");
            let (span, from) = (span.unwrap_or(site.written.name.span), from.from.span);
            found.push(messages::same_row(span, from));
        }
    }
    found
}

fn differs_but_for_its_key(upsert: &Upsert, batch: StepId, names: &Names) -> bool {
    let is_key = |column: &str| upsert.key.iter().any(|key| **key == *column);
    let (key, rest): (Vec<_>, Vec<_>) = upsert
        .mapping
        .iter()
        .partition(|(column, _)| is_key(column));
    let varies = |value| is_failed(value) || depends_on_item(value, batch, names);
    !key.is_empty()
        && !key.iter().any(|(_, value)| varies(value))
        && rest
            .iter()
            .any(|(_, value)| depends_on_item(value, batch, names))
}
