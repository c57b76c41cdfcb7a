use super::typing::{Known, Typed, ty};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    types::Type,
    value::{Failure, Value, is_true},
};

pub(super) static DEFAULT: Function = Function {
    name: "default",
    doc: "The value, or `default_value` where it is null. With `boolean`, also where it is false, zero or empty.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::Any).or_null(),
        Param::optional("default_value", Accepts::Any).or_null(),
        Param::optional("boolean", Accepts::Bool),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "none | default('x')",
            gives: "'x'",
        },
        Example {
            expression: "'' | default('x')",
            gives: "''",
        },
        Example {
            expression: "'' | default('x', true)",
            gives: "'x'",
        },
        Example {
            expression: "none | default",
            gives: "''",
        },
    ],
};

fn result(args: Known<'_>) -> Typed {
    let stand_in = match args.get(1) {
        Some(Some(arg)) => arg.ty.clone(),
        _ => Type::Text,
    };
    Ok(match ty(args, 0).required() {
        Type::Null => stand_in,
        value => value.join(&stand_in),
    })
}

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    let value = args.required(0);
    let boolean = args.get(2).is_some_and(is_true);
    let missing = value.is_null() || boolean && !is_true(value);
    if !missing {
        return Ok(value.clone());
    }
    Ok(args.get(1).cloned().unwrap_or_else(|| Value::from("")))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval, eval_json, secret, type_of};
    use crate::types::Type;
    use crate::value::Value;

    #[test]
    fn stands_in_for_null() {
        assert_eq!(eval_json("default", "[null, 5]", &[]), "5");
        assert_eq!(eval_json("default", "[0, 5]", &[]), "0");
        assert_eq!(eval_json("default", "[0, 5, true]", &[]), "5");
        assert_eq!(
            eval("default", &[Value::Null, secret("x")]).kind(),
            "secret"
        );
    }

    #[test]
    fn strips_null_from_the_type() {
        let of = |a: Type, b: Type| type_of("default", &[(0, a), (1, b)], &[]).unwrap();
        assert_eq!(of(Type::Text.optional(), Type::Text), "text");
        assert_eq!(of(Type::Text.optional(), Type::Null), "text?");
        assert_eq!(of(Type::Null, Type::Int), "int");
        assert_eq!(of(Type::Int.optional(), Type::Text), "json");
        assert_eq!(
            type_of("default", &[(0, Type::Text.optional())], &[]).unwrap(),
            "text"
        );
    }
}
