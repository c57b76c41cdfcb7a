use sqlparser::ast::{CastKind, DataType, Expr, Function, Value};

use crate::{spec::Dialect, types::Type};

/// The type of an expression that is never null, if it is certain without a schema.
pub(super) fn type_of(dialect: Dialect, expr: &Expr) -> Option<Type> {
    match expr {
        Expr::Nested(inner) => type_of(dialect, inner),
        Expr::Value(value) => literal(dialect, &value.value),
        Expr::Exists { .. } | Expr::IsNull(_) | Expr::IsNotNull(_) => Some(truth(dialect)),
        Expr::Function(function) => result(dialect, function),
        Expr::Cast {
            kind: CastKind::Cast | CastKind::DoubleColon,
            expr,
            data_type,
            ..
        } if dialect == Dialect::Postgres => {
            type_of(dialect, expr)?;
            cast(data_type)
        }
        _ => None,
    }
}

fn literal(dialect: Dialect, value: &Value) -> Option<Type> {
    Some(match value {
        Value::Number(digits, _) if digits.parse::<i64>().is_ok() => Type::Int,
        Value::Number(digits, _) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            return None;
        }
        Value::Number(..) if dialect == Dialect::Postgres => Type::Decimal,
        Value::Number(..) => Type::Float,
        Value::SingleQuotedString(_) => Type::Text,
        Value::Boolean(_) => truth(dialect),
        _ => return None,
    })
}

/// SQLite has no booleans: a truth is 0 or 1.
const fn truth(dialect: Dialect) -> Type {
    match dialect {
        Dialect::Postgres => Type::Bool,
        Dialect::Sqlite => Type::Int,
    }
}

/// What a function gives that can give nothing else.
fn result(dialect: Dialect, function: &Function) -> Option<Type> {
    let [part] = function.name.0.as_slice() else {
        return None;
    };
    let name = part.as_ident()?.value.to_lowercase();
    let is_window = function.over.is_some();
    match name.as_str() {
        "count" => Some(Type::Int),
        "row_number" | "rank" | "dense_rank" if is_window => Some(Type::Int),
        "now" | "current_timestamp" | "transaction_timestamp" | "clock_timestamp"
            if dialect == Dialect::Postgres =>
        {
            Some(Type::Timestamp)
        }
        "current_date" if dialect == Dialect::Postgres => Some(Type::Date),
        _ => None,
    }
}

fn cast(ty: &DataType) -> Option<Type> {
    Some(match ty {
        DataType::Int(None)
        | DataType::Integer(None)
        | DataType::Int4(None)
        | DataType::BigInt(None)
        | DataType::Int8(None)
        | DataType::SmallInt(None)
        | DataType::Int2(None) => Type::Int,
        DataType::Text | DataType::Varchar(_) | DataType::CharacterVarying(_) => Type::Text,
        DataType::Boolean | DataType::Bool => Type::Bool,
        DataType::Date => Type::Date,
        DataType::Numeric(_) | DataType::Decimal(_) => Type::Decimal,
        DataType::DoublePrecision | DataType::Float8 | DataType::Real => Type::Float,
        _ => return None,
    })
}
