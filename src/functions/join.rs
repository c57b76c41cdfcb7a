use super::{
    attribute, order,
    typing::{self, Known, Typed, item, ty},
};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    value::{Failure, Value, show},
};

pub(super) static JOIN: Function = Function {
    name: "join",
    doc: "The texts of the items, or of an `attribute` of theirs, with `d` between.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::List),
        Param::optional("d", Accepts::Text),
        Param::optional("attribute", Accepts::Printable).or_null(),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "[1, 'a', 2.5] | join(', ')",
            gives: "'1, a, 2.5'",
        },
        Example {
            expression: "[{'n': 'x'}, {'n': 'y'}] | join('|', attribute='n')",
            gives: "'x|y'",
        },
        Example {
            expression: "[] | join",
            gives: "''",
        },
    ],
};

fn result(args: Known<'_>) -> Typed {
    order::key_type(args, &item(ty(args, 0)), 2)?;
    typing::text(args)
}

fn evaluate(args: &Arguments<'_>, runtime: &Runtime<'_>) -> Result<Value, Failure> {
    let Value::List(list) = args.required(0) else {
        return Ok(Value::Null);
    };
    let between = args.get(1).cloned().unwrap_or_else(|| Value::from(""));
    let path = match args.get(2) {
        None | Some(Value::Null) => None,
        Some(path) => Some(show::text_of(path)?),
    };
    let most = runtime.limits.text;
    let part = |item: Value| {
        let part = match &path {
            Some(path) => attribute::get(&item, path)?,
            None => item,
        };
        show::join([&part], most)
    };
    let parts = order::each(list, part)?;
    let pieces = parts.iter().enumerate().flat_map(|(index, part)| {
        let before = if index == 0 { None } else { Some(&between) };
        before.into_iter().chain([part])
    });
    show::join(pieces, most)
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval, eval_json, failure, failure_json, secret};
    use crate::value::Value;

    #[test]
    fn joins_texts() {
        assert_eq!(eval_json("join", r#"[[1, "a", true]]"#, &[]), "\"1atrue\"");
        assert_eq!(eval_json("join", r#"[["a", "b"], "-"]"#, &[]), "\"a-b\"");
        assert_eq!(
            eval_json(
                "join",
                r#"[[{"a": {"b": 1}}], ","]"#,
                &[("attribute", "\"a.b\"")]
            ),
            "\"1\""
        );
        assert_eq!(
            failure_json("join", r#"[["a", null]]"#, &[]),
            "item 1: null has no text"
        );
    }

    #[test]
    fn a_secret_among_the_items_is_masked() {
        let Value::Secret(joined) = eval(
            "join",
            &[
                Value::from(vec![Value::from("a"), secret("b")]),
                Value::from("-"),
            ],
        ) else {
            panic!("a secret inside makes the text one");
        };
        assert_eq!(joined.shown(), "a-‹secret›");
    }

    #[test]
    fn doubling_ends_at_the_limit() {
        let long = Value::from("x".repeat(1 << 19));
        let failed = failure(
            "join",
            &[Value::from(vec![long.clone(), long.clone()]), long],
        );
        assert!(failed.message.contains("1 MiB"), "{failed}");
    }
}
