//! Tests that compare, each by its word and by its sign: `select('gt', 1)`, `select('>', 1)`.

use std::cmp::Ordering;

use super::{VALUE, fails, holds};
use crate::{
    spec::{Accepts, Arguments, Param, Predicate, Relation, Runtime},
    value::{Failure, compare},
};

const OTHER: Param = Param::required("other", Accepts::Any).or_null();

pub(super) static EQ: Predicate = Predicate {
    name: "eq",
    doc: "Whether the value equals `other`; numbers are equal by number.",
    params: &[VALUE, OTHER],
    relation: Some(Relation::Equal),
    evaluate: equals,
    examples: &[holds("1 is eq(1.0)"), fails("'a' is eq('A')")],
};

pub(super) static EQUALTO: Predicate = also(&EQ, "equalto");

pub(super) static EQ_SIGN: Predicate = also(&EQ, "==");

pub(super) static GE: Predicate = Predicate {
    name: "ge",
    doc: "Whether the value is not below `other`.",
    params: &[VALUE, OTHER],
    relation: Some(Relation::Order),
    evaluate: |args, _| Ok(order(args)?.is_ge()),
    examples: &[holds("1 is ge(1)"), fails("1 is ge(2)")],
};

pub(super) static GE_SIGN: Predicate = also(&GE, ">=");

pub(super) static GT: Predicate = Predicate {
    name: "gt",
    doc: "Whether the value is above `other`.",
    params: &[VALUE, OTHER],
    relation: Some(Relation::Order),
    evaluate: |args, _| Ok(order(args)?.is_gt()),
    examples: &[holds("2 is gt(1)"), fails("1 is gt(1)")],
};

pub(super) static GT_SIGN: Predicate = also(&GT, ">");

pub(super) static LE: Predicate = Predicate {
    name: "le",
    doc: "Whether the value is not above `other`.",
    params: &[VALUE, OTHER],
    relation: Some(Relation::Order),
    evaluate: |args, _| Ok(order(args)?.is_le()),
    examples: &[holds("1 is le(1)"), fails("2 is le(1)")],
};

pub(super) static LE_SIGN: Predicate = also(&LE, "<=");

pub(super) static LT: Predicate = Predicate {
    name: "lt",
    doc: "Whether the value is below `other`.",
    params: &[VALUE, OTHER],
    relation: Some(Relation::Order),
    evaluate: |args, _| Ok(order(args)?.is_lt()),
    examples: &[holds("'a' is lt('b')"), fails("1 is lt(1)")],
};

pub(super) static LT_SIGN: Predicate = also(&LT, "<");

pub(super) static NE: Predicate = Predicate {
    name: "ne",
    doc: "Whether the value differs from `other`.",
    params: &[VALUE, OTHER],
    relation: Some(Relation::Equal),
    evaluate: |args, runtime| Ok(!equals(args, runtime)?),
    examples: &[holds("1 is ne(2)"), fails("1 is ne(1)")],
};

pub(super) static NE_SIGN: Predicate = also(&NE, "!=");

/// The same test under another name.
const fn also(predicate: &Predicate, name: &'static str) -> Predicate {
    Predicate { name, ..*predicate }
}

fn equals(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<bool, Failure> {
    compare::equal(args.required(0), args.required(1))
}

fn order(args: &Arguments<'_>) -> Result<Ordering, Failure> {
    compare::order(args.required(0), args.required(1))
}
