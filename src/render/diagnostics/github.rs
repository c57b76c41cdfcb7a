use super::shown::{left_out, shown};
use crate::{
    diagnostic::{Diagnostic, Severity},
    text::Sources,
};

/// The diagnostics as workflow commands of GitHub Actions, one a line, which show them at the lines of a pull request.
///
/// Columns are left out where a place has several lines: GitHub would not take them. So is the file of standard input.
/// Where there are more than `most`, a last one says so.
#[must_use]
pub fn github(diagnostics: &[Diagnostic], most: usize, sources: &Sources) -> String {
    let shown = shown(diagnostics, most).into_iter();
    let rest = left_out(diagnostics, most, sources)
        .map(|left_out| format!("::warning::{}\n", data(&left_out.message)));
    shown
        .map(|diagnostic| command(diagnostic, sources))
        .chain(rest)
        .collect()
}

fn command(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let kind = match diagnostic.code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let file = sources.file(diagnostic.span.file);
    let start = file.position(diagnostic.span.range().start);
    let end = file.position(diagnostic.span.range().end);
    let mut properties = Vec::new();
    if file.name() != "-" {
        properties.push(("file", property(file.name())));
        properties.push(("line", start.line.to_string()));
        properties.push(("endLine", end.line.to_string()));
        if start.line == end.line {
            properties.push(("col", start.column.to_string()));
            properties.push(("endColumn", end.column.to_string()));
        }
    }
    properties.push(("title", property(diagnostic.code.name)));
    let properties: Vec<_> = properties
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let help = diagnostic.help.iter().map(|help| format!("\nhelp: {help}"));
    let message: String = std::iter::once(diagnostic.message.clone())
        .chain(help)
        .collect();
    format!("::{kind} {}::{}\n", properties.join(","), data(&message))
}

/// A text that can stand behind the `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A text that can stand behind a `=`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
