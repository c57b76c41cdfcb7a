//! From an offset in a decoded scalar back to the bytes it was written as.
//!
//! A scalar as written is walked once beside its decoded text; every run that reads as it was written becomes one
//! [`Piece`], and so does every escape and every line break that counts.

mod block;
mod flow;

use std::ops::Range;

/// A scalar as it stands in the file, without its quotes.
#[derive(Debug)]
pub(super) struct Written {
    /// The text of the file; of a block every line after the header, indentation included.
    pub(super) raw: Box<str>,
    /// Where in the file it starts.
    pub(super) start: usize,
    /// How it is to be read.
    pub(super) style: Style,
}

/// The ways of writing a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|` or `>`, with the number of spaces every line is indented by.
    Block {
        folds: bool,
        indent: usize,
    },
}

/// A run of the decoded text and the bytes it was decoded from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    text: u32,
    text_len: u32,
    file: u32,
    file_len: u32,
}

impl Written {
    /// The pieces of `text`, in order and without gaps.
    pub(super) fn pieces(&self, text: &str) -> Vec<Piece> {
        let mut pieces = Pieces::new(self.start, text.len());
        match self.style {
            Style::Block { folds, indent } => block::walk(&self.raw, indent, folds, &mut pieces),
            style => flow::walk(&self.raw, style, &mut pieces),
        }
        pieces.list
    }
}

/// The place of a byte range of the decoded text; none if there are no pieces.
pub(super) fn locate(pieces: &[Piece], range: Range<usize>) -> Option<Range<usize>> {
    let first = pieces.partition_point(|piece| piece.text_end() <= range.start);
    let last = pieces.partition_point(|piece| piece.text_end() < range.end);
    let start = match pieces.get(first) {
        Some(piece) => piece.at(range.start),
        None => pieces.last()?.file_end(),
    };
    let end = match pieces.get(last) {
        Some(piece) if !range.is_empty() => piece.until(range.end),
        _ => start,
    };
    Some(start..end.max(start))
}

impl Piece {
    const fn text_end(&self) -> usize {
        self.text as usize + self.text_len as usize
    }

    const fn file_end(&self) -> usize {
        self.file as usize + self.file_len as usize
    }

    /// Where the byte at `offset` begins; anywhere inside an escape is its start.
    const fn at(&self, offset: usize) -> usize {
        if self.text_len == self.file_len {
            self.file as usize + offset.saturating_sub(self.text as usize)
        } else {
            self.file as usize
        }
    }

    /// Where the byte before `offset` ends.
    const fn until(&self, offset: usize) -> usize {
        if self.text_len == self.file_len {
            self.at(offset)
        } else {
            self.file_end()
        }
    }
}

/// Collects pieces; what lies past the end of the decoded text (chomped line breaks) is left out.
struct Pieces {
    list: Vec<Piece>,
    base: usize,
    done: usize,
    total: usize,
}

impl Pieces {
    const fn new(base: usize, total: usize) -> Self {
        Self {
            list: Vec::new(),
            base,
            done: 0,
            total,
        }
    }

    /// `raw` reads as it was written.
    fn verbatim(&mut self, raw: Range<usize>) {
        let len = raw.len();
        self.encoded(raw, len);
    }

    /// `raw` reads as `len` other bytes.
    fn encoded(&mut self, raw: Range<usize>, len: usize) {
        if raw.is_empty() && len == 0 || self.done >= self.total {
            return;
        }
        let narrow = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        self.list.push(Piece {
            text: narrow(self.done),
            text_len: narrow(len),
            file: narrow(self.base + raw.start),
            file_len: narrow(raw.len()),
        });
        self.done += len;
    }
}

/// The length of the line break that `text` starts with, or 0.
fn line_break(text: &str) -> usize {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}
