//! The tests of the expression language: what may stand behind `is`, and what `select` takes by name.

mod comparison;
mod kind;
mod membership;
mod number;
#[cfg(test)]
mod tests;
mod text;

use crate::{
    spec::{Accepts, Arguments, Example, Param, Predicate, Runtime},
    value::Failure,
};

pub use membership::contains;

/// Every test, by name.
pub static ALL: &[&Predicate] = &[
    &comparison::NE_SIGN,
    &comparison::LT_SIGN,
    &comparison::LE_SIGN,
    &comparison::EQ_SIGN,
    &comparison::GT_SIGN,
    &comparison::GE_SIGN,
    &kind::BOOLEAN,
    &kind::DEFINED,
    &number::DIVISIBLEBY,
    &comparison::EQ,
    &comparison::EQUALTO,
    &number::EVEN,
    &kind::FALSE,
    &kind::FLOAT,
    &comparison::GE,
    &comparison::GT,
    &membership::IN,
    &kind::INTEGER,
    &kind::ITERABLE,
    &comparison::LE,
    &text::LOWER,
    &comparison::LT,
    &kind::MAPPING,
    &comparison::NE,
    &kind::NONE,
    &kind::NUMBER,
    &number::ODD,
    &kind::SEQUENCE,
    &kind::STRING,
    &kind::TRUE,
    &kind::UNDEFINED,
    &text::UPPER,
];

const VALUE: Param = Param::required("value", Accepts::Any).or_null();

/// A test of any value, null included.
const fn of_any(
    name: &'static str,
    doc: &'static str,
    evaluate: fn(&Arguments<'_>, &Runtime<'_>) -> Result<bool, Failure>,
    examples: &'static [Example],
) -> Predicate {
    Predicate {
        name,
        doc,
        params: &[VALUE],
        relation: None,
        evaluate,
        examples,
    }
}

const fn holds(expression: &'static str) -> Example {
    Example {
        expression,
        gives: "true",
    }
}

const fn fails(expression: &'static str) -> Example {
    Example {
        expression,
        gives: "false",
    }
}
