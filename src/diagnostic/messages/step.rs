//! What can be wrong with the settings of a step beyond their shape.

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span};

codes! {
    /// A `retry:` on a step that can't fail in a way that passes.
    USELESS_RETRY = Warning "step.useless-retry";
}

/// A retry of what would fail again; `what` is that.
#[must_use]
pub fn useless_retry(span: Span, what: &str) -> Diagnostic {
    let message = format!("`retry` has no effect here: {what} can't fail in a way that passes");
    Diagnostic::new(&USELESS_RETRY, span, message)
        .help("remove `retry`, or put it on the call itself")
}
