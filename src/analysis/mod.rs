//! Analysis: everything that is known of a job without running it.
//!
//! Takes the text of a job file, and of the project file beside it; gives the typed job, if it is sound, and every
//! diagnostic. One call does the work of all stages in the order of their arrows; `check`, `plan` and `run` begin here.

mod ignore;
mod mend;
mod secrets;
mod wanted;
mod written;

pub use ignore::Ignored;
pub use mend::{Fixed, Mended, mend};

use std::collections::BTreeMap;

use crate::{
    check::{self, SideFiles, Types},
    diagnostic::{Diagnostic, Diagnostics},
    eval,
    faults::{Guard, stands},
    functions, ir, job,
    limits::FileLimits,
    lint::{self, Subject},
    names,
    schema::Wanted,
    spec::Registry,
    steps,
    template::NameIds,
    text::{FileId, Sources},
    yaml::{self, Node},
};

/// Every declaration there is.
pub static REGISTRY: Registry = Registry {
    steps: steps::DECLARATIONS,
    functions: functions::ALL,
    predicates: functions::PREDICATES,
};

/// A text and the name it is shown under.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name, as the user typed it.
    pub name: String,
    /// The text.
    pub text: String,
    /// How much of it is read.
    pub limits: FileLimits,
}

impl Source {
    /// A text, with the limits that hold unless others are set.
    #[must_use]
    pub const fn new(name: String, text: String) -> Self {
        let limits = FileLimits::DEFAULT;
        Self { name, text, limits }
    }
}

/// What is known of a job.
#[derive(Debug)]
pub struct Analysis {
    /// The files that diagnostics point into.
    pub sources: Sources,
    /// Everything that was found and not ignored, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What comments put aside.
    pub ignored: Vec<Ignored>,
    /// The typed job, unless there was an error.
    pub job: Option<ir::Job>,
}

/// What the stages made of a job on the way, errors or not: what an editor asks for besides the [`Analysis`].
#[derive(Debug, Default)]
pub struct Insight {
    /// The tree of the job file, if it could be read.
    pub root: Option<yaml::Node>,
    /// The job as written, if there is something to look at.
    pub job: Option<job::Job>,
    /// What its names stand for.
    pub names: names::Names,
    /// The types of its expressions.
    pub types: Types,
    /// Its connections, those of the project file included.
    pub connections: Vec<ir::Connection>,
    /// What it wants to know of its databases, by the name of the connection.
    pub wanted: BTreeMap<String, Wanted>,
}

/// As [`analyze`], and keeps what the stages made of the job.
#[must_use]
pub fn inspect(job: Source, project: Option<Source>, files: &dyn SideFiles) -> (Analysis, Insight) {
    let mut insight = Insight::default();
    let analysis = analyze_into(job, project, files, Some(&mut insight));
    (analysis, insight)
}

/// Analyses a job, with the connections of its project file if there is one.
#[must_use]
pub fn analyze(job: Source, project: Option<Source>, files: &dyn SideFiles) -> Analysis {
    analyze_into(job, project, files, None)
}

fn analyze_into(
    job: Source,
    project: Option<Source>,
    files: &dyn SideFiles,
    insight: Option<&mut Insight>,
) -> Analysis {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let limits = job.limits;
    let job = typed(job, project, files, &mut sources, &mut diagnostics, insight);
    let (said, ignored) = ignore::apply(&sources, &limits, diagnostics.into_sorted());
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(said);
    Analysis {
        sources,
        diagnostics: diagnostics.into_sorted(),
        ignored,
        job,
    }
}

fn typed(
    job: Source,
    project: Option<Source>,
    files: &dyn SideFiles,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
    mut insight: Option<&mut Insight>,
) -> Option<ir::Job> {
    let file = sources.add(job.name, job.text);
    let root = yaml::parse(sources, file, &job.limits, diagnostics);
    let project = project.and_then(|project| {
        let file = sources.add(project.name, project.text);
        yaml::parse(sources, file, &project.limits, diagnostics).map(|node| (file, node))
    });
    let project = project.as_ref().map(|(file, node)| (*file, node));
    if let Some(insight) = insight.as_deref_mut() {
        insight.root.clone_from(&root);
    }
    let typed = stages(
        sources,
        file,
        root.as_ref(),
        project,
        files,
        diagnostics,
        insight,
    );
    let roots = root.iter().map(|root| (file, root)).chain(project);
    let roots: Vec<_> = roots.collect();
    written::finish(sources, &roots, diagnostics);
    secrets::conceal(sources, &roots, diagnostics);
    typed
}

fn stages(
    sources: &Sources,
    file: FileId,
    root: Option<&Node>,
    project: Option<(FileId, &Node)>,
    files: &dyn SideFiles,
    diagnostics: &mut Diagnostics,
    mut insight: Option<&mut Insight>,
) -> Option<ir::Job> {
    let mut ids = NameIds::default();
    let job = job::parse(
        sources,
        file,
        root?,
        project,
        &REGISTRY,
        &mut ids,
        diagnostics,
    )?;
    let names = names::resolve(&job, diagnostics);
    let is_named = !diagnostics.has_errors();
    let types = insight.as_deref_mut().map(|insight| {
        insight.job = Some(job.clone());
        insight.names = names.clone();
        &mut insight.types
    });
    let declarations = check::Declarations {
        registry: &REGISTRY,
        step_types: steps::ALL,
        evaluate: eval::constant,
    };
    let typed = check::check(&job, names, &declarations, files, diagnostics, types);
    let subject = Subject {
        written: &job,
        job: &typed,
        is_named,
        registry: &REGISTRY,
    };
    lint::lint(&subject, diagnostics);
    if let Some(insight) = insight {
        insight.wanted = wanted::of(&typed);
        insight.connections.clone_from(&typed.connections);
    }
    (!diagnostics.has_errors() || !stands(Guard::ErrorsStop)).then_some(typed)
}
