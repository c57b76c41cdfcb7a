use super::{
    Lint,
    reads::{depends_on_item, is_failed, reads_index},
    site::Site,
    unstable::unstable,
};
use crate::{
    diagnostic::{Diagnostic, messages::effect as messages},
    ir::{Batch, ExprKind},
    job::StepId,
};

/// A key that is the same for every item.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let names = &lint.job.names;
        let Some(batch) = names.scope(site.step.id).frames.last().copied() else {
            continue;
        };
        let Some(from) = several_items(lint, batch) else {
            continue;
        };
        if picks_an_item(site, batch) {
            continue;
        }
        for key in site.step.operation.keys(&lint.job.connections) {
            let is_same = !is_failed(key) && !depends_on_item(key, batch, names);
            // A key that changes with every run has been reported as that.
            if is_same && unstable(key).is_empty() {
                let fix = lint.key_for(site);
                found.push(messages::constant_key(key.span, from.from.span, &fix));
            }
        }
    }
    found
}

/// The batch, unless it may be known to go through one item only.
fn several_items<'a>(lint: &Lint<'a>, batch: StepId) -> Option<&'a Batch> {
    let batch = lint.site(batch)?.step.batch.as_ref()?;
    match &batch.from.kind {
        ExprKind::List(items) if items.len() < 2 => None,
        ExprKind::Slice { .. } => None,
        _ => Some(batch),
    }
}

/// Whether a condition asks for the position: then the call may be made for one item only.
fn picks_an_item(site: &Site<'_>, batch: StepId) -> bool {
    site.conditions()
        .any(|condition| reads_index(condition, batch))
}
