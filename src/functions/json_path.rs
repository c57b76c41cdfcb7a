use serde_json_path::{JsonPath, NormalizedPath, PathElement};

use super::typing::{Known, Typed, literal_text, ty};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Refusal, Runtime},
    types::Type,
    value::{
        Failure, Value,
        json::{Secrets, to_json},
        show::text_of,
    },
};

pub(super) static JSON_PATH: Function = Function {
    name: "json_path",
    doc: "What a JSONPath (RFC 9535) finds in a value: the value at a path of names and positions, the list of all finds \
          where the path has a wildcard, a slice or a filter. Where nothing is found, it is `default`, which is null if \
          left out.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::Any).or_null(),
        Param::required("path", Accepts::Text),
        Param::optional("default", Accepts::Any).or_null(),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "{'a': [{'b': 1}, {'b': 2}]} | json_path('$.a[1].b')",
            gives: "2",
        },
        Example {
            expression: "{'a': [{'b': 1}, {'b': 2}]} | json_path('$.a[*].b')",
            gives: "[1, 2]",
        },
        Example {
            expression: "{'a': 1} | json_path('$.x', 'none')",
            gives: "'none'",
        },
    ],
};

fn result(args: Known<'_>) -> Typed {
    if let Some(path) = literal_text(args, 1) {
        parse(path).map_err(|failure| Refusal::from(failure).at(1))?;
    }
    match ty(args, 0).required() {
        Type::Json | Type::Null | Type::Error | Type::List(..) | Type::Record(_) | Type::Secret => {
            Ok(Type::Json)
        }
        Type::Text => Err(
            "`json_path` looks into records and lists: read the text with `fromjson` first".into(),
        ),
        other => Err(format!("`json_path` looks into records and lists, found {other}").into()),
    }
}

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    let (value, text) = (args.required(0), text_of(args.required(1))?);
    let tree = to_json(value, Secrets::Shown)?;
    let finds = parse(&text)?.query_located(&tree);
    let mut values = finds.locations().map(|location| at(value, location));
    if !finds.is_empty() {
        return match is_singular(&text) {
            true => values.next().unwrap_or(Ok(Value::Null)),
            false => Ok(Value::from(values.collect::<Result<Vec<_>, _>>()?)),
        };
    }
    Ok(args.get(2).cloned().unwrap_or(Value::Null))
}

fn parse(path: &str) -> Result<JsonPath, Failure> {
    JsonPath::parse(path).map_err(|error| {
        Failure::new(format!("`{path}` is not a JSONPath: {}", error.message()))
            .help("write it like `$.items[0].id`")
    })
}

/// Whether a path can have one find at most. The grammar lets only such paths be compared.
fn is_singular(path: &str) -> bool {
    JsonPath::parse(&format!("$[?{path} == 0]")).is_ok()
}

/// The value itself at a place of its JSON: dates stay dates, secrets secret.
fn at(value: &Value, location: &NormalizedPath<'_>) -> Result<Value, Failure> {
    let mut found = value.clone();
    for step in location.iter() {
        found = match (&found, step) {
            (Value::Record(record), PathElement::Name(name)) => record.get(name),
            (Value::List(list), PathElement::Index(index)) => list.get(*index)?,
            _ => None,
        }
        .unwrap_or(Value::Null);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::is_singular;
    use crate::functions::testing::{eval, eval_json, failure_json, secret, type_of};
    use crate::types::Type;
    use crate::value::{Fields, Value};

    #[test]
    fn one_find_or_all() {
        let find = |path: &str| {
            eval_json(
                "json_path",
                &format!(r#"[{{"a": [{{"b": 1}}, {{"b": null}}]}}, "{path}"]"#),
                &[],
            )
        };
        assert_eq!(find("$.a[0].b"), "1");
        assert_eq!(find("$.a[-2].b"), "1");
        assert_eq!(find("$['a'][9]"), "null");
        assert_eq!(find("$.a[?@.b == 1]"), r#"[{"b":1}]"#);
        assert_eq!(find("$..b"), "[1,null]");
        assert!(is_singular("$.a['b'][0]") && !is_singular("$.a[0:1]"));
        assert_eq!(
            eval_json("json_path", r#"[{}, "$.x"]"#, &[("default", "[]")]),
            "[]"
        );
    }

    #[test]
    fn a_wrong_path_is_known_before_the_run() {
        assert!(type_of("json_path", &[(0, Type::Json)], &[(1, "a.b")]).is_err());
        assert!(
            type_of("json_path", &[(0, Type::Text)], &[(1, "$.a")])
                .unwrap_err()
                .contains("`fromjson`")
        );
        assert!(failure_json("json_path", r#"[{}, "$["]"#, &[]).contains("is not a JSONPath"));
    }

    #[test]
    fn a_secret_that_is_found_stays_one() {
        let fields: Fields = [("t".into(), secret("x"))].into_iter().collect();
        assert_eq!(
            eval("json_path", &[Value::from(fields), Value::from("$.t")]).kind(),
            "secret"
        );
    }
}
