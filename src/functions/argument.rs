//! Arguments as the plain values that helpers work with.

use crate::{spec::Arguments, value::Value};

/// A text argument, unless it was left out or is null.
pub(super) fn text<'a>(args: &'a Arguments<'_>, position: usize) -> Option<&'a str> {
    match args.get(position) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// A whole number, unless it was left out or is null.
pub(super) fn int(args: &Arguments<'_>, position: usize) -> Option<i64> {
    match args.get(position) {
        Some(Value::Int(int)) => Some(*int),
        _ => None,
    }
}

/// A truth; false where it was left out.
pub(super) fn flag(args: &Arguments<'_>, position: usize) -> bool {
    matches!(args.get(position), Some(Value::Bool(true)))
}
