//! What of the sources a diagnostic shows, as one text for miette to draw frames around.
//!
//! The frames count the columns that people see, in several files, and of long lines only a part is there: so miette gets
//! a text of its own, in which the shown lines stand end to end.

use std::{fmt, ops::Range};

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::{
    line::Line,
    window::{Mark, Window},
};
use crate::{
    render::{
        Style,
        wrap::{tame, width, wrap},
    },
    text::{Position, SourceFile, Sources},
};

/// Labels narrower than this are not broken any more.
const MIN_LABEL: usize = 28;

pub(super) struct Excerpt {
    text: String,
    frames: Vec<Frame>,
}

/// A window, drawn.
struct Frame {
    name: String,
    first_line: usize,
    line_count: usize,
    range: Range<usize>,
    labels: Vec<Label>,
}

struct Label {
    range: Range<usize>,
    position: Position,
    text: String,
    is_primary: bool,
}

impl Excerpt {
    pub(super) fn new(windows: &[Window], sources: &Sources, style: Style) -> Self {
        let mut excerpt = Self {
            text: String::new(),
            frames: Vec::new(),
        };
        for window in windows {
            let frame = excerpt.frame(window, sources.file(window.file), style);
            excerpt.frames.push(frame);
        }
        excerpt
    }

    /// The labels as miette takes them, in the order in which it draws them.
    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> {
        self.all_labels().map(|label| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            let span = SourceSpan::from(label.range.clone());
            if label.is_primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })
    }

    /// Which labels, in that order, are on the mistake itself.
    pub(super) fn primary(&self) -> impl Iterator<Item = bool> {
        self.all_labels().map(|label| label.is_primary)
    }

    fn all_labels(&self) -> impl Iterator<Item = &Label> {
        self.frames.iter().flat_map(|frame| &frame.labels)
    }

    fn frame(&mut self, window: &Window, file: &SourceFile, style: Style) -> Frame {
        let lines = trimmed(window, file);
        let gutter = lines.end.saturating_sub(1).to_string().len() + 4;
        let room = style.width.saturating_sub(gutter).max(MIN_LABEL);
        let start = self.text.len();
        let mut labels = Vec::new();
        for number in lines.clone() {
            let source = file.line(number);
            let marks: Vec<_> = window
                .marks
                .iter()
                .filter(|mark| mark.position.line == number)
                .collect();
            let line = Line::new(
                &file.text()[source.clone()],
                focus(&marks, &source),
                room,
                style.mark("…", "~"),
            );
            let place = |offset: usize| self.text.len() + line.place(offset - source.start);
            labels.extend(marks.into_iter().map(|mark| {
                let range = place(mark.range.start)..place(mark.range.end);
                let before = width(&line.text[..range.start - self.text.len()]);
                label(mark, range, room.saturating_sub(before))
            }));
            self.text.push_str(&line.text);
            self.text.push('\n');
        }
        Frame {
            name: tame(file.name()),
            first_line: lines.start - 1,
            line_count: lines.len(),
            range: start..self.text.len(),
            labels,
        }
    }
}

/// The lines of a window, without blank ones at its ends that nothing points at.
fn trimmed(window: &Window, file: &SourceFile) -> Range<usize> {
    let is_blank = |number: usize| {
        let is_marked = window.marks.iter().any(|mark| mark.position.line == number);
        !is_marked && file.text()[file.line(number)].trim().is_empty()
    };
    let mut lines = window.lines.clone();
    while is_blank(lines.end - 1) {
        lines.end -= 1;
    }
    while is_blank(lines.start) {
        lines.start += 1;
    }
    lines
}

fn label(mark: &Mark, range: Range<usize>, room: usize) -> Label {
    // The text stands behind `╰── `, which hangs from the middle of the range.
    let room = room.saturating_sub(range.len() / 2 + 4);
    Label {
        range,
        position: mark.position,
        text: wrap(&mark.text, room.max(MIN_LABEL)).join("\n"),
        is_primary: mark.is_primary,
    }
}

/// The part of a line that must be seen: the mistake itself, if it is here.
fn focus(marks: &[&Mark], line: &Range<usize>) -> Option<Range<usize>> {
    let mark = marks
        .iter()
        .find(|mark| mark.is_primary)
        .or(marks.first())?;
    Some(mark.range.start - line.start..mark.range.end - line.start)
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl SourceCode for Excerpt {
    /// With lines around it, a span is shown in its whole frame; without, it is asked for its place.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let wanted = span.offset()..span.offset() + span.len();
        let within =
            |frame: &&Frame| frame.range.start <= wanted.start && wanted.end <= frame.range.end;
        let frame = self
            .frames
            .iter()
            .find(within)
            .ok_or(MietteError::OutOfBounds)?;
        let (range, line, column) = if lines_before > 0 {
            (frame.range.clone(), frame.first_line, 0)
        } else {
            let label = frame
                .labels
                .iter()
                .find(|label| label.range == wanted)
                .ok_or(MietteError::OutOfBounds)?;
            (wanted, label.position.line - 1, label.position.column - 1)
        };
        Ok(Box::new(MietteSpanContents::new_named(
            frame.name.clone(),
            &self.text.as_bytes()[range.clone()],
            range.into(),
            line,
            column,
            frame.line_count,
        )))
    }
}
