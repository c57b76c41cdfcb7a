use rust_decimal::Decimal;

use crate::types::Type;

/// The type of the values in a column by its declared type, read as SQLite's users write them; none where the
/// declaration says nothing and a value is what it is stored as.
pub(super) fn value_type(declared: &str) -> Option<Type> {
    let declared = declared.to_ascii_uppercase();
    let name = declared.split('(').next().unwrap_or_default().trim();
    let has = |part: &str| name.contains(part);
    Some(match name {
        "DATE" => Type::Date,
        "BOOL" | "BOOLEAN" => Type::Bool,
        "JSON" | "JSONB" => Type::Json,
        "DECIMAL" | "NUMERIC" | "NUMBER" => Type::Decimal,
        _ if has("TIMESTAMP") || has("DATETIME") => Type::Timestamp,
        _ if has("INT") => Type::Int,
        _ if has("CHAR") || has("CLOB") || has("TEXT") || has("UUID") => Type::Text,
        _ if has("BLOB") => Type::Bytes,
        _ if has("REAL") || has("FLOA") || has("DOUB") => Type::Float,
        _ => return None,
    })
}

/// The digits behind the point that `DECIMAL(10, 2)` promises. SQLite itself keeps 1250.00 as 1250.
pub(super) fn scale(declared: &str) -> Option<u32> {
    let (_, size) = declared.split_once('(')?;
    let (_, scale) = size.trim_end().strip_suffix(')')?.split_once(',')?;
    scale
        .trim()
        .parse()
        .ok()
        .filter(|scale| *scale <= Decimal::MAX_SCALE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_read_without_their_sizes() {
        for (declared, ty) in [
            ("varchar(20)", Some(Type::Text)),
            ("DECIMAL(12, 2)", Some(Type::Decimal)),
            ("timestamp with time zone", Some(Type::Timestamp)),
            ("BIGINT", Some(Type::Int)),
            ("double precision", Some(Type::Float)),
            ("boolean", Some(Type::Bool)),
            ("", None),
            ("ANY", None),
        ] {
            assert_eq!(value_type(declared), ty, "{declared}");
        }
    }

    #[test]
    fn a_decimal_says_how_many_digits_follow_the_point() {
        assert_eq!(scale("DECIMAL(10, 2)"), Some(2));
        assert_eq!(scale("numeric(8,0)"), Some(0));
        assert_eq!(scale("DECIMAL(10)"), None);
        assert_eq!(scale("TEXT"), None);
    }
}
