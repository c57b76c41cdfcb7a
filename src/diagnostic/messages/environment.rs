//! What can be wrong with what a run is given: variables, files, inputs.

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span, types::Type};

codes! {
    /// A variable that is not set and has no default.
    UNSET = Error "env.unset";
    /// A file of `${file:…}` that can't be read.
    FILE = Error "env.file";
    /// A setting whose value, once filled in, is not what it should be.
    SETTING = Error "env.setting";
    /// An input that is not given and has no default.
    INPUT_MISSING = Error "input.missing";
    /// An input whose value is not of its type.
    INPUT_VALUE = Error "input.value";
}

/// A variable without a value; `message` is the job's own word on it, `file` the one that it could stand in.
#[must_use]
pub fn unset(span: Span, name: &str, message: Option<&str>, file: &str) -> Diagnostic {
    let why = message.map_or_else(String::new, |message| format!(": {message}"));
    Diagnostic::new(
        &UNSET,
        span,
        format!("the variable `{name}` is not set, or empty{why}"),
    )
    .help(format!(
        "set it: `export {name}=…`, a line `{name}=…` in `{file}`, or a default: `${{env:{name}:-default}}`"
    ))
}

/// A file that holds a secret, out of reach.
#[must_use]
pub fn file(span: Span, path: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&FILE, span, format!("`{path}` can't be read: {why}"))
}

/// A setting of the wrong form; what it is stays hidden, it may come from a secret.
#[must_use]
pub fn setting(span: Span, key: &str, expected: &str) -> Diagnostic {
    Diagnostic::new(&SETTING, span, format!("expected {expected} for `{key}`"))
}

/// An input nobody gave.
#[must_use]
pub fn input_missing(span: Span, name: &str, ty: &Type) -> Diagnostic {
    Diagnostic::new(
        &INPUT_MISSING,
        span,
        format!("the input `{name}` is not given"),
    )
    .help(format!("give it: `--input {name}=…` ({ty})"))
}

/// An input of another type.
#[must_use]
pub fn input_value(span: Span, name: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&INPUT_VALUE, span, format!("the input `{name}`: {why}"))
}
