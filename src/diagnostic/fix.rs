use crate::text::{FileId, Span};

/// How a machine can mend a mistake. All edits together mend it; none of them overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to put in place of what.
    pub edits: Vec<Edit>,
}

/// A piece of the file, and what goes into its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What goes; where nothing does, an empty span.
    pub span: Span,
    /// What comes.
    pub text: Replacement,
}

/// What comes into the place of a piece of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replacement {
    /// A part of a scalar as it reads: it is written with the escapes that the quotes around it need.
    Value(String),
    /// Text as it stands in the file.
    Source(String),
}

impl Fix {
    /// The edits as they are to be written, by place: what goes, and what comes.
    ///
    /// None if one says only how its text should read. The fixes that an analysis gives say how they are written.
    #[must_use]
    pub fn written(&self) -> Option<Vec<(Span, &str)>> {
        let written = self.edits.iter().map(|edit| match &edit.text {
            Replacement::Source(text) => Some((edit.span, text.as_str())),
            Replacement::Value(_) => None,
        });
        let mut edits: Vec<_> = written.collect::<Option<_>>()?;
        edits.sort_by_key(|(span, _)| *span);
        Some(edits)
    }

    /// As [`written`](Self::written), but none if an edit lies in another file than `file`.
    #[must_use]
    pub fn written_in(&self, file: FileId) -> Option<Vec<(Span, &str)>> {
        let edits = self.written()?;
        let is_here = edits.iter().all(|(span, _)| span.file == file);
        is_here.then_some(edits)
    }
}
