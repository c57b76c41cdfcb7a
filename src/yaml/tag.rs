use granit_parser::Tag;

use super::literal::{self, Literal};

/// The tags that a scalar may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CoreTag {
    Str,
    Int,
    Float,
    Bool,
    Null,
}

impl CoreTag {
    /// The scalar tag that was written, or none if there is no such tag.
    pub(super) fn of(tag: &Tag) -> Option<Self> {
        match tag.core_suffix() {
            Some("str") => Some(Self::Str),
            Some("int") => Some(Self::Int),
            Some("float") => Some(Self::Float),
            Some("bool") => Some(Self::Bool),
            Some("null") => Some(Self::Null),
            None if is_non_specific(tag) => Some(Self::Str),
            _ => None,
        }
    }

    /// What `text` means under this tag, or none if it can't mean that.
    pub(super) fn resolve(self, text: &str) -> Option<Literal> {
        match (self, literal::resolve(text)) {
            (Self::Str, _) => Some(Literal::Text),
            #[expect(clippy::cast_precision_loss, reason = "`!!float` asks for it")]
            (Self::Float, Literal::Int(value)) => Some(Literal::Float(value as f64)),
            (Self::Int, value @ Literal::Int(_))
            | (Self::Float, value @ Literal::Float(_))
            | (Self::Bool, value @ Literal::Bool(_))
            | (Self::Null, value @ Literal::Null) => Some(value),
            _ => None,
        }
    }
}

/// Whether a list (`seq`) or a map (`map`) may carry `tag`.
pub(super) fn fits_collection(tag: &Tag, suffix: &str) -> bool {
    tag.is_yaml_core_schema_tag(suffix) || is_non_specific(tag)
}

/// Whether it is a lone `!`, which only says that the value is not to be guessed at.
fn is_non_specific(tag: &Tag) -> bool {
    tag.original() == "!"
}
