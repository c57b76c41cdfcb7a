//! Values to the type that a column, an input or a `returns:` declares.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{
    Failure, List, Record, Secret, Value, json,
    parse::{self, decimal_from_float, float_from_decimal, midnight},
    show::found,
};
use crate::types::{RecordType, Type};

/// Converts a value that was written as text, or computed, to `to`: text is read as what is wanted, and a number
/// becomes one of another kind, an int only where it is whole.
///
/// # Errors
/// If the value does not fit, null where null is not wanted among it. The message names the place inside the value:
/// `items[2].md5`.
pub fn convert(value: Value, to: &Type) -> Result<Value, Failure> {
    Conversion { reads_text: true }
        .run(value, to)
        .map_err(Misfit::say)
}

/// Holds a JSON answer against its declared shape: text stays text, except for what JSON has no other way to say: dates,
/// timestamps and bytes. `3.0` is an int; fields that are not declared stay, an optional one that is missing is null.
///
/// # Errors
/// As [`convert`].
pub fn conform(value: Value, to: &Type) -> Result<Value, Failure> {
    Conversion { reads_text: false }
        .run(value, to)
        .map_err(Misfit::say)
}

/// What a value of the type is called behind the word "expected".
#[must_use]
pub fn wanted(ty: &Type) -> String {
    match ty {
        Type::Int => "an int".into(),
        Type::Float | Type::Decimal | Type::Bool | Type::Date | Type::Timestamp | Type::Secret => {
            format!("a {ty}")
        }
        Type::List(..) => "a list".into(),
        Type::Record(_) => "a record".into(),
        other => other.to_string(),
    }
}

/// A failure and the place inside the value, written back to front.
struct Misfit {
    path: Vec<String>,
    failure: Failure,
}

impl Misfit {
    fn within(mut self, step: String) -> Self {
        self.path.push(step);
        self
    }

    fn say(self) -> Failure {
        if self.path.is_empty() {
            return self.failure;
        }
        let path: String = self.path.into_iter().rev().collect();
        Failure {
            message: format!(
                "`{}`: {}",
                path.trim_start_matches('.'),
                self.failure.message
            ),
            help: self.failure.help,
        }
    }
}

impl<F: Into<Failure>> From<F> for Misfit {
    fn from(failure: F) -> Self {
        Self {
            path: Vec::new(),
            failure: failure.into(),
        }
    }
}

#[derive(Clone, Copy)]
struct Conversion {
    reads_text: bool,
}

impl Conversion {
    fn run(self, value: Value, to: &Type) -> Result<Value, Misfit> {
        match (value, to) {
            (value, Type::Json | Type::Error) => Ok(value),
            (Value::Null, Type::Null | Type::Optional(_)) => Ok(Value::Null),
            (value, Type::Optional(inner)) => self.run(value, inner),
            (Value::Null, to) => Err(misfit(&Value::Null, to)),
            (Value::Secret(secret), to) => self.secret(&secret, to),
            (value, Type::Secret) => Ok(Value::Secret(Secret::new(value))),
            (Value::List(list), Type::List(item, _)) => self.list(list, item),
            (Value::Record(record), Type::Record(fields)) => self.record(record, fields),
            (Value::Text(text), Type::List(..) | Type::Record(_)) if self.reads_text => {
                Conversion { reads_text: false }.run(json::parse(&text)?, to)
            }
            (Value::Text(text), to) => self.text(text, to),
            (value, to) => plain(value, to),
        }
    }

    /// What a secret hides must fit, too; the failure does not say what it is.
    fn secret(self, secret: &Secret, to: &Type) -> Result<Value, Misfit> {
        if *to == Type::Secret {
            return Ok(Value::Secret(secret.clone()));
        }
        let hidden = self.run(secret.expose().clone(), to).map_err(|_| {
            Failure::new(format!(
                "expected {}, found a secret that is none",
                wanted(to)
            ))
        })?;
        Ok(Value::Secret(Secret::with_shown(hidden, secret.shown())))
    }

    fn list(self, list: List, item: &Type) -> Result<Value, Misfit> {
        if item.is_dynamic() {
            return Ok(Value::List(list));
        }
        let items: Result<Vec<_>, Misfit> = list
            .iter()
            .enumerate()
            .map(|(index, value)| {
                self.run(value?, item)
                    .map_err(|misfit| misfit.within(format!("[{index}]")))
            })
            .collect();
        Ok(Value::from(items?))
    }

    fn record(self, record: Record, declared: &RecordType) -> Result<Value, Misfit> {
        if declared.fields().next().is_none() {
            return Ok(Value::Record(record));
        }
        let mut fields = record.into_fields();
        for (name, ty) in declared.fields() {
            let within = |misfit: Misfit| misfit.within(format!(".{name}"));
            match fields.get_mut(name) {
                Some(value) => {
                    let given = std::mem::replace(value, Value::Null);
                    *value = self.run(given, ty).map_err(within)?;
                }
                None if ty.may_be_null() || *ty == Type::Json => {
                    fields.insert(Arc::clone(name), Value::Null);
                }
                None => return Err(within(missing(ty))),
            }
        }
        Ok(Value::from(fields))
    }

    fn text(self, text: Arc<str>, to: &Type) -> Result<Value, Misfit> {
        Ok(match to {
            Type::Text => Value::Text(text),
            Type::Date => Value::Date(parse::date(&text, None)?),
            Type::Timestamp => Value::Timestamp(parse::timestamp(&text, None)?),
            Type::Bytes => match STANDARD.decode(&*text) {
                Ok(bytes) => Value::Bytes(bytes.into()),
                Err(_) => return Err(misfit_as("bytes as base64", &Value::Text(text))),
            },
            Type::Int if self.reads_text => Value::Int(parse::int(&text)?),
            Type::Float if self.reads_text => Value::Float(parse::float(&text)?),
            Type::Decimal if self.reads_text => Value::Decimal(parse::decimal(&text)?),
            Type::Bool if self.reads_text => Value::Bool(parse::bool(&text)?),
            other => return Err(misfit(&Value::Text(text), other)),
        })
    }
}

/// Converts what is neither text nor made of other values.
fn plain(value: Value, to: &Type) -> Result<Value, Misfit> {
    let converted = match (&value, to) {
        (Value::Int(_), Type::Int)
        | (Value::Float(_), Type::Float)
        | (Value::Decimal(_), Type::Decimal)
        | (Value::Bool(_), Type::Bool)
        | (Value::Date(_), Type::Date)
        | (Value::Timestamp(_), Type::Timestamp)
        | (Value::Bytes(_), Type::Bytes) => Some(value.clone()),
        (Value::Float(float), Type::Int) => parse::int_from_float(*float).map(Value::Int),
        (Value::Decimal(decimal), Type::Int) => int_from_decimal(*decimal).map(Value::Int),
        (Value::Int(int), Type::Float) => {
            Some(Value::Float(float_from_decimal(Decimal::from(*int))))
        }
        (Value::Decimal(decimal), Type::Float) => Some(Value::Float(float_from_decimal(*decimal))),
        (Value::Int(int), Type::Decimal) => Some(Value::Decimal(Decimal::from(*int))),
        (Value::Float(float), Type::Decimal) => decimal_from_float(*float).map(Value::Decimal),
        (Value::Date(date), Type::Timestamp) => midnight(*date).map(Value::Timestamp),
        _ => None,
    };
    converted.ok_or_else(|| misfit(&value, to))
}

fn int_from_decimal(decimal: Decimal) -> Option<i64> {
    decimal.is_integer().then(|| decimal.to_i64()).flatten()
}

fn misfit(value: &Value, to: &Type) -> Misfit {
    misfit_as(&wanted(to), value)
}

fn misfit_as(what: &str, value: &Value) -> Misfit {
    Failure::new(format!("expected {what}, found {}", found(value))).into()
}

fn missing(ty: &Type) -> Misfit {
    Failure::new(format!("expected {}, found no such field", wanted(ty)))
        .help(format!("declare it as one that may be missing: `{ty}?`"))
        .into()
}
