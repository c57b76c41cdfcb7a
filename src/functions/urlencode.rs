use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{call::lift, typing};
use crate::{
    limits::Most,
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    value::{Failure, Value, show},
};

/// What a URL takes as it is, besides letters and digits.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const PATH: &AsciiSet = &QUERY.remove(b'/');

pub(super) static URLENCODE: Function = Function {
    name: "urlencode",
    doc: "Text with what a URL's path does not take percent-encoded; a record, or a list of pairs, as a query string.",
    callable: Callable::Filter,
    params: &[Param::required("value", Accepts::Any)],
    variadic: false,
    constant: true,
    result: typing::text,
    evaluate,
    examples: &[
        Example {
            expression: "'a b/ü?' | urlencode",
            gives: "'a%20b/%C3%BC%3F'",
        },
        Example {
            expression: "{'q': 'a b', 'page': 2} | urlencode",
            gives: "'q=a+b&page=2'",
        },
        Example {
            expression: "[['k', '1/2'], ['k', '&']] | urlencode",
            gives: "'k=1%2F2&k=%26'",
        },
    ],
};

fn evaluate(args: &Arguments<'_>, runtime: &Runtime<'_>) -> Result<Value, Failure> {
    let most = runtime.limits.text;
    let pairs: Vec<(Value, Value)> = match args.required(0) {
        Value::Record(record) => record
            .iter()
            .map(|(name, value)| (Value::Text(name), value))
            .collect(),
        Value::List(list) => list
            .iter()
            .map(|item| pair(&item?))
            .collect::<Result<_, Failure>>()?,
        plain => return lift(plain, |open| encode(open, PATH, most)),
    };
    let mut parts = Vec::new();
    for (name, value) in pairs {
        if !parts.is_empty() {
            parts.push(Value::from("&"));
        }
        parts.push(lift(&name, |name| in_query(name, most))?);
        parts.push(Value::from("="));
        parts.push(lift(&value, |value| in_query(value, most))?);
    }
    show::join(&parts, most)
}

fn in_query(value: &Value, most: Most) -> Result<Value, Failure> {
    match encode(value, QUERY, most)? {
        Value::Text(text) => Ok(Value::from(text.replace("%20", "+"))),
        other => Ok(other),
    }
}

fn encode(value: &Value, reserved: &'static AsciiSet, most: Most) -> Result<Value, Failure> {
    let text = show::text_of(value)?;
    let encoded = utf8_percent_encode(&text, reserved).to_string();
    show::join([&Value::from(encoded)], most)
}

fn pair(item: &Value) -> Result<(Value, Value), Failure> {
    if let Value::List(pair) = item
        && let (2, Some(name), Some(value)) = (pair.len(), pair.get(0)?, pair.get(1)?)
    {
        return Ok((name, value));
    }
    Err(Failure::new(format!(
        "`urlencode` expects a list of pairs, found {} in it",
        show::found(item)
    )))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval, eval_json, failure_json, secret};
    use crate::value::{Fields, Value};

    #[test]
    fn encodes_as_jinja_does() {
        assert_eq!(
            eval_json("urlencode", r#"["a b/ü?~"]"#, &[]),
            "\"a%20b/%C3%BC%3F~\""
        );
        assert_eq!(
            eval_json("urlencode", r#"[{"q": "a b", "n": 2}]"#, &[]),
            "\"q=a+b&n=2\""
        );
        assert_eq!(
            eval_json("urlencode", r#"[[["k", "/"]]]"#, &[]),
            "\"k=%2F\""
        );
        assert!(failure_json("urlencode", "[[1]]", &[]).contains("a list of pairs"));
    }

    #[test]
    fn a_secret_parameter_is_masked() {
        let fields: Fields = [("a".into(), Value::Int(1)), ("token".into(), secret("x y"))]
            .into_iter()
            .collect();
        let Value::Secret(query) = eval("urlencode", &[Value::from(fields)]) else {
            panic!("a secret inside makes the query one");
        };
        assert_eq!(query.shown(), "a=1&token=‹secret›");
        assert!(
            crate::value::compare::equal(query.expose(), &Value::from("a=1&token=x+y")).unwrap()
        );
    }
}
