//! Which statement an item of a batch needs, where it needs one at most.

use super::{conditions::holds, engine::Engine, failure::Failed, frame::At};
use crate::{
    plan::{Operation, Step},
    value::{Fields, Value},
};

/// What is to be done for an item.
pub(super) struct Wanted<'p> {
    /// The step whose statement it needs, or none: its own step, or that of the branch it takes.
    pub(super) leaf: Option<&'p Step>,
    /// Which branch it takes, of a conditional that is not skipped.
    pub(super) taken: Option<bool>,
}

impl Engine<'_> {
    /// Asks the conditions of an item. A failure comes with the step whose condition it is.
    pub(super) fn wanted<'p>(
        &self,
        step: &'p Step,
        at: &At,
    ) -> Result<Wanted<'p>, (&'p Step, Failed)> {
        let view = self.view(Some(at));
        let is_met =
            |step: &'p Step, condition| holds(condition, &view).map_err(|failed| (step, failed));
        let mut wanted = Wanted {
            leaf: None,
            taken: None,
        };
        if !is_met(step, step.when.as_ref())? {
            return Ok(wanted);
        }
        let Operation::Branch {
            condition,
            then,
            otherwise,
        } = &step.operation
        else {
            wanted.leaf = Some(step);
            return Ok(wanted);
        };
        let taken = is_met(step, Some(condition))?;
        wanted.taken = Some(taken);
        let branch = if taken { then } else { otherwise };
        if let Some(leaf) = branch.first()
            && is_met(leaf, leaf.when.as_ref())?
        {
            wanted.leaf = Some(leaf);
        }
        Ok(wanted)
    }
}

/// The result of a conditional: which branch was taken; null if it was skipped.
pub(super) fn taken(taken: Option<bool>) -> Value {
    let fields = |taken| Fields::from_iter([("taken".into(), Value::Bool(taken))]);
    taken.map(fields).map_or(Value::Null, Value::from)
}
