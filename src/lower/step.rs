use super::{Options, live::Live, statement::folded, strategy::of_branch};
use crate::{
    ir::{self, Job},
    plan::{Operation, Pace, Step},
    spec::Runtime,
};

/// Lowering at work on one job.
pub(super) struct Lowering<'a> {
    pub(super) job: &'a Job,
    pub(super) live: &'a Live,
    pub(super) options: &'a Options<'a>,
}

impl Lowering<'_> {
    pub(super) fn steps(&self, steps: &[ir::Step]) -> Vec<Step> {
        let mut steps = self.branch(steps);
        steps.iter_mut().for_each(drop_unused);
        steps
    }

    /// The steps of a branch. Whether their items are done together is for the conditional to say.
    pub(super) fn branch(&self, steps: &[ir::Step]) -> Vec<Step> {
        steps.iter().map(|step| self.step(step)).collect()
    }

    pub(super) const fn runtime(&self) -> &Runtime<'_> {
        &self.options.runtime
    }

    fn step(&self, step: &ir::Step) -> Step {
        let mut operation = self.operation(step);
        let strategy = self.strategy(step, &operation);
        if let Operation::Branch {
            then, otherwise, ..
        } = &mut operation
            && strategy.pace == Pace::Bulk
        {
            let leaves = then.iter_mut().chain(otherwise);
            leaves.for_each(|leaf| leaf.strategy = of_branch());
        }
        let batch = step.batch.as_ref().map(|batch| ir::Batch {
            from: folded(&batch.from, self.runtime()),
            alias: batch.alias.clone(),
            concurrency: batch.concurrency,
        });
        Step {
            id: step.id,
            name: step.name.clone(),
            step_type: step.declaration.name,
            connection: step.operation.connection(),
            when: step.when.as_ref().map(|when| folded(when, self.runtime())),
            strategy,
            batch,
            retry: step.retry.clone(),
            on_error: step.on_error,
            rejects: step.rejects.clone(),
            after: self.job.names.read_by(step.id),
            kept: self.live.kept(step.id, &[]),
            operation,
            span: step.span,
        }
    }
}

/// Drops the statements for many items where each is done by itself.
fn drop_unused(step: &mut Step) {
    if step.strategy.pace == Pace::Bulk {
        return;
    }
    match &mut step.operation {
        Operation::StoreRow(row) => row.many = None,
        Operation::ChangeRows { many, .. } | Operation::Query { many, .. } => *many = None,
        Operation::Branch {
            then, otherwise, ..
        } => then.iter_mut().chain(otherwise).for_each(drop_unused),
        _ => {}
    }
}
