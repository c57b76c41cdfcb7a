//! Names: what every variable of every expression stands for, and which step needs which.
//!
//! Takes the untyped job; gives [`Names`] and diagnostics for names that are unknown, come too late, or can't be seen
//! from where they are used. It promises a target for every name occurrence (a failed one is [`Target::Unknown`], of
//! which later stages say nothing more). It does not promise that fields exist or that types fit.

mod index;
mod reserved;
mod resolve;
mod roots;
mod table;
mod unknown;
mod visible;

#[cfg(test)]
mod tests;

pub use reserved::RESERVED;
pub use resolve::resolve;
pub use table::{Names, Parent, Scope, Target};
