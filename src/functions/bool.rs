use rust_decimal::Decimal;

use super::conversion;
use crate::{
    spec::{Accepts, Callable, Example, Function, Param},
    types::Type,
    value::{Failure, Value, compare::equal, parse, show::found},
};

pub(super) static BOOL: Function = Function {
    name: "bool",
    doc: "Converts to a truth: `true t yes y on 1` or `false f no n off 0`, in any case, or the numbers 1 and 0. \
          With `default`, it stands in for null and for what can't be converted.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::NumberOrText),
        Param::optional("default", Accepts::Any).or_null(),
    ],
    variadic: false,
    constant: true,
    result: |args| conversion::result(args, &Type::Bool, 1),
    evaluate: |args, _| conversion::evaluate(args, 1, bool),
    examples: &[
        Example {
            expression: "'Yes' | bool",
            gives: "true",
        },
        Example {
            expression: "0 | bool",
            gives: "false",
        },
        Example {
            expression: "'maybe' | bool(default=false)",
            gives: "false",
        },
    ],
};

fn bool(value: &Value) -> Result<Value, Failure> {
    let truth = match value {
        Value::Text(text) => parse::bool(text)?,
        Value::Bool(truth) => *truth,
        number if equal(number, &Value::Decimal(Decimal::ZERO))? => false,
        number if equal(number, &Value::Decimal(Decimal::ONE))? => true,
        other => {
            return Err(Failure::new(format!(
                "expected `true` or `false`, found {}",
                found(other)
            )));
        }
    };
    Ok(Value::Bool(truth))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn words_and_two_numbers_are_truths() {
        assert_eq!(eval_json("bool", r#"[" ON "]"#, &[]), "true");
        assert_eq!(eval_json("bool", "[1.0]", &[]), "true");
        assert_eq!(
            failure_json("bool", "[2]", &[]),
            "expected `true` or `false`, found int 2"
        );
        assert_eq!(
            failure_json("bool", r#"[""]"#, &[]),
            "expected `true` or `false`, found text \"\""
        );
    }
}
