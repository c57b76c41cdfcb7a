use std::error::Error;

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use tokio_postgres::types::{FromSql, Kind, Type as PgType};

use super::{numeric, types::base};
use crate::value::{Failure, Value, json};

/// A cell of a result, or why no value stands for it.
pub(super) struct Cell(pub(super) Result<Value, Failure>);

impl<'a> FromSql<'a> for Cell {
    fn from_sql(ty: &PgType, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(read(base(ty), raw)))
    }

    fn from_sql_null(_: &PgType) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Ok(Value::Null)))
    }

    fn accepts(_: &PgType) -> bool {
        true
    }
}

fn read(ty: &PgType, raw: &[u8]) -> Result<Value, Failure> {
    match ty.kind() {
        Kind::Array(_) => return array(ty, raw),
        Kind::Enum(_) => return text(ty, raw).map(Value::from),
        _ => {}
    }
    match *ty {
        PgType::BOOL => get(ty, raw).map(Value::Bool),
        PgType::INT2 => get::<i16>(ty, raw).map(|int| Value::Int(int.into())),
        PgType::INT4 => get::<i32>(ty, raw).map(|int| Value::Int(int.into())),
        PgType::INT8 => get(ty, raw).map(Value::Int),
        PgType::OID => get::<u32>(ty, raw).map(|int| Value::Int(int.into())),
        PgType::FLOAT4 => get(ty, raw).map(|float| Value::Float(widen(float))),
        PgType::FLOAT8 => get(ty, raw).map(Value::Float),
        PgType::NUMERIC => numeric::read(raw).map(Value::Decimal),
        PgType::DATE if is_infinite_date(raw) => Err(infinite(ty)),
        PgType::DATE => get::<Date>(ty, raw).map(Value::Date),
        PgType::TIMESTAMP | PgType::TIMESTAMPTZ if is_infinite_timestamp(raw) => Err(infinite(ty)),
        PgType::TIMESTAMP | PgType::TIMESTAMPTZ => get::<Timestamp>(ty, raw).map(Value::Timestamp),
        PgType::TIME => get::<Time>(ty, raw).map(|time| Value::from(time.to_string())),
        PgType::UUID => get::<uuid::Uuid>(ty, raw).map(|uuid| Value::from(uuid.to_string())),
        PgType::JSON => json::parse(&text(ty, raw)?),
        PgType::JSONB => json::parse(&text(ty, raw.strip_prefix(&[1]).unwrap_or(raw))?),
        PgType::BYTEA => Ok(Value::Bytes(raw.into())),
        PgType::VOID => Ok(Value::Null),
        PgType::TEXT
        | PgType::VARCHAR
        | PgType::BPCHAR
        | PgType::NAME
        | PgType::UNKNOWN
        | PgType::XML
        | PgType::CHAR => text(ty, raw).map(Value::from),
        _ if ty.name() == "citext" => text(ty, raw).map(Value::from),
        _ => Err(
            Failure::new(format!("no value stands for type `{}`", ty.name()))
                .help("cast it in the query: `column::text`"),
        ),
    }
}

fn get<'a, T: FromSql<'a>>(ty: &PgType, raw: &'a [u8]) -> Result<T, Failure> {
    T::from_sql(ty, raw).map_err(|error| out_of_range(ty, &error.to_string()))
}

fn text(ty: &PgType, raw: &[u8]) -> Result<String, Failure> {
    String::from_utf8(raw.to_vec()).map_err(|error| out_of_range(ty, &error.to_string()))
}

fn array(ty: &PgType, raw: &[u8]) -> Result<Value, Failure> {
    let cells =
        Vec::<Cell>::from_sql(ty, raw).map_err(|error| out_of_range(ty, &error.to_string()))?;
    let items: Result<Vec<_>, _> = cells.into_iter().map(|cell| cell.0).collect();
    items.map(Value::from)
}

fn out_of_range(ty: &PgType, reason: &str) -> Failure {
    Failure::new(format!(
        "no value stands for this `{}`: {reason}",
        ty.name()
    ))
    .help("cast it in the query: `column::text`")
}

fn infinite(ty: &PgType) -> Failure {
    Failure::new(format!("no value stands for an infinite `{}`", ty.name()))
        .help("cast it in the query, `column::text`, or make it null: `nullif(column, 'infinity')`")
}

fn is_infinite_date(raw: &[u8]) -> bool {
    raw == i32::MAX.to_be_bytes() || raw == i32::MIN.to_be_bytes()
}

fn is_infinite_timestamp(raw: &[u8]) -> bool {
    raw == i64::MAX.to_be_bytes() || raw == i64::MIN.to_be_bytes()
}

/// The double with the digits the single is written with: 0.1 stays 0.1.
fn widen(single: f32) -> f64 {
    single
        .to_string()
        .parse()
        .unwrap_or_else(|_| f64::from(single))
}
