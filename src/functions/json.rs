use super::{argument, typing};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    value::{
        Failure, Value,
        json::{self, Layout},
    },
};

/// The deepest indent that is of use to a reader.
const MAX_INDENT: i64 = 16;

pub(super) static TOJSON: Function = Function {
    name: "tojson",
    doc: "Writes a value as JSON, fields in their own order, on one line or indented by `indent` spaces a level.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::Any).or_null(),
        Param::optional("indent", Accepts::Int).or_null(),
    ],
    variadic: false,
    constant: true,
    result: typing::text,
    evaluate: tojson,
    examples: &[
        Example {
            expression: "{'b': [1, none], 'a': 'é'} | tojson",
            gives: "'{\"b\":[1,null],\"a\":\"é\"}'",
        },
        Example {
            expression: "date('2024-03-01') | tojson",
            gives: "'\"2024-03-01\"'",
        },
        Example {
            expression: "none | tojson",
            gives: "'null'",
        },
    ],
};

pub(super) static FROMJSON: Function = Function {
    name: "fromjson",
    doc: "Reads JSON text. A whole number is an int, another one a float, or a decimal where that would lose digits.",
    callable: Callable::Both,
    params: &[Param::required("value", Accepts::Text)],
    variadic: false,
    constant: true,
    result: typing::json,
    evaluate: |args, _| json::parse(argument::text(args, 0).unwrap_or_default()),
    examples: &[
        Example {
            expression: "'{\"a\": [1, 2]}' | fromjson",
            gives: "{'a': [1, 2]}",
        },
        Example {
            expression: "'null' | fromjson",
            gives: "none",
        },
    ],
};

fn tojson(args: &Arguments<'_>, runtime: &Runtime<'_>) -> Result<Value, Failure> {
    let layout = match argument::int(args, 1) {
        None => Layout::Compact,
        Some(indent) => {
            let indent = indent.clamp(0, MAX_INDENT);
            Layout::Pretty(usize::try_from(indent).expect("the indent was clamped"))
        }
    };
    json::write_value(args.required(0), layout, runtime.limits.text)
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn reads_what_it_wrote() {
        let written = eval_json("tojson", r#"[{"b": "<&>", "a": 1.5}]"#, &[]);
        assert_eq!(written, r#""{\"b\":\"<&>\",\"a\":1.5}""#);
        assert_eq!(
            eval_json("fromjson", &format!("[{written}]"), &[]),
            r#"{"b":"<&>","a":1.5}"#
        );
        assert_eq!(
            eval_json("tojson", "[[1]]", &[("indent", "2")]),
            r#""[\n  1\n]""#
        );
    }

    #[test]
    fn text_that_is_not_json_fails() {
        assert!(failure_json("fromjson", r#"["{"]"#, &[]).starts_with("expected JSON"));
    }
}
