//! Arithmetic: int with int is checked, a float is contagious, otherwise a decimal is; `//` and `%` go by the floor.

use rust_decimal::{Decimal, MathematicalOps, prelude::ToPrimitive};

use crate::{
    ir::Binary,
    limits::Most,
    value::{Failure, Value, check_text, parse::float_from_decimal},
};

/// The value of `left op right` for an operator of arithmetic; text it makes has at most so many bytes.
pub(super) fn binary(
    op: Binary,
    left: &Value,
    right: &Value,
    most: Most,
) -> Result<Value, Failure> {
    match (op, left, right) {
        (Binary::Add, Value::Text(left), Value::Text(right)) => {
            check_text(left.len() + right.len(), most)?;
            Ok(Value::from([&**left, &**right].concat()))
        }
        (Binary::Add, Value::List(left), Value::List(right)) => {
            let items: Result<Vec<_>, _> = left.iter().chain(right.iter()).collect();
            Ok(Value::from(items?))
        }
        (Binary::Multiply, Value::Text(text), Value::Int(times))
        | (Binary::Multiply, Value::Int(times), Value::Text(text)) => repeat(text, *times, most),
        _ => match pair(left, right) {
            Some(pair) => numbers(op, pair),
            None => Err(no_numbers(op, left, right)),
        },
    }
}

/// The value of `-number`.
pub(super) fn negate(number: &Value) -> Result<Value, Failure> {
    match number {
        Value::Int(number) => number
            .checked_neg()
            .map(Value::Int)
            .ok_or_else(|| overflow("-", "an int of 64 bits")),
        Value::Float(number) => Ok(Value::Float(-number)),
        Value::Decimal(number) => Ok(Value::Decimal(-number)),
        other => Err(Failure::new(format!(
            "`-` needs a number, found {}",
            other.kind()
        ))),
    }
}

/// Two numbers brought to one kind.
#[derive(Clone, Copy)]
enum Pair {
    Int(i64, i64),
    Decimal(Decimal, Decimal),
    Float(f64, f64),
}

fn pair(left: &Value, right: &Value) -> Option<Pair> {
    Some(match (left, right) {
        (Value::Int(left), Value::Int(right)) => Pair::Int(*left, *right),
        (Value::Float(_), _) | (_, Value::Float(_)) => Pair::Float(float(left)?, float(right)?),
        _ => Pair::Decimal(decimal(left)?, decimal(right)?),
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a float is asked for, and it has the digits it has"
)]
fn float(number: &Value) -> Option<f64> {
    match number {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::Decimal(number) => Some(float_from_decimal(*number)),
        _ => None,
    }
}

fn decimal(number: &Value) -> Option<Decimal> {
    match number {
        Value::Int(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

fn numbers(op: Binary, pair: Pair) -> Result<Value, Failure> {
    let is_division = matches!(op, Binary::Divide | Binary::FloorDivide | Binary::Remainder);
    let by_zero = match pair {
        Pair::Int(_, divisor) => divisor == 0,
        Pair::Decimal(_, divisor) => divisor.is_zero(),
        Pair::Float(_, divisor) => divisor == 0.0,
    };
    if is_division && by_zero {
        return Err(Failure::new(format!("`{}` by zero", op.as_str())));
    }
    match (op, pair) {
        (Binary::Divide, Pair::Int(left, right)) => {
            let [left, right] = [left, right].map(|int| float(&Value::Int(int)));
            numbers(op, Pair::Float(left.unwrap_or(0.0), right.unwrap_or(1.0)))
        }
        (_, Pair::Int(base, exponent)) if op == Binary::Power => int_power(base, exponent),
        (_, Pair::Int(left, right)) => ints(op, left, right)
            .map(Value::Int)
            .ok_or_else(|| overflow(op.as_str(), "an int of 64 bits")),
        (_, Pair::Decimal(left, right)) => decimals(op, left, right)
            .map(Value::Decimal)
            .ok_or_else(|| overflow(op.as_str(), "a decimal of 28 digits")),
        (_, Pair::Float(left, right)) => Some(floats(op, left, right))
            .filter(|number| number.is_finite())
            .map(Value::Float)
            .ok_or_else(|| overflow(op.as_str(), "a float")),
    }
}

fn ints(op: Binary, left: i64, right: i64) -> Option<i64> {
    match op {
        Binary::Add => left.checked_add(right),
        Binary::Subtract => left.checked_sub(right),
        Binary::Multiply => left.checked_mul(right),
        Binary::FloorDivide => {
            let quotient = left.checked_div(right)?;
            let is_inexact = left.wrapping_rem(right) != 0;
            Some(quotient - i64::from(is_inexact && (left < 0) != (right < 0)))
        }
        // The remainder of the smallest int by -1 is 0 although the quotient overflows.
        Binary::Remainder => {
            let rest = left.wrapping_rem(right);
            let is_across = rest != 0 && (rest < 0) != (right < 0);
            Some(if is_across { rest + right } else { rest })
        }
        _ => None,
    }
}

fn int_power(base: i64, exponent: i64) -> Result<Value, Failure> {
    match u32::try_from(exponent) {
        Ok(exponent) => base
            .checked_pow(exponent)
            .map(Value::Int)
            .ok_or_else(|| overflow("**", "an int of 64 bits")),
        Err(_) => {
            let [base, exponent] = [base, exponent].map(|int| float(&Value::Int(int)));
            let power = Pair::Float(base.unwrap_or(0.0), exponent.unwrap_or(0.0));
            numbers(Binary::Power, power)
        }
    }
}

fn decimals(op: Binary, left: Decimal, right: Decimal) -> Option<Decimal> {
    match op {
        Binary::Add => left.checked_add(right),
        Binary::Subtract => left.checked_sub(right),
        Binary::Multiply => left.checked_mul(right),
        Binary::Divide => left.checked_div(right),
        Binary::FloorDivide => {
            let rest = decimals(Binary::Remainder, left, right)?;
            Some(left.checked_sub(rest)?.checked_div(right)?.normalize())
        }
        Binary::Remainder => {
            let rest = left.checked_rem(right)?;
            let is_across = !rest.is_zero() && rest.is_sign_negative() != right.is_sign_negative();
            if is_across {
                rest.checked_add(right)
            } else {
                Some(rest)
            }
        }
        Binary::Power => match right.to_i64().filter(|_| right.fract().is_zero()) {
            Some(_) if left.is_zero() && right.is_sign_negative() => None,
            Some(exponent) => left.checked_powi(exponent),
            None => left.checked_powd(right),
        },
        _ => None,
    }
}

fn floats(op: Binary, left: f64, right: f64) -> f64 {
    match op {
        Binary::Add => left + right,
        Binary::Subtract => left - right,
        Binary::Multiply => left * right,
        Binary::Divide => left / right,
        Binary::FloorDivide => floor_division(left, right).0,
        Binary::Remainder => floor_division(left, right).1,
        Binary::Power => left.powf(right),
        _ => f64::NAN,
    }
}

/// The quotient, rounded down, and the rest, as Python computes them: the rest has the sign of the divisor, also where it
/// is zero, and a quotient of zero has the sign of the exact one.
fn floor_division(left: f64, right: f64) -> (f64, f64) {
    let mut rest = left % right;
    let mut quotient = (left - rest) / right;
    if rest == 0.0 {
        rest = rest.copysign(right);
    } else if (rest < 0.0) != (right < 0.0) {
        rest += right;
        quotient -= 1.0;
    }
    let whole = if quotient == 0.0 {
        quotient.copysign(left / right)
    } else {
        // What was cut off above may have left it just below the whole number.
        quotient.round()
    };
    (whole, rest)
}

fn repeat(text: &str, times: i64, most: Most) -> Result<Value, Failure> {
    let times = usize::try_from(times).unwrap_or(0);
    check_text(text.len().saturating_mul(times), most)?;
    Ok(Value::from(text.repeat(times)))
}

fn overflow(op: &str, kind: &str) -> Failure {
    Failure::new(format!("the result of `{op}` does not fit {kind}"))
}

fn no_numbers(op: Binary, left: &Value, right: &Value) -> Failure {
    let failure = Failure::new(format!(
        "`{}` needs two numbers, found {} and {}",
        op.as_str(),
        left.kind(),
        right.kind()
    ));
    let is_joining =
        op == Binary::Add && (matches!(left, Value::Text(_)) || matches!(right, Value::Text(_)));
    if is_joining {
        return failure.help("join as text with `~`, or convert with `| int`");
    }
    failure
}
