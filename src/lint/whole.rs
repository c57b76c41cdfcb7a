use std::collections::BTreeSet;

use super::Lint;
use crate::{
    ir::Effect,
    job::{Step, StepId, Transaction},
};

/// The step types that do nothing but read, for a step that could not be typed.
const READERS: [&str; 5] = [
    "csv.read",
    "db.query_one",
    "db.query_many",
    "conditional",
    "group",
];

impl<'a> Lint<'a> {
    /// What each step does, in the order of the file. A step that could not be typed is judged by its type.
    pub(super) fn effects_of_all(&self) -> Vec<(StepId, Effect)> {
        self.all_steps()
            .into_iter()
            .map(|step| {
                let effect = match self.site(step.id) {
                    Some(site) => site.step.operation.effect(&self.job.connections),
                    None if READERS.contains(&step.declaration.name) => Effect::Read,
                    None => Effect::Write,
                };
                (step.id, effect)
            })
            .collect()
    }

    /// Whether a step writes to a database in the job's one transaction.
    pub(super) fn transaction_writes(&self) -> bool {
        let mut effects = self.effects.iter();
        self.job.transaction == Transaction::Job
            && effects.any(|(_, effect)| *effect == Effect::Write)
    }

    /// The steps whose results are read; those in a group that is read as if it had one are what was meant.
    pub(super) fn read_steps(&self) -> BTreeSet<StepId> {
        let all = self.all_steps();
        let readers = all.iter();
        let mut read: BTreeSet<_> = readers
            .flat_map(|step| self.job.names.read_by(step.id))
            .collect();
        // A step stands behind the group that it is in.
        for step in all {
            if step.declaration.name == "group" && read.contains(&step.id) {
                read.extend(step.children().map(|child| child.id));
            }
        }
        read
    }

    fn all_steps(&self) -> Vec<&'a Step> {
        let mut all = Vec::new();
        let mut pending: Vec<_> = self.written.steps.iter().rev().collect();
        while let Some(step) = pending.pop() {
            all.push(step);
            let children: Vec<_> = step.children().collect();
            pending.extend(children.into_iter().rev());
        }
        all
    }
}
