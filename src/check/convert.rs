//! How a value is written as one of another type.

use super::place::operand;
use crate::{
    ir::Expr,
    template,
    types::Type,
    value::{Value, parse},
};

/// An expression of the type that was asked for.
pub(super) struct Fitting {
    /// As it has to be typed.
    pub(super) text: String,
    /// Whether it stands for a constant, whose value is certain to fit.
    pub(super) is_constant: bool,
}

/// `expr`, which is `written` so, as a value of type `wanted`; none where nothing makes it one.
pub(super) fn as_type(expr: &Expr, written: &template::Expr, wanted: &Type) -> Option<Fitting> {
    let wanted = wanted.required();
    if let Some(value) = expr.constant() {
        let text = constant(value, written, wanted)?;
        return Some(Fitting {
            text,
            is_constant: true,
        });
    }
    let filter = match (expr.ty.required(), wanted) {
        (Type::Text, wanted) if is_read(wanted) => wanted.to_string(),
        (found, Type::Text) if is_read(found) => "string".to_owned(),
        _ => return None,
    };
    Some(Fitting {
        text: format!("{} | {filter}", operand(written)),
        is_constant: false,
    })
}

/// A constant as one of another type.
fn constant(value: &Value, written: &template::Expr, wanted: &Type) -> Option<String> {
    Some(match (value, wanted) {
        (Value::Text(text), Type::Int) => parse::int(text).ok()?.to_string(),
        (Value::Text(text), Type::Float | Type::Decimal) => {
            parse::decimal(text).ok()?;
            text.trim().to_owned()
        }
        (Value::Text(text), Type::Bool) => parse::bool(text).ok()?.to_string(),
        (Value::Text(text), Type::Date) => {
            parse::date(text, None).ok()?;
            format!("date({written})")
        }
        (Value::Text(text), Type::Timestamp) => {
            parse::timestamp(text, None).ok()?;
            format!("timestamp({written})")
        }
        (Value::Int(number), Type::Text) => format!("'{number}'"),
        (Value::Bool(truth), Type::Text) => format!("'{truth}'"),
        _ => return None,
    })
}

/// Whether values of this type are read from text.
fn is_read(ty: &Type) -> bool {
    ty.is_number() || matches!(ty, Type::Bool | Type::Date | Type::Timestamp)
}
