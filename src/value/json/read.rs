use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::Number;

use super::super::{Failure, Fields, Value, parse::decimal_from_float};

/// How deep lists and objects may nest.
const MAX_DEPTH: usize = 64;

/// Reads JSON text.
///
/// Whole numbers are ints, or decimals where 64 bits don't hold them; other numbers are floats, or decimals where a
/// float would lose digits. Beyond what a decimal holds, a float stands for the nearest number.
///
/// # Errors
/// If `text` is not JSON, nests deeper than 64 levels, or has a number beyond what a float holds.
pub fn parse(text: &str) -> Result<Value, Failure> {
    let json = serde_json::from_str(text).map_err(|error| {
        // The parser has a limit of its own, beyond ours.
        if error.to_string().starts_with("recursion limit") {
            return too_deep();
        }
        Failure::new(format!("expected JSON, found {}", fault(&error)))
    })?;
    from_json(json)
}

/// The value of a JSON tree, by the rules of [`parse`].
///
/// # Errors
/// If it nests deeper than 64 levels or has a number beyond what a float holds.
pub fn from_json(json: serde_json::Value) -> Result<Value, Failure> {
    value(json, 0)
}

/// What the parser tripped over, in a form that reads on after "found".
fn fault(error: &serde_json::Error) -> String {
    let place = format!("line {}, column {}", error.line(), error.column());
    if error.is_eof() {
        format!("text that ends early, at {place}")
    } else {
        let full = error.to_string();
        let cause = full.split(" at line ").next().unwrap_or(&full);
        format!("something else at {place}: {cause}")
    }
}

fn too_deep() -> Failure {
    Failure::new(format!(
        "the JSON nests deeper than the limit of {MAX_DEPTH} levels"
    ))
    .help("this limit is fixed: have it nest less deeply")
}

fn value(json: serde_json::Value, depth: usize) -> Result<Value, Failure> {
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    Ok(match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(truth),
        serde_json::Value::Number(written) => number(&written)?,
        serde_json::Value::String(text) => Value::from(text),
        serde_json::Value::Array(items) => {
            let items: Result<Vec<_>, _> = items
                .into_iter()
                .map(|item| value(item, depth + 1))
                .collect();
            Value::from(items?)
        }
        serde_json::Value::Object(members) => {
            let fields: Result<Fields, Failure> = members
                .into_iter()
                .map(|(name, member)| Ok((Arc::from(name), value(member, depth + 1)?)))
                .collect();
            Value::from(fields?)
        }
    })
}

fn number(written: &Number) -> Result<Value, Failure> {
    let digits = written.as_str();
    if let Ok(int) = digits.parse() {
        return Ok(Value::Int(int));
    }
    let float: f64 = digits.parse().unwrap_or(f64::INFINITY);
    if !float.is_finite() {
        return Err(Failure::new(format!(
            "the number `{}` is beyond what a float holds",
            digits.chars().take(40).collect::<String>()
        )));
    }
    let whole = !digits.contains(['.', 'e', 'E']);
    Ok(match exact(digits) {
        Some(decimal) if whole || decimal_from_float(float) != Some(decimal) => {
            Value::Decimal(decimal)
        }
        _ => Value::Float(float),
    })
}

/// The number with all its digits, where a decimal has room for them.
fn exact(digits: &str) -> Option<Decimal> {
    if digits.contains(['e', 'E']) {
        Decimal::from_scientific(digits).ok()
    } else {
        Decimal::from_str_exact(digits).ok()
    }
}
