use crate::value::{Failure, Secret, Value};

/// Runs `compute` on what the operands hide; a secret among them makes the result one, and its failure says nothing of
/// what was found.
pub(super) fn through<const N: usize>(
    operands: [&Value; N],
    compute: impl FnOnce([&Value; N]) -> Result<Value, Failure>,
) -> Result<Value, Failure> {
    if !operands
        .iter()
        .any(|operand| matches!(operand, Value::Secret(_)))
    {
        return compute(operands);
    }
    match compute(operands.map(exposed)) {
        Ok(secret @ Value::Secret(_)) => Ok(secret),
        Ok(value) => Ok(Value::Secret(Secret::new(value))),
        Err(_) => Err(Failure::new("a secret does not fit here")),
    }
}

/// The value itself, be it secret or not.
pub(super) fn exposed(value: &Value) -> &Value {
    match value {
        Value::Secret(secret) => exposed(secret.expose()),
        open => open,
    }
}
