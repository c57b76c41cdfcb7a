use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles,
};

use super::{
    excerpt::Excerpt,
    mask::masked,
    shown::{left_out, shown},
    tally::tally,
    window::windows,
};
use crate::{
    diagnostic::Diagnostic,
    render::{
        style::{Style, Tone},
        wrap::{tame, width, wrap, wrap_behind},
    },
    text::Sources,
};

/// The diagnostics as people read them, in the given order, and a line that counts them; nothing where there are none.
///
/// Each has a head, `error[code]: message`, the lines it is about with labels under the places, and the help. Secrets that
/// stand in the job are blotted out, also where what says so is not among the `most` that are shown.
#[must_use]
pub fn text(diagnostics: &[Diagnostic], most: usize, sources: &Sources, style: Style) -> String {
    let sources = &*masked(sources);
    let mut out = String::new();
    for diagnostic in shown(diagnostics, most) {
        out.push_str(&head(diagnostic, style));
        out.push_str(&frames(diagnostic, sources, style));
        out.push_str(&help(diagnostic, style));
        out.push('\n');
    }
    if let Some(left_out) = left_out(diagnostics, most, sources) {
        out.push_str(&left_out.message);
        out.push('\n');
    }
    if !diagnostics.is_empty() {
        out.push_str(&style.paint(Tone::Strong, &tally(diagnostics, sources)));
        out.push('\n');
    }
    out
}

/// Where to read more about any diagnostic: a line for the end.
#[must_use]
pub fn pointer(style: Style) -> String {
    style.paint(Tone::Faint, "`portl explain CODE` says more of each") + "\n"
}

fn head(diagnostic: &Diagnostic, style: Style) -> String {
    let severity = diagnostic.code.severity;
    let kind = format!("{}[{}]", severity.as_str(), diagnostic.code.name);
    let mut lines = wrap_behind(
        width(&kind),
        &tame(&style.words(&diagnostic.message)),
        style.width.saturating_sub(2),
    )
    .into_iter();
    let first = lines.next().unwrap_or_default();
    let mut out = style.paint(Tone::Severity(severity), &kind);
    out.push_str(&style.paint(Tone::Strong, &format!(": {first}")));
    out.push('\n');
    for line in lines {
        out.push_str("  ");
        out.push_str(&style.paint(Tone::Strong, &line));
        out.push('\n');
    }
    out
}

fn help(diagnostic: &Diagnostic, style: Style) -> String {
    let Some(help) = &diagnostic.help else {
        return String::new();
    };
    let mut out = String::new();
    for (index, line) in wrap(&style.words(help), style.width.saturating_sub(8))
        .iter()
        .enumerate()
    {
        let lead = if index == 0 {
            style.paint(Tone::Label, "  help: ")
        } else {
            " ".repeat(8)
        };
        out.push_str(&lead);
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn frames(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let excerpt = Excerpt::new(&windows(diagnostic, sources), sources, style);
    let handler = GraphicalReportHandler::new_themed(theme(diagnostic, &excerpt, style))
        .with_urls(false)
        .with_wrap_lines(false)
        .with_width(style.width);
    let mut out = String::new();
    handler
        .render_report(&mut out, &Report(excerpt))
        .expect("a string takes whatever is written to it");
    // The message stands in the head already; what miette leaves for it is an empty line.
    out.split_once('\n')
        .map_or(String::new(), |(_, frames)| frames.to_owned())
}

fn theme(diagnostic: &Diagnostic, excerpt: &Excerpt, style: Style) -> GraphicalTheme {
    let own = style.ansi(Tone::Severity(diagnostic.code.severity));
    let aside = style.ansi(Tone::Aside);
    let characters = if style.unicode {
        ThemeCharacters::unicode()
    } else {
        ThemeCharacters::ascii()
    };
    GraphicalTheme {
        characters,
        styles: ThemeStyles {
            link: style.ansi(Tone::Label),
            linum: style.ansi(Tone::Faint),
            highlights: excerpt
                .primary()
                .map(|is_primary| if is_primary { own } else { aside })
                .collect(),
            ..ThemeStyles::none()
        },
    }
}

/// A diagnostic as miette takes it, without what is written around the frames.
#[derive(Debug)]
struct Report(Excerpt);

impl fmt::Display for Report {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.0)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.0.labels()))
    }
}
