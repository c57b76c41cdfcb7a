use bytes::{BufMut, BytesMut};
use jiff::{Timestamp, civil::Date};
use tokio_postgres::types::{Kind, Type as PgType};

use super::{
    bind::{Bound, bind, checked, float_text, json_text},
    numeric,
    types::{base, value_type},
};
use crate::value::{Failure, Value, convert::convert};

/// How the values of a column are written, each behind its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Encoding {
    /// In the type's binary form.
    Binary(PgType),
    /// As text that the server reads: for types that only it knows.
    Text(PgType),
}

/// Days and microseconds are counted from 2000-01-01.
const EPOCH: Date = Date::constant(2000, 1, 1);
const EPOCH_MICROS: i64 = 946_684_800_000_000;

/// The first moment of the year 1, in microseconds from 1970. What is before it is written otherwise as text, and left to that.
const YEAR_1: i64 = -62_135_596_800_000_000;

/// The length of null.
const NULL: i32 = -1;

impl Encoding {
    /// How values for parameters of that type are written; none if an item of an array can't stand for one.
    pub(super) fn of(ty: &PgType) -> Option<Self> {
        let ty = base(ty);
        if matches!(ty.kind(), Kind::Array(_)) {
            return None;
        }
        Some(match *ty {
            PgType::BOOL
            | PgType::INT2
            | PgType::INT4
            | PgType::INT8
            | PgType::OID
            | PgType::FLOAT4
            | PgType::FLOAT8
            | PgType::NUMERIC
            | PgType::DATE
            | PgType::TIMESTAMP
            | PgType::TIMESTAMPTZ
            | PgType::TEXT
            | PgType::VARCHAR
            | PgType::BPCHAR
            | PgType::UUID
            | PgType::JSON
            | PgType::JSONB => Self::Binary(ty.clone()),
            _ => Self::Text(ty.clone()),
        })
    }

    /// The type of the values.
    pub(super) const fn ty(&self) -> &PgType {
        match self {
            Self::Binary(ty) | Self::Text(ty) => ty,
        }
    }

    /// Appends a value, its length ahead of it.
    ///
    /// # Errors
    /// If it does not fit: what `bind` says, and little else.
    pub(super) fn write(&self, value: &Value, out: &mut BytesMut) -> Result<(), Failure> {
        let value = match value {
            Value::Null => {
                out.put_i32(NULL);
                return Ok(());
            }
            Value::Secret(secret) => return self.write(secret.expose(), out),
            value => value,
        };
        let start = out.len();
        out.put_i32(0);
        match self {
            Self::Binary(ty) => binary(value, ty, out)?,
            Self::Text(ty) => match bind(value, ty)? {
                Bound::Text(text) => out.put_slice(text.as_bytes()),
                Bound::Null | Bound::Bytes(_) => {
                    return Err(Failure::new("the value has no text"));
                }
            },
        }
        let length = i32::try_from(out.len() - start - 4)
            .map_err(|_| Failure::new("the value is longer than 2 GiB"))?;
        out[start..start + 4].copy_from_slice(&length.to_be_bytes());
        Ok(())
    }
}

fn binary(value: &Value, ty: &PgType, out: &mut BytesMut) -> Result<(), Failure> {
    match *ty {
        PgType::TEXT | PgType::VARCHAR | PgType::BPCHAR => match value {
            Value::Text(text) if !text.contains('\0') => out.put_slice(text.as_bytes()),
            value => text(value, ty, out)?,
        },
        PgType::UUID => match bind(value, ty)? {
            Bound::Text(text) => {
                out.put_slice(uuid::Uuid::try_parse(&text).map_err(|_| odd())?.as_bytes())
            }
            Bound::Null | Bound::Bytes(_) => return Err(odd()),
        },
        PgType::JSON => out.put_slice(json_text(value)?.as_bytes()),
        PgType::JSONB => {
            // The version of the binary form.
            out.put_u8(1);
            text(value, ty, out)?;
        }
        _ => scalar(&convert(value.clone(), &value_type(ty))?, ty, out)?,
    }
    Ok(())
}

fn scalar(value: &Value, ty: &PgType, out: &mut BytesMut) -> Result<(), Failure> {
    match (value, ty) {
        (Value::Bool(truth), _) => out.put_u8((*truth).into()),
        (Value::Int(int), ty) => integer(checked(*int, ty)?, ty, out)?,
        (Value::Float(float), &PgType::FLOAT4) => out.put_f32(single(*float)?),
        (Value::Float(float), _) => out.put_f64(*float),
        (Value::Decimal(decimal), _) => numeric::write(*decimal, out),
        (Value::Date(date), _) => out.put_i32(days(*date)?),
        (Value::Timestamp(instant), _) => out.put_i64(micros(*instant)?),
        _ => return Err(odd()),
    }
    Ok(())
}

fn integer(int: i64, ty: &PgType, out: &mut BytesMut) -> Result<(), Failure> {
    match *ty {
        PgType::INT2 => out.put_i16(i16::try_from(int).map_err(|_| odd())?),
        PgType::INT4 => out.put_i32(i32::try_from(int).map_err(|_| odd())?),
        PgType::OID => out.put_u32(u32::try_from(int).map_err(|_| odd())?),
        _ => out.put_i64(int),
    }
    Ok(())
}

/// As the server reads the number's text: rounded once.
fn single(float: f64) -> Result<f32, Failure> {
    let single: f32 = float_text(float).parse().map_err(|_| odd())?;
    let overflows = single.is_infinite() && float.is_finite();
    let underflows = single == 0.0 && float != 0.0;
    if overflows || underflows {
        return Err(odd());
    }
    Ok(single)
}

/// The nearest microsecond, as the server rounds what it reads; which way it takes from the middle is its own secret.
fn micros(instant: Timestamp) -> Result<i64, Failure> {
    let nanos = instant.as_nanosecond();
    let (below, rest) = (nanos.div_euclid(1000), nanos.rem_euclid(1000));
    if rest == 500 {
        return Err(odd());
    }
    let micros = i64::try_from(below + i128::from(rest > 500)).map_err(|_| odd())?;
    if micros < YEAR_1 {
        return Err(odd());
    }
    Ok(micros - EPOCH_MICROS)
}

fn days(date: Date) -> Result<i32, Failure> {
    if date.year() < 1 {
        return Err(odd());
    }
    let span = date.since(EPOCH).map_err(|_| odd())?;
    Ok(span.get_days())
}

fn text(value: &Value, ty: &PgType, out: &mut BytesMut) -> Result<(), Failure> {
    match bind(value, ty)? {
        Bound::Text(text) => out.put_slice(text.as_bytes()),
        Bound::Null | Bound::Bytes(_) => return Err(odd()),
    }
    Ok(())
}

/// What only the statement for one row can take, or say what is wrong with it.
fn odd() -> Failure {
    Failure::new("the value has no binary form")
}
