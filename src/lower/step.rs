use super::{Options, live::Live, statement::folded};
use crate::{
    ir::{self, Job},
    plan::Step,
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
        steps.iter().map(|step| self.step(step)).collect()
    }

    pub(super) const fn runtime(&self) -> &Runtime<'_> {
        &self.options.runtime
    }

    fn step(&self, step: &ir::Step) -> Step {
        let operation = self.operation(step);
        let strategy = self.strategy(step, &operation);
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
