use std::{collections::BTreeMap, path::Path};

use super::{
    args::Given, check::say_diagnostics, environment::Environment, exit, mask, voice::Voice,
};
use crate::{
    connect::Settings,
    diagnostic::nearest,
    ir::{Connection, ConnectionId},
    plan::Plan,
    run::resolve,
    text::Sources,
    value::Value,
};

/// What a job left to its surroundings, filled in.
pub(super) struct Resolved {
    pub(super) settings: Vec<Option<Settings>>,
    pub(super) inputs: Vec<Value>,
    /// What this was taken from.
    pub(super) environment: Environment,
}

impl Resolved {
    /// What is to be said of secrets that can't be masked.
    pub(super) fn too_short(&self, plan: &Plan) -> Option<String> {
        let names = plan.inputs.iter().map(|input| input.name.as_str());
        mask::too_short(&self.settings, names.zip(&self.inputs))
    }
}

/// Fills in the settings and inputs of a plan. What is missing is said, and gives the exit code.
pub(super) fn resolve(
    plan: &Plan,
    folder: &Path,
    given: &Given,
    sources: &Sources,
    voice: &Voice<'_>,
) -> Result<Resolved, u8> {
    let complain = |message: String| {
        voice.complain(&message);
        exit::USAGE
    };
    let environment = Environment::new(folder, given.env_file.as_deref()).map_err(complain)?;
    let inputs = given_inputs(plan, given).map_err(complain)?;
    let used = plan.used_connections();
    let settings = resolve::settings(&plan.connections, &used, folder, &environment);
    let inputs = resolve::inputs(&plan.inputs, &inputs, &environment);
    sound(&environment, voice)?;
    match (settings, inputs) {
        (Ok(settings), Ok(inputs)) => Ok(Resolved {
            settings,
            inputs,
            environment,
        }),
        (settings, inputs) => {
            let mut problems = settings.err().unwrap_or_default();
            problems.extend(inputs.err().unwrap_or_default());
            voice.diagnostics(&problems, sources);
            Err(exit::USAGE)
        }
    }
}

/// Fills in the settings of some connections alone. What is missing is said, and gives the exit code.
pub(super) fn settings(
    connections: &[Connection],
    used: &[ConnectionId],
    folder: &Path,
    environment: &Environment,
    sources: &Sources,
) -> Result<Vec<Option<Settings>>, u8> {
    let settings = resolve::settings(connections, used, folder, environment);
    sound(environment, &Voice::Plain)?;
    settings.map_err(|problems| {
        say_diagnostics(&problems, sources);
        exit::USAGE
    })
}

/// Where a file of variables can't be read, that is why they are missing.
fn sound(environment: &Environment, voice: &Voice<'_>) -> Result<(), u8> {
    match environment.problem() {
        None => Ok(()),
        Some(problem) => {
            voice.complain(problem);
            Err(exit::USAGE)
        }
    }
}

fn given_inputs(plan: &Plan, given: &Given) -> Result<BTreeMap<String, String>, String> {
    let names = || plan.inputs.iter().map(|input| input.name.as_str());
    for (name, _) in &given.inputs {
        if names().any(|known| known == name) {
            continue;
        }
        let near = nearest(name, names())
            .map_or_else(String::new, |near| format!(": write `--input {near}=…`"));
        return Err(format!("the job has no input `{name}`{near}"));
    }
    Ok(given.inputs.iter().cloned().collect())
}
