//! `value[start:stop:step]`, by Python's rules.

use super::access::Base;
use crate::value::{Failure, List, Value, show::found};

/// The part of a list or text that the bounds, null where left out, cut out.
pub(super) fn slice(
    value: &Value,
    [start, stop, step]: [&Value; 3],
    base: Base<'_>,
) -> Result<Value, Failure> {
    let bounds = Bounds {
        start: bound(start)?,
        stop: bound(stop)?,
        step: bound(step)?.unwrap_or(1),
    };
    if bounds.step == 0 {
        return Err(Failure::new("the step of a slice is not 0"));
    }
    match value {
        Value::List(list) => items(list, bounds),
        Value::Text(text) => {
            let characters: Vec<_> = text.chars().collect();
            let part: String = bounds
                .positions(characters.len())
                .map(|position| characters[position])
                .collect();
            Ok(Value::from(part))
        }
        Value::Null => Err(base.null()),
        other => Err(Failure::new(format!(
            "a slice is of a list or text, found {}",
            found(other)
        ))),
    }
}

fn items(list: &List, bounds: Bounds) -> Result<Value, Failure> {
    let mut items = Vec::new();
    for position in bounds.positions(list.len()) {
        items.extend(list.get(position)?);
    }
    Ok(Value::from(items))
}

fn bound(value: &Value) -> Result<Option<i64>, Failure> {
    match value {
        Value::Null => Ok(None),
        Value::Int(bound) => Ok(Some(*bound)),
        other => Err(Failure::new(format!(
            "the bounds of a slice are ints, found {}",
            found(other)
        ))),
    }
}

#[derive(Clone, Copy)]
struct Bounds {
    start: Option<i64>,
    stop: Option<i64>,
    step: i64,
}

impl Bounds {
    /// The positions below `len` that are cut out, in order.
    fn positions(self, len: usize) -> impl Iterator<Item = usize> {
        let len = i64::try_from(len).unwrap_or(i64::MAX);
        let is_backward = self.step < 0;
        let (lowest, highest) = if is_backward { (-1, len - 1) } else { (0, len) };
        let clamp = |bound: i64| {
            let from_start = if bound < 0 { bound + len } else { bound };
            from_start.clamp(lowest, highest)
        };
        let (first, end) = if is_backward {
            (highest, lowest)
        } else {
            (lowest, highest)
        };
        let start = self.start.map_or(first, clamp);
        let stop = self.stop.map_or(end, clamp);
        let step = self.step;
        std::iter::successors(Some(start), move |position| position.checked_add(step))
            .take_while(move |position| {
                if is_backward {
                    *position > stop
                } else {
                    *position < stop
                }
            })
            .filter_map(|position| usize::try_from(position).ok())
    }
}
