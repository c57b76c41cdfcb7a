use crate::{
    diagnostic::nearest,
    ir::{Expr, StepNames, show},
    value::{Failure, List, Record, Value, show::found},
};

/// The expression whose value is looked into: what it is called, and what it may lack.
#[derive(Clone, Copy)]
pub(super) struct Base<'a> {
    pub(super) expr: &'a Expr,
    pub(super) names: &'a dyn StepNames,
}

impl Base<'_> {
    /// The failure of reading through null.
    pub(super) fn null(self) -> Failure {
        let name = show(self.expr, self.names);
        Failure::new(format!("`{name}` is null"))
            .help(format!("look first: `… if {name} is not none`"))
    }

    /// What stands for what is not there: null in json, a failure otherwise.
    fn missing(self, failure: impl FnOnce(String) -> Failure) -> Result<Value, Failure> {
        if self.expr.ty.is_dynamic() {
            return Ok(Value::Null);
        }
        Err(failure(show(self.expr, self.names)))
    }
}

/// The field `name` of a record.
pub(super) fn field(value: &Value, name: &str, base: Base<'_>) -> Result<Value, Failure> {
    match value {
        Value::Record(record) => match record.get(name) {
            Some(value) => Ok(value),
            None => base.missing(|of| no_field(record, name, &of)),
        },
        Value::Null => Err(base.null()),
        other => {
            let of = show(base.expr, base.names);
            let found = found(other);
            Err(Failure::new(format!(
                "`{of}` has no fields: expected a record, found {found}"
            )))
        }
    }
}

/// The item of a list, the character of a text, or the field of a record.
pub(super) fn element(value: &Value, index: &Value, base: Base<'_>) -> Result<Value, Failure> {
    match (value, index) {
        (Value::List(list), Value::Int(index)) => item(list, *index, base),
        (Value::Text(text), Value::Int(index)) => character(text, *index, base),
        (Value::Record(_), Value::Text(name)) => field(value, name, base),
        (Value::Null, _) => Err(base.null()),
        (Value::List(_) | Value::Text(_), other) => Err(Failure::new(format!(
            "the index of a {} is an int, found {}",
            value.kind(),
            found(other)
        ))),
        (Value::Record(_), other) => Err(Failure::new(format!(
            "the key of a record is text, found {}",
            found(other)
        ))),
        (other, _) => Err(Failure::new(format!(
            "expected a list, a record or text, found {}",
            found(other)
        ))),
    }
}

fn item(list: &List, index: i64, base: Base<'_>) -> Result<Value, Failure> {
    match position(index, list.len()) {
        Some(position) => Ok(list.get(position)?.unwrap_or(Value::Null)),
        None => out_of_range(index, list.len(), "items", base),
    }
}

fn character(text: &str, index: i64, base: Base<'_>) -> Result<Value, Failure> {
    let len = text.chars().count();
    match position(index, len).and_then(|position| text.chars().nth(position)) {
        Some(character) => Ok(Value::from(character.to_string())),
        None => out_of_range(index, len, "characters", base),
    }
}

/// The position that `index` means among `len`: a negative one counts from the end.
fn position(index: i64, len: usize) -> Option<usize> {
    let from_start = match usize::try_from(index) {
        Ok(position) => Some(position),
        Err(_) => len.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    };
    from_start.filter(|position| *position < len)
}

fn out_of_range(index: i64, len: usize, parts: &str, base: Base<'_>) -> Result<Value, Failure> {
    base.missing(|of| Failure::new(format!("`{of}` has {len} {parts}, none at index {index}")))
}

fn no_field(record: &Record, name: &str, of: &str) -> Failure {
    let failure = Failure::new(format!("no field `{name}` in `{of}`"));
    let names: Vec<_> = record.names().map(AsRef::as_ref).collect();
    match nearest(name, names.iter().copied()) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help(format!("its fields are {}", quoted(&names))),
    }
}

fn quoted(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
