use std::ops::RangeInclusive;

use granit_parser::{Event, Parser, ScalarStyle, options};

use crate::{
    limits::FileLimits,
    text::{FileId, SourceFile, Span},
};

/// The comments of a file, and which lines belong to one value.
#[derive(Debug, Default)]
pub struct Comments {
    /// Where comments stand, from the `#` to the end of the line.
    pub places: Vec<Span>,
    /// The lines of each scalar that has more than one: no comment can stand between them.
    pub scalars: Vec<RangeInclusive<usize>>,
}

/// Finds the comments of `source`, which is `file`, by the rules of YAML: a `#` inside a text is none.
///
/// Where the text is no YAML from some place on, those up to there.
#[must_use]
pub fn comments(source: &SourceFile, file: FileId, limits: &FileLimits) -> Comments {
    let deepest = limits.depth.amount();
    let options = options! {
        emit_unresolved_aliases: true,
        emit_comments: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: deepest + 1,
        block_nesting_limit: deepest + 1,
    };
    let text = source.text();
    let line = |offset| source.position(offset).line;
    let mut found = Comments::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let Ok((event, span)) = event else { break };
        let Some(range) = span.byte_range() else {
            continue;
        };
        match event {
            Event::Comment(..) => {
                let end = text[range.start..]
                    .find(['\r', '\n'])
                    .map_or(text.len(), |length| range.start + length);
                found.places.push(Span::new(file, range.start, end));
            }
            Event::Scalar(_, style, ..) if !range.is_empty() => {
                let first = match style {
                    // Between the sign that begins a block and its first line stand at most comments and empty lines.
                    ScalarStyle::Literal | ScalarStyle::Folded => {
                        let first = text.ceil_char_boundary(range.start + 1);
                        text[..first].rfind(['|', '>']).unwrap_or(range.start)
                    }
                    _ => range.start,
                };
                let lines = line(first)..=line(range.end - 1);
                if lines.start() < lines.end() {
                    found.scalars.push(lines);
                }
            }
            _ => {}
        }
    }
    found
}
