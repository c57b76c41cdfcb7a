use super::{
    Stop, arithmetic,
    evaluate::Evaluator,
    secret::{exposed, through},
    stop::At,
};
use crate::{
    ir::{Binary, Expr},
    limits::Most,
    text::Span,
    value::{Failure, Value, compare, is_true, show},
};

/// The value of `left op right`; `and` and `or` give the operand that decided and do not ask for the other.
pub(super) fn binary(
    evaluator: &Evaluator<'_>,
    op: Binary,
    [left, right]: [&Expr; 2],
    span: Span,
) -> Result<Value, Stop> {
    let left = evaluator.value(left)?;
    match op {
        Binary::And if !is_true(&left) => return Ok(left),
        Binary::Or if is_true(&left) => return Ok(left),
        Binary::And | Binary::Or => return evaluator.value(right),
        _ => {}
    }
    let most = evaluator.runtime.limits.text;
    apply(op, &left, &evaluator.value(right)?, most).at(span)
}

fn apply(op: Binary, left: &Value, right: &Value, most: Most) -> Result<Value, Failure> {
    let order = || compare::order(left, right);
    Ok(Value::Bool(match op {
        Binary::Equal => compare::equal(left, right)?,
        Binary::NotEqual => !compare::equal(left, right)?,
        Binary::Less => order()?.is_lt(),
        Binary::LessEqual => order()?.is_le(),
        Binary::Greater => order()?.is_gt(),
        Binary::GreaterEqual => order()?.is_ge(),
        Binary::In => is_in(left, right)?,
        Binary::NotIn => !is_in(left, right)?,
        Binary::Concat => return show::join([left, right], most),
        _ => {
            return through([left, right], |[left, right]| {
                arithmetic::binary(op, left, right, most)
            });
        }
    }))
}

/// Whether a list has an item, a record a field, or a text a part.
fn is_in(item: &Value, container: &Value) -> Result<bool, Failure> {
    match (exposed(container), exposed(item)) {
        (Value::List(list), item) => {
            for own in list.iter() {
                if compare::equal(&own?, item)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        (Value::Text(text), Value::Text(part)) => Ok(text.contains(&**part)),
        (Value::Record(record), Value::Text(name)) => Ok(record.names().any(|own| own == name)),
        (Value::Text(_), _) => Err(Failure::new(format!(
            "`in` looks for text in text, found {}",
            show::found(item)
        ))),
        (Value::Record(_), _) => Err(Failure::new(format!(
            "`in` looks for text among the names of a record, found {}",
            show::found(item)
        ))),
        _ => Err(Failure::new(format!(
            "`in` looks into a list, a record or text, found {}",
            show::found(container)
        ))),
    }
}
