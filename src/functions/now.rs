use super::typing;
use crate::{
    spec::{Callable, Example, Function},
    value::Value,
};

pub(super) static NOW: Function = Function {
    name: "now",
    doc: "The moment the run began, the same for every row and every retry.",
    callable: Callable::Function,
    params: &[],
    variadic: false,
    constant: false,
    result: typing::timestamp,
    evaluate: |_, runtime| Ok(Value::Timestamp(runtime.now)),
    examples: &[
        Example {
            expression: "now() == now()",
            gives: "true",
        },
        Example {
            expression: "now() > timestamp('2020-01-01')",
            gives: "true",
        },
    ],
};

#[cfg(test)]
mod tests {
    use crate::functions::testing::eval_json;

    #[test]
    fn is_the_start_of_the_run() {
        assert_eq!(eval_json("now", "[]", &[]), "\"2024-03-01T10:00:00Z\"");
    }
}
