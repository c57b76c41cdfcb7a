//! Expressions as they could have been written: for messages, plans and labels.

mod constant;
mod source;

use std::borrow::Cow;

use source::{push_blocks, tree};

use super::{Expr, ExprKind};
use crate::job::StepId;

/// What steps, items and inputs are called where expressions are printed.
pub trait StepNames {
    /// The id of a step: printed as `steps.ID`.
    fn step(&self, step: StepId) -> Cow<'_, str>;

    /// What the item of this step's batch prints as: its alias, or the path of the batch's list where its items are not
    /// known and where they come from says more.
    fn item(&self, batch: StepId) -> Cow<'_, str>;

    /// The name of an input: printed as `inputs.NAME`.
    fn input(&self, index: usize) -> Cow<'_, str>;
}

/// The expression in canonical Jinja: paths as `steps.ID.field` without indexes by `idx`, parentheses only where they
/// are needed, helpers behind a `|` where they may stand there.
#[must_use]
pub fn show(expr: &Expr, names: &dyn StepNames) -> String {
    match &expr.kind {
        ExprKind::Template(blocks) => {
            let mut out = String::new();
            push_blocks(blocks, names, &mut out);
            out
        }
        _ => tree(expr, names).to_string(),
    }
}

#[cfg(test)]
mod tests;
