//! Diagnostics for people, who want to see the place and the fix, and for machines, who want every number.
//!
//! Which diagnostics are shown is for the caller to choose, and of many how many: the rest is counted.

mod excerpt;
mod github;
mod json;
mod line;
mod mask;
mod sarif;
mod shown;
mod tally;
#[cfg(test)]
mod tests;
mod text;
mod uri;
mod window;

pub use github::github;
pub use json::{json, object};
pub use mask::masked;
pub use sarif::{Checked, sarif};
pub use shown::MOST;
pub use text::{pointer, text};
