use super::{Lint, unstable::unstable};
use crate::diagnostic::{Diagnostic, messages::effect as messages};

/// A key that is another one in the next run.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        for key in site.step.operation.keys(&lint.job.connections) {
            let pieces = unstable(key).into_iter();
            found.extend(pieces.map(|(span, source)| messages::unstable_key(span, source.words())));
        }
    }
    found
}
