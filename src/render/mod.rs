//! Rendering: diagnostics and plans as text, for people and for machines.
//!
//! Takes data, gives strings; nothing is printed here, and nothing is read but what is handed in: the same input gives
//! the same bytes. Secrets were hidden where they were made: what is rendered here never holds one open.

pub mod diagnostics;
pub mod explain;
pub mod failure;
pub mod figures;
pub mod outbox;
pub mod plan;
pub mod sample;
mod style;
#[cfg(test)]
mod testing;
pub mod timing;
mod wrap;

pub use style::Style;
