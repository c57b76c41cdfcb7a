//! Lowering: from the typed job to the plan.
//!
//! Takes the typed job; gives the plan: SQL in its final text, constants folded, only columns that are read later
//! returned, a strategy and its reason for every step. It can't fail: what could be wrong with a job has been checked.

mod live;
mod operation;
mod statement;
mod step;
mod strategy;

use crate::{ir::Job, job::StepId, plan::Plan, spec::Runtime};

/// What lowering may take for granted.
pub struct Options<'a> {
    /// The helpers, to fold constants with.
    pub runtime: Runtime<'a>,
    /// Whether every result is kept whole, because all of them are handed out in the end.
    pub keep_results: bool,
}

/// Lowers a job.
#[must_use]
pub fn lower(job: Job, options: &Options<'_>) -> Plan {
    let live = live::Live::of(&job, options.keep_results);
    let step_names = step_names(&job);
    let lowering = step::Lowering {
        job: &job,
        live: &live,
        options,
    };
    let steps = lowering.steps(&job.steps);
    Plan {
        job: job.name,
        inputs: job.inputs,
        connections: job.connections,
        transaction: job.transaction,
        limits: job.limits,
        steps,
        names: job.names,
        step_names,
    }
}

fn step_names(job: &Job) -> Vec<String> {
    let mut named: Vec<(StepId, String)> = Vec::new();
    job.for_each_step(&mut |step| named.push((step.id, step.name.clone())));
    named.sort_unstable();
    named.into_iter().map(|(_, name)| name).collect()
}
