//! What can be wrong with the settings of a step beyond their shape.

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span};

codes! {
    /// A column that the rows of a file don't have.
    BAD_VALUE = Error "step.bad-value";
    /// A `retry:` on a step that can't fail in a way that passes.
    USELESS_RETRY = Warning "step.useless-retry";
}

/// A column that is not there.
#[must_use]
pub fn bad_value(span: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&BAD_VALUE, span, message).help(help)
}

/// A retry of what would fail again; `what` is that.
#[must_use]
pub fn useless_retry(span: Span, what: &str) -> Diagnostic {
    let message = format!("`retry` has no effect here: {what} can't fail in a way that passes");
    Diagnostic::new(&USELESS_RETRY, span, message)
        .help("remove `retry`, or put it on the call itself")
}
