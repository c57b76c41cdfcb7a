//! Evaluation: the value of a typed expression.
//!
//! Takes an expression and a [`Scope`], the place it is evaluated in; gives its value, or why there is none: a
//! [`Stop`]. One set of rules serves the run, constant folding ([`fold`]) and plans ([`sample`]), where some of what an
//! expression reads is not known yet. It does not promise that a value fits where it is going: binding converts.
//!
//! Null is never read through and nothing is converted silently; what [`Type::Json`](crate::types::Type::Json) lacks is
//! null. Text, ranges and templates with blocks keep to the job's [`Limits`](crate::limits::Limits). An operation on a secret gives a secret, but
//! comparisons and truth are plain.

mod access;
mod arithmetic;
mod call;
mod evaluate;
mod fold;
mod operator;
mod sample;
mod scope;
mod secret;
mod slice;
mod stop;
mod template;
#[cfg(test)]
mod tests;

pub use evaluate::evaluate;
pub use fold::{constant, fold};
pub use sample::{Sample, sample};
pub use scope::Scope;
pub use stop::{EvalFailure, Stop};
