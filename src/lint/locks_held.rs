use std::collections::BTreeSet;

use super::{Lint, site::Site};
use crate::{
    diagnostic::{Diagnostic, messages::effect as messages},
    ir::{Effect, Operation},
    job::{StepId, Transaction},
};

/// A function that is waited for while the transaction holds its locks.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    if lint.job.transaction != Transaction::Job {
        return Vec::new();
    }
    let effects = lint.effects.iter();
    let writes: BTreeSet<_> = effects
        .filter(|(_, effect)| *effect == Effect::Write)
        .map(|(step, _)| *step)
        .collect();
    let mut found = Vec::new();
    for site in &lint.sites {
        if !matches!(site.step.operation, Operation::Invoke { .. })
            || !site.step.operation.is_direct_call()
        {
            continue;
        }
        let Some(first) = write_before(lint, site, &writes) else {
            continue;
        };
        // What needs the database can't be done before it.
        if needs_database(lint, site) {
            continue;
        }
        let of_the_item_before = first.step.id > site.step.id;
        let batch = shared_batch(lint, site, first).filter(|_| of_the_item_before);
        let (name, span) = (&first.written.name.value, first.written.name.span);
        let batch = batch.map(|batch| batch.step.name.as_str());
        found.push(messages::locks_held(
            site.written.name.span,
            name,
            span,
            batch,
        ));
    }
    found
}

/// The first write that has been made when the call begins: an earlier one, or in a batch one of the item before.
fn write_before<'s, 'a>(
    lint: &'s Lint<'a>,
    site: &Site<'a>,
    writes: &BTreeSet<StepId>,
) -> Option<&'s Site<'a>> {
    let mut written = lint.sites.iter();
    written.find(|write| {
        writes.contains(&write.step.id)
            && (write.step.id < site.step.id || shared_batch(lint, site, write).is_some())
    })
}

/// The outermost step with a batch around both.
fn shared_batch<'s, 'a>(
    lint: &'s Lint<'a>,
    one: &Site<'_>,
    other: &Site<'_>,
) -> Option<&'s Site<'a>> {
    let shared = one.around.iter().filter(|own| other.around.contains(own));
    let mut owners = shared.filter_map(|own| lint.site(*own));
    owners.find(|owner| owner.step.batch.is_some())
}

/// Whether anything that the call is made of comes out of a database.
fn needs_database(lint: &Lint<'_>, site: &Site<'_>) -> bool {
    let mut pending = site.around.clone();
    pending.push(site.step.id);
    let mut seen = BTreeSet::new();
    while let Some(step) = pending.pop() {
        for read in lint.job.names.read_by(step) {
            if !seen.insert(read) {
                continue;
            }
            let connections = &lint.job.connections;
            let is_statement = |read: &Site<'_>| read.step.operation.is_statement(connections);
            if lint.site(read).is_none_or(is_statement) {
                return true;
            }
            pending.push(read);
        }
    }
    false
}
