use std::{borrow::Cow, ops::Range};

use crate::limits::FileLimits;

/// A scalar whose quotes are missing or wrong, taken for what it was meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mend {
    /// All of what was written.
    pub(super) outer: Range<usize>,
    /// The text that was meant.
    pub(super) inner: Range<usize>,
}

/// The text of a file, mended so far that the parser gets further than the first mistake.
///
/// A mended scalar is overwritten with a quoted one of the same length, so that every offset stays right.
pub(super) struct Page<'t> {
    /// The text as it stands in the file.
    pub(super) original: &'t str,
    /// The text to parse.
    pub(super) text: Cow<'t, str>,
    mends: Vec<Mend>,
    pub(super) limits: FileLimits,
}

impl<'t> Page<'t> {
    pub(super) const fn new(original: &'t str, limits: FileLimits) -> Self {
        Self {
            original,
            text: Cow::Borrowed(original),
            mends: Vec::new(),
            limits,
        }
    }

    /// Takes a mend in; false if it is no help, because there is nothing to overwrite or it was mended before.
    pub(super) fn mend(&mut self, mend: Mend) -> bool {
        let Range { start, end } = mend.outer;
        let overlaps = |other: &Mend| start < other.outer.end && other.outer.start < end;
        if start >= end || self.mends.iter().any(overlaps) {
            return false;
        }
        let filler = match end - start {
            1 => "a".to_owned(),
            len => format!("\"{}\"", "a".repeat(len - 2)),
        };
        self.text
            .to_mut()
            .replace_range(mend.outer.clone(), &filler);
        self.mends.push(mend);
        true
    }

    /// How many mends were taken in.
    pub(super) const fn mends(&self) -> usize {
        self.mends.len()
    }

    /// The mend that a scalar starting at `start` stands for.
    pub(super) fn mended(&self, start: usize) -> Option<&Mend> {
        self.mends.iter().find(|mend| mend.outer.start == start)
    }
}
