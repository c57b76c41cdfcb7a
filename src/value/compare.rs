//! Equality and order, across kinds as a data engineer expects: numbers by number, a date as midnight UTC of its day.
//! A secret counts as what it hides.

#[cfg(test)]
mod tests;

use std::{
    cmp::Ordering,
    hash::{DefaultHasher, Hash, Hasher},
};

use rust_decimal::Decimal;

use super::{
    Failure, List, Record, Value,
    parse::{float_from_decimal, midnight},
    show::found,
};

/// Whether two values are equal. Values of kinds that have nothing in common are not; null equals null, NaN equals NaN,
/// and records are equal whatever the order of their fields.
///
/// # Errors
/// If rows that live outside memory can't be read.
pub fn equal(left: &Value, right: &Value) -> Result<bool, Failure> {
    Ok(match (left, right) {
        (Value::Secret(secret), other) | (other, Value::Secret(secret)) => {
            return equal(secret.expose(), other);
        }
        (Value::Null, Value::Null) => true,
        (Value::List(a), Value::List(b)) => return equal_lists(a, b),
        (Value::Record(a), Value::Record(b)) => return equal_records(a, b),
        _ => order_plain(left, right) == Some(Ordering::Equal),
    })
}

/// The order of two values: numbers by number, texts by code point, false before true, lists item by item. NaN is above
/// all numbers.
///
/// # Errors
/// If the two have no order (null, records, different kinds), or rows that live outside memory can't be read.
pub fn order(left: &Value, right: &Value) -> Result<Ordering, Failure> {
    match (left, right) {
        (Value::Secret(secret), other) => order(secret.expose(), other).map_err(hide),
        (other, Value::Secret(secret)) => order(other, secret.expose()).map_err(hide),
        (Value::List(a), Value::List(b)) => order_lists(a, b),
        _ => order_plain(left, right).ok_or_else(|| {
            Failure::new(format!(
                "{} and {} have no order",
                found(left),
                found(right)
            ))
        }),
    }
}

/// A number that equal values share, for looking equal values up.
///
/// # Errors
/// If rows that live outside memory can't be read.
pub fn hash(value: &Value) -> Result<u64, Failure> {
    let mut hasher = DefaultHasher::new();
    feed(value, &mut hasher)?;
    Ok(hasher.finish())
}

/// What a failure about a secret may say.
fn hide(_: Failure) -> Failure {
    Failure::new("a secret and what it is compared with have no order")
}

fn equal_lists(a: &List, b: &List) -> Result<bool, Failure> {
    if a.len() != b.len() {
        return Ok(false);
    }
    for (a, b) in a.iter().zip(b.iter()) {
        if !equal(&a?, &b?)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn equal_records(a: &Record, b: &Record) -> Result<bool, Failure> {
    if a.len() != b.len() {
        return Ok(false);
    }
    for (name, value) in a.iter() {
        match b.get(&name) {
            Some(other) if equal(&value, &other)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

fn order_lists(a: &List, b: &List) -> Result<Ordering, Failure> {
    for (a, b) in a.iter().zip(b.iter()) {
        let (a, b) = (a?, b?);
        if !equal(&a, &b)? {
            return order(&a, &b);
        }
    }
    Ok(a.len().cmp(&b.len()))
}

/// The order of values that hold no others, or none where there is no order.
fn order_plain(left: &Value, right: &Value) -> Option<Ordering> {
    use Value::{Bool, Bytes, Date, Decimal, Float, Int, Text, Timestamp};
    Some(match (left, right) {
        (Bool(a), Bool(b)) => a.cmp(b),
        (Text(a), Text(b)) => a.cmp(b),
        (Bytes(a), Bytes(b)) => a.cmp(b),
        (Date(a), Date(b)) => a.cmp(b),
        (Timestamp(a), Timestamp(b)) => a.cmp(b),
        (Date(a), Timestamp(b)) => midnight(*a)?.cmp(b),
        (Timestamp(a), Date(b)) => a.cmp(&midnight(*b)?),
        (Int(a), Int(b)) => a.cmp(b),
        (Decimal(a), Decimal(b)) => a.cmp(b),
        (Float(a), Float(b)) => order_floats(*a, *b),
        (Int(a), Decimal(b)) => rust_decimal::Decimal::from(*a).cmp(b),
        (Decimal(a), Int(b)) => a.cmp(&rust_decimal::Decimal::from(*b)),
        (Int(a), Float(b)) => order_int_float(*a, *b),
        (Float(a), Int(b)) => order_int_float(*b, *a).reverse(),
        (Decimal(a), Float(b)) => order_floats(float_from_decimal(*a), *b),
        (Float(a), Decimal(b)) => order_floats(*a, float_from_decimal(*b)),
        _ => return None,
    })
}

/// Orders floats with NaN equal to itself and above the rest, as PostgreSQL does.
fn order_floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b)
        .unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// Orders exactly: a float has not the digits of every int.
fn order_int_float(int: i64, float: f64) -> Ordering {
    const TOP: f64 = 9_223_372_036_854_775_808.0;
    if float.is_nan() || float >= TOP {
        return Ordering::Less;
    }
    if float < -TOP {
        return Ordering::Greater;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the bounds were checked above"
    )]
    let whole = float.trunc() as i64;
    int.cmp(&whole)
        .then_with(|| order_floats(0.0, float.fract()))
}

fn feed(value: &Value, hasher: &mut DefaultHasher) -> Result<(), Failure> {
    match value {
        Value::Null => hasher.write_u8(0),
        Value::Bool(truth) => truth.hash(hasher),
        Value::Int(int) => feed_float(float_from_int(*int), hasher),
        Value::Float(float) => feed_float(*float, hasher),
        Value::Decimal(decimal) => feed_float(float_from_decimal(*decimal), hasher),
        Value::Text(text) => text.hash(hasher),
        Value::Bytes(bytes) => bytes.hash(hasher),
        Value::Date(date) => midnight(*date).hash(hasher),
        Value::Timestamp(timestamp) => Some(*timestamp).hash(hasher),
        Value::List(list) => {
            for item in list.iter() {
                feed(&item?, hasher)?;
            }
        }
        Value::Record(record) => {
            let mut sum = 0_u64;
            for (name, value) in record.iter() {
                let mut field = DefaultHasher::new();
                name.hash(&mut field);
                feed(&value, &mut field)?;
                sum = sum.wrapping_add(field.finish());
            }
            hasher.write_u64(sum);
        }
        Value::Secret(secret) => feed(secret.expose(), hasher)?,
    }
    Ok(())
}

fn float_from_int(int: i64) -> f64 {
    float_from_decimal(Decimal::from(int))
}

fn feed_float(float: f64, hasher: &mut DefaultHasher) {
    let one_zero = if float == 0.0 { 0.0 } else { float };
    let one_nan = if one_zero.is_nan() {
        f64::NAN
    } else {
        one_zero
    };
    hasher.write_u64(one_nan.to_bits());
}
