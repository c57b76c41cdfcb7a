use std::collections::HashMap;

use super::{
    order::{self, Keyed, Keys},
    typing::{Known, Typed, item, ty},
};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    types::{Domain, Type},
    value::{Failure, Value, compare},
};

pub(super) static UNIQUE: Function = Function {
    name: "unique",
    doc: "The items without those that equal an earlier one, by themselves or by an `attribute`. Texts are compared without \
          regard to case unless `case_sensitive`.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::List),
        Param::optional("case_sensitive", Accepts::Bool),
        Param::optional("attribute", Accepts::Printable).or_null(),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "['foo', 'bar', 'Foo'] | unique",
            gives: "['foo', 'bar']",
        },
        Example {
            expression: "['foo', 'Foo'] | unique(true)",
            gives: "['foo', 'Foo']",
        },
        Example {
            expression: "[1, 1.0, 2] | unique",
            gives: "[1, 2]",
        },
    ],
};

fn result(args: Known<'_>) -> Typed {
    let item = item(ty(args, 0));
    order::key_type(args, &item, 2)?;
    Ok(Type::list(item, Domain::UNKNOWN))
}

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    let Value::List(list) = args.required(0) else {
        return Ok(Value::Null);
    };
    let mut kept: Vec<Keyed> = Vec::new();
    let mut by_hash: HashMap<u64, Vec<usize>> = HashMap::new();
    for keyed in Keys::of(args, 1, 2)?.of_items(list)? {
        let key = Value::from(keyed.keys.clone());
        let same_hash = by_hash.entry(compare::hash(&key)?).or_default();
        let mut known = false;
        for index in same_hash.iter() {
            known |= compare::equal(&Value::from(kept[*index].keys.clone()), &key)?;
        }
        if !known {
            same_hash.push(kept.len());
            kept.push(keyed);
        }
    }
    Ok(Value::from(
        kept.into_iter().map(|keyed| keyed.item).collect::<Vec<_>>(),
    ))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::eval_json;

    #[test]
    fn keeps_the_first_of_what_is_equal() {
        assert_eq!(
            eval_json("unique", r#"[["b", "a", "B", "a", null, null]]"#, &[]),
            r#"["b","a",null]"#
        );
        assert_eq!(
            eval_json("unique", r#"[["b", "B"]]"#, &[("case_sensitive", "true")]),
            r#"["b","B"]"#
        );
        assert_eq!(
            eval_json(
                "unique",
                r#"[[{"x": 1, "y": 1}, {"x": 1.0, "y": 2}]]"#,
                &[("attribute", "\"x\"")]
            ),
            r#"[{"x":1,"y":1}]"#
        );
        assert_eq!(
            eval_json("unique", r#"[[{"x": 1, "y": 1}, {"y": 1, "x": 1}]]"#, &[]),
            r#"[{"x":1,"y":1}]"#
        );
    }
}
