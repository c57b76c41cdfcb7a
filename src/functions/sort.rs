use super::{
    argument,
    order::{self, Keys},
    typing::{Known, Typed, item, ty},
};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    types::{Domain, Type},
    value::{Failure, Value},
};

pub(super) static SORT: Function = Function {
    name: "sort",
    doc: "The items in order, by themselves or by an `attribute`, or by several with commas between; what is equal keeps \
          its order. Texts are compared without regard to case unless `case_sensitive`.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::List),
        Param::optional("reverse", Accepts::Bool),
        Param::optional("case_sensitive", Accepts::Bool),
        Param::optional("attribute", Accepts::Printable).or_null(),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "[3, 1, 2] | sort",
            gives: "[1, 2, 3]",
        },
        Example {
            expression: "['b', 'A', 'c'] | sort(reverse=true)",
            gives: "['c', 'b', 'A']",
        },
        Example {
            expression: "[{'n': 2, 'k': 'x'}, {'n': 1, 'k': 'y'}] | sort(attribute='n') | map(attribute='k')",
            gives: "['y', 'x']",
        },
    ],
};

fn result(args: Known<'_>) -> Typed {
    let item = item(ty(args, 0));
    match order::key_type(args, &item, 3)?.required() {
        Type::Record(_) => {
            Err("records have no order: name the field to sort by with `attribute=`".into())
        }
        _ => Ok(Type::list(item, Domain::UNKNOWN)),
    }
}

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    let Value::List(list) = args.required(0) else {
        return Ok(Value::Null);
    };
    let keyed = Keys::of(args, 2, 3)?.of_items(list)?;
    let sorted = order::sort(keyed, argument::flag(args, 1))?;
    Ok(Value::from(
        sorted
            .into_iter()
            .map(|keyed| keyed.item)
            .collect::<Vec<_>>(),
    ))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval, eval_json, failure_json, type_of};
    use crate::types::{Domain, Type};
    use crate::value::Value;

    #[test]
    fn sorts_as_jinja_does() {
        let sort = |args: &str, named: &[(&str, &str)]| eval_json("sort", args, named);
        assert_eq!(
            sort(r#"[["b", "A", "a", "B"]]"#, &[]),
            r#"["A","a","b","B"]"#
        );
        assert_eq!(
            sort(r#"[["b", "A", "a", "B"]]"#, &[("case_sensitive", "true")]),
            r#"["A","B","a","b"]"#
        );
        assert_eq!(
            sort(r#"[["b", "A", "a", "B"]]"#, &[("reverse", "true")]),
            r#"["b","B","A","a"]"#
        );
        let rows =
            r#"[[{"x": 2, "y": {"z": 1}}, {"x": 1, "y": {"z": 2}}, {"x": 1, "y": {"z": 1}}]]"#;
        assert_eq!(
            sort(rows, &[("attribute", "\"x,y.z\"")]),
            r#"[{"x":1,"y":{"z":1}},{"x":1,"y":{"z":2}},{"x":2,"y":{"z":1}}]"#
        );
        assert_eq!(
            sort("[[[2, 0], [1, 5]]]", &[("attribute", "1")]),
            "[[2,0],[1,5]]"
        );
        assert_eq!(
            failure_json("sort", r#"[[1, "a"]]"#, &[]),
            "int 1 and text \"a\" have no order"
        );
    }

    #[test]
    fn an_order_that_is_not_total_does_not_panic() {
        let wide: Vec<Value> = (0..200)
            .map(|index| match index % 3 {
                0 => Value::Float(0.1),
                1 => Value::Decimal("0.1000000000000000001".parse().unwrap()),
                _ => Value::Decimal("0.1".parse().unwrap()),
            })
            .collect();
        let Value::List(sorted) = eval("sort", &[Value::from(wide)]) else {
            panic!("a list sorts to a list");
        };
        assert_eq!(sorted.len(), 200);
    }

    #[test]
    fn the_attribute_must_be_there_and_have_an_order() {
        let rows = Type::list(Type::record([("x", Type::Int)]), Domain::new(7));
        assert_eq!(
            type_of("sort", &[(0, rows.clone())], &[(3, "x")]).unwrap(),
            "list<{x: int}>"
        );
        assert!(
            type_of("sort", &[(0, rows.clone())], &[(3, "y")])
                .unwrap_err()
                .contains("no field `y`")
        );
        assert!(
            type_of("sort", &[(0, rows)], &[])
                .unwrap_err()
                .contains("`attribute=`")
        );
    }
}
