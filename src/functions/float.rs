use super::conversion;
use crate::{
    spec::{Accepts, Callable, Example, Function, Param},
    types::Type,
    value::{Failure, Value, convert::convert, parse},
};

pub(super) static FLOAT: Function = Function {
    name: "float",
    doc: "Converts to a floating point number. With `default`, it stands in for null and for what can't be converted.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::NumberOrText),
        Param::optional("default", Accepts::Any).or_null(),
    ],
    variadic: false,
    constant: true,
    result: |args| conversion::result(args, &Type::Float, 1),
    evaluate: |args, _| conversion::evaluate(args, 1, float),
    examples: &[
        Example {
            expression: "'1.50' | float",
            gives: "1.5",
        },
        Example {
            expression: "3 | float",
            gives: "3.0",
        },
        Example {
            expression: "'n/a' | float(default=0.5)",
            gives: "0.5",
        },
    ],
};

fn float(value: &Value) -> Result<Value, Failure> {
    match value {
        Value::Text(text) => parse::float(text).map(Value::Float),
        Value::Bool(truth) => Ok(Value::Float(f64::from(u8::from(*truth)))),
        other => convert(other.clone(), &Type::Float),
    }
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn converts_or_fails() {
        assert_eq!(eval_json("float", r#"[" 1e3 "]"#, &[]), "1000.0");
        assert_eq!(eval_json("float", "[2]", &[]), "2.0");
        assert_eq!(
            failure_json("float", r#"["nan"]"#, &[]),
            "expected a float, found text \"nan\""
        );
    }
}
