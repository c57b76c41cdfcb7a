use super::{VALUE, fails, holds};
use crate::{
    spec::{Accepts, Param, Predicate, Relation},
    value::{Failure, Value, compare},
};

pub(super) static IN: Predicate = Predicate {
    name: "in",
    doc: "Whether the value is an item of a list, a part of a text or a field of a record.",
    params: &[VALUE, Param::required("seq", Accepts::Sized)],
    relation: Some(Relation::Contained),
    evaluate: |args, _| contains(args.required(1), args.required(0)),
    examples: &[
        holds("2 is in([1, 2])"),
        holds("'b' is in('abc')"),
        fails("'x' is in({'y': 1})"),
    ],
};

/// Whether `container` holds `value`: as an item, a part of its text or the name of a field. Secrets count as what they
/// hide.
///
/// # Errors
/// If something else than text is looked for in text, `container` can hold nothing, or rows that live outside memory
/// can't be read.
pub fn contains(container: &Value, value: &Value) -> Result<bool, Failure> {
    match (container, value) {
        (Value::Secret(secret), value) => contains(secret.expose(), value),
        (container, Value::Secret(secret)) => contains(container, secret.expose()),
        (Value::List(list), value) => {
            for item in list.iter() {
                if compare::equal(&item?, value)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        (Value::Text(text), Value::Text(part)) => Ok(text.contains(&**part)),
        (Value::Record(record), Value::Text(name)) => Ok(record.names().any(|own| own == name)),
        (Value::Record(_), _) => Ok(false),
        (Value::Text(_), other) => Err(Failure::new(format!(
            "expected text to look for in text, found {}",
            other.kind()
        ))),
        (other, _) => Err(Failure::new(format!(
            "expected a list, text or a record to look in, found {}",
            other.kind()
        ))),
    }
}
