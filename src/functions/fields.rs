use super::typing::{Known, Typed, ty};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param},
    types::{Domain, Type},
    value::{Failure, Value},
};

const PARAMS: &[Param] = &[Param::required("value", Accepts::Record)];

pub(super) static ITEMS: Function = Function {
    name: "items",
    doc: "The fields of a record as pairs of name and value.",
    callable: Callable::Filter,
    params: PARAMS,
    variadic: false,
    constant: true,
    result: |_| Ok(list(Type::list(Type::Json, Domain::UNKNOWN))),
    evaluate: |args, _| of_fields(args, |name, value| Value::from(vec![name, value])),
    examples: &[
        Example {
            expression: "{'b': 1, 'a': 'x'} | items",
            gives: "[['b', 1], ['a', 'x']]",
        },
        Example {
            expression: "{} | items",
            gives: "[]",
        },
    ],
};

pub(super) static KEYS: Function = Function {
    name: "keys",
    doc: "The names of a record's fields.",
    callable: Callable::Filter,
    params: PARAMS,
    variadic: false,
    constant: true,
    result: |_| Ok(list(Type::Text)),
    evaluate: |args, _| of_fields(args, |name, _| name),
    examples: &[
        Example {
            expression: "{'b': 1, 'a': 2} | keys",
            gives: "['b', 'a']",
        },
        Example {
            expression: "{} | keys",
            gives: "[]",
        },
    ],
};

pub(super) static VALUES: Function = Function {
    name: "values",
    doc: "The values of a record's fields.",
    callable: Callable::Filter,
    params: PARAMS,
    variadic: false,
    constant: true,
    result: values_type,
    evaluate: |args, _| of_fields(args, |_, value| value),
    examples: &[
        Example {
            expression: "{'b': 1, 'a': 2} | values",
            gives: "[1, 2]",
        },
        Example {
            expression: "{} | values",
            gives: "[]",
        },
    ],
};

fn values_type(args: Known<'_>) -> Typed {
    let item = match ty(args, 0).required() {
        Type::Record(record) if !record.is_open() => record
            .fields()
            .map(|(_, field)| field.clone())
            .reduce(|joined, field| joined.join(&field)),
        _ => None,
    };
    Ok(list(item.unwrap_or(Type::Json)))
}

fn list(item: Type) -> Type {
    Type::list(item, Domain::UNKNOWN)
}

fn of_fields(
    args: &Arguments<'_>,
    evaluate: impl Fn(Value, Value) -> Value,
) -> Result<Value, Failure> {
    let Value::Record(record) = args.required(0) else {
        return Ok(Value::Null);
    };
    let values = record
        .iter()
        .map(|(name, value)| evaluate(Value::Text(name), value));
    Ok(Value::from(values.collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, type_of};
    use crate::types::Type;

    #[test]
    fn fields_come_in_their_order() {
        let record = r#"[{"b": 1, "a": null}]"#;
        assert_eq!(eval_json("items", record, &[]), r#"[["b",1],["a",null]]"#);
        assert_eq!(eval_json("keys", record, &[]), r#"["b","a"]"#);
        assert_eq!(eval_json("values", record, &[]), "[1,null]");
    }

    #[test]
    fn values_join_the_types_of_the_fields() {
        let record = Type::record([("a", Type::Int), ("b", Type::Decimal.optional())]);
        assert_eq!(
            type_of("values", &[(0, record)], &[]).unwrap(),
            "list<decimal?>"
        );
        assert_eq!(
            type_of("values", &[(0, Type::open_record())], &[]).unwrap(),
            "list<json>"
        );
    }
}
