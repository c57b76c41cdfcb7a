use super::typing::{Known, Typed};
use crate::{
    spec::{Accepts, Callable, Example, Function, Param},
    types::Type,
    value::Value,
};

pub(super) static COALESCE: Function = Function {
    name: "coalesce",
    doc: "The first of the values that is not null, or null.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::Any).or_null(),
        Param::optional("more", Accepts::Any).or_null(),
    ],
    variadic: true,
    constant: true,
    result,
    evaluate: |args, _| {
        let first = args.0.iter().flatten().find(|value| !value.is_null());
        Ok(first.cloned().unwrap_or(Value::Null))
    },
    examples: &[
        Example {
            expression: "coalesce(none, 'a', 'b')",
            gives: "'a'",
        },
        Example {
            expression: "none | coalesce('')",
            gives: "''",
        },
        Example {
            expression: "coalesce(none, none)",
            gives: "none",
        },
    ],
};

/// What comes behind a value that is never null is never taken.
fn result(args: Known<'_>) -> Typed {
    let mut joined = Type::Null;
    for arg in args.iter().flatten() {
        let required = arg.ty.required();
        joined = match joined.required() {
            Type::Null => required.clone(),
            so_far => so_far.join(required),
        };
        if !arg.ty.may_be_null() && arg.ty != Type::Json {
            return Ok(joined);
        }
    }
    Ok(joined.optional())
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, type_of};
    use crate::types::Type;

    #[test]
    fn takes_the_first_that_is_there() {
        assert_eq!(eval_json("coalesce", "[null, 0, 1]", &[]), "0");
        assert_eq!(eval_json("coalesce", "[null]", &[]), "null");
    }

    #[test]
    fn one_that_is_never_null_settles_the_type() {
        let of = |types: &[Type]| {
            let args: Vec<_> = types.iter().cloned().enumerate().collect();
            type_of("coalesce", &args, &[]).unwrap()
        };
        assert_eq!(of(&[Type::Text.optional(), Type::Text]), "text");
        assert_eq!(of(&[Type::Text.optional(), Type::Null]), "text?");
        assert_eq!(
            of(&[Type::Int.optional(), Type::Decimal, Type::Text]),
            "decimal"
        );
        assert_eq!(of(&[Type::Null, Type::Null]), "null");
    }
}
