use rusqlite::types::ValueRef;
use rust_decimal::Decimal;

use crate::{
    connect::Failure,
    types::Type,
    value::{Value, convert::wanted, json, parse, show::found},
};

/// A cell as a value of its column's type.
///
/// # Errors
/// If what is stored is nothing of the kind: SQLite lets any column hold anything.
pub(super) fn read(cell: ValueRef<'_>, ty: Option<&Type>, name: &str) -> Result<Value, Failure> {
    let stored = stored(cell)
        .map_err(|_| Failure::new(format!("column `{name}`: the text is not UTF-8")))?;
    let Some(ty) = ty else {
        return Ok(stored);
    };
    typed(&stored, ty).ok_or_else(|| {
        Failure::new(format!(
            "column `{name}`: expected {}, found {}",
            wanted(ty),
            found(&stored)
        ))
        .help(format!(
            "read it as it is stored: `CAST({name} AS TEXT) AS {name}`"
        ))
    })
}

/// A decimal with as many digits behind the point as its column declares, if that loses none.
pub(super) fn with_scale(value: Value, scale: Option<u32>) -> Value {
    match (value, scale) {
        (Value::Decimal(mut decimal), Some(scale)) if decimal.normalize().scale() <= scale => {
            decimal.rescale(scale);
            Value::Decimal(decimal)
        }
        (value, _) => value,
    }
}

fn stored(cell: ValueRef<'_>) -> Result<Value, std::str::Utf8Error> {
    Ok(match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(int) => Value::Int(int),
        ValueRef::Real(float) => Value::Float(float),
        ValueRef::Text(text) => Value::from(std::str::from_utf8(text)?),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.into()),
    })
}

fn typed(stored: &Value, ty: &Type) -> Option<Value> {
    match (stored, ty) {
        (Value::Null, _) => Some(Value::Null),
        (Value::Text(text), Type::Date) => parse::date(text, None).ok().map(Value::Date),
        (Value::Text(text), Type::Timestamp) => {
            parse::timestamp(text, None).ok().map(Value::Timestamp)
        }
        (Value::Text(text), Type::Decimal) => parse::decimal(text).ok().map(Value::Decimal),
        (Value::Text(text), Type::Bool) => parse::bool(text).ok().map(Value::Bool),
        (Value::Text(text), Type::Json) => json::parse(text).ok(),
        (Value::Int(int @ 0..=1), Type::Bool) => Some(Value::Bool(*int == 1)),
        (Value::Int(int), Type::Decimal) => Some(Value::Decimal(Decimal::from(*int))),
        (Value::Float(float), Type::Decimal) => {
            parse::decimal_from_float(*float).map(Value::Decimal)
        }
        (Value::Int(_) | Value::Float(_), Type::Json)
        | (Value::Int(_), Type::Int)
        | (Value::Float(_), Type::Float)
        | (Value::Text(_), Type::Text)
        | (Value::Bytes(_), Type::Bytes) => Some(stored.clone()),
        _ => None,
    }
}
