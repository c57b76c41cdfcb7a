use super::typing;
use crate::{
    spec::{Accepts, Callable, Example, Function, Param},
    value::{Value, show},
};

pub(super) static CONCAT: Function = Function {
    name: "concat",
    doc: "The texts of the values end to end; null counts for nothing, as in PostgreSQL.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::Printable).or_null(),
        Param::optional("more", Accepts::Printable).or_null(),
    ],
    variadic: true,
    constant: true,
    result: typing::text,
    evaluate: |args, runtime| {
        let given = args.0.iter().flatten().filter(|part| !Value::is_null(part));
        show::join(given, runtime.limits.text)
    },
    examples: &[
        Example {
            expression: "concat('a', 1, true)",
            gives: "'a1true'",
        },
        Example {
            expression: "'a' | concat('-', none, 'b')",
            gives: "'a-b'",
        },
    ],
};

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn joins_printable_values() {
        assert_eq!(
            eval_json("concat", r#"["a", 1.5, null, "b"]"#, &[]),
            "\"a1.5b\""
        );
        assert_eq!(eval_json("concat", "[null]", &[]), "\"\"");
        assert!(failure_json("concat", "[\"a\", [1]]", &[]).ends_with("found a list"));
    }
}
