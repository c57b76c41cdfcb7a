use rust_decimal::{Decimal, MathematicalOps as _, RoundingStrategy, prelude::ToPrimitive as _};

use super::{
    argument,
    typing::{Known, Typed, literal_text, same},
};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Refusal, Runtime},
    value::{Failure, Value, show::found},
};

pub(super) static ROUND: Function = Function {
    name: "round",
    doc: "A number with `precision` digits after the point, of the same kind. `method` is `common`, `ceil` or `floor`; \
          `common` rounds a half of a decimal away from zero, of a float or an int to the even digit.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::Number),
        Param::optional("precision", Accepts::Int),
        Param::optional("method", Accepts::Text),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "2.675 | round(2)",
            gives: "2.67",
        },
        Example {
            expression: "('2.675' | decimal) | round(2)",
            gives: "'2.68' | decimal",
        },
        Example {
            expression: "42.1 | round(method='ceil')",
            gives: "43.0",
        },
        Example {
            expression: "1250 | round(-2)",
            gives: "1200",
        },
    ],
};

#[derive(Clone, Copy)]
enum Method {
    Common,
    Ceil,
    Floor,
}

fn result(args: Known<'_>) -> Typed {
    if let Some(name) = literal_text(args, 2) {
        method(name).map_err(|failure| Refusal::from(failure).at(2))?;
    }
    same(args)
}

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    let precision = argument::int(args, 1).unwrap_or(0);
    let method = method(argument::text(args, 2).unwrap_or("common"))?;
    let value = args.required(0);
    let rounded = match value {
        Value::Float(float) => Some(round_float(*float, precision, method))
            .filter(|rounded| rounded.is_finite() || !float.is_finite())
            .map(Value::Float),
        Value::Decimal(decimal) => {
            let half = RoundingStrategy::MidpointAwayFromZero;
            round_decimal(*decimal, precision, strategy(method, half)).map(Value::Decimal)
        }
        Value::Int(int) if precision >= 0 => Some(Value::Int(*int)),
        Value::Int(int) => {
            let half = RoundingStrategy::MidpointNearestEven;
            round_decimal(Decimal::from(*int), precision, strategy(method, half))
                .and_then(|rounded| rounded.to_i64())
                .map(Value::Int)
        }
        _ => None,
    };
    rounded.ok_or_else(|| {
        Failure::new(format!(
            "{} can't be rounded to {precision} digits",
            found(value)
        ))
    })
}

fn method(name: &str) -> Result<Method, Failure> {
    match name {
        "common" => Ok(Method::Common),
        "ceil" => Ok(Method::Ceil),
        "floor" => Ok(Method::Floor),
        other => Err(Failure::new(format!(
            "`round` expects the method `common`, `ceil` or `floor`, found `{other}`"
        ))
        .help(format!("write `'{}'`", meant(other)))),
    }
}

/// The method that goes by another name elsewhere.
fn meant(name: &str) -> &'static str {
    match name.to_lowercase().as_str() {
        "up" | "ceiling" => "ceil",
        "down" | "trunc" | "truncate" => "floor",
        _ => "common",
    }
}

const fn strategy(method: Method, half: RoundingStrategy) -> RoundingStrategy {
    match method {
        Method::Common => half,
        Method::Ceil => RoundingStrategy::ToPositiveInfinity,
        Method::Floor => RoundingStrategy::ToNegativeInfinity,
    }
}

fn round_decimal(decimal: Decimal, precision: i64, strategy: RoundingStrategy) -> Option<Decimal> {
    if let Ok(digits) = u32::try_from(precision) {
        return Some(decimal.round_dp_with_strategy(digits, strategy));
    }
    let zeros = u32::try_from(precision.unsigned_abs()).ok()?;
    let unit = Decimal::TEN.checked_powu(u64::from(zeros.min(28)))?;
    let units = decimal.checked_div(unit)?;
    units.round_dp_with_strategy(0, strategy).checked_mul(unit)
}

/// Rounds the exact value of the float, as Python does. Past 300 digits there is nothing left to round.
fn round_float(float: f64, precision: i64, method: Method) -> f64 {
    if !float.is_finite() || precision > 300 {
        return float;
    }
    if precision < -308 {
        return 0.0 * float;
    }
    let scale = f64::powi(10.0, i32::try_from(precision.abs()).unwrap_or(i32::MAX));
    let scaled = if precision < 0 {
        float / scale
    } else {
        float * scale
    };
    let whole = match method {
        Method::Common => return round_half_even(float, precision),
        // Python goes over an int, which has no negative zero.
        Method::Ceil => scaled.ceil() + 0.0,
        Method::Floor => scaled.floor() + 0.0,
    };
    if !scaled.is_finite() {
        return float;
    }
    if precision < 0 {
        whole * scale
    } else {
        whole / scale
    }
}

fn round_half_even(float: f64, precision: i64) -> f64 {
    if let Ok(digits) = usize::try_from(precision) {
        return format!("{float:.digits$}").parse().unwrap_or(float);
    }
    // How many digits of `d.ddd` are left: all formats round the exact value, a half to the even digit.
    let left = exponent(float).saturating_add(precision);
    let rounded = match usize::try_from(left) {
        Ok(digits) => format!("{float:.digits$e}"),
        Err(_) => {
            let half = format!("5e{}", precision.unsigned_abs() - 1);
            let is_above = half.parse().is_ok_and(|half: f64| float.abs() > half);
            let unit = if is_above { "1" } else { "0" };
            format!("{unit}e{}", precision.unsigned_abs())
        }
    };
    let rounded: f64 = rounded.parse().unwrap_or(float);
    rounded.abs().copysign(float)
}

/// The exponent of a float in `d.ddd * 10 ** exponent`.
fn exponent(float: f64) -> i64 {
    let written = format!("{float:.20e}");
    let exponent = written.rsplit_once('e').map(|(_, exponent)| exponent);
    exponent.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval, eval_json, failure_json, type_of};
    use crate::types::Type;
    use crate::value::{Value, show::text_of};

    #[test]
    fn floats_round_as_python_does() {
        for (args, rounded) in [
            ("[2.5]", "2.0"),
            ("[3.5]", "4.0"),
            ("[-2.5]", "-2.0"),
            ("[2.675, 2]", "2.67"),
            ("[42.55, 1, \"floor\"]", "42.5"),
            ("[42.1, 0, \"ceil\"]", "43.0"),
            ("[1250.0, -2]", "1200.0"),
            ("[1350.0, -2]", "1400.0"),
            ("[5.0, -1]", "0.0"),
            ("[-5.1, -1]", "-10.0"),
            ("[4.9, -2]", "0.0"),
            ("[-0.25, 0, \"ceil\"]", "0.0"),
            ("[1e300, 300]", "1e+300"),
            ("[1e300, 20, \"ceil\"]", "1e+300"),
            ("[5.0, -400]", "0.0"),
            ("[0.1, 9223372036854775807]", "0.1"),
        ] {
            assert_eq!(eval_json("round", args, &[]), rounded, "{args}");
        }
        assert!(failure_json("round", "[1.7e308, -308]", &[]).ends_with("to -308 digits"));
    }

    #[test]
    fn decimals_round_half_up_and_stay() {
        let round = |text: &str, precision| {
            let decimal = Value::Decimal(text.parse().unwrap());
            text_of(&eval("round", &[decimal, Value::Int(precision)])).unwrap()
        };
        assert_eq!(round("2.675", 2), "2.68");
        assert_eq!(round("-2.5", 0), "-3");
        assert_eq!(round("1250", -2), "1300");
        assert_eq!(round("1250", -40), "0");
        assert_eq!(
            type_of("round", &[(0, Type::Decimal)], &[]).unwrap(),
            "decimal"
        );
    }

    #[test]
    fn ints_stay_ints() {
        assert_eq!(eval_json("round", "[42, 2]", &[]), "42");
        assert_eq!(eval_json("round", "[15, -1]", &[]), "20");
        assert_eq!(eval_json("round", "[25, -1]", &[]), "20");
        assert_eq!(eval_json("round", "[21, -1, \"ceil\"]", &[]), "30");
        assert!(failure_json("round", "[1, 0, \"up\"]", &[]).ends_with("found `up`"));
        assert!(type_of("round", &[(0, Type::Int)], &[(2, "up")]).is_err());
    }
}
