use rust_decimal::Decimal;

use crate::{
    value::Value,
    yaml::{Literal, Scalar},
};

/// The value of a scalar without holes.
///
/// A number keeps its exact digits as a decimal, whether it has a fraction or is an integer too big for 64 bits; it is
/// a float where it is written with an exponent, where it is not finite, and where a decimal can't hold its digits.
pub(super) fn value(scalar: &Scalar) -> Value {
    match scalar.literal() {
        Literal::Null => Value::Null,
        Literal::Bool(truth) => Value::Bool(truth),
        Literal::Int(number) => Value::Int(number),
        Literal::Float(number) => match Decimal::from_str_exact(scalar.text()) {
            Ok(exact) => Value::Decimal(exact),
            Err(_) => Value::Float(number),
        },
        Literal::Text => Value::text(scalar.text()),
    }
}
