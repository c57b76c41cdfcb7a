use super::Lint;
use crate::{
    diagnostic::{Diagnostic, messages::secret as messages},
    types::Type,
    value::Value,
};

/// A secret as the default of an input.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for input in &lint.written.inputs {
        let Some(default) = &input.default else {
            continue;
        };
        let is_text =
            matches!(&default.literal, Some(Value::Text(text)) if !text.trim().is_empty());
        if *input.ty.required() != Type::Secret || !is_text {
            continue;
        }
        if let Some(scalar) = &default.scalar {
            let span = scalar.span_of(0..scalar.text().len());
            let what = format!("the secret `{}`", input.name.value);
            found.push(messages::literal(
                span,
                &what,
                &input.name.value.to_uppercase(),
            ));
        }
    }
    found
}
