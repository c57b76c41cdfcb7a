use std::sync::Arc;

use super::{
    attribute, holds, order, predicates,
    typing::{Known, given, item, literal_text, ty},
};
use crate::{
    spec::{
        Accepts, Arguments, Callable, Example, Function, Param, Reason, Refusal, Relation, Runtime,
    },
    types::{Domain, RecordType, Type},
    value::{Failure, Value, is_true, show::text_of},
};

pub(super) static SELECT: Function = Function {
    name: "select",
    doc: "The items for which a test holds; without one, those that count as true.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::List),
        Param::optional("test", Accepts::Text),
        Param::optional("argument", Accepts::Any).or_null(),
    ],
    variadic: false,
    constant: true,
    result: |args| {
        let item = item(ty(args, 0));
        let present = check_test(args, 1, &item)?;
        Ok(list(if present {
            item.required().clone()
        } else {
            item
        }))
    },
    evaluate: |args, runtime| filter(args, runtime, 1, |item| Ok(item.clone())),
    examples: &[
        Example {
            expression: "[1, 2, 3] | select('odd')",
            gives: "[1, 3]",
        },
        Example {
            expression: "[0, none, 'a'] | select",
            gives: "['a']",
        },
        Example {
            expression: "range(10) | select('divisibleby', 4)",
            gives: "[0, 4, 8]",
        },
    ],
};

pub(super) static SELECTATTR: Function = Function {
    name: "selectattr",
    doc: "The items for an attribute of which a test holds; without one, those of which it counts as true.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::List),
        Param::required("attribute", Accepts::Printable),
        Param::optional("test", Accepts::Text),
        Param::optional("argument", Accepts::Any).or_null(),
    ],
    variadic: false,
    constant: true,
    result: |args| {
        let item = item(ty(args, 0));
        let key = order::key_type(args, &item, 1)?;
        let present = check_test(args, 2, &key)?;
        Ok(list(match literal_text(args, 1) {
            Some(field) if present => with_present(item, field),
            _ => item,
        }))
    },
    evaluate: |args, runtime| {
        let path = text_of(args.required(1))?;
        filter(args, runtime, 2, |item| attribute::get(item, &path))
    },
    examples: &[
        Example {
            expression: "[{'a': 1}, {'a': none}] | selectattr('a')",
            gives: "[{'a': 1}]",
        },
        Example {
            expression: "[{'s': 'x', 'n': 1}, {'s': 'y', 'n': 2}] | selectattr('s', 'eq', 'y') | map(attribute='n')",
            gives: "[2]",
        },
    ],
};

/// The item type once a field of it is known not to be null.
fn with_present(item: Type, field: &str) -> Type {
    let Type::Record(record) = item.required() else {
        return item;
    };
    match record.field(field) {
        Some(ty) if ty.may_be_null() => {
            let record = RecordType::clone(record).with(field, ty.required().clone());
            Type::Record(Arc::new(record))
        }
        _ => item,
    }
}

fn list(item: Type) -> Type {
    Type::list(item, Domain::UNKNOWN)
}

/// Checks the test named at `position`, and tells whether it lets no null through.
fn check_test(args: Known<'_>, position: usize, subject: &Type) -> Result<bool, Refusal> {
    if given(args, position).is_none() {
        return Ok(true);
    }
    let Some(name) = literal_text(args, position) else {
        return Err(Refusal::from("the test is named by a literal: `select('odd')`").at(position));
    };
    let Some(predicate) = predicates::ALL
        .iter()
        .find(|predicate| predicate.name == name)
    else {
        return Err(Refusal::from(Reason::UnknownTest(name.to_owned())).at(position));
    };
    let takes = predicate.params.len() - 1;
    if given(args, position + 1).is_some() != (takes == 1) {
        let takes = if takes == 1 {
            "an argument"
        } else {
            "no argument"
        };
        return Err(Refusal::from(format!("the test `{name}` takes {takes}")).at(position));
    }
    let argument = given(args, position + 1).map(|argument| &argument.ty);
    if let (Some(relation), Some(argument)) = (predicate.relation, argument)
        && !relation.is_possible(subject, argument)
    {
        let (subject, argument) = (subject.brief(), argument.brief());
        let message = match relation {
            Relation::Equal => format!("{subject} and {argument} are never equal"),
            Relation::Order | Relation::Contained => {
                format!("the test `{name}` does not work on {subject} and {argument}")
            }
        };
        return Err(Refusal::from(message).at(position + 1));
    }
    Ok(predicate.rules_out_null(argument, true))
}

/// The items for which the test at `position` holds of what `subject` makes of them.
fn filter(
    args: &Arguments<'_>,
    runtime: &Runtime<'_>,
    position: usize,
    subject: impl Fn(&Value) -> Result<Value, Failure>,
) -> Result<Value, Failure> {
    let Value::List(list) = args.required(0) else {
        return Ok(Value::Null);
    };
    let predicate = match args.get(position) {
        None => None,
        Some(name) => {
            let name = text_of(name)?;
            let found = runtime.registry.predicate(&name);
            Some(found.ok_or_else(|| Failure::new(format!("there is no test `{name}`")))?)
        }
    };
    let argument = args.get(position + 1);
    let kept = order::each(list, |item| {
        let subject = subject(&item)?;
        let keep = match predicate {
            None => is_true(&subject),
            Some(predicate) => {
                let given = [Some(subject), argument.cloned()];
                let count = if argument.is_some() { 2 } else { 1 };
                holds(predicate, &given[..count], runtime)?
            }
        };
        Ok(keep.then_some(item))
    })?;
    Ok(Value::from(kept.into_iter().flatten().collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json, type_of};
    use crate::types::{Domain, Type};

    #[test]
    fn keeps_what_passes() {
        assert_eq!(
            eval_json("select", r#"[[0, 1, null, "", "a"]]"#, &[]),
            r#"[1,"a"]"#
        );
        assert_eq!(eval_json("select", r#"[[1, 2, 3], "gt", 1]"#, &[]), "[2,3]");
        assert_eq!(eval_json("select", r#"[[1, null], "none"]"#, &[]), "[null]");
        assert_eq!(
            eval_json(
                "selectattr",
                r#"[[{"a": {"b": 1}}, {"a": {"b": 2}}], "a.b", "in", [2, 3]]"#,
                &[]
            ),
            r#"[{"a":{"b":2}}]"#
        );
        assert_eq!(
            eval_json("selectattr", r#"[[{"a": 0}, {"a": 1}], "a"]"#, &[]),
            r#"[{"a":1}]"#
        );
    }

    #[test]
    fn a_failure_names_the_item() {
        assert_eq!(
            failure_json("select", r#"[[1, "a"], "gt", 0]"#, &[]),
            "item 1: text \"a\" and int 0 have no order"
        );
        assert_eq!(
            failure_json("select", r#"[[1], "nope"]"#, &[]),
            "there is no test `nope`"
        );
        assert_eq!(
            failure_json("select", r#"[[1], "gt"]"#, &[]),
            "item 0: `gt` needs `other`"
        );
    }

    #[test]
    fn selecting_rules_null_out() {
        let items = || Type::list(Type::Int.optional(), Domain::new(2));
        assert_eq!(
            type_of("select", &[(0, items())], &[]).unwrap(),
            "list<int>"
        );
        assert_eq!(
            type_of("select", &[(0, items())], &[(1, "defined")]).unwrap(),
            "list<int>"
        );
        assert_eq!(
            type_of("select", &[(0, items())], &[(1, "none")]).unwrap(),
            "list<int?>"
        );
        assert!(
            type_of("select", &[(0, items())], &[(1, "gt")])
                .unwrap_err()
                .contains("an argument")
        );
        assert!(
            type_of("select", &[(0, items())], &[(1, "nope")])
                .unwrap_err()
                .contains("`nope`")
        );
    }
}
