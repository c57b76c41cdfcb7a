use super::{
    argument,
    typing::{Known, Typed},
};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    types::{Domain, Type},
    value::{Failure, Value},
};

pub(super) static SPLIT: Function = Function {
    name: "split",
    doc: "The parts of a text between `sep`; without it, its words. With `maxsplit`, that many cuts at most.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::Text),
        Param::optional("sep", Accepts::Text).or_null(),
        Param::optional("maxsplit", Accepts::Int),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "'a,b,,c' | split(',')",
            gives: "['a', 'b', '', 'c']",
        },
        Example {
            expression: "' a  b ' | split",
            gives: "['a', 'b']",
        },
        Example {
            expression: "'a=b=c' | split('=', 1)",
            gives: "['a', 'b=c']",
        },
    ],
};

fn result(_: Known<'_>) -> Typed {
    Ok(Type::list(Type::Text, Domain::UNKNOWN))
}

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    let text = argument::text(args, 0).unwrap_or_default();
    let cuts = argument::int(args, 2).and_then(|cuts| usize::try_from(cuts).ok());
    let cuts = cuts.unwrap_or(usize::MAX);
    let parts: Vec<Value> = match argument::text(args, 1) {
        Some("") => {
            return Err(Failure::new(
                "`split` expects a separator, found empty text",
            ));
        }
        Some(sep) => text
            .splitn(cuts.saturating_add(1), sep)
            .map(Value::from)
            .collect(),
        None => words(text, cuts),
    };
    Ok(Value::from(parts))
}

/// Words, the last one with all that is left once there were enough cuts.
fn words(text: &str, cuts: usize) -> Vec<Value> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = if words.len() < cuts {
            rest.find(char::is_whitespace)
        } else {
            None
        };
        let (word, left) = rest.split_at(end.unwrap_or(rest.len()));
        words.push(Value::from(word));
        rest = left.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn splits_as_python_does() {
        assert_eq!(
            eval_json("split", r#"["a,b,,c", ","]"#, &[]),
            r#"["a","b","","c"]"#
        );
        assert_eq!(eval_json("split", r#"["", ","]"#, &[]), r#"[""]"#);
        assert_eq!(
            eval_json("split", r#"["  a b  c "]"#, &[]),
            r#"["a","b","c"]"#
        );
        assert_eq!(
            eval_json("split", r#"["  a b  c "]"#, &[("maxsplit", "1")]),
            r#"["a","b  c "]"#
        );
        assert_eq!(
            eval_json("split", r#"["a,b,c", ",", 1]"#, &[]),
            r#"["a","b,c"]"#
        );
        assert!(failure_json("split", r#"["a", ""]"#, &[]).contains("separator"));
    }
}
