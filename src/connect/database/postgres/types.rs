use tokio_postgres::types::{Kind, Type as PgType};

use crate::types::{Domain, Type};

/// A domain's type underneath; any other type itself.
pub(super) fn base(ty: &PgType) -> &PgType {
    match ty.kind() {
        Kind::Domain(inner) => base(inner),
        _ => ty,
    }
}

/// The type of the values that stand for those of a PostgreSQL type. What none stands for is handled as text.
pub(super) fn value_type(ty: &PgType) -> Type {
    let ty = base(ty);
    if let Kind::Array(item) = ty.kind() {
        return Type::list(value_type(item), Domain::UNKNOWN);
    }
    match *ty {
        PgType::BOOL => Type::Bool,
        PgType::INT2 | PgType::INT4 | PgType::INT8 | PgType::OID => Type::Int,
        PgType::FLOAT4 | PgType::FLOAT8 => Type::Float,
        PgType::NUMERIC => Type::Decimal,
        PgType::DATE => Type::Date,
        PgType::TIMESTAMP | PgType::TIMESTAMPTZ => Type::Timestamp,
        PgType::JSON | PgType::JSONB => Type::Json,
        PgType::BYTEA => Type::Bytes,
        PgType::VOID => Type::Null,
        _ => Type::Text,
    }
}
