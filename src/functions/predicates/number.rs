//! Tests of whole numbers.

use super::{fails, holds};
use crate::{
    functions::argument,
    spec::{Accepts, Arguments, Param, Predicate, Runtime},
    value::Failure,
};

const VALUE: Param = Param::required("value", Accepts::Int);

pub(super) static DIVISIBLEBY: Predicate = Predicate {
    name: "divisibleby",
    doc: "Whether the value divided by `num` leaves no rest.",
    params: &[VALUE, Param::required("num", Accepts::Int)],
    relation: None,
    evaluate: divisible,
    examples: &[holds("9 is divisibleby(3)"), fails("10 is divisibleby(3)")],
};

pub(super) static EVEN: Predicate = Predicate {
    name: "even",
    doc: "Whether the value is an even number.",
    params: &[VALUE],
    relation: None,
    evaluate: |args, _| Ok(argument::int(args, 0).is_some_and(|int| int % 2 == 0)),
    examples: &[holds("0 is even"), fails("3 is even")],
};

pub(super) static ODD: Predicate = Predicate {
    name: "odd",
    doc: "Whether the value is an odd number.",
    params: &[VALUE],
    relation: None,
    evaluate: |args, _| Ok(argument::int(args, 0).is_some_and(|int| int % 2 != 0)),
    examples: &[holds("-3 is odd"), fails("2 is odd")],
};

fn divisible(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<bool, Failure> {
    match (argument::int(args, 0), argument::int(args, 1)) {
        (_, Some(0)) => Err(Failure::new("nothing is divisible by 0")),
        (Some(int), Some(by)) => Ok(int.wrapping_rem(by) == 0),
        _ => Ok(false),
    }
}
