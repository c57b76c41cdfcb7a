use std::{error::Error, sync::Arc};

use bytes::{Bytes, BytesMut};
use jiff::tz::TimeZone;
use tokio_postgres::types::{Format, IsNull, Kind, ToSql, Type as PgType};

use super::{
    array,
    types::{base, value_type},
};
use crate::{
    types::Type,
    value::{
        Failure, Value,
        convert::convert,
        json::{self, Layout, Secrets},
        show::{found, text_of},
    },
};

/// A value as the server reads it.
///
/// All but bytes go as text: the server's own reading of each type, user-defined ones among them, is then the only one.
/// Has no `Debug` of what it holds: it may come from a secret.
#[derive(PartialEq, Eq)]
pub(super) enum Bound {
    Null,
    Text(String),
    Bytes(Bytes),
}

/// Converts a value to what a parameter of type `ty` takes.
///
/// # Errors
/// If it does not fit: with the type expected and the value found, unless that is a secret.
pub(super) fn bind(value: &Value, ty: &PgType) -> Result<Bound, Failure> {
    if let Value::Secret(secret) = value {
        return bind(secret.expose(), ty).map_err(|_| {
            Failure::new(format!(
                "expected {}, found a secret that is none",
                sql_name(ty)
            ))
        });
    }
    if value.is_null() {
        return Ok(Bound::Null);
    }
    let ty = base(ty);
    let text = match (value, ty.kind()) {
        (Value::List(list), Kind::Array(item)) => array::literal(list, item)?,
        (Value::Text(text), Kind::Array(_)) => text.to_string(),
        (value, Kind::Array(_)) => return Err(misfit(value, ty)),
        _ => match *ty {
            PgType::JSON | PgType::JSONB => json_text(value)?,
            PgType::BYTEA => return bytes(value),
            _ => scalar(value, ty)?,
        },
    };
    if text.contains('\0') {
        return Err(Failure::new(
            "expected text without NUL characters, which PostgreSQL can't hold",
        ));
    }
    Ok(Bound::Text(text))
}

fn scalar(value: &Value, ty: &PgType) -> Result<String, Failure> {
    let target = value_type(ty);
    if target == Type::Text {
        return as_text(value, ty);
    }
    let converted = convert(value.clone(), &target)?;
    Ok(match converted {
        Value::Int(int) => checked(int, ty)?.to_string(),
        Value::Float(float) => float_text(float),
        Value::Timestamp(instant) if *ty == PgType::TIMESTAMP => {
            instant.to_zoned(TimeZone::UTC).datetime().to_string()
        }
        plain => text_of(&plain)?,
    })
}

fn as_text(value: &Value, ty: &PgType) -> Result<String, Failure> {
    let is_text = matches!(
        *ty,
        PgType::TEXT | PgType::VARCHAR | PgType::BPCHAR | PgType::NAME
    );
    match value {
        Value::List(_) | Value::Record(_) if !is_text => Err(misfit(value, ty)),
        Value::Text(text) if *ty == PgType::UUID => match uuid::Uuid::try_parse(text.trim()) {
            Ok(uuid) => Ok(uuid.to_string()),
            Err(_) => Err(misfit(value, ty)),
        },
        value => text_of(value),
    }
}

/// Text is JSON already; anything else is written as JSON.
pub(super) fn json_text(value: &Value) -> Result<String, Failure> {
    match value {
        Value::Text(text) => {
            json::parse(text).map_err(|failure| {
                Failure::new(format!("expected JSON, found {}: {failure}", found(value)))
                    .help("write text as JSON with `tojson`")
            })?;
            Ok(text.to_string())
        }
        value => json::write(value, Layout::Compact, Secrets::Exposed),
    }
}

/// Text is read by the server: `\x` and hexadecimal digits.
fn bytes(value: &Value) -> Result<Bound, Failure> {
    match value {
        Value::Bytes(bytes) => Ok(Bound::Bytes(Bytes::from_owner(Arc::clone(bytes)))),
        Value::Text(text) => Ok(Bound::Text(text.to_string())),
        value => Err(misfit(value, &PgType::BYTEA)),
    }
}

pub(super) fn checked(int: i64, ty: &PgType) -> Result<i64, Failure> {
    let (low, high) = match *ty {
        PgType::INT2 => (i64::from(i16::MIN), i64::from(i16::MAX)),
        PgType::INT4 => (i64::from(i32::MIN), i64::from(i32::MAX)),
        PgType::OID => (0, i64::from(u32::MAX)),
        _ => return Ok(int),
    };
    if (low..=high).contains(&int) {
        return Ok(int);
    }
    Err(Failure::new(format!(
        "expected {} (from {low} to {high}), found int {int}",
        sql_name(ty)
    )))
}

pub(super) fn float_text(float: f64) -> String {
    if float.is_nan() {
        "NaN".into()
    } else if float.is_infinite() {
        if float > 0.0 {
            "Infinity".into()
        } else {
            "-Infinity".into()
        }
    } else {
        float.to_string()
    }
}

fn misfit(value: &Value, ty: &PgType) -> Failure {
    Failure::new(format!("expected {}, found {}", sql_name(ty), found(value)))
}

/// What people call a type; the catalog has names of its own for some.
fn sql_name(ty: &PgType) -> String {
    if let Kind::Array(item) = ty.kind() {
        return format!("{}[]", sql_name(item));
    }
    match *ty {
        PgType::INT2 => "smallint".into(),
        PgType::INT4 => "integer".into(),
        PgType::INT8 => "bigint".into(),
        _ => ty.name().into(),
    }
}

impl ToSql for Bound {
    fn to_sql(
        &self,
        _: &PgType,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Text(text) => out.extend_from_slice(text.as_bytes()),
            Self::Bytes(bytes) => out.extend_from_slice(bytes),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &PgType) -> bool {
        true
    }

    fn to_sql_checked(
        &self,
        ty: &PgType,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.to_sql(ty, out)
    }

    fn encode_format(&self, _: &PgType) -> Format {
        match self {
            Self::Bytes(_) => Format::Binary,
            Self::Null | Self::Text(_) => Format::Text,
        }
    }
}

impl std::fmt::Debug for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Null => "NULL",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: impl Into<Value>, ty: &PgType) -> Result<String, String> {
        match bind(&value.into(), ty) {
            Ok(Bound::Text(text)) => Ok(text),
            Ok(other) => Err(format!("{other:?}")),
            Err(failure) => Err(failure.message),
        }
    }

    #[test]
    fn text_is_converted_to_the_type_of_the_parameter() {
        for (from, ty, to) in [
            ("42", PgType::INT4, "42"),
            ("1.50", PgType::NUMERIC, "1.50"),
            ("yes", PgType::BOOL, "true"),
            ("2024-03-01", PgType::DATE, "2024-03-01"),
            (
                "2024-03-01T12:00:00+02:00",
                PgType::TIMESTAMP,
                "2024-03-01T10:00:00",
            ),
            (
                "2024-03-01T12:00:00+02:00",
                PgType::TIMESTAMPTZ,
                "2024-03-01T10:00:00Z",
            ),
            ("{\"a\": 1.0}", PgType::JSONB, "{\"a\": 1.0}"),
            ("10.0.0.1/8", PgType::INET, "10.0.0.1/8"),
            ("007", PgType::TEXT, "007"),
        ] {
            assert_eq!(text(from, &ty).as_deref(), Ok(to), "{from} as {ty}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named_with_what_was_expected() {
        for (from, ty, message) in [
            (
                Value::Int(40_000),
                PgType::INT2,
                "expected smallint (from -32768 to 32767), found int 40000",
            ),
            (
                Value::from("n/a"),
                PgType::INT8,
                "expected an int, found text \"n/a\"",
            ),
            (
                Value::from("x"),
                PgType::UUID,
                "expected uuid, found text \"x\"",
            ),
            (
                Value::Bool(true),
                PgType::DATE,
                "expected a date, found bool true",
            ),
            (
                Value::Int(1),
                PgType::INT4_ARRAY,
                "expected integer[], found int 1",
            ),
        ] {
            assert_eq!(text(from, &ty), Err(message.to_owned()), "{ty}");
        }
    }

    #[test]
    fn a_secret_that_does_not_fit_is_not_quoted() {
        let secret = crate::value::Secret::new(Value::from("hush"));
        let message = text(Value::Secret(secret), &PgType::INT4).expect_err("it is no int");
        assert_eq!(message, "expected integer, found a secret that is none");
    }
}
