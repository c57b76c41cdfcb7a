use crate::{
    spec::{Accepts, Arguments, Function, Param, Predicate, Runtime},
    value::{Failure, Secret, Value, show::found},
};

/// The value of a call of `function`, its arguments aligned with the parameters. With a secret among the arguments the
/// helper works on what it hides, and the result is a secret.
///
/// # Errors
/// If an argument does not fit its parameter, or the helper fails. What a secret hides is never told.
pub fn call(
    function: &'static Function,
    args: &[Option<Value>],
    runtime: &Runtime<'_>,
) -> Result<Value, Failure> {
    let open = |args: &[Option<Value>]| {
        let given = |position: usize| matches!(args.get(position), Some(Some(_)));
        check_given(function.name, function.params, given)?;
        if args.len() > function.params.len() && !function.variadic {
            let name = function.name;
            return Err(Failure::new(format!("one argument too many for `{name}`")));
        }
        for (position, arg) in args.iter().enumerate() {
            let takes_null = function.takes_null(position, given);
            check(
                function.name,
                function.param(position),
                takes_null,
                arg.as_ref(),
            )?;
        }
        (function.evaluate)(&Arguments(args), runtime)
    };
    let Some(exposed) = exposed(args) else {
        return open(args);
    };
    match open(&exposed) {
        Ok(Value::Secret(secret)) => Ok(Value::Secret(secret)),
        Ok(value) => Ok(Value::Secret(Secret::new(value))),
        Err(_) => Err(hidden(function.name)),
    }
}

/// The answer of a test, the value before `is` being the first argument. A secret is judged by what it hides.
///
/// # Errors
/// If an argument does not fit its parameter, or the test fails. What a secret hides is never told.
pub fn holds(
    predicate: &'static Predicate,
    args: &[Option<Value>],
    runtime: &Runtime<'_>,
) -> Result<bool, Failure> {
    let open = |args: &[Option<Value>]| {
        let given = |position: usize| matches!(args.get(position), Some(Some(_)));
        check_given(predicate.name, predicate.params, given)?;
        for (param, arg) in predicate.params.iter().zip(args) {
            check(predicate.name, param, param.nullable, arg.as_ref())?;
        }
        (predicate.evaluate)(&Arguments(args), runtime)
    };
    match exposed(args) {
        Some(exposed) => open(&exposed).map_err(|_| hidden(predicate.name)),
        None => open(args),
    }
}

/// What `evaluate` makes of a value, or of what it hides: then a secret.
pub(super) fn lift(
    value: &Value,
    evaluate: impl Fn(&Value) -> Result<Value, Failure>,
) -> Result<Value, Failure> {
    match value {
        Value::Secret(secret) => Ok(Value::Secret(Secret::new(evaluate(reveal(secret))?))),
        open => evaluate(open),
    }
}

/// A failure of one item of a list.
pub(super) fn at_item(index: usize, failure: Failure) -> Failure {
    Failure {
        message: format!("item {index}: {}", failure.message),
        help: failure.help,
    }
}

/// The arguments without their masks, if there is a secret among them.
fn exposed(args: &[Option<Value>]) -> Option<Vec<Option<Value>>> {
    let is_secret = |arg: &Option<Value>| matches!(arg, Some(Value::Secret(_)));
    if !args.iter().any(is_secret) {
        return None;
    }
    let open = args.iter().map(|arg| match arg {
        Some(Value::Secret(secret)) => Some(reveal(secret).clone()),
        other => other.clone(),
    });
    Some(open.collect())
}

fn reveal(secret: &Secret) -> &Value {
    match secret.expose() {
        Value::Secret(inner) => reveal(inner),
        open => open,
    }
}

fn hidden(name: &str) -> Failure {
    Failure::new(format!("`{name}` failed on a secret, which can't be shown"))
}

fn check_given(name: &str, params: &[Param], given: impl Fn(usize) -> bool) -> Result<(), Failure> {
    let missing = params
        .iter()
        .enumerate()
        .find(|(position, param)| param.required && !given(*position));
    match missing {
        Some((_, param)) => Err(Failure::new(format!("`{name}` needs `{}`", param.name))),
        None => Ok(()),
    }
}

fn check(name: &str, param: &Param, takes_null: bool, arg: Option<&Value>) -> Result<(), Failure> {
    match arg {
        None => Ok(()),
        Some(Value::Null) if takes_null => Ok(()),
        Some(Value::Null) => Err(got_null(name, param)),
        Some(value) if param.accepts.admits(value) => Ok(()),
        Some(value) => Err(Failure::new(format!(
            "`{name}` expects {} for `{}`, found {}",
            param.accepts.describe(),
            param.name,
            found(value)
        ))),
    }
}

fn got_null(name: &str, param: &Param) -> Failure {
    let failure = Failure::new(format!("`{name}` got null for `{}`", param.name));
    match stand_in(param.accepts) {
        Some(value) => failure.help(format!("give it a value for null: `default({value})`")),
        None => failure,
    }
}

/// The empty value that is most often meant by null.
const fn stand_in(accepts: Accepts) -> Option<&'static str> {
    match accepts {
        Accepts::Any | Accepts::Moment => None,
        Accepts::Text | Accepts::Printable => Some("''"),
        Accepts::Int | Accepts::Number | Accepts::NumberOrText => Some("0"),
        Accepts::Bool => Some("false"),
        Accepts::List | Accepts::Sized | Accepts::Sequence => Some("[]"),
        Accepts::Record => Some("{}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::testing::{eval, failure, is, secret};

    #[test]
    fn null_is_refused_with_the_fix() {
        let failed = failure("trim", &[Value::Null]);
        assert_eq!(failed.message, "`trim` got null for `value`");
        assert_eq!(
            failed.help.as_deref(),
            Some("give it a value for null: `default('')`")
        );
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(
            failure("trim", &[Value::Int(5)]).message,
            "`trim` expects text for `value`, found int 5"
        );
        assert_eq!(
            failure("replace", &[Value::from("x")]).message,
            "`replace` needs `old`"
        );
        assert_eq!(
            failure("now", &[Value::Int(1)]).message,
            "one argument too many for `now`"
        );
    }

    #[test]
    fn a_secret_gives_a_secret_and_does_not_tell() {
        let Value::Secret(trimmed) = eval("trim", &[secret(" a ")]) else {
            panic!("a secret gives a secret");
        };
        assert_eq!(found(trimmed.expose()), "text \"a\"");
        assert_eq!(trimmed.shown(), "‹secret›");
        let failed = failure("int", &[secret("hunter2")]);
        assert_eq!(
            failed.message,
            "`int` failed on a secret, which can't be shown"
        );
        assert!(is("string", &[secret("x")]));
    }
}
