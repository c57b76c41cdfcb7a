//! What a batch has given so far: lists aligned with its items, of its own results and of those of the steps inside.

use super::{engine::Engine, kept::kept_inside};
use crate::{
    connect::spool::SpoolBuilder,
    job::StepId,
    plan::{Kept, Step},
    value::{Segment, Value},
};

/// The results of the items that are done, in order, as far as somebody reads them.
#[derive(Debug)]
pub(super) struct Results(Vec<(StepId, SpoolBuilder)>);

impl Results {
    pub(super) fn of(step: &Step) -> Self {
        let own = (step.kept != Kept::Nothing).then_some(step.id);
        let read = own.into_iter().chain(kept_inside(step));
        Self(read.map(|id| (id, SpoolBuilder::default())).collect())
    }

    /// Adds an item, for which a step gave what `result` says.
    pub(super) fn push(&mut self, mut result: impl FnMut(StepId) -> Value) {
        for (id, results) in &mut self.0 {
            results.push(result(*id));
        }
    }

    /// Adds an item for each row: `step` gave it, the others nothing.
    pub(super) fn extend(&mut self, step: StepId, rows: Segment) {
        let len = rows.len();
        let mut rows = Some(rows);
        for (id, results) in &mut self.0 {
            match rows.take_if(|_| *id == step) {
                Some(rows) => results.extend(rows),
                None => (0..len).for_each(|_| results.push(Value::Null)),
            }
        }
    }
}

impl Engine<'_> {
    /// Keeps the results of a batch that is over.
    pub(super) fn keep_all(&mut self, results: Results) {
        for (id, results) in results.0 {
            self.frames.keep(id, Value::List(results.finish()));
        }
    }
}
