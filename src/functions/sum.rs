use super::{
    attribute, order,
    typing::{Known, Typed, given, item, literal_text, ty},
};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Refusal, Runtime},
    types::Type,
    value::{
        Failure, Value,
        convert::convert,
        show::{found, text_of},
    },
};

pub(super) static SUM: Function = Function {
    name: "sum",
    doc: "The sum of the items, or of an `attribute` of theirs, added to `start`.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::List),
        Param::optional("attribute", Accepts::Printable).or_null(),
        Param::optional("start", Accepts::Number),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "[1, 2, 3] | sum",
            gives: "6",
        },
        Example {
            expression: "[{'p': 1.5}, {'p': 2}] | sum(attribute='p')",
            gives: "3.5",
        },
        Example {
            expression: "[] | sum(start=10)",
            gives: "10",
        },
    ],
};

fn result(args: Known<'_>) -> Typed {
    let summed = order::key_type(args, &item(ty(args, 0)), 1)?;
    let summed = summed.required();
    let start = given(args, 2).map_or(&Type::Int, |start| &start.ty);
    match summed {
        Type::Int if *start == Type::Int => Ok(Type::Int),
        number if number.is_number() && *start == Type::Int => Ok(number.clone()),
        Type::Int | Type::Float | Type::Decimal | Type::Json | Type::Secret => {
            Ok(summed.join(start))
        }
        Type::Null | Type::Error => Ok(start.clone()),
        other => Err(no_number(args, other)),
    }
}

/// Texts, most often the cells of a column.
fn no_number(args: Known<'_>, found: &Type) -> Refusal {
    let failure = Failure::new(format!("`sum` expects numbers, found {}", found.brief()));
    let refusal = Refusal::from(match (found, literal_text(args, 1)) {
        (Type::Text, Some(column)) => failure.help(format!(
            "convert them first: `… | map(attribute='{column}') | map('decimal') | sum`"
        )),
        (Type::Text, None) => failure.help("convert them first: `… | map('decimal') | sum`"),
        _ => failure,
    });
    refusal.at(usize::from(given(args, 1).is_some()))
}

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    let Value::List(list) = args.required(0) else {
        return Ok(Value::Null);
    };
    let path = match args.get(1) {
        None | Some(Value::Null) => None,
        Some(path) => Some(text_of(path)?),
    };
    let mut sum = args.get(2).cloned().unwrap_or(Value::Int(0));
    order::each(list, |item| {
        let number = match &path {
            Some(path) => attribute::get(&item, path)?,
            None => item,
        };
        sum = add(&sum, &number)?;
        Ok(())
    })?;
    Ok(sum)
}

/// Adds exactly among ints and decimals; a float makes the sum one.
fn add(sum: &Value, number: &Value) -> Result<Value, Failure> {
    let added = match (sum, number) {
        (Value::Int(a), Value::Int(b)) => a.checked_add(*b).map(Value::Int),
        (Value::Float(_), Value::Int(_) | Value::Float(_) | Value::Decimal(_))
        | (Value::Int(_) | Value::Decimal(_), Value::Float(_)) => {
            let float = |value: &Value| convert(value.clone(), &Type::Float);
            match (float(sum)?, float(number)?) {
                (Value::Float(a), Value::Float(b)) => Some(Value::Float(a + b)),
                _ => None,
            }
        }
        (Value::Int(_) | Value::Decimal(_), Value::Int(_) | Value::Decimal(_)) => {
            let decimal = |value: &Value| convert(value.clone(), &Type::Decimal);
            match (decimal(sum)?, decimal(number)?) {
                (Value::Decimal(a), Value::Decimal(b)) => a.checked_add(b).map(Value::Decimal),
                _ => None,
            }
        }
        _ => {
            return Err(Failure::new(format!(
                "expected a number, found {}",
                found(number)
            )));
        }
    };
    added.ok_or_else(|| Failure::new(format!("the sum is beyond what {} holds", sum.kind())))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval, eval_json, failure_json, type_of};
    use crate::types::{Domain, Type};
    use crate::value::{Value, show::text_of};

    #[test]
    fn adds() {
        assert_eq!(eval_json("sum", "[[1, 2, 3]]", &[]), "6");
        assert_eq!(eval_json("sum", "[[1, 2.5]]", &[]), "3.5");
        assert_eq!(eval_json("sum", "[[]]", &[]), "0");
        assert_eq!(
            eval_json(
                "sum",
                r#"[[{"p": 1}]]"#,
                &[("attribute", "\"p\""), ("start", "9")]
            ),
            "10"
        );
        let prices = ["0.10", "0.20"].map(|price| Value::Decimal(price.parse().unwrap()));
        assert_eq!(
            text_of(&eval("sum", &[Value::from(prices.to_vec())])).unwrap(),
            "0.30"
        );
    }

    #[test]
    fn what_does_not_add_is_named() {
        assert_eq!(
            failure_json("sum", r#"[[1, "2"]]"#, &[]),
            "item 1: expected a number, found text \"2\""
        );
        assert_eq!(
            failure_json("sum", "[[null]]", &[]),
            "item 0: expected a number, found null"
        );
        assert!(
            failure_json("sum", "[[9223372036854775807, 1]]", &[])
                .ends_with("beyond what int holds")
        );
    }

    #[test]
    fn the_sum_is_of_the_items_type() {
        let of = |item| type_of("sum", &[(0, Type::list(item, Domain::UNKNOWN))], &[]);
        assert_eq!(of(Type::Decimal).unwrap(), "decimal");
        assert_eq!(of(Type::Int).unwrap(), "int");
        assert_eq!(of(Type::Json).unwrap(), "json");
        assert_eq!(
            of(Type::Text).unwrap_err(),
            "`sum` expects numbers, found text"
        );
    }
}
