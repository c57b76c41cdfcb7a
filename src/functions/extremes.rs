use super::{
    order::{self, Keyed, Keys},
    typing::{Known, Typed, given, item, ty},
};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param},
    types::Type,
    value::{Failure, List, Value, show::found},
};

const PARAMS: &[Param] = &[
    Param::required("value", Accepts::Any),
    Param::optional("case_sensitive", Accepts::Bool).by_name(),
    Param::optional("attribute", Accepts::Printable)
        .or_null()
        .by_name(),
    Param::optional("more", Accepts::Any),
];

pub(super) static MIN: Function = Function {
    name: "min",
    doc: "The least item of a list, by itself or by an `attribute`, or the least of several values; of an empty list null. \
          Texts are compared without regard to case unless `case_sensitive`.",
    callable: Callable::Both,
    params: PARAMS,
    variadic: true,
    constant: true,
    result: |args| result(args, "min"),
    evaluate: |args, _| extreme(args, |item, best| Ok(item.order(best)?.is_lt())),
    examples: &[
        Example {
            expression: "[3, 1, 2] | min",
            gives: "1",
        },
        Example {
            expression: "min(2, 1.5)",
            gives: "1.5",
        },
        Example {
            expression: "[] | min",
            gives: "none",
        },
    ],
};

pub(super) static MAX: Function = Function {
    name: "max",
    doc: "The greatest item of a list, by itself or by an `attribute`, or the greatest of several values; of an empty list \
          null. Texts are compared without regard to case unless `case_sensitive`.",
    callable: Callable::Both,
    params: PARAMS,
    variadic: true,
    constant: true,
    result: |args| result(args, "max"),
    evaluate: |args, _| extreme(args, |item, best| Ok(item.order(best)?.is_gt())),
    examples: &[
        Example {
            expression: "['b', 'C', 'a'] | max",
            gives: "'C'",
        },
        Example {
            expression: "max(date('2024-03-01'), date('2024-02-01'))",
            gives: "date('2024-03-01')",
        },
        Example {
            expression: "[{'v': 1}, {'v': 3}] | max(attribute='v')",
            gives: "{'v': 3}",
        },
    ],
};

/// Where the arguments after the first begin.
const MORE: usize = 3;

fn result(args: Known<'_>, name: &str) -> Typed {
    let first = ty(args, 0);
    if given(args, MORE).is_some() {
        let rest = args[MORE..].iter().flatten();
        return Ok(rest.fold(first.clone(), |joined, arg| joined.join(&arg.ty)));
    }
    if !Accepts::List.allows(first) {
        let found = first.brief();
        return Err(format!("`{name}` of one value takes a list, found {found}").into());
    }
    let item = item(first);
    match order::key_type(args, &item, 2)?.required() {
        Type::Record(_) => {
            Err("records have no order: name the field to compare by with `attribute=`".into())
        }
        _ if given(args, 0).is_some_and(|list| list.is_filled) => Ok(item),
        _ => Ok(item.optional()),
    }
}

fn extreme(
    args: &Arguments<'_>,
    beats: impl Fn(&Keyed, &Keyed) -> Result<bool, Failure>,
) -> Result<Value, Failure> {
    let list = match (args.required(0), args.get(MORE)) {
        (first, Some(_)) => {
            let rest = args.0[MORE..].iter().flatten();
            List::from([first].into_iter().chain(rest).cloned().collect::<Vec<_>>())
        }
        (Value::List(list), None) => list.clone(),
        (other, None) => {
            return Err(Failure::new(format!(
                "expected a list, found {}",
                found(other)
            )));
        }
    };
    let mut best: Option<Keyed> = None;
    for keyed in Keys::of(args, 1, 2)?.of_items(&list)? {
        best = match best {
            Some(best) if !beats(&keyed, &best)? => Some(best),
            _ => Some(keyed),
        };
    }
    Ok(best.map_or(Value::Null, |keyed| keyed.item))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json, type_of};
    use crate::types::{Domain, Type};

    #[test]
    fn finds_the_first_extreme() {
        assert_eq!(eval_json("min", r#"[["b", "a", "A"]]"#, &[]), "\"a\"");
        assert_eq!(eval_json("max", "[1, 3.5, 2]", &[]), "3.5");
        assert_eq!(eval_json("max", "[[]]", &[]), "null");
        assert_eq!(
            eval_json(
                "min",
                r#"[[{"v": 2}, {"v": 1}]]"#,
                &[("attribute", "\"v\"")]
            ),
            r#"{"v":1}"#
        );
        assert_eq!(
            failure_json("min", "[5]", &[]),
            "expected a list, found int 5"
        );
        assert!(failure_json("max", r#"[[1, null]]"#, &[]).ends_with("have no order"));
    }

    #[test]
    fn of_a_list_it_may_be_null() {
        let ints = Type::list(Type::Int, Domain::UNKNOWN);
        assert_eq!(type_of("min", &[(0, ints)], &[]).unwrap(), "int?");
        assert_eq!(
            type_of("min", &[(0, Type::Int), (3, Type::Decimal)], &[]).unwrap(),
            "decimal"
        );
        assert!(
            type_of("min", &[(0, Type::Int)], &[])
                .unwrap_err()
                .contains("takes a list")
        );
    }
}
