//! What can be wrong with `${env:…}` and `${file:…}`.

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span};

codes! {
    /// A `${…}` that can't be read.
    SYNTAX = Error "env.syntax";
    /// A `{{ }}` where only `${…}` is filled in.
    TEMPLATE = Error "env.template";
    /// A `${env:…}` or `${file:…}` that nothing fills in where it stands.
    OUTSIDE = Error "job.interpolation-outside";
}

/// A `${` without its `}`.
#[must_use]
pub fn unclosed(span: Span) -> Diagnostic {
    Diagnostic::new(&SYNTAX, span, "`${` without `}`")
        .label("never closed")
        .help("close it: `${env:NAME}`; a literal `${` is written `$${`")
}

/// A `${…}` of no known kind.
#[must_use]
pub fn unknown(inner: &str, span: Span) -> Diagnostic {
    let mended = if is_variable(inner) {
        format!("${{env:{inner}}}")
    } else {
        "${env:NAME}".to_owned()
    };
    Diagnostic::new(
        &SYNTAX,
        span,
        format!("`${{{inner}}}`: expected `env:` or `file:` behind `${{`"),
    )
    .label("neither a variable nor a file")
    .help(format!(
        "write `{mended}`; a literal `${{` is written `$${{`"
    ))
}

/// A variable's name that can't be one.
#[must_use]
pub fn bad_variable(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &SYNTAX,
        span,
        format!("`{name}` can't be the name of a variable"),
    )
    .label("expected letters, digits and `_`, behind it `:-default` or `:?message`")
    .help(match with_default(name) {
        Some(mended) => format!("write `${{env:{mended}}}`"),
        None => "write `${env:NAME:-default}`".to_owned(),
    })
    .replace_if(span, with_default(name))
}

/// `NAME:value`, as a default is written here.
fn with_default(name: &str) -> Option<String> {
    let (variable, default) = name.split_once(':')?;
    let default = default.trim_start_matches('=');
    is_variable(variable).then(|| format!("{variable}:-{default}"))
}

/// A file without a path.
#[must_use]
pub fn no_path(span: Span) -> Diagnostic {
    Diagnostic::new(&SYNTAX, span, "`${file:}` names no file")
        .label("expected a path")
        .help("write `${file:path/to/secret}`")
}

/// A `${` inside another.
#[must_use]
pub fn nested(span: Span) -> Diagnostic {
    Diagnostic::new(&SYNTAX, span, "`${…}` can't stand inside another")
        .label("inside a default")
        .help("write the default out: `${env:NAME:-default}`")
}

/// A hole in a connection or an input's default; `variable` is the one whose value it asks for.
#[must_use]
pub fn template(place: &str, span: Span, variable: Option<&str>) -> Diagnostic {
    let found = hole(place, span);
    match variable.filter(|variable| is_variable(variable)) {
        Some(variable) => found.write(span, &format!("${{env:{variable}}}")),
        None => found,
    }
}

fn hole(place: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &TEMPLATE,
        span,
        format!("an expression can't stand in {place}: it is read before anything runs"),
    )
    .label("expected plain text or `${env:NAME}`")
    .help("write `${env:NAME}`, or move the value into the step as `{{ inputs.name }}`")
}

/// A `${…}` outside connections and defaults of inputs; `input` is a name for an input in its place.
#[must_use]
pub fn outside(written: &str, span: Span, input: &str, secret: bool) -> Diagnostic {
    let ty = if secret { "secret" } else { "text" };
    Diagnostic::new(
        &OUTSIDE,
        span,
        format!("`{written}` is only filled in in connections and defaults of inputs"),
    )
    .label("use an input here")
    .help(format!(
        "write `{{{{ inputs.{input} }}}}` here and declare `inputs: {{{input}: {{type: {ty}, default: \"{written}\"}}}}`"
    ))
}

fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
}
