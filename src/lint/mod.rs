//! Lints: what a colleague who knows databases and APIs would say of a job that is sound by itself.
//!
//! Takes the typed job, and where it was written; gives warnings and advice. A job with errors is looked at as far as it
//! is typed; that nobody reads a result is not said where a name is wrong: it may be the one that was meant. One lint a
//! file; what they share is in `site` (the steps and what stands around them), `whole` (what is asked of all steps),
//! `reads` (what an expression depends on) and `truth` (what a condition is on every run).

mod body_on_get;
mod call_in_transaction;
mod constant_condition;
mod constant_key;
mod group_value;
mod ignored_concurrency;
mod impossible_retry;
mod key_help;
mod locks_held;
mod never_null;
mod read_then_write;
mod reads;
mod retry_not_idempotent;
mod same;
mod same_row;
mod secret_in_call;
mod secret_in_connection;
mod secret_in_input;
pub mod secret_shape;
mod site;
mod truth;
mod unreachable_branch;
mod unstable;
mod unstable_body;
mod unstable_key;
mod unused_read;
mod whole;

use std::collections::HashMap;

use jiff::Timestamp;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Severity},
    ir::{self, Effect},
    job,
    spec::{Registry, Runtime},
    text::Span,
};
use site::{Site, sites};

/// What is looked at.
pub struct Subject<'a> {
    /// The job as written: where things stand.
    pub written: &'a job::Job,
    /// The job as typed.
    pub job: &'a ir::Job,
    /// Whether every name in it stands for something.
    pub is_named: bool,
    /// The helpers, to fold constants with.
    pub registry: &'a Registry,
}

/// Looks at a job with every lint.
pub fn lint(subject: &Subject<'_>, diagnostics: &mut Diagnostics) {
    let runtime = Runtime {
        // What depends on the moment of the run is never folded.
        now: Timestamp::UNIX_EPOCH,
        registry: subject.registry,
        limits: subject.job.limits,
    };
    let sites = sites(subject.written, subject.job);
    let by_step = sites.iter().enumerate();
    let by_step = by_step.map(|(position, site)| (site.step.id, position));
    let by_step = by_step.collect();
    let mut lint = Lint {
        written: subject.written,
        job: subject.job,
        is_named: subject.is_named,
        runtime,
        sites,
        by_step,
        effects: Vec::new(),
        errors: error_spans(diagnostics),
    };
    lint.effects = lint.effects_of_all();
    for check in ALL {
        diagnostics.extend(check(&lint));
    }
}

/// Every lint.
const ALL: [fn(&Lint<'_>) -> Vec<Diagnostic>; 19] = [
    retry_not_idempotent::check,
    unstable_key::check,
    constant_key::check,
    same_row::check,
    unstable_body::check,
    call_in_transaction::check,
    locks_held::check,
    unused_read::check,
    read_then_write::check,
    ignored_concurrency::check,
    impossible_retry::check,
    body_on_get::check,
    constant_condition::check,
    unreachable_branch::check,
    group_value::check,
    never_null::check,
    secret_in_connection::check,
    secret_in_call::check,
    secret_in_input::check,
];

/// The lints at work on one job.
struct Lint<'a> {
    written: &'a job::Job,
    job: &'a ir::Job,
    is_named: bool,
    runtime: Runtime<'a>,
    /// The steps in the order of the file.
    sites: Vec<Site<'a>>,
    by_step: HashMap<job::StepId, usize>,
    /// Where the errors stand.
    errors: Vec<Span>,
    /// What every step does, in the order of the file; steps that could not be typed are among them.
    effects: Vec<(job::StepId, Effect)>,
}

fn error_spans(diagnostics: &Diagnostics) -> Vec<Span> {
    let errors = diagnostics.iter();
    errors
        .filter(|found| found.code.severity == Severity::Error)
        .map(|found| found.span)
        .collect()
}

impl<'a> Lint<'a> {
    fn site(&self, step: job::StepId) -> Option<&Site<'a>> {
        self.sites.get(*self.by_step.get(&step)?)
    }

    /// Whether an error stands in a step: what it is for is another question then.
    fn has_error(&self, step: &ir::Step) -> bool {
        self.has_error_in(step.span)
    }

    /// Whether an error begins in a piece of the file.
    fn has_error_in(&self, piece: Span) -> bool {
        let range = piece.range();
        let mut errors = self.errors.iter();
        errors.any(|error| error.file == piece.file && range.contains(&error.range().start))
    }
}
