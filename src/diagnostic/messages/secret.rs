//! Secrets that stand in a job.

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span};

codes! {
    /// A password, a token or a key stands in the job itself.
    LITERAL = Warning "secret.literal";
}

/// A secret in a connection or an input; `variable` is a name for the variable that takes its place.
#[must_use]
pub fn literal(span: Span, what: &str, variable: &str) -> Diagnostic {
    let fix = format!("${{env:{variable}}}");
    Diagnostic::new(&LITERAL, span, format!("{what} stands in the job"))
        .label("whoever reads the file knows it")
        .help(format!(
            "write `{fix}`, and set the variable where the job runs"
        ))
        .replace(span, fix)
}

/// A secret in the query of a URL, where no secret may go at all.
#[must_use]
pub fn literal_in_query(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(&LITERAL, span, format!("{what} stands in the job"))
        .label("whoever reads the file knows it, and URLs are logged")
        .help("send it in a header of the connection: `headers: {Authorization: \"Bearer ${env:API_TOKEN}\"}`")
}

/// A secret in a step, where no variable can stand; `input` is a name for the input that takes its place.
#[must_use]
pub fn literal_in_step(span: Span, what: &str, input: &str) -> Diagnostic {
    let variable = input.to_uppercase();
    Diagnostic::new(&LITERAL, span, format!("{what} stands in the job"))
        .label("whoever reads the file knows it")
        .help(format!(
            "declare `inputs: {{{input}: {{type: secret, default: \"${{env:{variable}}}\"}}}}` and write `{{{{ inputs.{input} }}}}`"
        ))
}
