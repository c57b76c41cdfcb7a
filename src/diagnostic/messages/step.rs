//! What can be wrong with the settings of a step beyond their shape.

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span};

codes! {
    /// Two settings that exclude each other, or one that another one needs.
    CONFLICT = Error "step.conflict";
    /// A value that the setting does not take.
    BAD_VALUE = Error "step.bad-value";
    /// A setting that has no effect on this step.
    NO_EFFECT = Warning "step.no-effect";
}

/// Settings that don't go together.
#[must_use]
pub fn conflict(span: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&CONFLICT, span, message).help(help)
}

/// A value out of range.
#[must_use]
pub fn bad_value(span: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&BAD_VALUE, span, message).help(help)
}

/// A setting for nothing.
#[must_use]
pub fn no_effect(span: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&NO_EFFECT, span, message).help(help)
}
