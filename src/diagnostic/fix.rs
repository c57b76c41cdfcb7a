use crate::text::Span;

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
