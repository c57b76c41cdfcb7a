//! What the helpers that convert a value share: a `default` stands in for null and for what can't be converted.

use super::typing::{Known, Typed, given};
use crate::{
    spec::Arguments,
    types::Type,
    value::{Failure, Value},
};

/// The type of a conversion to `to` whose default is the argument at `default`.
pub(super) fn result(args: Known<'_>, to: &Type, default: usize) -> Typed {
    Ok(match given(args, default) {
        Some(stand_in) => to.join(&stand_in.ty),
        None => to.clone(),
    })
}

/// Converts the first argument; the one at `default` stands in for what fails.
pub(super) fn evaluate(
    args: &Arguments<'_>,
    default: usize,
    convert: impl Fn(&Value) -> Result<Value, Failure>,
) -> Result<Value, Failure> {
    let converted = match args.required(0) {
        Value::Null => None,
        value => Some(convert(value)),
    };
    match (converted, args.get(default)) {
        (Some(Ok(value)), _) => Ok(value),
        (_, Some(stand_in)) => Ok(stand_in.clone()),
        (Some(Err(failure)), None) => Err(failure),
        (None, None) => {
            Err(Failure::new("null can't be converted").help("say what null becomes: `default=0`"))
        }
    }
}
