use rust_decimal::prelude::ToPrimitive as _;

use super::conversion;
use crate::{
    spec::{Accepts, Callable, Example, Function, Param},
    types::Type,
    value::{Failure, Value, parse, show::found},
};

pub(super) static INT: Function = Function {
    name: "int",
    doc: "Converts to a whole number; fractions of numbers are cut off. Text must be a whole number. \
          With `default`, it stands in for null and for what can't be converted.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::NumberOrText),
        Param::optional("default", Accepts::Any).or_null(),
    ],
    variadic: false,
    constant: true,
    result: |args| conversion::result(args, &Type::Int, 1),
    evaluate: |args, _| conversion::evaluate(args, 1, int),
    examples: &[
        Example {
            expression: "' 007 ' | int",
            gives: "7",
        },
        Example {
            expression: "-3.7 | int",
            gives: "-3",
        },
        Example {
            expression: "'n/a' | int(default=0)",
            gives: "0",
        },
        Example {
            expression: "none | int(0)",
            gives: "0",
        },
    ],
};

fn int(value: &Value) -> Result<Value, Failure> {
    let whole = match value {
        Value::Text(text) => return parse::int(text).map(Value::Int),
        Value::Bool(truth) => Some(i64::from(*truth)),
        Value::Int(int) => Some(*int),
        Value::Float(float) => parse::int_from_float(float.trunc()),
        Value::Decimal(decimal) => decimal.trunc().to_i64(),
        _ => None,
    };
    whole.map(Value::Int).ok_or_else(|| {
        Failure::new(format!(
            "expected an int of 64 bits, found {}",
            found(value)
        ))
    })
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json, type_of};
    use crate::types::Type;

    #[test]
    fn converts_or_takes_the_default() {
        assert_eq!(eval_json("int", r#"["12"]"#, &[]), "12");
        assert_eq!(eval_json("int", "[true]", &[]), "1");
        assert_eq!(eval_json("int", r#"["12x", null]"#, &[]), "null");
        assert_eq!(eval_json("int", "[null]", &[("default", "5")]), "5");
        assert_eq!(
            failure_json("int", r#"["12x"]"#, &[]),
            "expected an int, found text \"12x\""
        );
        assert_eq!(
            failure_json("int", "[1e30]", &[]),
            "expected an int of 64 bits, found float 1e+30"
        );
        assert_eq!(
            failure_json("int", "[null]", &[]),
            "`int` got null for `value`"
        );
    }

    #[test]
    fn the_default_joins_the_type() {
        assert_eq!(type_of("int", &[(0, Type::Text)], &[]).unwrap(), "int");
        assert_eq!(
            type_of("int", &[(0, Type::Text), (1, Type::Null)], &[]).unwrap(),
            "int?"
        );
        assert_eq!(
            type_of("int", &[(0, Type::Text), (1, Type::Float)], &[]).unwrap(),
            "float"
        );
    }
}
