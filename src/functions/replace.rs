use super::{argument, typing};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    value::{Failure, Value, check_text},
};

pub(super) static REPLACE: Function = Function {
    name: "replace",
    doc: "Text with every `old` replaced by `new`, or only the first `count` of them.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::Text),
        Param::required("old", Accepts::Text),
        Param::required("new", Accepts::Text),
        Param::optional("count", Accepts::Int).or_null(),
    ],
    variadic: false,
    constant: true,
    result: typing::text,
    evaluate,
    examples: &[
        Example {
            expression: "'1,234,567' | replace(',', '')",
            gives: "'1234567'",
        },
        Example {
            expression: "'aaa' | replace('a', 'b', 2)",
            gives: "'bba'",
        },
        Example {
            expression: "'abc' | replace('x', 'y')",
            gives: "'abc'",
        },
    ],
};

fn evaluate(args: &Arguments<'_>, runtime: &Runtime<'_>) -> Result<Value, Failure> {
    let part = |position| argument::text(args, position).unwrap_or_default();
    let (text, old, new) = (part(0), part(1), part(2));
    let count = argument::int(args, 3).and_then(|count| usize::try_from(count).ok());
    let count = count.unwrap_or(usize::MAX);
    let matches = text.matches(old).take(count).count();
    let length = text.len().saturating_add(matches.saturating_mul(new.len()));
    check_text(length, runtime.limits.text)?;
    Ok(Value::from(text.replacen(old, new, count)))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure};
    use crate::value::Value;

    #[test]
    fn replaces_all_or_some() {
        assert_eq!(
            eval_json("replace", r#"["1,234,567", ",", ""]"#, &[]),
            "\"1234567\""
        );
        assert_eq!(
            eval_json("replace", r#"["aaa", "a", "b"]"#, &[("count", "0")]),
            "\"aaa\""
        );
        assert_eq!(eval_json("replace", r#"["ab", "", "-"]"#, &[]), "\"-a-b-\"");
    }

    #[test]
    fn doubling_ends_at_the_limit() {
        let long = Value::from("x".repeat(1 << 19));
        let failed = failure("replace", &[long.clone(), Value::from("x"), long]);
        assert!(failed.message.contains("1 MiB"), "{failed}");
    }
}
