use super::Lint;
use crate::{
    diagnostic::{Diagnostic, messages::effect as messages},
    ir::{Effect, Operation},
};

/// A call that stays made when the transaction is rolled back.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    if !lint.is_named || !lint.transaction_writes() {
        return Vec::new();
    }
    let read = lint.read_steps();
    let mut found = Vec::new();
    for site in &lint.sites {
        let operation = &site.step.operation;
        let effect = operation.effect(&lint.job.connections);
        let is_call = matches!(operation, Operation::Request { .. })
            && matches!(effect, Effect::External | Effect::Keyed);
        // What the outbox gives is no answer: a call whose answer is read can't go through it.
        if !is_call || !operation.is_direct_call() || read.contains(&site.step.id) {
            continue;
        }
        let written = site.written;
        found.push(messages::call_in_transaction(
            written.fields.span("delivery").unwrap_or(written.type_span),
            lint.written.transaction.span,
            effect == Effect::Keyed,
        ));
    }
    found
}
