use super::conversion;
use crate::{
    spec::{Accepts, Callable, Example, Function, Param},
    types::Type,
    value::{Failure, Value, convert::convert, parse},
};

pub(super) static DECIMAL: Function = Function {
    name: "decimal",
    doc: "Converts to a number with exact digits, as many as the text has. \
          With `default`, it stands in for null and for what can't be converted.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::NumberOrText),
        Param::optional("default", Accepts::Any).or_null(),
    ],
    variadic: false,
    constant: true,
    result: |args| conversion::result(args, &Type::Decimal, 1),
    evaluate: |args, _| conversion::evaluate(args, 1, decimal),
    examples: &[
        Example {
            expression: "'1,234.50' | replace(',', '') | decimal | string",
            gives: "'1234.50'",
        },
        Example {
            expression: "0.1 | decimal",
            gives: "'0.1' | decimal",
        },
        Example {
            expression: "'n/a' | decimal(default=none)",
            gives: "none",
        },
    ],
};

fn decimal(value: &Value) -> Result<Value, Failure> {
    match value {
        Value::Text(text) => parse::decimal(text).map(Value::Decimal),
        Value::Bool(truth) => Ok(Value::Decimal(i64::from(*truth).into())),
        other => convert(other.clone(), &Type::Decimal),
    }
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn keeps_digits() {
        assert_eq!(eval_json("decimal", r#"["1.50"]"#, &[]), "1.50");
        assert_eq!(eval_json("decimal", "[7]", &[]), "7");
        assert_eq!(
            failure_json("decimal", r#"["1,5"]"#, &[]),
            "expected a decimal, found text \"1,5\""
        );
    }
}
