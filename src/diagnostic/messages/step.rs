//! What can be wrong with the settings of a step beyond their shape.

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span};

codes! {
    /// A `retry:` on a step that can't fail in a way that passes.
    USELESS_RETRY = Warning "step.useless-retry";
    /// A file for failed items on a step whose first failure ends the run.
    REJECTS_WITHOUT_CONTINUE = Error "step.rejects-without-continue";
    /// The file for failed items is one that the job uses for something else as well.
    REJECTS_SHARED = Error "step.rejects-shared";
}

/// `rejects:` where the first failure ends the run.
#[must_use]
pub fn rejects_without_continue(span: Span) -> Diagnostic {
    Diagnostic::new(
        &REJECTS_WITHOUT_CONTINUE,
        span,
        "`rejects` collects nothing: the first item that fails ends the run",
    )
    .help("add `on_error: continue` to the step, or remove `rejects`")
}

/// A file of rejects that something else in the job uses; `what` says how, `free` is a name that is not taken.
#[must_use]
pub fn rejects_shared(span: Span, file: &str, what: &str, other: Span, free: &str) -> Diagnostic {
    let message = format!("`{file}` is for failed items only, and {what}");
    Diagnostic::new(&REJECTS_SHARED, span, message)
        .related(other, "the same file")
        .help(format!(
            "give the rejects a file of their own: `rejects: {free}`"
        ))
}

/// A retry of what would fail again; `what` is that.
#[must_use]
pub fn useless_retry(span: Span, what: &str) -> Diagnostic {
    let message = format!("`retry` has no effect here: {what} can't fail in a way that passes");
    Diagnostic::new(&USELESS_RETRY, span, message)
        .help("remove `retry`, or put it on the call itself")
}
