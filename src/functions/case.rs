use super::{argument, typing};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    value::{Failure, Value, check_text},
};

pub(super) static LOWER: Function = Function {
    name: "lower",
    doc: "Text in lower case.",
    callable: Callable::Filter,
    params: &[Param::required("value", Accepts::Text)],
    variadic: false,
    constant: true,
    result: typing::text,
    evaluate: |args, runtime| cased(args, runtime, str::to_lowercase),
    examples: &[
        Example {
            expression: "'Straße 1' | lower",
            gives: "'straße 1'",
        },
        Example {
            expression: "'' | lower",
            gives: "''",
        },
    ],
};

pub(super) static UPPER: Function = Function {
    name: "upper",
    doc: "Text in upper case.",
    callable: Callable::Filter,
    params: &[Param::required("value", Accepts::Text)],
    variadic: false,
    constant: true,
    result: typing::text,
    evaluate: |args, runtime| cased(args, runtime, str::to_uppercase),
    examples: &[
        Example {
            expression: "'abc' | upper",
            gives: "'ABC'",
        },
        Example {
            expression: "'Straße' | upper",
            gives: "'STRASSE'",
        },
    ],
};

pub(super) static TITLE: Function = Function {
    name: "title",
    doc: "Text with each word's first letter in upper case and the rest in lower case.",
    callable: Callable::Filter,
    params: &[Param::required("value", Accepts::Text)],
    variadic: false,
    constant: true,
    result: typing::text,
    evaluate: |args, runtime| cased(args, runtime, title),
    examples: &[
        Example {
            expression: "'hello WORLD' | title",
            gives: "'Hello World'",
        },
        Example {
            expression: "'foo-bar (baz) it\\'s' | title",
            gives: "'Foo-Bar (Baz) It\\'s'",
        },
    ],
};

/// Letters grow when their case changes: `ŉ` to three times its bytes.
fn cased(
    args: &Arguments<'_>,
    runtime: &Runtime<'_>,
    case: impl Fn(&str) -> String,
) -> Result<Value, Failure> {
    let text = case(argument::text(args, 0).unwrap_or_default());
    check_text(text.len(), runtime.limits.text)?;
    Ok(Value::from(text))
}

fn title(text: &str) -> String {
    let mut titled = String::with_capacity(text.len());
    let mut starts = true;
    for c in text.chars() {
        if starts {
            titled.extend(c.to_uppercase());
        } else {
            titled.extend(c.to_lowercase());
        }
        starts = c.is_whitespace() || "-({[<".contains(c);
    }
    titled
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::eval_json;

    #[test]
    fn letters_change_case() {
        assert_eq!(eval_json("lower", r#"["ÀÉ"]"#, &[]), "\"àé\"");
        assert_eq!(eval_json("upper", r#"["ß"]"#, &[]), "\"SS\"");
        assert_eq!(
            eval_json("title", r#"["foo\tbar-baz [qux] o'neil"]"#, &[]),
            r#""Foo\tBar-Baz [Qux] O'neil""#
        );
    }
}
