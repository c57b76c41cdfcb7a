//! Types as a snapshot writes them: `int`, `list<text>`.

use serde::{Deserialize, Deserializer, Serializer};

use crate::types::{Domain, Type};

pub(super) fn serialize<S: Serializer>(ty: &Type, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(ty)
}

/// A word that this version does not know is a type that fits everywhere.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Type, D::Error> {
    String::deserialize(deserializer).map(|word| named(&word))
}

fn named(word: &str) -> Type {
    let inner = word
        .strip_prefix("list<")
        .and_then(|rest| rest.strip_suffix('>'));
    if let Some(item) = inner {
        return Type::list(named(item), Domain::UNKNOWN);
    }
    let plain = [
        Type::Text,
        Type::Int,
        Type::Float,
        Type::Decimal,
        Type::Bool,
        Type::Date,
        Type::Timestamp,
        Type::Bytes,
    ];
    let known = plain.into_iter().find(|ty| ty.to_string() == word);
    known.unwrap_or(Type::Json)
}
