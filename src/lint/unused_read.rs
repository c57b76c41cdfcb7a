use super::{Lint, site::Site};
use crate::{
    diagnostic::{Diagnostic, messages::effect as messages},
    ir::{Effect, Operation},
    job::{OnError, StepId},
};

/// A step that only reads, and nobody reads its result.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let effects = &lint.effects;
    // The results of a job that does nothing else are what it is for.
    if !lint.is_named || only_reads(effects) {
        return Vec::new();
    }
    let read = lint.read_steps();
    let mut found = Vec::new();
    for (position, (step, effect)) in effects.iter().enumerate() {
        let Some(site) = lint.site(*step) else {
            continue;
        };
        let is_unread = *effect == Effect::Read && !read.contains(step);
        if is_unread && !is_a_test(site) && !lint.has_error(site.step) {
            let name = &site.written.name;
            let is_last = only_reads(&effects[position..]);
            found.push(messages::unused_read(name.span, &name.value, is_last));
        }
    }
    found
}

fn only_reads(effects: &[(StepId, Effect)]) -> bool {
    effects
        .iter()
        .all(|(_, effect)| matches!(effect, Effect::Read | Effect::Pure))
}

/// Whether the step is there to fail: a call that says which answer it expects.
fn is_a_test(site: &Site<'_>) -> bool {
    match &site.step.operation {
        Operation::Request { request, .. } => {
            site.step.on_error == OnError::Fail && !request.expect_status.is_empty()
        }
        _ => false,
    }
}
