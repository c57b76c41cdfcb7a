use super::typing;
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    value::{Failure, Value},
};

pub(super) static ABS: Function = Function {
    name: "abs",
    doc: "A number without its sign.",
    callable: Callable::Filter,
    params: &[Param::required("value", Accepts::Number)],
    variadic: false,
    constant: true,
    result: typing::same,
    evaluate,
    examples: &[
        Example {
            expression: "-3 | abs",
            gives: "3",
        },
        Example {
            expression: "('-1.50' | decimal) | abs",
            gives: "'1.50' | decimal",
        },
    ],
};

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    match args.required(0) {
        Value::Int(int) => int
            .checked_abs()
            .map(Value::Int)
            .ok_or_else(|| Failure::new(format!("{int} without its sign is beyond 64 bits"))),
        Value::Float(float) => Ok(Value::Float(float.abs())),
        Value::Decimal(decimal) => Ok(Value::Decimal(decimal.abs())),
        other => Ok(other.clone()),
    }
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn drops_the_sign() {
        assert_eq!(eval_json("abs", "[-3]", &[]), "3");
        assert_eq!(eval_json("abs", "[-2.5]", &[]), "2.5");
        assert!(failure_json("abs", "[-9223372036854775808]", &[]).contains("64 bits"));
    }
}
