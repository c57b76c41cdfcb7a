use std::ops::Range;

use super::{Named, Piece};

/// The statement as one text, every hole a placeholder set off by blanks.
pub(super) struct Assembled {
    pub(super) text: String,
    pub(super) holes: Vec<Range<usize>>,
    /// Where each text piece begins in `text`, with its position among the pieces.
    texts: Vec<(Range<usize>, usize)>,
}

impl Assembled {
    pub(super) fn new(pieces: &[Piece<'_>]) -> Self {
        let mut assembled = Self {
            text: String::new(),
            holes: Vec::new(),
            texts: Vec::new(),
        };
        for (position, piece) in pieces.iter().enumerate() {
            let start = assembled.text.len();
            match piece {
                Piece::Text(text) => {
                    assembled.text.push_str(text);
                    assembled
                        .texts
                        .push((start..assembled.text.len(), position));
                }
                Piece::Hole => {
                    let number = assembled.holes.len() + 1;
                    assembled.text.push_str(&format!(" ${number} "));
                    assembled.holes.push(start + 1..assembled.text.len() - 1);
                }
            }
        }
        assembled
    }

    /// The piece that an offset lies in, and the offset in it.
    pub(super) fn locate(&self, offset: usize) -> Option<(usize, usize)> {
        let (range, piece) = self
            .texts
            .iter()
            .find(|(range, _)| range.contains(&offset))?;
        Some((*piece, offset - range.start))
    }

    /// The text with named parameters as placeholders, as the parser of columns takes it.
    pub(super) fn with_placeholders(&self, named: &[Named]) -> String {
        let mut text = self.text.clone();
        for (number, parameter) in named.iter().enumerate().rev() {
            let Some((range, _)) = self
                .texts
                .iter()
                .find(|(_, piece)| *piece == parameter.piece)
            else {
                continue;
            };
            let at = range.start + parameter.range.start..range.start + parameter.range.end;
            text.replace_range(at, &format!("${}", self.holes.len() + number + 1));
        }
        text
    }
}
