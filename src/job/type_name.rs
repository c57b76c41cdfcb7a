use super::{reader::Reader, what::What};
use crate::{types::Type, yaml::Node};

/// The types that an input may have.
pub const INPUTS: &[&str] = &[
    "text",
    "int",
    "float",
    "decimal",
    "bool",
    "date",
    "timestamp",
    "json",
    "secret",
];
/// The types that a declared JSON shape may have.
pub const RETURNS: &[&str] = &[
    "text",
    "int",
    "float",
    "decimal",
    "bool",
    "date",
    "timestamp",
    "json",
    "bytes",
];
/// The types that a CSV column may have.
pub const COLUMNS: &[&str] = &[
    "text",
    "int",
    "float",
    "decimal",
    "bool",
    "date",
    "timestamp",
];

impl Reader<'_> {
    /// The type that a word names, with or without a `?` behind it; `known` are those allowed here.
    pub(super) fn type_name(
        &mut self,
        what: What<'_>,
        node: &Node,
        known: &[&'static str],
    ) -> Option<Type> {
        let name = self.plain_text(what, node)?;
        let word = name
            .value
            .strip_suffix('?')
            .unwrap_or(&name.value)
            .trim_end();
        let found = known.iter().copied().find(|known| *known == word);
        let word = match found {
            Some(word) => word,
            None => self.unknown_type("type", word, name.span, known)?,
        };
        let ty = of(word)?;
        Some(if name.value.ends_with('?') {
            ty.optional()
        } else {
            ty
        })
    }
}

fn of(word: &str) -> Option<Type> {
    Some(match word {
        "text" => Type::Text,
        "int" => Type::Int,
        "float" => Type::Float,
        "decimal" => Type::Decimal,
        "bool" => Type::Bool,
        "date" => Type::Date,
        "timestamp" => Type::Timestamp,
        "json" => Type::Json,
        "bytes" => Type::Bytes,
        "secret" => Type::Secret,
        _ => return None,
    })
}
