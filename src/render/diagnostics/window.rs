//! Which lines of the sources a diagnostic shows.

use std::ops::Range;

use crate::{
    diagnostic::Diagnostic,
    text::{FileId, Position, Sources, Span},
};

/// How many lines around a place are shown.
const CONTEXT: usize = 1;

/// A place that is pointed at, and what is said there.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) file: FileId,
    /// Its place, cut to the first line: a label of many lines would hide what it points at.
    pub(super) range: Range<usize>,
    pub(super) position: Position,
    pub(super) text: String,
    pub(super) is_primary: bool,
}

/// Neighbouring lines of one file, from 1, the end exclusive, and the marks in them.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) file: FileId,
    pub(super) lines: Range<usize>,
    pub(super) marks: Vec<Mark>,
}

/// The lines to show: those around the mistake itself first, then the others in the order of the files.
pub(super) fn windows(diagnostic: &Diagnostic, sources: &Sources) -> Vec<Window> {
    let mut marks = marks(diagnostic, sources);
    marks.sort_by_key(|mark| (mark.file, mark.range.start, !mark.is_primary));
    let mut windows: Vec<Window> = Vec::new();
    for mark in marks {
        let line = mark.position.line;
        let lines = line.saturating_sub(CONTEXT).max(1)..line + CONTEXT + 1;
        match windows.last_mut() {
            // A gap of one line is not worth a new frame.
            Some(last) if last.file == mark.file && lines.start <= last.lines.end + 1 => {
                last.lines.end = lines.end;
                last.marks.push(mark);
            }
            _ => windows.push(Window {
                file: mark.file,
                lines,
                marks: vec![mark],
            }),
        }
    }
    windows.sort_by_key(|window| !window.marks.iter().any(|mark| mark.is_primary));
    windows
}

fn marks(diagnostic: &Diagnostic, sources: &Sources) -> Vec<Mark> {
    let own = mark(diagnostic.span, &diagnostic.label, true, sources);
    let related = diagnostic
        .related
        .iter()
        .map(|(span, text)| mark(*span, text, false, sources));
    std::iter::once(own).chain(related).collect()
}

fn mark(span: Span, text: &str, is_primary: bool, sources: &Sources) -> Mark {
    let file = sources.file(span.file);
    let source = file.text();
    let start = source.floor_char_boundary(span.range().start);
    let end = source.ceil_char_boundary(span.range().end.clamp(start, source.len()));
    let line_end = source[start..end]
        .find(['\r', '\n'])
        .map_or(end, |at| start + at);
    Mark {
        file: span.file,
        range: start..line_end,
        position: file.position(start),
        text: text.to_owned(),
        is_primary,
    }
}
