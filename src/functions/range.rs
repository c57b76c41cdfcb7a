use super::{
    argument,
    typing::{Known, Typed, literal_int},
};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Refusal, Runtime},
    types::{Domain, Type},
    value::{Failure, Value},
};

pub(super) static RANGE: Function = Function {
    name: "range",
    doc: "The whole numbers from 0 to before `start`, or from `start` to before `stop`, every `step` of them; a million at \
          most.",
    callable: Callable::Function,
    params: &[
        Param::required("start", Accepts::Int),
        Param::optional("stop", Accepts::Int),
        Param::optional("step", Accepts::Int),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "range(3)",
            gives: "[0, 1, 2]",
        },
        Example {
            expression: "range(5, 0, -2)",
            gives: "[5, 3, 1]",
        },
        Example {
            expression: "range(2, 2)",
            gives: "[]",
        },
    ],
};

fn result(args: Known<'_>) -> Typed {
    if literal_int(args, 2) == Some(0) {
        return Err(Refusal::from(no_step()).at(2));
    }
    Ok(Type::list(Type::Int, Domain::UNKNOWN))
}

fn no_step() -> Failure {
    Failure::new("`range` expects a step other than 0")
}

fn evaluate(args: &Arguments<'_>, runtime: &Runtime<'_>) -> Result<Value, Failure> {
    let first = argument::int(args, 0).unwrap_or(0);
    let (start, stop) = argument::int(args, 1).map_or((0, first), |stop| (first, stop));
    let step = argument::int(args, 2).unwrap_or(1);
    if step == 0 {
        return Err(no_step());
    }
    let (start, stop, step) = (i128::from(start), i128::from(stop), i128::from(step));
    let length = ((stop - start + step - step.signum()) / step).max(0);
    let most = runtime.limits.range;
    if length > i128::from(most.number()) {
        let message = format!("`range` of {length} numbers is beyond the limit of {most}");
        return Err(Failure::new(message).help(most.raise()));
    }
    let numbers = (0..length).map(|index| i64::try_from(start + index * step).map(Value::Int));
    let numbers: Result<Vec<_>, _> = numbers.collect();
    Ok(Value::from(
        numbers.expect("what lies between two ints is one"),
    ))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn counts_as_python_does() {
        let range = |args: &str| eval_json("range", args, &[]);
        assert_eq!(range("[3]"), "[0,1,2]");
        assert_eq!(range("[1, 6, 2]"), "[1,3,5]");
        assert_eq!(range("[1, 7, 3]"), "[1,4]");
        assert_eq!(range("[5, 0, -2]"), "[5,3,1]");
        assert_eq!(range("[0, 5, -1]"), "[]");
        assert_eq!(range("[-3]"), "[]");
        assert_eq!(
            range("[9223372036854775806, 9223372036854775807]"),
            "[9223372036854775806]"
        );
        assert_eq!(
            range("[-9223372036854775808, 9223372036854775807, 9223372036854775807]"),
            "[-9223372036854775808,-1,9223372036854775806]"
        );
    }

    #[test]
    fn is_limited() {
        assert!(failure_json("range", "[1000001]", &[]).ends_with("the limit of 1000000"));
        assert!(
            failure_json("range", "[-9223372036854775808, 9223372036854775807]", &[])
                .contains("limit")
        );
        assert!(failure_json("range", "[1, 2, 0]", &[]).contains("other than 0"));
    }
}
