use super::{
    Lint,
    reads::is_failed,
    unstable::{Source, unstable},
};
use crate::{
    diagnostic::{Diagnostic, messages::effect as messages},
    ir::{Enqueued, Expr, Operation},
};

/// A body that is another one in the next run, under a key that is not.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let operation = &site.step.operation;
        let keys = operation.keys(&lint.job.connections);
        let is_stable = |key: &&Expr| !is_failed(key) && unstable(key).is_empty();
        let Some(key) = keys.first().filter(|_| keys.iter().all(is_stable)) else {
            continue;
        };
        let pieces = body(operation).map_or_else(Vec::new, unstable);
        let differing = pieces
            .into_iter()
            .filter(|(_, source)| *source != Source::Index);
        found.extend(
            differing.map(|(span, source)| messages::unstable_body(span, source.words(), key.span)),
        );
    }
    found
}

/// What the receiver is given.
fn body(operation: &Operation) -> Option<&Expr> {
    match operation {
        Operation::Request { request, .. } => request.body.as_ref(),
        Operation::Enqueue { call, .. } => match call {
            Enqueued::Request(request) => request.body.as_ref(),
            Enqueued::Invocation { payload, .. } => Some(payload),
        },
        _ => None,
    }
}
