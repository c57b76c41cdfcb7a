//! What can be wrong with a comment that asks to ignore a diagnostic.

use super::codes;
use crate::{
    diagnostic::{Code, Diagnostic, Replacement},
    text::Span,
};

codes! {
    /// A comment for Portl that can't be read.
    MALFORMED = Warning "ignore.malformed";
    /// A code to ignore that does not exist.
    UNKNOWN_CODE = Warning "ignore.unknown-code";
    /// An error that a comment asks to ignore.
    OF_ERROR = Warning "ignore.of-error";
    /// A code to ignore that nothing says in its place.
    UNUSED = Advice "ignore.unused";
    /// A comment that asks to ignore a diagnostic and gives no reason.
    NO_REASON = Advice "ignore.no-reason";
}

/// `# portl: …` with anything but `ignore[…]`; `span` is what stands behind the colon.
#[must_use]
pub fn malformed(span: Span) -> Diagnostic {
    let message = "expected `ignore[code] reason` behind `portl:`";
    Diagnostic::new(&MALFORMED, span, message)
        .help("write `# portl: ignore[type.maybe-null] why it is right here`")
}

/// A code that does not exist; `rest` is what goes if the name goes.
#[must_use]
pub fn unknown_code(span: Span, name: &str, near: Option<&str>, rest: Span) -> Diagnostic {
    let found = Diagnostic::new(&UNKNOWN_CODE, span, format!("unknown code `{name}`"));
    match near {
        Some(near) => found
            .help(format!("write `{near}`"))
            .edit(span, Replacement::Source(near.to_owned())),
        None => found
            .help("remove it; `portl explain` lists all codes")
            .edit(rest, Replacement::Source(String::new())),
    }
}

/// An error; `rest` is what goes if the name goes.
#[must_use]
pub fn of_error(span: Span, code: &Code, rest: Span) -> Diagnostic {
    let message = format!("`{}` is an error, which can't be ignored", code.name);
    Diagnostic::new(&OF_ERROR, span, message)
        .label("no run gets past it")
        .help("mend what the error is about, and remove the code here")
        .edit(rest, Replacement::Source(String::new()))
}

/// A code that nothing says in the lines that the comment is for; `rest` is what goes if the name goes.
#[must_use]
pub fn unused(span: Span, name: &str, rest: Span) -> Diagnostic {
    Diagnostic::new(
        &UNUSED,
        span,
        format!("there is no `{name}` here to ignore"),
    )
    .help("remove it")
    .edit(rest, Replacement::Source(String::new()))
}

/// Nothing behind the bracket.
#[must_use]
pub fn no_reason(span: Span) -> Diagnostic {
    Diagnostic::new(&NO_REASON, span, "expected a reason behind `ignore[…]`")
        .help("say in a few words why it is right here")
}
