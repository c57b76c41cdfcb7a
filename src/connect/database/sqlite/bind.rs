use rusqlite::types::Value as Stored;

use crate::value::{
    Failure, Value,
    json::{self, Layout, Secrets},
    show::text_of,
};

/// A value as SQLite stores it.
///
/// # Errors
/// If rows that live outside memory can't be read, or a float in JSON is not finite.
pub(super) fn bind(value: &Value) -> Result<Stored, Failure> {
    Ok(match value {
        Value::Null => Stored::Null,
        Value::Bool(truth) => Stored::Integer((*truth).into()),
        Value::Int(int) => Stored::Integer(*int),
        Value::Float(float) => Stored::Real(*float),
        Value::Bytes(bytes) => Stored::Blob(bytes.to_vec()),
        Value::Text(_) | Value::Decimal(_) | Value::Date(_) | Value::Timestamp(_) => {
            Stored::Text(text_of(value)?)
        }
        Value::List(_) | Value::Record(_) => {
            Stored::Text(json::write(value, Layout::Compact, Secrets::Exposed)?)
        }
        Value::Secret(secret) => bind(secret.expose())?,
    })
}
