use std::ops::Range;

use super::NameId;
use crate::text::Span;

/// Where the bytes of a decoded text stand in its file.
pub trait Places {
    /// The span in the file that a byte range of the decoded text came from.
    fn span_of(&self, range: Range<usize>) -> Span;
}

impl<F: Fn(Range<usize>) -> Span> Places for F {
    fn span_of(&self, range: Range<usize>) -> Span {
        self(range)
    }
}

/// Hands out a [`NameId`] for each occurrence of a name; one of these serves a whole compilation.
#[derive(Debug, Clone, Default)]
pub struct NameIds(u32);

impl NameIds {
    /// The next id, never handed out before.
    pub fn next_id(&mut self) -> NameId {
        let id = NameId(self.0);
        self.0 += 1;
        id
    }

    /// How many were handed out: every id is below it.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.0
    }
}
