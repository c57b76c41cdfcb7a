use std::ops::Range;

use super::{FileId, Span};

/// One source file: its name as the user typed it, and its text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<usize>,
    concealed: Vec<Range<usize>>,
}

/// A place as people count: both numbers are 1-based, columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl SourceFile {
    fn new(name: String, text: String) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        Self {
            name,
            text,
            line_starts,
            concealed: Vec::new(),
        }
    }

    /// The name it was added under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its whole text, byte for byte as on disk.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes that nobody may be shown, in no order.
    #[must_use]
    pub fn concealed(&self) -> &[Range<usize>] {
        &self.concealed
    }

    /// How many lines there are, an empty one behind the last line break included.
    #[must_use]
    pub const fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// The bytes of a line, counted from 1, its line break included; past the last line the end.
    #[must_use]
    pub fn line(&self, number: usize) -> Range<usize> {
        let start = |line: usize| {
            self.line_starts
                .get(line)
                .copied()
                .unwrap_or(self.text.len())
        };
        start(number.saturating_sub(1))..start(number)
    }

    /// The line of a byte offset, from 1.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    /// The line and column of a byte offset; an offset past the end is the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.line_of(offset);
        let start = self.line_starts[line - 1];
        // A byte order mark is not something an editor shows as a column.
        let shown = self.text[start..offset].trim_start_matches('\u{feff}');
        Position {
            line,
            column: shown.chars().count() + 1,
        }
    }
}

/// The files of one compilation; spans point into them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Takes a file in, and gives the id by which spans name it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push(SourceFile::new(name.into(), text.into()));
        FileId(u16::try_from(self.files.len() - 1).expect("a compilation reads a handful of files"))
    }

    /// Lets nobody be shown what a span covers.
    pub fn conceal(&mut self, span: Span) {
        self.files[usize::from(span.file.0)]
            .concealed
            .push(span.range());
    }

    /// The ids of all files, in the order in which they were taken in.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.files.len()).map(|index| {
            FileId(u16::try_from(index).expect("a compilation reads a handful of files"))
        })
    }

    /// The file behind an id.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[usize::from(id.0)]
    }

    /// All files with their ids.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// The text a span covers; empty where the span does not lie on character boundaries.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.file)
            .text()
            .get(span.range())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", "\u{feff}größe: 1\nb: 2\r\n");
        let file = sources.file(id);
        let colon = file.text().find(':').expect("the text has a colon");
        assert_eq!(file.position(colon), Position { line: 1, column: 6 });
        let second = file.text().find('b').expect("the text has a b");
        assert_eq!(file.position(second), Position { line: 2, column: 1 });
        assert_eq!(file.position(10_000).line, 3);
    }
}
