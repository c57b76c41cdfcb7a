//! Values as literals.

use super::source::{name, node, text};
use crate::{
    template::{Expr as Tree, ExprKind as Kind},
    value::Value,
};

/// How many items or fields of a constant are printed before the rest becomes `…`.
const ITEMS_SHOWN: usize = 10;

/// The literal that gives `value`; what has none, by what it is.
pub(super) fn literal(value: &Value) -> Tree {
    match value {
        Value::Null => node(Kind::Null),
        Value::Bool(truth) => node(Kind::Bool(*truth)),
        Value::Int(number) => negated(*number < 0, || match number.checked_abs() {
            Some(size) => Kind::Int(size),
            None => Kind::Float(number.unsigned_abs().to_string()),
        }),
        Value::Float(number) => negated(number.is_sign_negative(), || {
            Kind::Float(format!("{:?}", number.abs()))
        }),
        Value::Decimal(number) => negated(number.is_sign_negative(), || {
            Kind::Float(number.abs().to_string())
        }),
        Value::Text(content) => text(content),
        Value::Bytes(_) => name("‹bytes›"),
        Value::Date(date) => text(&date.to_string()),
        Value::Timestamp(moment) => text(&moment.to_string()),
        Value::Secret(secret) => name(secret.shown()),
        Value::List(list) => {
            let items = list.iter().take(ITEMS_SHOWN).filter_map(Result::ok);
            let mut items: Vec<_> = items.map(|item| literal(&item)).collect();
            items.extend((list.len() > ITEMS_SHOWN).then(|| name("…")));
            node(Kind::List(items))
        }
        Value::Record(record) => {
            let fields = record.iter().take(ITEMS_SHOWN);
            let mut fields: Vec<_> = fields
                .map(|(key, value)| (text(&key), literal(&value)))
                .collect();
            fields.extend((record.len() > ITEMS_SHOWN).then(|| (name("…"), name("…"))));
            node(Kind::Map(fields))
        }
    }
}

/// A number by its size; signs are operators.
fn negated(is_negative: bool, size: impl FnOnce() -> Kind) -> Tree {
    let number = node(size());
    if is_negative {
        node(Kind::Negate(Box::new(number)))
    } else {
        number
    }
}
