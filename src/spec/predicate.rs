use super::{Arguments, Example, Param, Runtime};
use crate::value::Failure;

/// A test of the expression language, as in `value is name`; declared once like a helper.
pub struct Predicate {
    /// The name behind `is`.
    pub name: &'static str,
    /// What it asks, in a sentence.
    pub doc: &'static str,
    /// What it takes; the first is the value before `is`.
    pub params: &'static [Param],
    /// The answer.
    pub evaluate: fn(&Arguments<'_>, &Runtime<'_>) -> Result<bool, Failure>,
    /// Examples that run as tests and are shown in the reference.
    pub examples: &'static [Example],
}

impl std::fmt::Debug for Predicate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
