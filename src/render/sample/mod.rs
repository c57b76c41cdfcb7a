//! Samples: what a plan's steps will do for their first items, as far as that is known before the run.
//!
//! Takes a plan and what is [`Known`]; gives for each step the values of its expressions, by item. What depends on
//! something unknown prints as its source: `steps.ID.field`. It does not promise that a step will run at all.

mod parts;
mod sampler;
mod scope;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use sampler::sample;
pub use scope::{Aliases, Known};

use crate::{eval::Sample, job::StepId};

/// How many items of a batch are sampled unless somebody asks for another number.
pub const DEFAULT_ITEMS: usize = 3;

/// The samples of every step.
pub type Samples = HashMap<StepId, StepSamples>;

/// What is known of a step before it runs.
#[derive(Debug, Clone)]
pub struct StepSamples {
    /// What it does for any item, the item by its alias.
    pub any: ItemSample,
    /// What it does for the first items; without a batch around it, for the one there is.
    pub items: Vec<ItemSample>,
    /// How many items its own batch has, where that is known.
    pub total: Option<usize>,
}

/// What a step does for one item.
#[derive(Debug, Clone)]
pub struct ItemSample {
    /// The positions of the items, of the outermost batch first; none where they are not known, or there is no batch.
    pub index: Vec<usize>,
    /// Whether the step runs.
    pub when: Option<Sample>,
    /// The values of its expressions, in the order they are written.
    pub parts: Vec<Part>,
}

/// The value of one of a step's expressions.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it is to the step.
    pub role: Role,
    /// Its name: a column, a hole, a header; empty where the role says it all.
    pub name: String,
    /// What is known of it.
    pub value: Sample,
}

/// What an expression is to its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The path of a file.
    File,
    /// The rows that are written.
    Rows,
    /// The condition that picks the branch.
    Condition,
    /// A parameter of the statement.
    Parameter,
    /// The path or URL of a request.
    Target,
    /// A parameter of a request's query.
    Query,
    /// A header.
    Header,
    /// The body of a request.
    Body,
    /// The idempotency key.
    Key,
    /// The function that is invoked.
    Function,
    /// What the function is given.
    Payload,
    /// What keeps deliveries in order.
    Order,
}

impl ItemSample {
    /// The first part of this role.
    #[must_use]
    pub fn part(&self, role: Role) -> Option<&Part> {
        self.parts.iter().find(|part| part.role == role)
    }
}
