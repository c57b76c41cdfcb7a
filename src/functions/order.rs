//! Items and what they are compared by: what `sort`, `unique`, `min` and `max` share.

use std::cmp::Ordering;

use super::{
    argument, attribute,
    call::at_item,
    typing::{Known, Typed, given, literal_text},
};
use crate::{
    spec::Arguments,
    types::Type,
    value::{Failure, List, Value, compare, show::text_of},
};

/// An item beside what it is compared by.
pub(super) struct Keyed {
    pub(super) item: Value,
    pub(super) keys: Vec<Value>,
}

/// By what items are compared.
pub(super) struct Keys {
    paths: Vec<String>,
    case_sensitive: bool,
}

impl Keys {
    /// What the arguments at these positions say: `case_sensitive`, and an `attribute` or several with commas between.
    pub(super) fn of(
        args: &Arguments<'_>,
        case_sensitive: usize,
        attribute: usize,
    ) -> Result<Self, Failure> {
        let paths = match args.get(attribute) {
            None | Some(Value::Null) => Vec::new(),
            Some(path) => text_of(path)?
                .split(',')
                .map(|path| path.trim().to_owned())
                .collect(),
        };
        Ok(Self {
            paths,
            case_sensitive: argument::flag(args, case_sensitive),
        })
    }

    /// The items with their keys.
    pub(super) fn of_items(&self, list: &List) -> Result<Vec<Keyed>, Failure> {
        list.iter().map(|item| self.keyed(item?)).collect()
    }

    fn keyed(&self, item: Value) -> Result<Keyed, Failure> {
        let keys = if self.paths.is_empty() {
            vec![self.fold(item.clone())]
        } else {
            let key = |path: &String| Ok(self.fold(attribute::get(&item, path)?));
            self.paths.iter().map(key).collect::<Result<_, Failure>>()?
        };
        Ok(Keyed { item, keys })
    }

    /// Unless case counts, texts are compared in lower case.
    fn fold(&self, key: Value) -> Value {
        match key {
            Value::Text(text) if !self.case_sensitive => Value::from(text.to_lowercase()),
            other => other,
        }
    }
}

impl Keyed {
    pub(super) fn order(&self, other: &Self) -> Result<Ordering, Failure> {
        for (a, b) in self.keys.iter().zip(&other.keys) {
            let order = if compare::equal(a, b)? {
                Ordering::Equal
            } else {
                compare::order(a, b)?
            };
            if order.is_ne() {
                return Ok(order);
            }
        }
        Ok(Ordering::Equal)
    }
}

/// Sorts stably. Decimals and floats among each other have no total order, on which the standard sort may panic; this
/// one does not mind, and stops at the first failure.
pub(super) fn sort(items: Vec<Keyed>, reverse: bool) -> Result<Vec<Keyed>, Failure> {
    if items.len() < 2 {
        return Ok(items);
    }
    let mut left = items;
    let right = left.split_off(left.len() / 2);
    let mut left = sort(left, reverse)?.into_iter().peekable();
    let mut right = sort(right, reverse)?.into_iter().peekable();
    let mut sorted = Vec::with_capacity(left.len() + right.len());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let order = a.order(b)?;
        let keep = if reverse {
            order.is_ge()
        } else {
            order.is_le()
        };
        sorted.extend(if keep { left.next() } else { right.next() });
    }
    sorted.extend(left);
    sorted.extend(right);
    Ok(sorted)
}

/// Checks a literal `attribute` against the items' type, and gives the type of what it names; else that of the items.
pub(super) fn key_type(args: Known<'_>, item: &Type, position: usize) -> Typed {
    match literal_text(args, position) {
        None if given(args, position).is_some_and(|arg| arg.ty != Type::Null) => Ok(Type::Json),
        None => Ok(item.clone()),
        Some(paths) => {
            let types = paths
                .split(',')
                .map(|path| attribute::ty(item, path.trim()));
            let types: Result<Vec<_>, _> = types.collect();
            Ok(types
                .map_err(|refusal| refusal.at(position))?
                .swap_remove(0))
        }
    }
}

/// Adds the item's position to a failure.
pub(super) fn each<T>(
    list: &List,
    mut evaluate: impl FnMut(Value) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let item = |(index, item): (usize, Result<Value, _>)| {
        evaluate(item?).map_err(|failure| at_item(index, failure))
    };
    list.iter().enumerate().map(item).collect()
}
