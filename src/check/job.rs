use super::{Checker, Evaluate, SideFiles, StepType, Types};
use crate::{diagnostic::Diagnostics, ir, job::Job, names::Names, spec::Registry};

/// What the checker is told of the stages above it.
pub struct Declarations<'a> {
    /// The helpers and tests.
    pub registry: &'a Registry,
    /// The step types.
    pub step_types: &'a [&'static StepType],
    /// How constants are computed.
    pub evaluate: Evaluate,
}

/// Checks a job. Everything wrong goes to `diagnostics`; what can't be typed at all is left out of the typed job, which is
/// whole only if there is no error. The type of every expression goes to `types`, if that is given.
pub fn check(
    job: &Job,
    names: Names,
    declarations: &Declarations<'_>,
    files: &dyn SideFiles,
    diagnostics: &mut Diagnostics,
    types: Option<&mut Types>,
) -> ir::Job {
    let mut checker = Checker::new(job, &names, declarations, files, diagnostics);
    checker.types = types;
    checker.read_schema();
    checker.one_database_per_transaction();
    checker.rejects();
    let steps = checker.steps(&job.steps);
    ir::Job {
        name: job.name.clone(),
        inputs: job.inputs.iter().map(input).collect(),
        connections: job.connections.iter().map(connection).collect(),
        transaction: job.transaction.value,
        limits: job.limits,
        steps,
        names,
    }
}

fn input(input: &crate::job::Input) -> ir::Input {
    ir::Input {
        name: input.name.value.clone(),
        ty: input.ty.clone(),
        default: input.default.clone(),
        span: input.name.span,
    }
}

fn connection(connection: &crate::job::Connection) -> ir::Connection {
    ir::Connection {
        name: connection.name.value.clone(),
        declaration: connection.declaration,
        written: connection.clone(),
    }
}
