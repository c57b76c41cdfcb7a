use super::typing;
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    value::{Failure, Value},
};

pub(super) static LENGTH: Function = Function {
    name: "length",
    doc: "How many characters a text, items a list or fields a record has.",
    callable: Callable::Filter,
    params: &[Param::required("value", Accepts::Sized)],
    variadic: false,
    constant: true,
    result: typing::int,
    evaluate,
    examples: &[
        Example {
            expression: "'héllo' | length",
            gives: "5",
        },
        Example {
            expression: "[1, 2] | length",
            gives: "2",
        },
        Example {
            expression: "{} | length",
            gives: "0",
        },
    ],
};

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    let length = match args.required(0) {
        Value::Text(text) => text.chars().count(),
        Value::List(list) => list.len(),
        Value::Record(record) => record.len(),
        _ => 0,
    };
    Ok(Value::Int(i64::try_from(length).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn counts() {
        assert_eq!(eval_json("length", r#"["äöü"]"#, &[]), "3");
        assert_eq!(eval_json("length", r#"[{"a": 1}]"#, &[]), "1");
        assert!(failure_json("length", "[5]", &[]).ends_with("found int 5"));
    }
}
