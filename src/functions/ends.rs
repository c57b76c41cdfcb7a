use super::typing::{Known, Typed, given, item, ty};
use crate::{
    spec::{Accepts, Callable, Example, Function, Param},
    value::{Failure, Value},
};

pub(super) static FIRST: Function = Function {
    name: "first",
    doc: "The first item of a list, or the first character of a text; null where there is none.",
    callable: Callable::Filter,
    params: &[Param::required("value", Accepts::Sequence)],
    variadic: false,
    constant: true,
    result,
    evaluate: |args, _| match args.required(0) {
        Value::Text(text) => Ok(character(text.chars().next())),
        other => at(other, 0),
    },
    examples: &[
        Example {
            expression: "[1, 2, 3] | first",
            gives: "1",
        },
        Example {
            expression: "'äbc' | first",
            gives: "'ä'",
        },
        Example {
            expression: "[] | first",
            gives: "none",
        },
    ],
};

pub(super) static LAST: Function = Function {
    name: "last",
    doc: "The last item of a list, or the last character of a text; null where there is none.",
    callable: Callable::Filter,
    params: &[Param::required("value", Accepts::Sequence)],
    variadic: false,
    constant: true,
    result,
    evaluate: |args, _| match args.required(0) {
        Value::Text(text) => Ok(character(text.chars().next_back())),
        Value::List(list) if list.is_empty() => Ok(Value::Null),
        Value::List(list) => at(args.required(0), list.len() - 1),
        _ => Ok(Value::Null),
    },
    examples: &[
        Example {
            expression: "[1, 2, 3] | last",
            gives: "3",
        },
        Example {
            expression: "'' | last",
            gives: "none",
        },
    ],
};

fn result(args: Known<'_>) -> Typed {
    let item = item(ty(args, 0));
    let is_filled = given(args, 0).is_some_and(|list| list.is_filled);
    Ok(if is_filled { item } else { item.optional() })
}

fn at(list: &Value, index: usize) -> Result<Value, Failure> {
    match list {
        Value::List(list) => Ok(list.get(index)?.unwrap_or(Value::Null)),
        _ => Ok(Value::Null),
    }
}

fn character(found: Option<char>) -> Value {
    found.map_or(Value::Null, |c| Value::from(c.to_string()))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, type_of};
    use crate::types::{Domain, Type};

    #[test]
    fn the_ends_or_null() {
        assert_eq!(eval_json("first", "[[1, 2]]", &[]), "1");
        assert_eq!(eval_json("last", "[[1, 2]]", &[]), "2");
        assert_eq!(eval_json("last", r#"["aé"]"#, &[]), "\"é\"");
        assert_eq!(eval_json("first", r#"[""]"#, &[]), "null");
        assert_eq!(eval_json("last", "[[]]", &[]), "null");
        let rows = Type::list(Type::Int, Domain::UNKNOWN);
        assert_eq!(type_of("first", &[(0, rows)], &[]).unwrap(), "int?");
        assert_eq!(type_of("last", &[(0, Type::Json)], &[]).unwrap(), "json");
    }
}
