use crate::{
    ir::{Expr, ExprKind},
    text::Span,
    types::{Domain, Type},
    value::Value,
};

/// A value as an expression.
pub(super) fn constant(value: Value, span: Span) -> Expr {
    let ty = type_of(&value);
    Expr::new(ExprKind::Constant(value), ty, span)
}

/// What stands for an expression that has been reported.
pub(super) const fn error(span: Span) -> Expr {
    Expr::new(ExprKind::Constant(Value::Null), Type::Error, span)
}

/// The type of a value that stands in the job itself.
fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Bool,
        Value::Int(_) => Type::Int,
        Value::Float(_) => Type::Float,
        Value::Decimal(_) => Type::Decimal,
        Value::Text(_) => Type::Text,
        Value::Bytes(_) => Type::Bytes,
        Value::Date(_) => Type::Date,
        Value::Timestamp(_) => Type::Timestamp,
        Value::List(_) => Type::list(Type::Json, Domain::UNKNOWN),
        Value::Record(_) => Type::open_record(),
        Value::Secret(_) => Type::Secret,
    }
}
