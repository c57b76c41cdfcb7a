use std::fmt;

use super::{RecordType, Type};

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error => f.write_str("unknown"),
            Self::Null => f.write_str("null"),
            Self::Text => f.write_str("text"),
            Self::Int => f.write_str("int"),
            Self::Float => f.write_str("float"),
            Self::Decimal => f.write_str("decimal"),
            Self::Bool => f.write_str("bool"),
            Self::Date => f.write_str("date"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Json => f.write_str("json"),
            Self::Bytes => f.write_str("bytes"),
            Self::Secret => f.write_str("secret"),
            Self::List(item, _) => write!(f, "list<{item}>"),
            Self::Record(record) => record.fmt(f),
            Self::Optional(inner) => write!(f, "{inner}?"),
        }
    }
}

/// How many fields of a record a message names.
const NAMED: usize = 4;

impl Type {
    /// The type as a message says it: of a record only the names of its first fields.
    #[must_use]
    pub fn brief(&self) -> String {
        match self {
            Self::Record(record) => record.brief(),
            Self::Optional(inner) => format!("{}?", inner.brief()),
            Self::List(item, _) => format!("list<{}>", item.brief()),
            other => other.to_string(),
        }
    }
}

impl RecordType {
    fn brief(&self) -> String {
        let names: Vec<_> = self.fields().take(NAMED).map(|(name, _)| &**name).collect();
        let has_more = self.is_open() || self.fields().count() > NAMED;
        match (names.is_empty(), has_more) {
            (true, _) => "a record".to_owned(),
            (false, true) => format!("{{{}, …}}", names.join(", ")),
            (false, false) => format!("{{{}}}", names.join(", ")),
        }
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (index, (name, ty)) in self.fields().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{name}: {ty}")?;
        }
        match (self.is_open(), self.fields().next().is_some()) {
            (true, true) => f.write_str(", …}"),
            (true, false) => f.write_str("…}"),
            (false, _) => f.write_str("}"),
        }
    }
}
