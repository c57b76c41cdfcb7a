use std::ops::Range;

use super::Piece;
use crate::text::{FileId, Span};

/// The statement as one text, every hole a placeholder set off by blanks.
pub(super) struct Assembled {
    pub(super) text: String,
    pub(super) holes: Vec<Hole>,
    /// Where each piece stands in `text`.
    pub(super) pieces: Vec<Range<usize>>,
}

/// A hole in the assembled text.
pub(super) struct Hole {
    /// Its placeholder, without the blanks around it.
    pub(super) range: Range<usize>,
    /// The hole as people write it: `{{ row.id }}`.
    pub(super) written: String,
}

impl Hole {
    pub(super) fn span(&self) -> Span {
        span(&self.range)
    }

    /// The placeholder with the blanks around it, which stand in no file.
    pub(super) fn padded(&self) -> Range<usize> {
        self.range.start - 1..self.range.end + 1
    }
}

/// A range of the assembled text as a span: it leads to the file by [`Analysis::locate`](super::Analysis::locate).
pub(super) fn span(range: &Range<usize>) -> Span {
    Span::new(FileId::default(), range.start, range.end)
}

impl Assembled {
    pub(super) fn new(pieces: &[Piece<'_>]) -> Self {
        let mut assembled = Self {
            text: String::new(),
            holes: Vec::new(),
            pieces: Vec::new(),
        };
        for piece in pieces {
            let start = assembled.text.len();
            match piece {
                Piece::Text(text) => assembled.text.push_str(text),
                Piece::Hole(expression) => {
                    let number = assembled.holes.len() + 1;
                    assembled.text.push_str(&format!(" ${number} "));
                    assembled.holes.push(Hole {
                        range: start + 1..assembled.text.len() - 1,
                        written: format!("{{{{ {expression} }}}}"),
                    });
                }
            }
            assembled.pieces.push(start..assembled.text.len());
        }
        assembled
    }
}

/// The piece that an offset lies in, and the offset in it; the end of the text lies in the last piece.
pub(super) fn locate(pieces: &[Range<usize>], offset: usize) -> Option<(usize, usize)> {
    // Pieces follow each other; an empty one holds nothing.
    let behind = pieces.partition_point(|range| range.end <= offset);
    let is_inside = pieces
        .get(behind)
        .is_some_and(|range| range.contains(&offset));
    let last = || pieces.iter().rposition(|range| range.end == offset);
    let piece = is_inside.then_some(behind).or_else(last)?;
    Some((piece, offset - pieces[piece].start))
}
