//! Stock minijinja: the same source over the same values.

use minijinja::{Environment, Error, UndefinedBehavior, Value as Theirs, value::ValueKind};

use crate::{
    eval::tests::Names,
    value::{Fields, Value},
};

/// An environment with all that minijinja has. What is missing may be asked whether it is there and whether it counts as
/// true, and fails everywhere else.
pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment
}

/// The value of an expression, as one of Portl's.
pub(super) fn value(
    environment: &Environment<'_>,
    source: &str,
    names: &Names,
) -> Result<Value, Error> {
    let expression = environment.compile_expression(source)?;
    ours(&expression.eval(context(names))?)
}

/// The text that a template gives.
pub(super) fn text(
    environment: &Environment<'_>,
    source: &str,
    names: &Names,
) -> Result<Value, Error> {
    environment
        .render_str(source, context(names))
        .map(Value::from)
}

fn context(names: &Names) -> Theirs {
    let known = names.0.iter();
    let known = known.filter_map(|(name, value)| Some((*name, theirs(value.as_ref()?))));
    Theirs::from_pairs(known)
}

fn theirs(value: &Value) -> Theirs {
    match value {
        Value::Null => Theirs::from(()),
        Value::Bool(truth) => Theirs::from(*truth),
        Value::Int(int) => Theirs::from(*int),
        Value::Float(float) => Theirs::from(*float),
        Value::Text(text) => Theirs::from(&**text),
        Value::List(list) => list.iter().map(|item| theirs(&item.unwrap())).collect(),
        Value::Record(record) => {
            let fields = record.iter();
            Theirs::from_pairs(fields.map(|(name, value)| (name.to_string(), theirs(&value))))
        }
        other => panic!("minijinja has no {}", other.kind()),
    }
}

/// What is not there is null.
fn ours(value: &Theirs) -> Result<Value, Error> {
    Ok(match value.kind() {
        ValueKind::Undefined | ValueKind::None => Value::Null,
        ValueKind::Bool => Value::Bool(value.is_true()),
        ValueKind::Number if value.is_integer() => Value::Int(i64::try_from(value.clone())?),
        ValueKind::Number => Value::Float(f64::try_from(value.clone())?),
        ValueKind::String => Value::from(value.to_string()),
        ValueKind::Map => {
            let mut fields = Fields::new();
            for name in value.try_iter()? {
                fields.insert(name.to_string().into(), ours(&value.get_item(&name)?)?);
            }
            Value::from(fields)
        }
        _ => {
            let items: Result<Vec<_>, _> = value.try_iter()?.map(|item| ours(&item)).collect();
            Value::from(items?)
        }
    })
}
