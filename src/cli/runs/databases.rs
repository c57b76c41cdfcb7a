use std::path::{Path, PathBuf};

use crate::{
    analysis::{REGISTRY, analyze},
    cli::{
        check::say_diagnostics, environment::Environment, exit, files::Beside, load::load,
        mask::Mask, surroundings, terminal,
    },
    connect::{Failure, Settings},
    lower::{Options, lower},
    plan::Plan,
    spec::{self, ConnectionKind, Runtime},
};

/// The databases of a job, whose journals are asked.
pub(super) struct Databases {
    /// The job.
    pub(super) plan: Plan,
    /// Its folder.
    pub(super) folder: PathBuf,
    settings: Vec<Option<Settings>>,
}

impl Databases {
    /// Those of a job file. What is wrong is said, and gives the exit code.
    pub(super) fn of(job: &Path, env_file: Option<&Path>) -> Result<Self, u8> {
        let complain = |message: String| {
            terminal::complain(&message);
            exit::USAGE
        };
        let loaded = load(job).map_err(complain)?;
        let folder = loaded.folder.clone();
        let analysis = analyze(loaded.job, loaded.project, &Beside(folder.clone()));
        let Some(found) = analysis.job else {
            say_diagnostics(&analysis.diagnostics, &analysis.sources);
            return Err(exit::JOB_ERRORS);
        };
        let options = Options {
            runtime: Runtime {
                now: jiff::Timestamp::now(),
                registry: &REGISTRY,
                limits: found.limits,
            },
            keep_results: false,
        };
        let plan = lower(found, &options);
        let environment = Environment::new(&folder, env_file).map_err(complain)?;
        let used = plan.used_connections();
        let sources = &analysis.sources;
        let settings =
            surroundings::settings(&plan.connections, &used, &folder, &environment, sources)?;
        Ok(Self {
            plan,
            folder,
            settings,
        })
    }

    /// Asks each database the same. What one refuses is said, and gives the exit code.
    pub(super) fn ask<T>(
        &self,
        mut question: impl AsyncFnMut(&'static spec::Connection, &Settings) -> Result<T, Failure>,
    ) -> Result<Vec<T>, u8> {
        let complain = |message: String| {
            terminal::complain(&message);
            exit::USAGE
        };
        let mask = Mask::new(&self.settings, &[]);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| complain(error.to_string()))?;
        let all = self.plan.connections.iter().zip(&self.settings);
        let databases = all.filter_map(|(connection, settings)| {
            let is_database = connection.declaration.kind == ConnectionKind::Database;
            Some((connection.declaration, settings.as_ref()?)).filter(|_| is_database)
        });
        databases
            .map(|(declaration, settings)| {
                let answer = runtime.block_on(question(declaration, settings));
                answer.map_err(|failure| complain(mask.apply(&failure.to_string())))
            })
            .collect()
    }
}
