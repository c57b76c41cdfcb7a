use std::ops::Range;

use super::{Pieces, line_break};

/// Walks the lines of a `|` or `>` scalar, each indented by `indent` spaces.
pub(super) fn walk(raw: &str, indent: usize, folds: bool, pieces: &mut Pieces) {
    let mut pending = Pending::default();
    let mut before_is_even = false;
    for line in lines(raw) {
        let content = line.content(raw, indent);
        if !content.is_empty() {
            let is_even = !raw[content.clone()].starts_with([' ', '\t']);
            pending.write(folds && before_is_even && is_even, pieces);
            pieces.verbatim(content);
            before_is_even = is_even;
        }
        pending.breaks.push(line.end);
    }
    pending.write(false, pieces);
}

/// The line breaks since the last line with content.
#[derive(Default)]
struct Pending {
    breaks: Vec<Range<usize>>,
}

impl Pending {
    /// Notes them: folded, a lone one reads as a space, and of more the first is left out.
    fn write(&mut self, folds: bool, pieces: &mut Pieces) {
        let kept = usize::from(folds && self.breaks.len() > 1);
        for place in self.breaks.drain(..).skip(kept) {
            pieces.encoded(place, 1);
        }
    }
}

/// A line: where its text lies, and its line break, which is empty at the end of the file.
struct Line {
    text: Range<usize>,
    end: Range<usize>,
}

impl Line {
    /// The line without its indentation.
    fn content(&self, raw: &str, indent: usize) -> Range<usize> {
        let spaces = raw[self.text.clone()]
            .bytes()
            .take(indent)
            .take_while(|byte| *byte == b' ')
            .count();
        self.text.start + spaces..self.text.end
    }
}

fn lines(raw: &str) -> impl Iterator<Item = Line> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= raw.len() {
            return None;
        }
        let end = raw[at..]
            .find(['\r', '\n'])
            .map_or(raw.len(), |len| at + len);
        let next = end + line_break(&raw[end..]);
        let line = Line {
            text: at..end,
            end: end..next,
        };
        at = next;
        Some(line)
    })
}
