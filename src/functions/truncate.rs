use super::{
    argument,
    typing::{self, Known, Typed, literal_int},
};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Refusal, Runtime},
    value::{Failure, Value, check_text},
};

/// How far over its length a text may be before it is cut.
const DEFAULT_LEEWAY: i64 = 5;

/// Where these arguments stand.
const LENGTH: usize = 1;
const LEEWAY: usize = 4;

pub(super) static TRUNCATE: Function = Function {
    name: "truncate",
    doc: "Text cut to `length` characters, `end` among them, at the end of a word unless `killwords`. A text that is at \
          most `leeway` longer stays whole.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::Text),
        Param::optional("length", Accepts::Int),
        Param::optional("killwords", Accepts::Bool),
        Param::optional("end", Accepts::Text),
        Param::optional("leeway", Accepts::Int).or_null(),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "'foo bar baz qux' | truncate(9)",
            gives: "'foo...'",
        },
        Example {
            expression: "'foo bar baz qux' | truncate(9, true)",
            gives: "'foo ba...'",
        },
        Example {
            expression: "'foo bar baz qux' | truncate(11)",
            gives: "'foo bar baz qux'",
        },
    ],
};

fn result(args: Known<'_>) -> Typed {
    for position in [LENGTH, LEEWAY] {
        if let Some(number) = literal_int(args, position) {
            checked(number).map_err(|failure| Refusal::from(failure).at(position))?;
        }
    }
    typing::text(args)
}

fn evaluate(args: &Arguments<'_>, runtime: &Runtime<'_>) -> Result<Value, Failure> {
    let text = argument::text(args, 0).unwrap_or_default();
    let end = argument::text(args, 3).unwrap_or("...");
    let length = count(args, LENGTH, 255)?;
    let leeway = count(args, LEEWAY, DEFAULT_LEEWAY)?;
    if text.chars().count() <= length.saturating_add(leeway) {
        return Ok(Value::from(text));
    }
    let Some(room) = length.checked_sub(end.chars().count()) else {
        return Err(Failure::new(format!(
            "`truncate` expects a length of at least that of `end`, found {length}"
        )));
    };
    let cut: String = text.chars().take(room).collect();
    let kept = if argument::flag(args, 2) {
        &*cut
    } else {
        cut.rsplit_once(' ').map_or(&*cut, |(words, _)| words)
    };
    check_text(kept.len() + end.len(), runtime.limits.text)?;
    Ok(Value::from(format!("{kept}{end}")))
}

fn count(args: &Arguments<'_>, position: usize, default: i64) -> Result<usize, Failure> {
    checked(argument::int(args, position).unwrap_or(default))
}

fn checked(number: i64) -> Result<usize, Failure> {
    usize::try_from(number).map_err(|_| {
        Failure::new(format!(
            "`truncate` expects a count of at least 0, found {number}"
        ))
    })
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn cuts_as_jinja_does() {
        let cut = |named: &[(&str, &str)]| eval_json("truncate", r#"["foo bar baz qux"]"#, named);
        assert_eq!(cut(&[("length", "9")]), "\"foo...\"");
        assert_eq!(
            cut(&[("length", "9"), ("killwords", "true")]),
            "\"foo ba...\""
        );
        assert_eq!(cut(&[("length", "11")]), "\"foo bar baz qux\"");
        assert_eq!(cut(&[("length", "11"), ("leeway", "0")]), "\"foo bar...\"");
        assert_eq!(cut(&[("length", "5"), ("end", "\"\"")]), "\"foo\"");
        assert!(failure_json("truncate", r#"["abcdefghij", 1]"#, &[]).ends_with("found 1"));
        assert!(failure_json("truncate", r#"["abcdefghij", -1]"#, &[]).ends_with("found -1"));
    }
}
