use super::Value;

/// Whether a value counts as true, by Jinja's rules: null, false, zero and what is empty don't. A secret counts as what
/// it hides.
#[must_use]
pub fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Int(int) => *int != 0,
        Value::Float(float) => *float != 0.0,
        Value::Decimal(decimal) => !decimal.is_zero(),
        Value::Text(text) => !text.is_empty(),
        Value::Bytes(bytes) => !bytes.is_empty(),
        Value::Date(_) | Value::Timestamp(_) => true,
        Value::List(list) => !list.is_empty(),
        Value::Record(record) => !record.is_empty(),
        Value::Secret(secret) => is_true(secret.expose()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Fields, Secret};

    #[test]
    fn nothing_zero_and_empty_are_false() {
        let falsy = [
            Value::Null,
            Value::Bool(false),
            Value::Int(0),
            Value::Float(-0.0),
            Value::Decimal("0.00".parse().unwrap()),
            Value::from(""),
            Value::from(Vec::new()),
            Value::from(Fields::new()),
            Value::Secret(Secret::new(Value::from(""))),
        ];
        for value in falsy {
            assert!(!is_true(&value), "{value:?}");
        }
    }

    #[test]
    fn the_rest_is_true() {
        let truthy = [
            Value::Bool(true),
            Value::Int(-1),
            Value::Float(f64::NAN),
            Value::from("0"),
            Value::from("false"),
            Value::from(vec![Value::Null]),
            Value::Date("2024-03-01".parse().unwrap()),
        ];
        for value in truthy {
            assert!(is_true(&value), "{value:?}");
        }
    }
}
