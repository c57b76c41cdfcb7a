use super::{Parent, Scope};
use crate::job::StepId;

/// Why a step's result can't be read from where it is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blocked {
    /// It is the reader itself.
    Own,
    /// The reader is inside it.
    Enclosing,
    /// It runs after the reader.
    Later,
    /// It runs inside the reader.
    Inside,
    /// It is under `theirs` of a conditional, the reader under `own`.
    OtherBranch {
        /// The key above the step that is read.
        theirs: &'static str,
        /// The key above the reader.
        own: &'static str,
    },
}

/// Why `reader` can't read the result of `step`, if it can't.
pub(super) fn blocked(scopes: &[Scope], reader: StepId, step: StepId) -> Option<Blocked> {
    if reader == step {
        return Some(Blocked::Own);
    }
    let mut around_reader = parents(scopes, reader);
    if around_reader.clone().any(|parent| parent.step == step) {
        return Some(Blocked::Enclosing);
    }
    let fork = around_reader.find_map(|own| {
        let theirs = parents(scopes, step).find(|theirs| theirs.step == own.step)?;
        Some((theirs.branch, own.branch))
    });
    match fork {
        Some((theirs, own)) if theirs != own => Some(Blocked::OtherBranch { theirs, own }),
        _ if parents(scopes, step).any(|parent| parent.step == reader) => Some(Blocked::Inside),
        _ if step > reader => Some(Blocked::Later),
        _ => None,
    }
}

/// The steps around a step, the nearest first.
fn parents(scopes: &[Scope], step: StepId) -> impl Iterator<Item = Parent> + Clone {
    let parent = |step: StepId| scopes[step.0 as usize].parent;
    std::iter::successors(parent(step), move |above| parent(above.step))
}
