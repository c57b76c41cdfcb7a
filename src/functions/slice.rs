use super::{
    argument,
    typing::{Known, Typed, given, item, literal_int, ty},
};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Refusal, Runtime},
    types::{Domain, Type},
    value::{Failure, Value},
};

/// The most slices a list may be cut into.
const MAX_SLICES: usize = 1_000_000;

pub(super) static SLICE: Function = Function {
    name: "slice",
    doc: "A list cut into `slices` lists of about the same length, the longer ones first; the others get \
          `fill_with` besides, where it is given, even if all are of the same. For a part of a list write `[start:stop]`.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::List),
        Param::required("slices", Accepts::Int),
        Param::optional("fill_with", Accepts::Any).or_null(),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "[1, 2, 3, 4, 5] | slice(2)",
            gives: "[[1, 2, 3], [4, 5]]",
        },
        Example {
            expression: "[1, 2, 3] | slice(2, 0)",
            gives: "[[1, 2], [3, 0]]",
        },
        Example {
            expression: "[1] | slice(3)",
            gives: "[[1], [], []]",
        },
    ],
};

fn result(args: Known<'_>) -> Typed {
    if let Some(wanted) = literal_int(args, 1) {
        checked(wanted).map_err(|failure| Refusal::from(failure).at(1))?;
    }
    let item = match given(args, 2) {
        Some(fill) if fill.ty != Type::Null => item(ty(args, 0)).join(&fill.ty),
        _ => item(ty(args, 0)),
    };
    Ok(Type::list(
        Type::list(item, Domain::UNKNOWN),
        Domain::UNKNOWN,
    ))
}

fn checked(wanted: i64) -> Result<usize, Failure> {
    let slices = usize::try_from(wanted).ok();
    slices
        .filter(|slices| (1..=MAX_SLICES).contains(slices))
        .ok_or_else(|| {
            Failure::new(format!(
                "`slice` expects 1 to {MAX_SLICES} slices, found {wanted}"
            ))
        })
}

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    let Value::List(list) = args.required(0) else {
        return Ok(Value::Null);
    };
    let slices = checked(argument::int(args, 1).unwrap_or(0))?;
    let (short, longer) = (list.len() / slices, list.len() % slices);
    let fill = args.get(2).filter(|fill| !fill.is_null());
    let mut items = list.iter();
    let cut = (0..slices).map(|index| {
        let length = short + usize::from(index < longer);
        let mut slice: Vec<Value> = items.by_ref().take(length).collect::<Result<_, _>>()?;
        if index >= longer {
            slice.extend(fill.cloned());
        }
        Ok(Value::from(slice))
    });
    Ok(Value::from(cut.collect::<Result<Vec<_>, Failure>>()?))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn cuts_as_jinja_does() {
        let slice = |args: &str| eval_json("slice", args, &[]);
        assert_eq!(slice("[[1, 2, 3, 4, 5, 6, 7], 3]"), "[[1,2,3],[4,5],[6,7]]");
        assert_eq!(
            slice("[[1, 2, 3, 4, 5, 6, 7], 3, 0]"),
            "[[1,2,3],[4,5,0],[6,7,0]]"
        );
        assert_eq!(slice("[[1, 2], 2, 0]"), "[[1,0],[2,0]]");
        assert_eq!(slice("[[], 2]"), "[[],[]]");
        assert!(failure_json("slice", "[[1], 0]", &[]).ends_with("found 0"));
        assert!(failure_json("slice", "[[1], 9000000000]", &[]).contains("1 to 1000000"));
    }
}
