//! Secrets that stand in a file, whatever else is wrong there: nothing that is shown of it may show them.
//!
//! What the lint of secrets finds is told; here more is concealed than is told, since a place that was only taken for a
//! secret costs nothing but stars. Where there is no tree, or a part of the file is not in it, lines tell.

mod lines;
mod name;
mod tree;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Replacement, messages::secret},
    text::{FileId, Sources, Span},
    yaml::Node,
};

/// Shorter texts are found by accident everywhere.
const SHORTEST: usize = 4;

/// What stands for a secret.
const SHOWN: &str = "‹secret›";

/// Conceals the secrets of all files, and takes them out of what diagnostics say.
pub(super) fn conceal(
    sources: &mut Sources,
    roots: &[(FileId, &Node)],
    diagnostics: &mut Diagnostics,
) {
    if diagnostics.iter().next().is_none() {
        return;
    }
    let mut spans: Vec<Span> = Vec::new();
    for (file, source) in sources.files() {
        let found = lines::secrets(source.text());
        spans.extend(
            found
                .into_iter()
                .map(|at| Span::new(file, at.start, at.end)),
        );
    }
    for (_, root) in roots {
        tree::secrets(root, &mut spans);
        tree::in_connections(root, &mut spans);
    }
    let told = diagnostics
        .iter()
        .filter(|one| one.code == &secret::LITERAL);
    spans.extend(told.map(|one| one.span));
    for one in diagnostics.iter_mut() {
        let near: Vec<_> = spans
            .iter()
            .filter(|span| is_about(one, **span, sources))
            .collect();
        for span in near {
            let signs = |c: char| c.is_whitespace() || "\"'*&!".contains(c);
            let text = sources.slice(*span).trim_matches(signs);
            if text.len() >= SHORTEST {
                without(one, text);
            }
        }
    }
    for span in spans {
        sources.conceal(span);
    }
}

/// Whether a diagnostic points at a line that the secret stands in.
fn is_about(found: &Diagnostic, secret: Span, sources: &Sources) -> bool {
    let lines = |span: Span| {
        let file = sources.file(span.file);
        let range = span.range();
        file.line_of(range.start)..=file.line_of(range.end)
    };
    let own = lines(secret);
    let places = found.related.iter().map(|(span, _)| *span);
    places.chain([found.span]).any(|place| {
        let place_lines = lines(place);
        place.file == secret.file
            && place_lines.start() <= own.end()
            && own.start() <= place_lines.end()
    })
}

/// Takes a secret out of the words of a diagnostic. A fix that would write it is left to whoever reads the help.
fn without(found: &mut Diagnostic, secret: &str) {
    let related = found.related.iter_mut().map(|(_, text)| text);
    let texts = [&mut found.message, &mut found.label];
    for text in texts.into_iter().chain(related).chain(&mut found.help) {
        *text = text.replace(secret, SHOWN);
    }
    found.fix = found.fix.take().filter(|fix| {
        let mut texts = fix.edits.iter().map(|edit| match &edit.text {
            Replacement::Value(text) | Replacement::Source(text) => text,
        });
        !texts.any(|text| text.contains(secret))
    });
}
