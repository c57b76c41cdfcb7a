//! Tests of a text's letters.

use super::{fails, holds, of_any};
use crate::{
    spec::{Arguments, Predicate},
    value::Value,
};

pub(super) static LOWER: Predicate = of_any(
    "lower",
    "Whether the value is text with letters, none of them in upper case.",
    |args, _| Ok(is_all(args, char::is_lowercase, char::is_uppercase)),
    &[
        holds("'a1' is lower"),
        fails("'aB' is lower"),
        fails("'1' is lower"),
    ],
);

pub(super) static UPPER: Predicate = of_any(
    "upper",
    "Whether the value is text with letters, none of them in lower case.",
    |args, _| Ok(is_all(args, char::is_uppercase, char::is_lowercase)),
    &[holds("'A1' is upper"), fails("'aB' is upper")],
);

fn is_all(args: &Arguments<'_>, one: fn(char) -> bool, none: fn(char) -> bool) -> bool {
    match args.required(0) {
        Value::Text(text) => text.contains(one) && !text.contains(none),
        _ => false,
    }
}
