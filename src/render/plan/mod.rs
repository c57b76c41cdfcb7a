//! Plans: as text for people, as JSON for machines, and as graphs for Graphviz and Mermaid.
//!
//! Takes a plan and its samples; gives text. No run id and no moment is in it, so that the same job and the same input
//! give the same bytes. Settings stand as they were written: `${env:…}` is never filled in, and what is secret is masked.

mod dot;
mod graph;
mod json;
mod mermaid;
mod settings;
mod shown;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use dot::dot;
pub use json::json;
pub use mermaid::mermaid;
pub use text::text;

use super::sample::Samples;
use crate::plan::Plan;

/// A plan and what is known of its steps' first items.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The samples; a step without any is shown without.
    pub samples: &'a Samples,
}
