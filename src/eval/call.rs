use super::{Stop, evaluate::Evaluator, stop::At};
use crate::{
    functions,
    ir::{Expr, ExprKind},
    spec::{Function, Predicate},
    value::Value,
};

/// The helpers that are asked for what is not there: their arguments may read through null. With a `default`, any
/// other is.
const GUARDS: [&str; 2] = ["default", "coalesce"];

/// The value of a call of a helper.
pub(super) fn function(
    evaluator: &Evaluator<'_>,
    function: &'static Function,
    arguments: &[Option<Expr>],
    expr: &Expr,
) -> Result<Value, Stop> {
    if GUARDS.contains(&function.name) {
        return guard(evaluator, function, arguments, expr);
    }
    let given = |position: usize| matches!(arguments.get(position), Some(Some(_)));
    // Null may stand where its parameter does not take it only if there is a `default` for it.
    let has_default =
        |position| !function.param(position).nullable && function.takes_null(position, given);
    let mut values = Vec::with_capacity(arguments.len());
    for (position, argument) in arguments.iter().enumerate() {
        let value = argument.as_ref().map(|argument| {
            if has_default(position) {
                evaluator.through_null(argument)
            } else {
                evaluator.value(argument)
            }
        });
        values.push(value.transpose()?);
    }
    functions::call(function, &values, evaluator.runtime).at(expr.span)
}

/// The answer of a test.
pub(super) fn predicate(
    evaluator: &Evaluator<'_>,
    predicate: &'static Predicate,
    parts: &[Expr],
    expr: &Expr,
) -> Result<Value, Stop> {
    let values: Vec<_> = evaluator.values(parts)?.into_iter().map(Some).collect();
    let answer = functions::holds(predicate, &values, evaluator.runtime).at(expr.span)?;
    Ok(Value::Bool(answer))
}

/// A call in which null stands for what is not there. Where the first argument is there and decides, the others need
/// not be known.
fn guard(
    evaluator: &Evaluator<'_>,
    function: &'static Function,
    arguments: &[Option<Expr>],
    expr: &Expr,
) -> Result<Value, Stop> {
    let mut values: Vec<Option<Value>> = Vec::with_capacity(arguments.len());
    let mut is_known = true;
    for argument in arguments {
        let Some(argument) = argument else {
            values.push(None);
            continue;
        };
        values.push(Some(match evaluator.through_null(argument) {
            Err(Stop::Unknown) if matches!(values.first(), Some(Some(first)) if !first.is_null()) =>
            {
                is_known = false;
                Value::Null
            }
            value => value?,
        }));
    }
    let value = functions::call(function, &values, evaluator.runtime).at(expr.span)?;
    if is_known || !value.is_null() {
        Ok(value)
    } else {
        Err(Stop::Unknown)
    }
}

impl Evaluator<'_> {
    /// The value of a path, null where it leads through null.
    fn through_null(&self, expr: &Expr) -> Result<Value, Stop> {
        let (ExprKind::Field(base, _) | ExprKind::Element(base, _)) = &expr.kind else {
            return self.value(expr);
        };
        match self.through_null(base)? {
            Value::Null => Ok(Value::Null),
            value => self.part(expr, base, &value),
        }
    }
}
