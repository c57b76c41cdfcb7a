use super::typing;
use crate::{
    spec::{Accepts, Callable, Example, Function, Param},
    value::show,
};

pub(super) static STRING: Function = Function {
    name: "string",
    doc: "The text of a value: numbers with their digits, `true` or `false`, dates and timestamps as ISO 8601, lists and \
          records as JSON.",
    callable: Callable::Both,
    params: &[Param::required("value", Accepts::Any)],
    variadic: false,
    constant: true,
    result: typing::text,
    evaluate: |args, runtime| show::join([args.required(0)], runtime.limits.text),
    examples: &[
        Example {
            expression: "1.0 | string",
            gives: "'1.0'",
        },
        Example {
            expression: "date('2024-03-01') | string",
            gives: "'2024-03-01'",
        },
        Example {
            expression: "[1, true] | string",
            gives: "'[1,true]'",
        },
    ],
};

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn everything_but_null_has_a_text() {
        assert_eq!(eval_json("string", "[1]", &[]), "\"1\"");
        assert_eq!(eval_json("string", "[false]", &[]), "\"false\"");
        assert_eq!(
            failure_json("string", "[null]", &[]),
            "`string` got null for `value`"
        );
    }
}
