//! Source text: files, spans in them, and the lines and columns that people read.
//!
//! Takes the text of files; gives [`Span`]s that name a file and a byte range, and the 1-based line and column of any
//! offset. It does not know what the text means.

mod source;
mod span;

pub use source::{Position, SourceFile, Sources};
pub use span::{FileId, Span, Spanned};
