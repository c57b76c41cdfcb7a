use jiff::Timestamp;

use super::{Place, told};
use crate::{
    analysis::{REGISTRY, analyze},
    cli::{
        check::say_diagnostics,
        environment::Environment,
        exit,
        files::Beside,
        load::load,
        mask::{self, Mask},
        surroundings, terminal,
    },
    connect::{Failure, Settings},
    diagnostic::nearest,
    ir::ConnectionId,
    lower::{Options, lower},
    outbox::{Receivers, Store},
    plan::Plan,
    run::resolve,
    spec::{ConnectionKind, Runtime},
};

/// The outbox of a job's database, opened.
pub(super) struct Opened {
    pub(super) plan: Plan,
    /// The name of the database's connection.
    pub(super) name: String,
    pub(super) store: Store,
    settings: Vec<Option<Settings>>,
    pub(super) mask: Mask,
}

impl Opened {
    /// Opens it; what is wrong is said, and gives the exit code.
    pub(super) async fn open(place: &Place) -> Result<Self, u8> {
        let complain = |message: String| {
            terminal::complain(&message);
            exit::USAGE
        };
        let loaded = load(&place.job).map_err(complain)?;
        let folder = loaded.folder.clone();
        let analysis = analyze(loaded.job, loaded.project, &Beside(folder.clone()));
        let Some(job) = analysis.job else {
            say_diagnostics(&analysis.diagnostics, &analysis.sources);
            return Err(exit::JOB_ERRORS);
        };
        let runtime = Runtime {
            now: Timestamp::now(),
            registry: &REGISTRY,
            limits: job.limits,
        };
        let options = Options {
            runtime,
            keep_results: false,
        };
        let plan = lower(job, &options);
        let database = database(&plan, place.connection.as_deref()).map_err(complain)?;
        let environment = Environment::new(&folder, place.env_file.as_deref()).map_err(complain)?;
        let mut needed = plan.receivers();
        needed.push(database);
        let sources = &analysis.sources;
        let mut settings =
            surroundings::settings(&plan.connections, &needed, &folder, &environment, sources)?;
        fill(&mut settings, &plan, &folder, &environment);
        let connection = &plan.connections[database.0];
        let mask = Mask::new(&settings, &[]);
        terminal::warn(environment.exposure(&mask));
        terminal::warn(mask::too_short(&settings, std::iter::empty()));
        let own = settings[database.0]
            .as_ref()
            .expect("the settings of the database were asked for");
        let store = Store::open(connection.declaration, own, &plan.job).await;
        let name = connection.name.clone();
        let store = store.map_err(|failure| {
            complain(mask.apply(&told(&format!("opening the connection `{name}`"), &failure)))
        })?;
        Ok(Self {
            name,
            store,
            settings,
            mask,
            plan,
        })
    }

    /// As [`open`](Self::open), where the tables have to be there.
    pub(super) async fn with_tables(place: &Place) -> Result<Self, u8> {
        let mut opened = Self::open(place).await?;
        let there = opened.store.is_there().await;
        if there.map_err(|failure| opened.failed(&failure))? {
            return Ok(opened);
        }
        terminal::complain(&format!(
            "there is no outbox in `{}`: `portl outbox init {}` makes one, or the first run of a job that delivers through it",
            opened.name,
            place.job.display()
        ));
        Err(exit::USAGE)
    }

    /// Says what the database refused; gives the exit code of what has done nothing.
    pub(super) fn failed(&self, failure: &Failure) -> u8 {
        let text = told(&format!("asking the outbox of `{}`", self.name), failure);
        terminal::complain(&self.mask.apply(&text));
        exit::USAGE
    }

    /// The connections that deliver.
    pub(super) fn receivers(&self) -> Result<Receivers, u8> {
        Receivers::open(&self.plan.connections, &self.settings).map_err(|refused| {
            let (name, failure) = *refused;
            let text = told(&format!("opening the connection `{name}`"), &failure);
            terminal::complain(&self.mask.apply(&text));
            exit::USAGE
        })
    }
}

/// The settings of connections that no step delivers to any more, as far as they are set: an older message may need them.
fn fill(
    settings: &mut [Option<Settings>],
    plan: &Plan,
    folder: &std::path::Path,
    environment: &Environment,
) {
    for (position, connection) in plan.connections.iter().enumerate() {
        if settings[position].is_some() || connection.declaration.kind == ConnectionKind::Database {
            continue;
        }
        let own = [ConnectionId(position)];
        if let Ok(mut found) = resolve::settings(&plan.connections, &own, folder, environment) {
            settings[position] = found[position].take();
        }
    }
}

/// The database whose outbox is meant.
fn database(plan: &Plan, named: Option<&str>) -> Result<ConnectionId, String> {
    let all = (0..plan.connections.len()).map(ConnectionId);
    let databases: Vec<_> = all
        .filter(|id| plan.connections[id.0].declaration.kind == ConnectionKind::Database)
        .collect();
    let name = |id: &ConnectionId| plan.connections[id.0].name.as_str();
    if let Some(wanted) = named {
        let found = databases.iter().find(|id| name(id) == wanted);
        return found.copied().ok_or_else(|| {
            let near = nearest(wanted, databases.iter().map(name));
            let near =
                near.map_or_else(String::new, |near| format!(": write `--connection {near}`"));
            format!("the job has no database connection `{wanted}`{near}")
        });
    }
    let outboxes = plan.outboxes();
    let candidates = if outboxes.is_empty() {
        &databases
    } else {
        &outboxes
    };
    match candidates.as_slice() {
        [only] => Ok(*only),
        [] => Err("the job has no database connection, and so no outbox".to_owned()),
        several => {
            let names: Vec<_> = several.iter().map(|id| format!("`{}`", name(id))).collect();
            Err(format!(
                "the job has several databases, {}: choose one with `--connection NAME`",
                names.join(", ")
            ))
        }
    }
}
