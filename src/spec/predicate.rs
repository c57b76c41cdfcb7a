use super::{Arguments, Example, Param, Runtime};
use crate::{types::Type, value::Failure};

/// A test of the expression language, as in `value is name`; declared once like a helper.
pub struct Predicate {
    /// The name behind `is`.
    pub name: &'static str,
    /// What it asks, in a sentence.
    pub doc: &'static str,
    /// What it takes; the first is the value before `is`.
    pub params: &'static [Param],
    /// How the value has to stand to the argument, where that is all the test asks.
    pub relation: Option<Relation>,
    /// The answer.
    pub evaluate: fn(&Arguments<'_>, &Runtime<'_>) -> Result<bool, Failure>,
    /// Examples that run as tests and are shown in the reference.
    pub examples: &'static [Example],
}

/// What a test asks of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Whether they are equal.
    Equal,
    /// Whether one comes before the other.
    Order,
    /// Whether the argument holds the value.
    Contained,
}

impl Relation {
    /// Whether a value of type `value` can stand so to one of type `argument`.
    #[must_use]
    pub fn is_possible(self, value: &Type, argument: &Type) -> bool {
        match self {
            Self::Equal => value.may_equal(argument),
            Self::Order => value.required().may_order(argument.required()),
            Self::Contained => argument.may_contain(value),
        }
    }
}

impl Predicate {
    /// Whether a value of which the test turned out `truth` can't be null; `argument` is the type it is compared with.
    #[must_use]
    pub fn rules_out_null(&self, argument: Option<&Type>, truth: bool) -> bool {
        let is_there = |ty: &Type| !ty.may_be_null() && !ty.is_dynamic();
        match (self.name, self.relation) {
            ("none" | "undefined", _) => !truth,
            ("ne" | "!=", _) => match argument {
                Some(Type::Null) => truth,
                Some(other) => !truth && is_there(other),
                None => false,
            },
            (_, Some(Relation::Equal)) => match argument {
                Some(Type::Null) => !truth,
                Some(other) => truth && is_there(other),
                None => false,
            },
            (_, Some(Relation::Contained)) => match argument {
                Some(Type::List(item, _)) => truth && is_there(item),
                _ => false,
            },
            // Null has no order, and is no number: it would have stopped the run.
            (_, Some(Relation::Order)) => true,
            _ => truth || self.params.first().is_some_and(|value| !value.nullable),
        }
    }
}

impl std::fmt::Debug for Predicate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
