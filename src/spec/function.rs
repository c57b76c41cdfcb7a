use jiff::Timestamp;

use super::{Param, Refusal, Registry};
use crate::{
    limits::Limits,
    types::Type,
    value::{Failure, Value},
};

/// A helper of the expression language, declared once: its checking, evaluation, completion and reference derive from
/// this.
pub struct Function {
    /// The name it is called by.
    pub name: &'static str,
    /// What it does, in a sentence or two.
    pub doc: &'static str,
    /// Whether it stands behind a `|`, is called like a function, or both.
    pub callable: Callable,
    /// What it takes; as a filter, the first is the piped value.
    pub params: &'static [Param],
    /// Whether the last parameter may be given any number of times.
    pub variadic: bool,
    /// Whether the same arguments give the same value on every run, so that a call on constants can be folded.
    pub constant: bool,
    /// The type of the result for arguments that the parameters accept, aligned with them; an `Err` says what
    /// is wrong with them.
    pub result: fn(&[Option<Argument>]) -> Result<Type, Refusal>,
    /// The value of a call.
    pub evaluate: fn(&Arguments<'_>, &Runtime<'_>) -> Result<Value, Failure>,
    /// Examples that run as tests and are shown in the reference.
    pub examples: &'static [Example],
}

/// How a helper is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callable {
    /// `value | name(…)`.
    Filter,
    /// `name(…)`.
    Function,
    /// Both ways.
    Both,
}

/// What the checker knows of one argument.
#[derive(Debug, Clone)]
pub struct Argument {
    /// Its type; never optional where the parameter is not nullable.
    pub ty: Type,
    /// Its value, where it is a literal.
    pub literal: Option<Value>,
    /// Whether it is a list or a text that is known not to be empty.
    pub is_filled: bool,
}

/// The values of a call, aligned with the parameters; a variadic parameter's values follow at the end.
pub struct Arguments<'a>(pub &'a [Option<Value>]);

impl Function {
    /// The parameter that the argument at `position` belongs to: past the end, the variadic one.
    ///
    /// # Panics
    /// If the helper takes no arguments at all.
    #[must_use]
    pub fn param(&self, position: usize) -> &'static Param {
        let last = self.params.len().saturating_sub(1);
        &self.params[position.min(last)]
    }

    /// The positions that arguments without a name take, in order; those of a variadic helper go on after its last.
    pub fn unnamed(&self) -> impl Iterator<Item = usize> {
        let named = |position: &usize| !self.params[*position].by_name;
        (0..self.params.len()).filter(named)
    }

    /// Whether null may stand at `position`: where the parameter takes it, and for the first one where the call gives a
    /// `default` to stand in. `given` tells which positions the call fills.
    pub fn takes_null(&self, position: usize, given: impl Fn(usize) -> bool) -> bool {
        let default = || self.params.iter().position(|param| param.name == "default");
        self.param(position).nullable || position == 0 && default().is_some_and(given)
    }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Arguments<'_> {
    /// The value given for parameter `index`, or none where it was left out.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&Value> {
        self.0.get(index)?.as_ref()
    }

    /// The value of a required parameter.
    ///
    /// # Panics
    /// If it was left out: the checker does not let such a call through.
    #[must_use]
    pub fn required(&self, index: usize) -> &Value {
        self.get(index)
            .expect("the checker rejects a call without a required argument")
    }
}

/// What a helper may ask of the run besides its arguments.
pub struct Runtime<'a> {
    /// The moment the run began.
    pub now: Timestamp,
    /// The helpers there are: `map('trim')` calls another by name.
    pub registry: &'a Registry,
    /// How much it may make.
    pub limits: Limits,
}

/// An example of a call: an expression and the expression its value equals.
pub struct Example {
    /// What is written between the braces.
    pub expression: &'static str,
    /// An expression of the same value and type.
    pub gives: &'static str,
}
