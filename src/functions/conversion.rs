//! What the helpers that convert a value share: a `default` stands in for null and for what can't be converted.

use super::typing::{Known, Typed, given, literal_text, ty};
use crate::{
    spec::{Arguments, Refusal},
    types::Type,
    value::{Failure, Value, parse},
};

/// The type of a conversion to `to` whose default is the argument at `default`.
pub(super) fn result(args: Known<'_>, to: &Type, default: usize) -> Typed {
    Ok(match given(args, default) {
        Some(stand_in) => to.join(&stand_in.ty),
        None => to.clone(),
    })
}

/// The type of a conversion of text by a format, the second argument, to a date or a timestamp.
pub(super) fn by_format(args: Known<'_>, to: &Type) -> Typed {
    // What is a date already, as json may turn out to be, is not read by the format.
    let is_read = *ty(args, 0).required() == Type::Text;
    if let Some(format) = literal_text(args, 1).filter(|_| is_read) {
        parse::check_format(to, format).map_err(|failure| {
            let why = failure.message;
            let found = Failure::new(format!("the format `{format}` can't work: {why}"));
            let found = match parse::strftime_meant(format) {
                Some(meant) => found.help(format!("write `'{meant}'`")),
                None => found,
            };
            Refusal::from(found).at(1)
        })?;
    }
    result(args, to, 2)
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
