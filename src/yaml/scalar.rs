use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use super::{
    literal::{self, Literal},
    pieces::{self, Piece, Style, Written},
    tag::CoreTag,
};
use crate::text::Span;

/// A scalar: its decoded text, and where every byte of it was written. Clones share one text.
#[derive(Debug, Clone)]
pub struct Scalar(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    text: Box<str>,
    span: Span,
    reading: Reading,
    source: Source,
}

/// How a scalar's text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Written without quotes: the core schema says what it is.
    Plain,
    /// Quoted, or a block.
    Text,
    /// Forced by a tag.
    Tagged(CoreTag),
}

/// Where the text stands in the file.
#[derive(Debug)]
pub(super) enum Source {
    /// Byte for byte from this offset on.
    Verbatim(usize),
    /// Written otherwise than it reads: with escapes, folded lines or indentation.
    Encoded(Box<Encoded>),
}

/// A scalar as written; which byte came from where is worked out when somebody asks.
#[derive(Debug)]
pub(super) struct Encoded {
    written: Written,
    pieces: OnceLock<Vec<Piece>>,
}

impl Source {
    pub(super) fn encoded(written: Written) -> Self {
        Self::Encoded(Box::new(Encoded {
            written,
            pieces: OnceLock::new(),
        }))
    }
}

impl Scalar {
    pub(super) fn new(text: &str, span: Span, reading: Reading, source: Source) -> Self {
        Self(Arc::new(Inner {
            text: text.into(),
            span,
            reading,
            source,
        }))
    }

    /// The decoded text; empty where nothing was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The whole scalar as written, quotes included; of a block its content, without the header.
    #[must_use]
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// The bytes of the file that a byte range of [`text`](Self::text) was decoded from.
    ///
    /// A character that was written as an escape gives the whole escape, one that comes from a line break gives the
    /// line break. An empty range gives an empty span before the character that starts there. What lies past the end
    /// of the text is taken as its end.
    #[must_use]
    pub fn span_of(&self, range: Range<usize>) -> Span {
        let end = range.end.min(self.text().len());
        let range = range.start.min(end)..end;
        let place = match &self.0.source {
            Source::Verbatim(start) => start + range.start..start + range.end,
            Source::Encoded(encoded) => {
                let pieces = encoded
                    .pieces
                    .get_or_init(|| encoded.written.pieces(self.text()));
                pieces::locate(pieces, range).unwrap_or_else(|| self.0.span.range())
            }
        };
        Span::new(self.0.span.file, place.start, place.end)
    }

    /// Whether it was written without quotes and without a tag, so that the core schema decides what it is.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.0.reading == Reading::Plain
    }

    /// What it means under the YAML 1.2 core schema.
    ///
    /// `no`, `on` and `yes` are text, and so is all that is quoted. An integer that does not fit 64 bits is a
    /// [`Literal::Float`]; [`text`](Self::text) has its digits.
    #[must_use]
    pub fn literal(&self) -> Literal {
        match self.0.reading {
            Reading::Plain => literal::resolve(self.text()),
            Reading::Text => Literal::Text,
            Reading::Tagged(tag) => tag.resolve(self.text()).unwrap_or(Literal::Text),
        }
    }

    /// How it stands in `file`, which is the text of its file.
    pub(super) fn style(&self, file: &str) -> Style {
        match &self.0.source {
            Source::Encoded(encoded) => encoded.written.style,
            Source::Verbatim(start) if *start == self.0.span.range().start => Style::Plain,
            Source::Verbatim(start) if file[..*start].ends_with('"') => Style::DoubleQuoted,
            Source::Verbatim(_) => Style::SingleQuoted,
        }
    }

    /// Whether the tag, if there is one, fits what was written.
    pub(super) fn fits_its_tag(&self) -> bool {
        match self.0.reading {
            Reading::Tagged(tag) => tag.resolve(self.text()).is_some(),
            Reading::Plain | Reading::Text => true,
        }
    }
}
