use super::Lint;
use crate::{
    diagnostic::{Diagnostic, messages::effect as messages},
    ir::Operation,
};

/// Calls in flight together, on a step that makes none.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let Some(batch) = &site.written.batch else {
            continue;
        };
        let operation = &site.step.operation;
        if batch.concurrency.value < 2 || operation.is_direct_call() {
            continue;
        }
        let why = match operation {
            Operation::Group { .. } | Operation::Conditional { .. } => {
                "all steps inside are done for an item before the next one begins"
            }
            Operation::ReadCsv { .. } | Operation::WriteCsv { .. } => {
                "files are worked on one after the other"
            }
            _ => "the statements of a database run one after the other",
        };
        found.push(messages::ignored_concurrency(batch.concurrency.span, why));
    }
    found
}
