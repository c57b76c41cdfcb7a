use super::{argument, typing};
use crate::{
    spec::{Accepts, Callable, Example, Function, Param},
    value::Value,
};

pub(super) static TRIM: Function = Function {
    name: "trim",
    doc: "Text without the spaces around it, or without any of `chars` around it.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::Text),
        Param::optional("chars", Accepts::Text).or_null(),
    ],
    variadic: false,
    constant: true,
    result: typing::text,
    evaluate: |args, _| {
        let text = argument::text(args, 0).unwrap_or_default();
        Ok(Value::from(match argument::text(args, 1) {
            Some(chars) => text.trim_matches(|c| chars.contains(c)),
            None => text.trim(),
        }))
    },
    examples: &[
        Example {
            expression: "'  a b\\n' | trim",
            gives: "'a b'",
        },
        Example {
            expression: "'--a-b-' | trim('-')",
            gives: "'a-b'",
        },
        Example {
            expression: "'  ' | trim",
            gives: "''",
        },
    ],
};

#[cfg(test)]
mod tests {
    use crate::functions::testing::eval_json;

    #[test]
    fn drops_what_is_around() {
        assert_eq!(eval_json("trim", r#"["\u00a0 a \t"]"#, &[]), "\"a\"");
        assert_eq!(eval_json("trim", r#"["xyaxy", "yx"]"#, &[]), "\"a\"");
        assert_eq!(
            eval_json("trim", r#"[" a "]"#, &[("chars", "null")]),
            "\"a\""
        );
    }
}
