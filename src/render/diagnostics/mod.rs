//! Diagnostics for people, who want to see the place and the fix, and for machines, who want every number.
//!
//! Which diagnostics are shown is for the caller to choose.

mod excerpt;
mod json;
mod line;
mod mask;
mod tally;
#[cfg(test)]
mod tests;
mod text;
mod window;

pub use json::json;
pub use mask::masked;
pub use text::text;
